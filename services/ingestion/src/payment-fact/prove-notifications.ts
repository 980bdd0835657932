import type { Database, Transaction } from '#libs/delivery';
import type { Logger } from 'pino';
import type { NotificationStore } from '../notification/notification-store.js';
import { judge, keyOf, orderIdOf, type Registrations } from '../registration/registration.js';
import type { RegistrationStore } from '../registration/registration-store.js';
import type { ForgedAlerts } from './forged-alerts.js';
import type { Unproven, UnprovenNotifications } from './unproven-notifications.js';

export interface ProveNotificationsOptions {
  readonly database: Database;
  readonly unproven: UnprovenNotifications;
  readonly notifications: NotificationStore;
  readonly registrations: RegistrationStore;
  readonly forged: ForgedAlerts;
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
    const { database, unproven, registrations } = this.options;
    return database.transaction(async (tx) => {
      const rows = await unproven.registered(tx, BATCH);
      const known = await registrations.find(tx, [...new Set(rows.map(({ vendorTxCode }) => vendorTxCode))]);
      for (const row of rows) await this.settle(tx, row, known);
      return { judged: rows.length, more: rows.length === BATCH };
    });
  }

  private async settle(tx: Transaction, row: Unproven, known: Registrations): Promise<void> {
    const { unproven, notifications, forged, log, now } = this.options;
    const notification = notifications.open(row.fields, row.contentHash);
    const { vendorTxCode, transactionId } = notification;
    const registration = known.of({ vendor: row.vendor, vendorTxCode, transactionId });
    if (!registration) return;
    const genuine = judge(notification, registration) === 'genuine';
    const { vendor } = registration;
    await unproven.prove(
      tx,
      row.id,
      { vendor, genuine, key: keyOf(registration), orderId: orderIdOf(registration) },
      now(),
    );
    if (genuine) return;
    const orderId = orderIdOf(registration);
    log.warn({ vendorTxCode, transactionId }, 'A notification that came before its registration is not genuine');
    await forged.raise(tx, {
      vendorTxCode,
      transactionId,
      receivedAt: row.receivedAt,
      orderId,
      by: 'its registration',
    });
  }
}
