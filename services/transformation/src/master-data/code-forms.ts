/** The kinds of master data that documents name. */
export type MasterDataKind = 'CUSTOMER' | 'STOCK_ITEM';

/**
 * A code as SYSPRO compares it: a numeric customer without its leading zeros, which only some of SYSPRO's answers have; anything else as it
 * is, without blanks around it.
 */
export function comparableCode(kind: MasterDataKind, code: string): string {
  const trimmed = code.trim();
  return kind === 'CUSTOMER' && /^\d+$/.test(trimmed) ? trimmed.replace(/^0+(?=\d)/, '') : trimmed;
}

/** What is left of a code when case, blanks and signs do not count, and letters that look like digits are digits. */
export function foldedCode(code: string): string {
  return code
    .toUpperCase()
    .replace(/[^A-Z0-9]/g, '')
    .replaceAll('O', '0')
    .replaceAll('I', '1');
}

/** Whether one becomes the other by one character changed, added, left out, or two neighbours exchanged. */
export function isOneSlipApart(one: string, other: string): boolean {
  if (one === other) return false;
  let start = 0;
  while (start < one.length && one[start] === other[start]) start += 1;
  let end = 0;
  const most = Math.min(one.length, other.length) - start;
  while (end < most && one.at(-1 - end) === other.at(-1 - end)) end += 1;
  const [left, right] = [one.slice(start, one.length - end), other.slice(start, other.length - end)];
  if (left.length <= 1 && right.length <= 1) return true;
  return left.length === 2 && right.length === 2 && left[0] === right[1] && left[1] === right[0];
}
