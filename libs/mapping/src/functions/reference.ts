import { createHash } from 'node:crypto';

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const SUFFIX_LENGTH = 6;

/** The first `length` base-32 characters (RFC 4648) of the SHA-256 of `text`: the same for ever for the same text. */
export function fingerprint(text: string, length: number): string {
  const digest = createHash('sha256').update(text, 'utf8').digest();
  let bits = 0n;
  for (const byte of digest.subarray(0, 16)) bits = (bits << 8n) | BigInt(byte);
  const characters = Array.from({ length }, (_, index) => BASE32[Number((bits >> BigInt(123 - 5 * index)) & 31n)]);
  return characters.join('');
}

/**
 * Our reference of an effect in SYSPRO: what people can read of `readable`, `-`, and six characters that belong to `effectId` alone, at
 * most `maxLength` characters. Deterministic, so that after a lost answer the effect is found again by it; two references that are
 * alike when cut still differ in the suffix. Characters other than ASCII letters, digits and `_./-` become `-`.
 */
export function reference(readable: string, effectId: string, maxLength: number): string {
  const plain = readable.replace(/[^A-Za-z0-9_./-]+/g, '-');
  return `${plain.slice(0, maxLength - SUFFIX_LENGTH - 1)}-${fingerprint(effectId, SUFFIX_LENGTH)}`;
}
