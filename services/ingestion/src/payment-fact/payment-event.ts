import type { PaymentEvent, PaymentEventHead } from '#libs/contracts';
import { deterministicUuid } from '#libs/delivery';
import { InvariantViolation } from '#libs/errors';
import { factIdentityOf, type Amount, type HeardFact } from './fact.js';

/** The fact as it is published; `eventId` is made of its identity, so that it is the same whenever it is made again. */
export function paymentEventOf(fact: HeardFact): PaymentEvent {
  return withBody(
    {
      eventId: deterministicUuid('payment-event', factIdentityOf(fact)),
      orderId: fact.orderId,
      vendor: fact.vendor.toLowerCase(),
      vendorTxCode: fact.vendorTxCode,
      transactionId: fact.transactionId,
      parentTransactionId: fact.parentTransactionId,
      occurredAt: fact.occurredAt.getTime(),
      heardAt: fact.heardAt.getTime(),
      heardBy: fact.heardBy,
      opayoStatus: fact.opayoStatus,
      opayoTxType: fact.opayoTxType,
    },
    fact,
  );
}

const DAY_MS = 24 * 60 * 60 * 1000;
/** Opayo lets a deferred transaction lapse after 30 days and an authenticated one after 90 (reference page 1.4). */
const LAPSE_MS = { authorised: 30 * DAY_MS, authenticated: 90 * DAY_MS };

function withBody(head: PaymentEventHead, fact: HeardFact): PaymentEvent {
  const { kind, detail } = fact;
  switch (kind) {
    case 'CAPTURED':
      return { ...head, kind, captured: { ...amountOf(fact), ...captureOf(fact) } };
    case 'AUTHORISED':
      return { ...head, kind, authorised: { ...amountOf(fact), expiresAt: head.occurredAt + LAPSE_MS.authorised } };
    case 'AUTHENTICATED':
      return {
        ...head,
        kind,
        authenticated: { ...amountOf(fact), expiresAt: head.occurredAt + LAPSE_MS.authenticated },
      };
    case 'PENDING':
      return { ...head, kind, pending: { detail } };
    case 'DECLINED': {
      const { code, bankDeclineCode } = fact.decline ?? { code: null, bankDeclineCode: null };
      return { ...head, kind, declined: { code, text: detail, bankDeclineCode } };
    }
    case 'RELEASED_WITHOUT_CAPTURE':
      return { ...head, kind, releasedWithoutCapture: { reason: detail } };
    case 'VOIDED':
      return { ...head, kind, voided: amountOf(fact) };
    case 'REFUNDED':
      return { ...head, kind, refunded: { ...amountOf(fact), refundedAt: head.occurredAt } };
    case 'SETTLEMENT_FAILED':
      return { ...head, kind, settlementFailed: { ...amountOf(fact), state: fact.opayoStatus } };
    case 'UNRECOGNISED':
      return { ...head, kind, unrecognised: { detail } };
  }
}

function captureOf(fact: HeardFact) {
  const source = fact.heardBy === 'NOTIFICATION' ? ('NOTIFICATION' as const) : ('REPORTING' as const);
  const capturedAt = fact.capturedAt ?? { at: fact.occurredAt, source };
  return {
    capturedAt: capturedAt.at.getTime(),
    capturedAtSource: capturedAt.source,
    cardType: fact.card?.cardType ?? null,
    lastFourDigits: fact.card?.lastFourDigits ?? null,
    bankAuthorisationCode: fact.bankAuthorisationCode ?? null,
    fraudResponse: fact.fraudResponse ?? null,
    authProcessor: fact.authProcessor ?? null,
    merchantNumber: fact.merchantNumber ?? null,
  };
}

function amountOf({ kind, amount }: HeardFact): Amount {
  if (amount) return { amountMinor: amount.amountMinor, currency: amount.currency };
  throw new InvariantViolation(`${kind} was made without an amount`, { code: 'AMOUNT_MISSING', facts: { kind } });
}
