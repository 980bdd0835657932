import type { Alert, PaymentEvent } from '#libs/contracts';
import { alertMessage, deterministicUuid, type OutboxMessage } from '#libs/delivery';
import { meaningOf } from '../order/payment-words.js';

export const STRANGE_WORD = 'PAYMENT_WORD_UNRECOGNISED';

/** Whether a payment fact is a word of Opayo's that is in no table: kept, counted as nothing, and told to a person. */
export function isStrange(event: PaymentEvent): boolean {
  return meaningOf(event.kind).does === 'strange';
}

/** The alert for it. The order goes on: an unknown word takes nothing and blocks nothing. */
export function strangeWordAlert(event: PaymentEvent, orderId: string | null, now: Date): OutboxMessage {
  const subject = orderId ?? event.vendorTxCode;
  const eventId = deterministicUuid(STRANGE_WORD, event.transactionId, event.opayoStatus);
  const alert: Alert = {
    eventId,
    alertId: deterministicUuid('alert', STRANGE_WORD, event.transactionId),
    code: STRANGE_WORD,
    state: 'RAISED',
    severity: 'WARNING',
    owner: 'integration',
    service: 'transformation',
    what: `Opayo said '${event.opayoStatus}' (${event.opayoTxType}) of transaction ${event.transactionId}, which is in no table`,
    whatToDo: 'look the word up at Opayo; until the tables know it, the transaction counts as nothing',
    ...{ subject, orderId, effectId: null, amountMinor: null, currency: null },
    raisedAt: now.getTime(),
    resolvedAt: null,
  };
  return alertMessage(alert);
}
