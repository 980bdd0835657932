import { stringify } from 'yaml';

/** A value as YAML on one line: in a flow (`{ … }`) or after `key: `. Line breaks of an expression mean nothing and become blanks. */
export function emitted(value: unknown, inFlow: boolean): string {
  const flat = typeof value === 'string' ? value.replace(/\s*\n\s*/g, ' ') : value;
  if (typeof flat === 'object' && flat !== null) return flowOf(flat);
  if (!inFlow) return stringify(flat, { lineWidth: 0, singleQuote: true }).trimEnd();
  // The brackets make it be quoted as a flow needs it.
  return stringify([flat], { lineWidth: 0, singleQuote: true, collectionStyle: 'flow', flowCollectionPadding: false })
    .trimEnd()
    .slice(1, -1);
}

/** A key as YAML writes it. */
export function emittedKey(key: string): string {
  return emitted(key, true);
}

function flowOf(value: object): string {
  if (Array.isArray(value)) return `[${value.map((item) => emitted(item, true)).join(', ')}]`;
  const entries = Object.entries(value as Record<string, unknown>).filter(([, item]) => item !== undefined);
  return `{ ${entries.map(([key, item]) => `${emittedKey(key)}: ${emitted(item, true)}`).join(', ')} }`;
}
