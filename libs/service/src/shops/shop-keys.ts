import { createHash, timingSafeEqual } from 'node:crypto';

/** A shop's name on the wire, in URLs and as the first part of every orderId. */
export const SHOP_NAME = /^[A-Za-z0-9-]{1,30}$/;

const ENTRY = /^([A-Za-z0-9-]{1,30})=([\x21-\x7e]+)$/;

/** Which shop a key belongs to. A shop may have several keys, so that a key can be changed without a pause. */
export class ShopKeys {
  private constructor(private readonly entries: readonly { readonly shop: string; readonly digest: Buffer }[]) {}

  /** From `shop=key,shop=key`; `undefined` when the text is not of this shape. Keys are printable ASCII without commas. */
  static parse(text: string): ShopKeys | undefined {
    const matches = text.split(',').map((entry) => ENTRY.exec(entry.trim()));
    const entries = matches.map((match) => match && { shop: match[1] as string, digest: digestOf(match[2] as string) });
    return entries.every((entry) => entry !== null) ? new ShopKeys(entries) : undefined;
  }

  /** The shop whose key this is. Every key is compared, in constant time, so the time taken tells nothing about any of them. */
  shopOf(key: string): string | undefined {
    const digest = digestOf(key);
    let found: string | undefined;
    for (const entry of this.entries) if (timingSafeEqual(entry.digest, digest)) found = entry.shop;
    return found;
  }
}

function digestOf(key: string): Buffer {
  return createHash('sha256').update(key).digest();
}
