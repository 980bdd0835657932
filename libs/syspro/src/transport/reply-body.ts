import { decodeReply } from '../text/windows-1252.js';

const STRING_ELEMENT = /^(?:<\?xml[^>]*\?>\s*)?<string\b[^>]*?(?:\/>|>([\s\S]*)<\/string>)$/i;
const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' };

/**
 * SYSPRO's words from a reply's bytes. The body is raw in every recording; some versions quote it as a JSON string and some proxies
 * wrap it in `<string>` (syspro.md 1.3), so both wrappers come off before the trim.
 */
export function unwrapReply(bytes: Buffer): string {
  const text = decodeReply(bytes).trim();
  return (fromJson(text) ?? fromStringElement(text) ?? text).trim();
}

function fromJson(text: string): string | undefined {
  if (!text.startsWith('"') || !text.endsWith('"')) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'string' ? value : undefined;
  } catch {
    return undefined;
  }
}

function fromStringElement(text: string): string | undefined {
  const match = STRING_ELEMENT.exec(text);
  if (!match) return undefined;
  return (match[1] ?? '').replace(/&(?:(lt|gt|quot|apos|amp)|#(\d+)|#x([0-9a-f]+));/gi, (_, name, decimal, hex) =>
    name
      ? (ENTITIES[(name as string).toLowerCase()] ?? '')
      : String.fromCodePoint(decimal ? Number(decimal) : parseInt(hex as string, 16)),
  );
}
