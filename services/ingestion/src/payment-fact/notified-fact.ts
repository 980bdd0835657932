import type { FactKind, Notification } from '#libs/opayo';
import type { BookEntry } from './book-entry.js';
import type { HeardFact } from './fact.js';

/** Everything a notified fact is made of. */
export interface NotifiedFactSource {
  readonly kind: FactKind;
  readonly notification: Notification;
  readonly vendor: string;
  /** `shop/orderReference`; null while unallocated. */
  readonly orderId: string | null;
  /** When the shop registered it with Opayo; null when nobody told. */
  readonly registeredAt: Date | null;
  /** When the notification first reached us. */
  readonly receivedAt: Date;
  /** Read from Opayo's books; for the kinds that tell an amount. */
  readonly entry?: BookEntry | undefined;
}

/** The fact a genuine notification tells. */
export function notifiedFactOf(source: NotifiedFactSource): HeardFact {
  const { kind, notification, vendor, orderId, receivedAt, entry } = source;
  const { statusCode, statusText, bankDeclineCode, cardType, lastFourDigits } = notification;
  const occurredAt = occurredAtOf(source);
  return {
    kind,
    vendor,
    vendorTxCode: notification.vendorTxCode,
    transactionId: notification.transactionId,
    parentTransactionId: null,
    orderId,
    opayoTxType: notification.txType,
    opayoStatus: notification.status,
    occurredAt: occurredAt.at,
    heardAt: receivedAt,
    heardBy: 'NOTIFICATION',
    amount: entry?.amount,
    capturedAt: occurredAt,
    card: { cardType, lastFourDigits },
    bankAuthorisationCode: notification.bankAuthorisationCode,
    fraudResponse: notification.fraudResponse,
    authProcessor: entry?.authProcessor,
    merchantNumber: entry?.merchantNumber,
    decline: { code: statusCode, bankDeclineCode },
    detail: kind === 'DECLINED' || statusCode === null ? statusText : `${statusCode} : ${statusText}`,
  };
}

/**
 * The best time there is. Opayo's report has it, where it can be asked. A notification carries none and neither does Pi: a Server transaction is completed
 * within 15 minutes of its registration or cancelled by Opayo, while its notification may be repeated for 30 days, so the
 * registration's time comes next, where the shop told it.
 */
function occurredAtOf({
  kind,
  registeredAt,
  receivedAt,
  entry,
}: NotifiedFactSource): NonNullable<HeardFact['capturedAt']> {
  // A release completes a deferred transaction anew: only its start is surely the reservation's time.
  const reported = kind === 'CAPTURED' ? entry?.completedAt : entry?.startedAt;
  if (reported) return { at: reported, source: 'REPORTING' };
  return registeredAt ? { at: registeredAt, source: 'REGISTRATION' } : { at: receivedAt, source: 'NOTIFICATION' };
}
