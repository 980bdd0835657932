import { collection, type BookDraft, type BookReader } from '../../books/collection.js';
import type { Card } from '../card.js';
import { newTransactionId } from '../ledger/transaction.js';

/** A card put by under a name that means nothing elsewhere. */
export interface Token {
  /** Upper-case GUID without braces. */
  readonly token: string;
  readonly vendor: string;
  readonly card: Card;
  /** ISO 8601 instant by the sandbox's clock. */
  readonly madeAt: string;
}

export const TOKENS = collection<Token>('opayo.tokens');

/** Makes a token for a vendor's card. */
export function makeToken(draft: BookDraft, { vendor, card, at }: { vendor: string; card: Card; at: Date }): Token {
  const token: Token = { token: newTransactionId(), vendor: vendor.toLowerCase(), card, madeAt: at.toISOString() };
  draft.put(TOKENS, token.token, token);
  return token;
}

/** A vendor's own token, with or without braces; undefined for another vendor's. */
export function ownToken(books: BookReader, vendor: string, token: string): Token | undefined {
  const found = books.get(TOKENS, token.replace(/^\{(.*)\}$/, '$1').toUpperCase());
  return found?.vendor === vendor.toLowerCase() ? found : undefined;
}
