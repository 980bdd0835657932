import type { VendorAccount, Vendors } from '../vendors.js';
import { refusal, type PiAnswer } from './pi-answer.js';

/** Whose Basic credentials these are, or the 401: 1001 when there are none, 1002 when they open nothing (opayo.md 1.5). */
export function authenticate(header: string | undefined, vendors: Vendors): VendorAccount | PiAnswer {
  const encoded = /^Basic\s+(.*)$/i.exec(header ?? '')?.[1];
  if (encoded === undefined) return refusal(1001);
  const pair = Buffer.from(encoded.trim(), 'base64').toString();
  const colon = pair.indexOf(':');
  if (colon < 0) return refusal(1002);
  return vendors.withPiCredentials(pair.slice(0, colon), pair.slice(colon + 1)) ?? refusal(1002);
}

/** The merchant session key of a Bearer header. */
export function bearerOf(header: string | undefined): string | undefined {
  return /^Bearer\s+(\S+)$/i.exec(header ?? '')?.[1];
}
