import type { PaymentEvent, PaymentEventHead } from '#libs/contracts';
import { deterministicUuid, hashOf } from '#libs/delivery';
import { InvariantViolation } from '#libs/errors';
import type { CurrencyCode, MinorUnits } from '#libs/money';
import type { FactKind, Notification } from '#libs/opayo';
import { orderIdOf, type Registration } from '../registration/registration.js';

/** An amount as Opayo's own books have it. */
export interface Amount {
  readonly amountMinor: MinorUnits;
  readonly currency: CurrencyCode;
}

/** Everything a fact is made of. */
export interface FactSource {
  readonly kind: FactKind;
  readonly notification: Notification;
  readonly registration: Registration;
  /** When the notification first reached us. */
  readonly receivedAt: Date;
  /** Read from Opayo; for the kinds that tell an amount. */
  readonly amount?: Amount | undefined;
}

/** A fact's identity: the same fact heard twice has the same one, whatever way it came. */
export function factIdentityOf(source: Pick<FactSource, 'kind' | 'notification'>): string {
  const { kind, notification } = source;
  const { transactionId, txType, status } = notification;
  // Of words we do not know we cannot say that they tell the same.
  return kind === 'UNRECOGNISED' ? `${transactionId}:${kind}:${txType}:${status}` : `${transactionId}:${kind}`;
}

/** The fact as it is published; `eventId` is made of its identity, so that it is the same whenever it is made again. */
export function paymentEventOf(source: FactSource): PaymentEvent {
  const { notification, registration, receivedAt } = source;
  const head: PaymentEventHead = {
    eventId: deterministicUuid('payment-event', factIdentityOf(source)),
    orderId: orderIdOf(registration),
    vendor: registration.vendor.toLowerCase(),
    vendorTxCode: notification.vendorTxCode,
    transactionId: notification.transactionId,
    parentTransactionId: null,
    occurredAt: occurredAtOf(source),
    heardAt: receivedAt.getTime(),
    heardBy: 'NOTIFICATION',
    opayoStatus: notification.status,
    opayoTxType: notification.txType,
  };
  return withBody(head, source);
}

/** Hash of what the fact says, without when we heard of it: the same identity with another hash is a break. */
export function factHashOf(event: PaymentEvent): string {
  const { heardAt: _heardAt, heardBy: _heardBy, occurredAt: _occurredAt, ...told } = event;
  const { captured, authorised, authenticated, ...rest } = told;
  return hashOf({
    ...rest,
    captured: captured && { ...captured, capturedAt: null, capturedAtSource: null },
    authorised: authorised && { ...authorised, expiresAt: null },
    authenticated: authenticated && { ...authenticated, expiresAt: null },
  });
}

const DAY_MS = 24 * 60 * 60 * 1000;
/** Opayo lets a deferred transaction lapse after 30 days and an authenticated one after 90 (reference page 1.4). */
const LAPSE_MS = { authorised: 30 * DAY_MS, authenticated: 90 * DAY_MS };

/**
 * A notification carries no time and neither does Pi. A Server transaction is completed within 15 minutes of its registration or cancelled by
 * Opayo, while its notification may be repeated for 30 days: so the registration's time is the better one, where the shop told it.
 */
function occurredAtOf({ registration, receivedAt }: FactSource): number {
  return (registration.registeredAt ?? receivedAt).getTime();
}

function withBody(head: PaymentEventHead, source: FactSource): PaymentEvent {
  const { kind, notification, registration } = source;
  switch (kind) {
    case 'CAPTURED':
      return {
        ...head,
        kind,
        captured: {
          ...amountOf(source),
          capturedAt: head.occurredAt,
          capturedAtSource: registration.registeredAt ? 'REGISTRATION' : 'NOTIFICATION',
          cardType: notification.cardType,
          lastFourDigits: notification.lastFourDigits,
          bankAuthorisationCode: notification.bankAuthorisationCode,
          fraudResponse: notification.fraudResponse,
          authProcessor: null,
          merchantNumber: null,
        },
      };
    case 'AUTHORISED':
      return { ...head, kind, authorised: { ...amountOf(source), expiresAt: head.occurredAt + LAPSE_MS.authorised } };
    case 'AUTHENTICATED':
      return {
        ...head,
        kind,
        authenticated: { ...amountOf(source), expiresAt: head.occurredAt + LAPSE_MS.authenticated },
      };
    case 'PENDING':
      return { ...head, kind, pending: { detail: detailOf(notification) } };
    case 'DECLINED': {
      const { statusCode, statusText, bankDeclineCode } = notification;
      return { ...head, kind, declined: { code: statusCode, text: statusText, bankDeclineCode } };
    }
    case 'UNRECOGNISED':
      return { ...head, kind, unrecognised: { detail: detailOf(notification) } };
    case 'RELEASED_WITHOUT_CAPTURE':
    case 'VOIDED':
    case 'REFUNDED':
    case 'SETTLEMENT_FAILED':
      throw new InvariantViolation(`Opayo never pushes ${kind}`, { code: 'FACT_NOT_PUSHED', facts: { kind } });
  }
}

function amountOf({ kind, amount }: FactSource): Amount {
  if (amount) return { amountMinor: amount.amountMinor, currency: amount.currency };
  throw new InvariantViolation(`${kind} was made without an amount`, { code: 'AMOUNT_MISSING', facts: { kind } });
}

function detailOf({ statusCode, statusText }: Notification): string {
  return statusCode === null ? statusText : `${statusCode} : ${statusText}`;
}
