import { createHash } from 'node:crypto';
import { canonicalJson } from './canonical-json.js';

/** SHA-256 (64 hex digits) of a value's canonical JSON: equal values, equal hash, whatever the order of their members. Raises as `canonicalJson`. */
export function hashOf(value: unknown): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex');
}

/**
 * A UUID (version 8, RFC 9562) made from `parts`, the same for the same parts: the identity of an event that must be the same each time
 * it is made.
 */
export function deterministicUuid(...parts: readonly (string | number | bigint)[]): string {
  const bytes = createHash('sha256').update(canonicalJson(parts)).digest().subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
