import type { FactKind, Notification } from '#libs/opayo';
import type { Amount, HeardFact } from './fact.js';

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
  /** Read from Opayo; for the kinds that tell an amount. */
  readonly amount?: Amount | undefined;
}

/**
 * The fact a genuine notification tells. A notification carries no time and neither does Pi. A Server transaction is completed within 15 minutes of
 * its registration or cancelled by Opayo, while its notification may be repeated for 30 days: so the registration's time is the better one,
 * where the shop told it.
 */
export function notifiedFactOf(source: NotifiedFactSource): HeardFact {
  const { kind, notification, vendor, orderId, registeredAt, receivedAt, amount } = source;
  const { statusCode, statusText, bankDeclineCode, cardType, lastFourDigits } = notification;
  const occurredAt = registeredAt ?? receivedAt;
  return {
    kind,
    vendor,
    vendorTxCode: notification.vendorTxCode,
    transactionId: notification.transactionId,
    parentTransactionId: null,
    orderId,
    opayoTxType: notification.txType,
    opayoStatus: notification.status,
    occurredAt,
    heardAt: receivedAt,
    heardBy: 'NOTIFICATION',
    amount,
    capturedAt: { at: occurredAt, source: registeredAt ? 'REGISTRATION' : 'NOTIFICATION' },
    card: { cardType, lastFourDigits },
    bankAuthorisationCode: notification.bankAuthorisationCode,
    fraudResponse: notification.fraudResponse,
    decline: { code: statusCode, bankDeclineCode },
    detail: kind === 'DECLINED' || statusCode === null ? statusText : `${statusCode} : ${statusText}`,
  };
}
