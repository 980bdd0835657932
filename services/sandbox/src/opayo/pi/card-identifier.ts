import { collection, type BookDraft, type BookReader } from '../../books/collection.js';
import type { Card } from '../card.js';
import type { Match } from '../ledger/outcome.js';
import { newTransactionId } from '../ledger/transaction.js';
import { SESSION_MS, type MerchantSession } from './merchant-session.js';

/** A card a vendor may charge. Neither number nor security code is kept: only the last four digits, and whether the code was right. */
export interface CardIdentifier {
  /** Upper-case GUID. */
  readonly cardIdentifier: string;
  readonly vendor: string;
  /** The session that made it. */
  readonly merchantSessionKey: string;
  readonly card: Card;
  readonly cv2: Match;
  /** ISO 8601 instant by the sandbox's clock; null once it is saved for use again. */
  readonly expiresAt: string | null;
}

const CARD_IDENTIFIERS = collection<CardIdentifier>('opayo.card-identifiers');

export function identifyCard(
  draft: BookDraft,
  session: MerchantSession,
  { card, cv2 }: Pick<CardIdentifier, 'card' | 'cv2'>,
  now: Date,
): CardIdentifier {
  const cardIdentifier = newTransactionId();
  const identified: CardIdentifier = {
    cardIdentifier,
    vendor: session.vendor,
    merchantSessionKey: session.merchantSessionKey,
    card: { ...card, cardIdentifier, reusable: false },
    cv2,
    expiresAt: new Date(now.getTime() + SESSION_MS).toISOString(),
  };
  draft.put(CARD_IDENTIFIERS, cardIdentifier, identified);
  return identified;
}

/** A vendor's card identifier that has not expired. */
export function liveCard(
  books: BookReader,
  vendor: string,
  cardIdentifier: string,
  now: Date,
): CardIdentifier | undefined {
  const found = books.get(CARD_IDENTIFIERS, cardIdentifier.toUpperCase());
  return found?.vendor === vendor && isLive(found, now) ? found : undefined;
}

/** What was worth the security code, for the next transaction only. */
export function noteSecurityCode(draft: BookDraft, identified: CardIdentifier, cv2: Match): void {
  draft.put(CARD_IDENTIFIERS, identified.cardIdentifier, { ...identified, cv2 });
}

/** Used by a transaction: saved for the next ones, or gone. That an unsaved one serves one transaction only is inferred. */
export function useCard(draft: BookDraft, identified: CardIdentifier, { save }: { save: boolean }): Card {
  const keep = save || identified.expiresAt === null;
  const card: Card = { ...identified.card, reusable: keep };
  // No later transaction may profit from a code that was given for this one.
  if (keep)
    draft.put(CARD_IDENTIFIERS, identified.cardIdentifier, {
      ...identified,
      card,
      cv2: 'NOTPROVIDED',
      expiresAt: null,
    });
  else draft.remove(CARD_IDENTIFIERS, identified.cardIdentifier);
  return card;
}

export function forgetCard(draft: BookDraft, { cardIdentifier }: CardIdentifier): void {
  draft.remove(CARD_IDENTIFIERS, cardIdentifier);
}

/** Removes what has expired. */
export function forgetCards(draft: BookDraft, now: Date): void {
  for (const identified of draft.all(CARD_IDENTIFIERS)) if (!isLive(identified, now)) forgetCard(draft, identified);
}

function isLive({ expiresAt }: CardIdentifier, now: Date): boolean {
  return expiresAt === null || now.getTime() < Date.parse(expiresAt);
}
