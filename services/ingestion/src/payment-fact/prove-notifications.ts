import type { Database, Outbox, Transaction } from '#libs/delivery';
import type { Logger } from 'pino';
import type { NotificationStore } from '../notification/notification-store.js';
import { judge, keyOf, orderIdOf, type Registration } from '../registration/registration.js';
import type { RegistrationStore } from '../registration/registration-store.js';
import type { DueNotifications, Unproven } from './due-notifications.js';
import { transactionAlert } from './payment-event-message.js';

export interface ProveNotificationsOptions {
  readonly database: Database;
  readonly vendor: string;
  readonly due: DueNotifications;
  readonly notifications: NotificationStore;
  readonly registrations: RegistrationStore;
  readonly outbox: Outbox;
  readonly log: Logger;
  readonly now: () => Date;
}

const BATCH = 100;

/**
 * Judges the notifications that came before their registration. A genuine one becomes due; a forged one stays for evidence and is alerted,
 * because Opayo's side, whoever that was, heard an OK.
 */
export class ProveNotifications {
  constructor(private readonly options: ProveNotificationsOptions) {}

  /** One batch; how many were judged, and whether there may be more. */
  async prove(): Promise<{ judged: number; more: boolean }> {
    const { database, due, registrations, vendor } = this.options;
    return database.transaction(async (tx) => {
      const rows = await due.unproven(tx, vendor, BATCH);
      const known = await registrations.find(tx, [...new Set(rows.map(({ vendorTxCode }) => vendorTxCode))]);
      for (const row of rows) {
        const registration = known.get(row.vendorTxCode);
        if (registration) await this.settle(tx, row, registration);
      }
      return { judged: rows.length, more: rows.length === BATCH };
    });
  }

  private async settle(tx: Transaction, row: Unproven, registration: Registration): Promise<void> {
    const { due, notifications, now } = this.options;
    const genuine = judge(notifications.open(row.fields, row.contentHash), registration) === 'genuine';
    await due.prove(tx, row.id, genuine, genuine ? keyOf(registration) : null, now());
    if (!genuine) await this.alert(tx, row, registration);
  }

  private async alert(tx: Transaction, row: Unproven, registration: Registration): Promise<void> {
    const { outbox, log, now } = this.options;
    const { vendorTxCode, transactionId } = registration;
    log.warn({ vendorTxCode, transactionId }, 'A notification that came before its registration is not genuine');
    await outbox.append(tx, [
      transactionAlert({
        code: 'NOTIFICATION_FORGED',
        transactionId,
        subject: orderIdOf(registration) ?? vendorTxCode,
        orderId: orderIdOf(registration),
        what: `A notification for ${vendorTxCode}, received ${row.receivedAt.toISOString()} before its registration, is not genuine; nothing of it was published`,
        whatToDo:
          'Somebody knew this VendorTxCode. Compare the transaction in MyOpayo with what the shop shows as paid.',
        raisedAt: now(),
      }),
    ]);
  }
}
