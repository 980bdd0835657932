import type { Database, Outbox, Transaction } from '#libs/delivery';
import type { Logger } from 'pino';
import type { NotificationStore } from '../notification/notification-store.js';
import { judge, keyOf, orderIdOf, type Registration, type Registrations } from '../registration/registration.js';
import type { RegistrationStore } from '../registration/registration-store.js';
import type { DueNotifications, Unproven } from './due-notifications.js';
import { transactionAlert } from './payment-event-message.js';

export interface ProveNotificationsOptions {
  readonly database: Database;
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
    const { database, due, registrations } = this.options;
    return database.transaction(async (tx) => {
      const rows = await due.unproven(tx, BATCH);
      const known = await registrations.find(tx, [...new Set(rows.map(({ vendorTxCode }) => vendorTxCode))]);
      for (const row of rows) await this.settle(tx, row, known);
      return { judged: rows.length, more: rows.length === BATCH };
    });
  }

  private async settle(tx: Transaction, row: Unproven, known: Registrations): Promise<void> {
    const { due, notifications, now } = this.options;
    const notification = notifications.open(row.fields, row.contentHash);
    const { vendorTxCode, transactionId } = notification;
    const registration = known.of({ vendor: row.vendor, vendorTxCode, transactionId });
    if (!registration) return;
    const genuine = judge(notification, registration) === 'genuine';
    const { vendor } = registration;
    await due.prove(tx, row.id, { vendor, genuine, key: keyOf(registration), orderId: orderIdOf(registration) }, now());
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
