import type { Card } from '../card.js';
import type { Match } from '../ledger/outcome.js';
import type { Fields } from './fields.js';
import { hasCheckDigit, isRightSecurityCode, sandboxCard } from './sandbox-cards.js';

const DIGITS = /^\d*$/;

/** Reads `cardDetails` (opayo.md 1.2): what may be kept of it, or undefined with the reasons in the fields' errors. */
export function readCardDetails(request: Fields, now: Date): { card: Card; cv2: Match } | undefined {
  const details = request.object('cardDetails');
  if (!details) return undefined;
  const holder = details.text('cardholderName', { max: 45 });
  const expiryDate = details.text('expiryDate', { min: 4, max: 4, charset: DIGITS });
  if (expiryDate !== undefined && !isToCome(expiryDate, now)) details.wrong(1009, 'expiryDate');
  const securityCode = details.text('securityCode', { min: 3, max: 4, charset: DIGITS, optional: true });
  const card = readCard(details, expiryDate ?? '');
  if (request.errors.length > 0 || !card || holder === undefined) return undefined;
  const cv2 = cv2Of(card, securityCode);
  return { card: { ...card, holder }, cv2 };
}

/** What a security code is worth for a card. */
export function cv2Of(card: Card, securityCode: string | undefined): Match {
  if (!securityCode) return 'NOTPROVIDED';
  return isRightSecurityCode(card, securityCode) ? 'MATCHED' : 'NOTMATCHED';
}

function readCard(details: Fields, expiryDate: string): Card | undefined {
  const cardNumber = details.text('cardNumber', { max: 16, charset: DIGITS });
  if (cardNumber === undefined) return undefined;
  if (!hasCheckDigit(cardNumber)) return details.wrong(1007, 'cardNumber');
  return sandboxCard(cardNumber, expiryDate) ?? details.wrong(1008, 'cardNumber');
}

/** MMYY of a month that is not over. */
function isToCome(expiryDate: string, now: Date): boolean {
  const [month, year] = [Number(expiryDate.slice(0, 2)), 2000 + Number(expiryDate.slice(2))];
  return month >= 1 && month <= 12 && Date.UTC(year, month) > now.getTime();
}
