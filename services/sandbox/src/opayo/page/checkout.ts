import { collection, type BookDraft } from '../../books/collection.js';
import type { Card } from '../card.js';
import { decide } from '../ledger/begin.js';
import { outcome, type Match, type Outcome } from '../ledger/outcome.js';
import { isOnPage, STATE } from '../ledger/states.js';
import { change, TRANSACTIONS, type OpayoTransaction } from '../ledger/transaction.js';
import { assess, CHECK_SETTINGS, type CheckSetting } from '../pi/assess.js';
import { REGISTRATIONS, type ServerRegistration } from '../server/server-registration.js';
import { makeToken, TOKENS } from '../server/tokens.js';
import type { VendorProfile } from '../vendors.js';

/** What the shopper has entered, while the transaction is on its pages. */
interface Entered {
  readonly card: Card;
  readonly cv2: Match;
  /** What comes of it once the shopper has met the card issuer's challenge. */
  readonly challenge?: { readonly whenPassed: Outcome; readonly whenFailed: Outcome };
}

const ENTERED = collection<Entered>('opayo.entered-cards');

/** A Server transaction and what Server knows of it. */
export interface OnPage {
  readonly transaction: OpayoTransaction;
  readonly registration: ServerRegistration;
}

/** The shopper has come: from the selection to the card's page. Changes nothing further on. */
export function arrive(draft: BookDraft, { transaction }: OnPage, at: Date): void {
  if (transaction.state === STATE.ON_CARD_SELECTION_PAGE) {
    change(draft, transaction, { state: STATE.ON_CARD_ENTRY_PAGE }, at);
  }
}

/** A card was entered, or chosen by its token; on to the confirmation. */
export function enterCard(draft: BookDraft, { transaction }: OnPage, entered: Entered, at: Date): void {
  if (!isOnPage(transaction.state)) return;
  draft.put(ENTERED, transaction.transactionId, entered);
  change(draft, transaction, { state: STATE.ON_CONFIRMATION_PAGE, card: entered.card }, at);
}

/** The shopper wants to pay with another card: back to the card's page. */
export function changeCard(draft: BookDraft, { transaction }: OnPage, at: Date): void {
  if (transaction.state !== STATE.ON_CONFIRMATION_PAGE) return;
  draft.remove(ENTERED, transaction.transactionId);
  change(draft, transaction, { state: STATE.ON_CARD_ENTRY_PAGE, card: null }, at);
}

/** The shopper pays: sent for authorisation, and decided, unless the card's issuer wants to see the shopper first (state 5). */
export function confirm(draft: BookDraft, page: OnPage, profile: VendorProfile, at: Date): void {
  const { transaction, registration } = page;
  const entered = draft.get(ENTERED, transaction.transactionId);
  if (transaction.state !== STATE.ON_CONFIRMATION_PAGE || !entered) return;
  const sent = change(draft, transaction, { state: STATE.SENT_FOR_AUTHORISATION }, at);
  if (transaction.transactionType === 'Token') return finish(draft, page, { outcome: tokenMade(), at });
  const assessment = assess({
    transactionType: transaction.transactionType,
    card: entered.card,
    cv2: entered.cv2,
    billing: transaction.billing ?? NO_ADDRESS,
    profile,
    apply3DSecure: settingOf(registration.apply3DSecure),
    applyAvsCvcCheck: settingOf(registration.applyAvsCv2),
    shopperPresent: true,
  });
  if ('outcome' in assessment) return finish(draft, page, { outcome: assessment.outcome, at });
  draft.put(ENTERED, transaction.transactionId, { ...entered, challenge: assessment.challenge });
  change(draft, sent, { state: STATE.AT_3D_SECURE }, at);
}

/** The shopper has answered the card issuer. */
export function answerChallenge(draft: BookDraft, page: OnPage, passed: boolean, at: Date): void {
  const { challenge } = draft.get(ENTERED, page.transaction.transactionId) ?? {};
  if (page.transaction.state !== STATE.AT_3D_SECURE || !challenge) return;
  finish(draft, page, { outcome: passed ? challenge.whenPassed : challenge.whenFailed, at });
}

/** The shopper goes away without paying. */
export function cancelByShopper(draft: BookDraft, page: OnPage, at: Date): void {
  const { state } = page.transaction;
  if (isOnPage(state) || state === STATE.AT_3D_SECURE) finish(draft, page, { outcome: outcome('ABORT'), at });
}

/** Decided; the vendor is still to be told. Tokens are made and used up with it. */
function finish(
  draft: BookDraft,
  { transaction, registration }: OnPage,
  decided: { outcome: Outcome; at: Date },
): void {
  const { transactionId, vendor } = transaction;
  const card = draft.get(ENTERED, transactionId)?.card ?? null;
  draft.remove(ENTERED, transactionId);
  decide(draft, transactionId, decided.outcome, decided.at, card ? { card } : {});
  const good = ['OK', 'AUTHENTICATED', 'REGISTERED'].includes(decided.outcome.result);
  if (registration.token !== null && !registration.storeToken && good) draft.remove(TOKENS, registration.token);
  const wanted = registration.createToken || registration.txType === 'TOKEN';
  if (!good || !card || !wanted) return;
  const { token } = makeToken(draft, { vendor, card, at: decided.at });
  draft.put(REGISTRATIONS, transactionId, { ...registration, madeToken: token });
}

function tokenMade(): Outcome {
  return outcome('OK', {
    statusCode: '2016',
    statusDetail: 'The Card registration has been successful in exchange for a token.',
    bankResponseCode: null,
  });
}

/** The forms' 0, 1, 2, 3 in Pi's words (opayo.md 1.3). */
function settingOf(digit: string): CheckSetting {
  return CHECK_SETTINGS[Number(digit)] ?? 'UseMSPSetting';
}

const NO_ADDRESS = { address1: '', address2: null, city: '', postCode: null, country: '', state: null };

/** The transaction behind a page, as it is now; undefined when nobody registered it by form. */
export function pageOf(books: Pick<BookDraft, 'get'>, transactionId: string): OnPage | undefined {
  const id = transactionId.replace(/[{}]/g, '').toUpperCase();
  const [transaction, registration] = [books.get(TRANSACTIONS, id), books.get(REGISTRATIONS, id)];
  return transaction && registration && { transaction, registration };
}
