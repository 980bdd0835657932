import type { Outbox, Transaction } from '#libs/delivery';
import { transactionAlert } from './payment-event-message.js';
import type { UnprovenNotifications } from './unproven-notifications.js';

export interface ForgedAlertsOptions {
  readonly outbox: Outbox;
  readonly unproven: UnprovenNotifications;
  readonly now: () => Date;
}

/** A notification that had been answered OK before it could be judged, and is not genuine. */
export interface ForgedNotification {
  readonly vendorTxCode: string;
  readonly transactionId: string;
  readonly receivedAt: Date;
  readonly orderId: string | null;
  /** Who found it out, for people. */
  readonly by: string;
}

const HOUR_MS = 60 * 60 * 1000;
/** Anybody may post: beyond this many an hour nobody is told of each, the counter and the rows have them. */
const MOST_PER_HOUR = 20;

/** Tells people of notifications that are not genuine although Opayo's side, whoever that was, heard an OK. */
export class ForgedAlerts {
  constructor(private readonly options: ForgedAlertsOptions) {}

  /** Call it after the verdict is written. */
  async raise(tx: Transaction, forged: ForgedNotification): Promise<void> {
    const { outbox, unproven, now } = this.options;
    if ((await unproven.forgedSince(tx, new Date(now().getTime() - HOUR_MS))) > MOST_PER_HOUR) return;
    const { vendorTxCode, transactionId, receivedAt, orderId, by } = forged;
    await outbox.append(tx, [
      transactionAlert({
        ...{ code: 'NOTIFICATION_FORGED', transactionId, subject: orderId ?? vendorTxCode, orderId },
        what: `A notification for ${vendorTxCode}, received ${receivedAt.toISOString()} before anything was known of it, is not genuine by ${by}; nothing of it was published`,
        whatToDo:
          'Somebody knew this VendorTxCode. Compare the transaction in MyOpayo with what the shop shows as paid.',
        raisedAt: now(),
      }),
    ]);
  }
}
