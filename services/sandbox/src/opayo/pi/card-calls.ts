import { cv2Of, readCardDetails } from './card-details.js';
import { forgetCard, identifyCard, liveCard, noteSecurityCode } from './card-identifier.js';
import { londonTimestamp } from './london-timestamp.js';
import { noteCard, noteFailure, type MerchantSession } from './merchant-session.js';
import { fieldErrors, refusal, type PiAnswer } from './pi-answer.js';
import type { PiWork } from './pi-work.js';

/** `POST /card-identifiers`: once per session; the third failure ends the session. */
export function makeCardIdentifier({ draft, now, request }: PiWork, session: MerchantSession): PiAnswer {
  if (session.cardIdentifier !== null) return refusal(1002);
  const read = readCardDetails(request, now);
  if (!read) {
    noteFailure(draft, session);
    return fieldErrors(request.errors);
  }
  const { cardIdentifier, card, expiresAt } = identifyCard(draft, session, read, now);
  noteCard(draft, session, cardIdentifier);
  const expiry = londonTimestamp(new Date(expiresAt ?? now));
  return { status: 201, body: { cardIdentifier, expiry, cardType: card.piCardType } };
}

/** `POST /card-identifiers/{id}/security-code`: for a saved card, whose code is never kept. */
export function addSecurityCode({ draft, now, request }: PiWork, session: MerchantSession, id: string): PiAnswer {
  const securityCode = request.text('securityCode', { min: 3, max: 4, charset: /^\d*$/ });
  const identified = liveCard(draft, session.vendor, id, now);
  if (!identified) request.wrong(1011, 'cardIdentifier');
  if (request.errors.length > 0 || !identified) return fieldErrors(request.errors);
  noteSecurityCode(draft, identified, cv2Of(identified.card, securityCode));
  return { status: 204 };
}

/** `DELETE /card-identifiers/{id}`. The code of the 404 is inferred. */
export function forgetCardIdentifier({ draft, account, now }: PiWork, id: string): PiAnswer {
  const identified = liveCard(draft, account.vendor, id, now);
  if (!identified) return { status: 404, body: { ...refusal(1011).body } };
  forgetCard(draft, identified);
  return { status: 200, body: {} };
}
