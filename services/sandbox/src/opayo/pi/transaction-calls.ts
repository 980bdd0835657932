import { decide, start } from '../ledger/begin.js';
import { authorise, refund, repeat, type FollowUp } from '../ledger/follow-up.js';
import { lapse } from '../ledger/lapse.js';
import { outcome } from '../ledger/outcome.js';
import type { Ledgered } from '../ledger/refusal.js';
import { STATE } from '../ledger/states.js';
import { newSecurityKey, newTransactionId, ownTransaction, type OpayoTransaction } from '../ledger/transaction.js';
import { assess } from './assess.js';
import { useCard } from './card-identifier.js';
import { challengeOf, creqOf, isCresOf, openChallenge, type Challenge } from './challenge.js';
import { fieldErrors, refusal, type PiAnswer } from './pi-answer.js';
import { AWAITING_CHALLENGE, registrationReplyOf } from './pi-transaction.js';
import { ledgerRefusal, type PiWork } from './pi-work.js';
import { FOLLOW_UP_TYPES, readFollowUp, type AskedFollowUp, type FollowUpType } from './read-follow-up.js';
import { readRegistration, type AskedRegistration } from './read-registration.js';

const REGISTRATION_TYPES = ['Payment', 'Deferred', 'Authenticate'] as const;
type RegistrationType = (typeof REGISTRATION_TYPES)[number];

/** `POST /transactions`, whatever its type (opayo.md 1.3). */
export function registerTransaction(work: PiWork): PiAnswer {
  const { request } = work;
  const transactionType = request.text('transactionType', { max: 40 });
  const registration = REGISTRATION_TYPES.find((type) => type === transactionType);
  const followUp = FOLLOW_UP_TYPES.find((type) => type === transactionType);
  if (followUp) return followTransaction(work, followUp);
  if (transactionType !== undefined && !registration) return refusal(1013);
  // Without a type the rest is read as a payment's, so that everything wrong is told at once.
  const asked = readRegistration(
    request,
    { zeroAllowed: registration === 'Authenticate' },
    { books: work.draft, account: work.account, now: work.now },
  );
  return asked && registration ? takeCard(work, registration, asked) : fieldErrors(request.errors);
}

function takeCard(
  { draft, account, now, origin }: PiWork,
  transactionType: RegistrationType,
  asked: AskedRegistration,
) {
  const { identified, save, apply3DSecure, applyAvsCvcCheck, shopperPresent, notificationUrl, ...told } = asked;
  const card = useCard(draft, identified, { save });
  const assessment = assess({
    ...{ transactionType, card, cv2: identified.cv2, billing: told.billing, profile: account.profile },
    ...{ apply3DSecure, applyAvsCvcCheck, shopperPresent },
  });
  const challenged = 'challenge' in assessment;
  const begun = start(
    draft,
    {
      ...told,
      ...{ transactionId: newTransactionId(), securityKey: newSecurityKey(), vendor: account.vendor },
      ...{ transactionType, system: 'P', card },
      state: challenged ? STATE.AT_3D_SECURE : STATE.SENT_FOR_AUTHORISATION,
    },
    now,
  );
  if (!begun.ok) return ledgerRefusal(begun.refusal, 'vendorTxCode');
  const { transactionId } = begun.transaction;
  if (challenged) {
    return challengeReply(openChallenge(draft, { transactionId, notificationUrl, ...assessment.challenge }), origin);
  }
  return { status: 201, body: registrationReplyOf(decide(draft, transactionId, assessment.outcome, now)) };
}

function challengeReply(challenge: Challenge, origin: string): PiAnswer {
  const { transactionId, acsTransId, dsTransId } = challenge;
  const acsUrl = new URL('/acs/challenge', origin).href;
  return {
    status: 202,
    body: { ...AWAITING_CHALLENGE, transactionId, acsTransId, dsTransId, acsUrl, cReq: creqOf(challenge) },
  };
}

/** `POST /transactions/{id}/3d-secure-challenge`: the shopper is back from the ACS, within twenty minutes. */
export function meetChallenge({ draft, account, now, request }: PiWork, id: string): PiAnswer {
  const found = ownTransaction(draft, account.vendor, id);
  const challenge = found && challengeOf(draft, found.transactionId);
  if (!found || !challenge) return refusal(1012);
  const cres = request.text('cRes', { max: 65_536 });
  if (cres !== undefined && !isCresOf(challenge, cres)) request.wrong(1009, 'cRes');
  if (request.errors.length > 0) return fieldErrors(request.errors);
  const transaction = lapse(draft, found, now);
  if (transaction.state !== STATE.AT_3D_SECURE) return refusal(1014);
  const decided = decide(draft, transaction.transactionId, outcomeOf(challenge), now);
  return { status: 201, body: registrationReplyOf(decided, challenge) };
}

function outcomeOf({ passed, whenPassed, whenFailed }: Challenge) {
  return passed ? whenPassed : whenFailed;
}

function followTransaction(work: PiWork, transactionType: FollowUpType): PiAnswer {
  const { draft, account, now, request } = work;
  const original = (id: string): OpayoTransaction | undefined => ownTransaction(draft, account.vendor, id);
  const asked = readFollowUp(request, transactionType, {
    ...{ books: draft, account, now },
    currencyOf: (id) => original(id)?.currency,
  });
  if (!asked) return fieldErrors(request.errors);
  const found = original(asked.referenceTransactionId);
  if (!found) return refusal(1012);
  const made = follow(work, transactionType, lapse(draft, found, now), asked);
  if (!made.ok) return ledgerRefusal(made.refusal, 'amount');
  return { status: 201, body: registrationReplyOf(made.transaction) };
}

function follow(
  { draft, now }: PiWork,
  type: FollowUpType,
  original: OpayoTransaction,
  asked: AskedFollowUp,
): Ledgered {
  const { vendorTxCode, amountMinor, description, currency } = asked;
  const followUp: FollowUp = {
    ...{ vendorTxCode, amountMinor, description },
    ...{ transactionId: newTransactionId(), securityKey: newSecurityKey(), system: 'P' },
  };
  const decision = outcome(original.card?.bankDeclines ? 'NOTAUTHED' : 'OK');
  if (type === 'Refund') return refund(draft, original, followUp, now);
  if (type === 'Authorise') return authorise(draft, original, followUp, now, decision);
  return repeat(draft, original, { ...followUp, currency: currency ?? original.currency }, now, decision);
}
