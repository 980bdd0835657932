import { createHash, timingSafeEqual } from 'node:crypto';

const ENTRY = /^([A-Za-z0-9.-]{1,30})=([\x21-\x7e]+)$/;

/** Who a key belongs to. An operator may have several keys, so that one can be changed without a pause. */
export class OperatorKeys {
  private constructor(private readonly entries: readonly { readonly operator: string; readonly digest: Buffer }[]) {}

  /** Nobody's keys. */
  static readonly none = new OperatorKeys([]);

  /** From `name=key,name=key`; `undefined` when the text is not of this shape. Keys are printable ASCII without commas. */
  static parse(text: string): OperatorKeys | undefined {
    const matches = text.split(',').map((entry) => ENTRY.exec(entry.trim()));
    const entries = matches.map((match) => match && { operator: match[1] ?? '', digest: digestOf(match[2] ?? '') });
    return entries.every((entry) => entry !== null) ? new OperatorKeys(entries) : undefined;
  }

  /** The operator whose key this is. Every key is compared, in constant time, so the time taken tells nothing about any of them. */
  operatorOf(key: string): string | undefined {
    const digest = digestOf(key);
    let found: string | undefined;
    for (const entry of this.entries) if (timingSafeEqual(entry.digest, digest)) found = entry.operator;
    return found;
  }
}

function digestOf(key: string): Buffer {
  return createHash('sha256').update(key).digest();
}
