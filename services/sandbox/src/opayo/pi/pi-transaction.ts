import type { Card } from '../card.js';
import type { Checks, Match, Outcome, Result, ThreeDSecureStatus } from '../ledger/outcome.js';
import { STATE } from '../ledger/states.js';
import type { OpayoTransaction } from '../ledger/transaction.js';
import type { Challenge } from './challenge.js';

/** Pi's word for each result. For what only European methods and payment pages end in it has none: an abort is shown as rejected (inferred). */
const STATUS: Readonly<Record<Exclude<Result, 'PENDING'>, string>> = {
  OK: 'Ok',
  NOTAUTHED: 'NotAuthed',
  REJECTED: 'Rejected',
  AUTHENTICATED: 'Authenticated',
  REGISTERED: 'Registered',
  ABORT: 'Rejected',
  ERROR: 'Error',
  INVALID: 'Invalid',
  MALFORMED: 'Malformed',
};

const THREE_D_SECURE: Readonly<Record<ThreeDSecureStatus, string>> = {
  OK: 'Authenticated',
  NOTCHECKED: 'NotChecked',
  NOTAVAILABLE: 'CardNotEnrolled',
  NOTAUTHED: 'NotAuthenticated',
  INCOMPLETE: 'Incomplete',
  ERROR: 'Error',
  ATTEMPTONLY: 'AttemptOnly',
  CANTAUTH: 'IssuerNotEnrolled',
};

const MATCH: Readonly<Record<Match, string>> = {
  MATCHED: 'Matched',
  NOTMATCHED: 'NotMatched',
  NOTPROVIDED: 'NotProvided',
  NOTCHECKED: 'NotChecked',
};

/**
 * A transaction as Pi shows it (opayo.md 1.5): the result of its registration, whatever was done to it since. No vendorTxCode, no dates; amounts in whole
 * minor units; `retrievalReference` a JSON number, as every real sample has it, and only when authorised. Undefined before the shopper is through.
 */
export function piTransactionOf(
  transaction: OpayoTransaction,
  challenge?: Challenge,
): Record<string, unknown> | undefined {
  const { outcome, amountMinor, transactionType } = transaction;
  if (!outcome) return transaction.state === STATE.AT_3D_SECURE ? awaitingChallenge(transaction, challenge) : undefined;
  if (outcome.result === 'PENDING') return undefined;
  const registered = ['Payment', 'Deferred', 'Authenticate'].includes(transactionType);
  const askedBank = transactionType === 'Payment' || transactionType === 'Deferred';
  return {
    transactionId: transaction.transactionId,
    ...(challenge ? { acsTransId: challenge.acsTransId, dsTransId: challenge.dsTransId } : {}),
    transactionType,
    status: STATUS[outcome.result],
    statusCode: outcome.statusCode,
    statusDetail: outcome.statusDetail,
    ...(outcome.result === 'NOTAUTHED' ? DO_NOT_HONOUR : {}),
    ...(transaction.txAuthNo === null ? {} : { retrievalReference: transaction.txAuthNo }),
    ...(transaction.settlementReferenceText === null
      ? {}
      : { settlementReferenceText: transaction.settlementReferenceText }),
    ...(askedBank && outcome.bankResponseCode !== null ? { bankResponseCode: outcome.bankResponseCode } : {}),
    ...(transaction.bankAuthCode === null ? {} : { bankAuthorisationCode: transaction.bankAuthCode }),
    ...(askedBank ? { avsCvcCheck: avsCvcCheckOf(outcome) } : {}),
    ...(transaction.card ? { paymentMethod: { card: cardOf(transaction.card, registered) } } : {}),
    amount: { totalAmount: amountMinor, saleAmount: amountMinor, surchargeAmount: 0 },
    currency: transaction.currency,
    ...(registered ? { '3DSecure': { status: THREE_D_SECURE[outcome.threeDSecure] } } : {}),
  };
}

/** The answer to a registration: as `piTransactionOf`, but published declines and rejections do not name the type. */
export function registrationReplyOf(transaction: OpayoTransaction, challenge?: Challenge): Record<string, unknown> {
  const body = piTransactionOf(transaction, challenge) ?? {};
  const { result } = transaction.outcome ?? {};
  if (result === 'NOTAUTHED' || result === 'REJECTED') delete body['transactionType'];
  return body;
}

/** What GET tells while the shopper is at the ACS; not documented. */
function awaitingChallenge({ transactionId, transactionType }: OpayoTransaction, challenge?: Challenge) {
  return {
    transactionId,
    ...(challenge ? { acsTransId: challenge.acsTransId, dsTransId: challenge.dsTransId } : {}),
    transactionType,
    ...AWAITING_CHALLENGE,
  };
}

export const AWAITING_CHALLENGE = {
  status: '3DAuth',
  statusCode: '2021',
  statusDetail: 'Please redirect your customer to the ACS to complete the 3DS Transaction',
} as const;

const DO_NOT_HONOUR = {
  additionalDeclineDetail: {
    additionalDeclineCode: '05',
    additionalDeclineCodeDescription: 'Do not honour',
    additionalDeclineCodeCategory: '01',
  },
} as const;

/** Refunds, repeats and authorisations do not show the identifier (published samples). */
function cardOf({ piCardType, lastFourDigits, expiryDate, cardIdentifier, reusable }: Card, registered: boolean) {
  const shown = registered && cardIdentifier !== undefined;
  return { cardType: piCardType, lastFourDigits, expiryDate, ...(shown ? { cardIdentifier, reusable } : {}) };
}

function avsCvcCheckOf({ checks }: Outcome) {
  return {
    status: summaryOf(checks),
    address: MATCH[checks.address],
    postalCode: MATCH[checks.postCode],
    securityCode: MATCH[checks.cv2],
  };
}

function summaryOf({ address, postCode, cv2 }: Checks): string {
  const addressMatches = address === 'MATCHED' && postCode === 'MATCHED';
  if (addressMatches && cv2 === 'MATCHED') return 'AllMatched';
  if (cv2 === 'MATCHED') return 'SecurityCodeMatchOnly';
  if (addressMatches) return 'AddressMatchOnly';
  return [address, postCode, cv2].every((match) => match === 'NOTCHECKED') ? 'NotChecked' : 'NoMatches';
}
