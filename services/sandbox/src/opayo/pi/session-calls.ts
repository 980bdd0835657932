import type { BookReader } from '../../books/collection.js';
import type { VendorAccount } from '../vendors.js';
import { londonTimestamp } from './london-timestamp.js';
import { liveSession, openSession, type MerchantSession } from './merchant-session.js';
import { fieldErrors, refusal, type PiAnswer } from './pi-answer.js';
import type { PiWork } from './pi-work.js';

/** `POST /merchant-session-keys`. That another vendor's name is an invalid value is inferred. */
export function makeSession({ draft, account, now, request }: PiWork): PiAnswer {
  const vendorName = request.text('vendorName', { max: 15 });
  if (vendorName !== undefined && vendorName.toLowerCase() !== account.vendor.toLowerCase()) {
    request.wrong(1009, 'vendorName');
  }
  if (request.errors.length > 0) return fieldErrors(request.errors);
  return { status: 201, body: bodyOf(openSession(draft, account.vendor, now)) };
}

/** `GET /merchant-session-keys/{msk}`. */
export function showSession(
  books: BookReader,
  { account, merchantSessionKey, now }: { account: VendorAccount; merchantSessionKey: string; now: Date },
): PiAnswer {
  const session = liveSession(books, merchantSessionKey, now);
  return session?.vendor === account.vendor ? { status: 200, body: bodyOf(session) } : refusal(1006);
}

function bodyOf({ merchantSessionKey, expiresAt }: MerchantSession) {
  return { merchantSessionKey, expiry: londonTimestamp(new Date(expiresAt)) };
}
