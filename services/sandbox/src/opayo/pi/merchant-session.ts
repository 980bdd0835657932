import { collection, type BookDraft, type BookReader } from '../../books/collection.js';
import { newTransactionId } from '../ledger/transaction.js';

/** A merchant session: lets a browser turn one card into an identifier, without the vendor's credentials. */
export interface MerchantSession {
  /** Upper-case GUID. */
  readonly merchantSessionKey: string;
  /** As the vendor's account spells it. */
  readonly vendor: string;
  /** ISO 8601 instant by the sandbox's clock. */
  readonly expiresAt: string;
  /** The one card identifier it made. */
  readonly cardIdentifier: string | null;
  /** Attempts at a card identifier that failed. */
  readonly failures: number;
}

const SESSIONS = collection<MerchantSession>('opayo.merchant-sessions');

/** How long sessions and unsaved card identifiers last (opayo.md 1.2). */
export const SESSION_MS = 400_000;
/** After so many failed attempts a session is deleted. */
const MOST_FAILURES = 3;

export function openSession(draft: BookDraft, vendor: string, now: Date): MerchantSession {
  const session: MerchantSession = {
    merchantSessionKey: newTransactionId(),
    vendor,
    expiresAt: new Date(now.getTime() + SESSION_MS).toISOString(),
    cardIdentifier: null,
    failures: 0,
  };
  draft.put(SESSIONS, session.merchantSessionKey, session);
  return session;
}

/** A session that has not expired. */
export function liveSession(books: BookReader, merchantSessionKey: string, now: Date): MerchantSession | undefined {
  const session = books.get(SESSIONS, merchantSessionKey.toUpperCase());
  return session && now.getTime() < Date.parse(session.expiresAt) ? session : undefined;
}

/** The third failure deletes the session. */
export function noteFailure(draft: BookDraft, session: MerchantSession): void {
  const failures = session.failures + 1;
  if (failures >= MOST_FAILURES) draft.remove(SESSIONS, session.merchantSessionKey);
  else draft.put(SESSIONS, session.merchantSessionKey, { ...session, failures });
}

export function noteCard(draft: BookDraft, session: MerchantSession, cardIdentifier: string): void {
  draft.put(SESSIONS, session.merchantSessionKey, { ...session, cardIdentifier });
}

/** Removes what has expired. */
export function forgetSessions(draft: BookDraft, now: Date): void {
  for (const session of draft.all(SESSIONS)) {
    if (!liveSession(draft, session.merchantSessionKey, now)) draft.remove(SESSIONS, session.merchantSessionKey);
  }
}
