import { randomUUID } from 'node:crypto';
import { TOPICS, type Alert, type PaymentEvent } from '#libs/contracts';
import { alertMessage, deterministicUuid, type OutboxMessage } from '#libs/delivery';
import type { FactKind } from '#libs/opayo';

const EVENT_TYPES: Readonly<Record<FactKind | 'ALLOCATED', string>> = {
  CAPTURED: 'PaymentCaptured',
  AUTHORISED: 'PaymentAuthorised',
  AUTHENTICATED: 'PaymentAuthenticated',
  PENDING: 'PaymentPending',
  DECLINED: 'PaymentDeclined',
  RELEASED_WITHOUT_CAPTURE: 'PaymentReleasedWithoutCapture',
  VOIDED: 'PaymentVoided',
  REFUNDED: 'PaymentRefunded',
  SETTLEMENT_FAILED: 'PaymentSettlementFailed',
  UNRECOGNISED: 'PaymentUnrecognised',
  ALLOCATED: 'PaymentAllocated',
};

/** The fact on `opayo.payment-events.v1`; key: the order, or the vendorTxCode while it is unallocated. */
export function paymentEventMessage(event: PaymentEvent, traceparent: string | undefined): OutboxMessage {
  const key = event.orderId ?? event.vendorTxCode;
  return {
    topic: TOPICS.paymentEvents.name,
    key,
    eventId: event.eventId,
    type: event.kind === 'UNKNOWN' ? 'PaymentUnrecognised' : EVENT_TYPES[event.kind],
    subject: key,
    occurredAt: new Date(event.occurredAt),
    body: event,
    traceparent,
  };
}

/**
 * Tells people of something about one transaction that blocks nothing: words nobody knows, a forged notification that had been answered before
 * it could be judged, a payment that a second order claims. It stands until somebody has looked; raised once per transaction and code (and order).
 */
export function transactionAlert(about: {
  readonly code: 'OPAYO_WORD_UNRECOGNISED' | 'NOTIFICATION_FORGED' | 'PAYMENT_OF_TWO_ORDERS';
  readonly transactionId: string;
  readonly subject: string;
  readonly orderId: string | null;
  readonly what: string;
  readonly whatToDo: string;
  readonly raisedAt: Date;
}): OutboxMessage {
  const { code, transactionId, subject, orderId, what, whatToDo, raisedAt } = about;
  const isFinance = code === 'PAYMENT_OF_TWO_ORDERS';
  const alertId = deterministicUuid('alert', 'ingestion', transactionId, code, ...(isFinance ? [subject] : []));
  const alert: Alert = {
    eventId: deterministicUuid(alertId, 'RAISED'),
    alertId,
    code,
    state: 'RAISED',
    severity: 'WARNING',
    owner: isFinance ? 'finance' : 'integration',
    service: 'ingestion',
    subject,
    orderId,
    effectId: null,
    what,
    whatToDo,
    amountMinor: null,
    currency: null,
    raisedAt: raisedAt.getTime(),
    resolvedAt: null,
  };
  return alertMessage(alert);
}

/** The alert beside a fact of words that are in none of our tables. */
export function unrecognisedAlert(event: PaymentEvent, raisedAt: Date): OutboxMessage {
  const { transactionId, orderId, vendorTxCode, opayoTxType, opayoStatus } = event;
  return transactionAlert({
    code: 'OPAYO_WORD_UNRECOGNISED',
    transactionId,
    subject: orderId ?? vendorTxCode,
    orderId,
    what: `Opayo told ${opayoTxType} ${opayoStatus}, which is in none of our tables; it was not counted as paid`,
    whatToDo: 'Look the transaction up in MyOpayo, then add the words to the table in libs/opayo.',
    raisedAt,
  });
}

/** Wakes somebody, once, because Opayo refuses a vendor's credentials; all of its payments wait until they are mended, and then go on. */
export function credentialsAlert(vendor: string, state: 'RAISED' | 'RESOLVED', at: Date): OutboxMessage {
  const subject = `opayo:${vendor}`;
  const alert: Alert = {
    eventId: randomUUID(),
    alertId: deterministicUuid('alert', 'ingestion', subject, 'OPAYO_CREDENTIALS_REFUSED'),
    code: 'OPAYO_CREDENTIALS_REFUSED',
    state,
    severity: 'CRITICAL',
    owner: 'operations',
    service: 'ingestion',
    subject,
    ...{ orderId: null, effectId: null, amountMinor: null, currency: null },
    what: `Opayo refuses the credentials of the vendor '${vendor}': its notifications are answered and kept, and nothing about money is published`,
    whatToDo:
      'Creating new credentials in MyOpayo kills the old ones at once: put the new ones into OPAYO_VENDORS and restart. All that waits goes on by itself.',
    raisedAt: at.getTime(),
    resolvedAt: state === 'RESOLVED' ? at.getTime() : null,
  };
  return alertMessage(alert);
}
