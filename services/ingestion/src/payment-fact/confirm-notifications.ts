import { backoffMs, type Database } from '#libs/delivery';
import { isConnectError } from '#libs/errors';
import type { Notification } from '#libs/opayo';
import type { Logger } from 'pino';
import type { NotificationStore } from '../notification/notification-store.js';
import type { Vendor, Vendors } from '../vendor/vendors.js';
import { askOpayo, type OpayosWord } from './ask-opayo.js';
import type { ForgedAlerts } from './forged-alerts.js';
import type { OrderFinder } from './order-finder.js';
import type { ToConfirm, UnprovenNotifications } from './unproven-notifications.js';

export interface ConfirmNotificationsOptions {
  readonly database: Database;
  readonly unproven: UnprovenNotifications;
  readonly notifications: NotificationStore;
  readonly vendors: Vendors;
  readonly finder: OrderFinder;
  readonly forged: ForgedAlerts;
  /** How long Opayo may say that it has no such transaction before the notification counts as forged, milliseconds. */
  readonly absentLimitMs: number;
  /** Longest wait before Opayo is asked again, milliseconds. */
  readonly longestBackoffMs: number;
  readonly log: Logger;
  readonly now: () => Date;
}

/** Questions to Opayo at a time: few, because anybody may post what leads to one. */
const AT_ONCE = 4;
const FIRST_BACKOFF_MS = 5_000;

interface Heard {
  readonly vendor: Vendor;
  readonly word: OpayosWord;
}

/**
 * Asks Opayo about notifications whose payment nobody has registered in time. What it confirms becomes due, under the order that its parent or
 * its code tells, else under its own code. What it does not have is asked about again for a while, then it counts as forged.
 */
export class ConfirmNotifications {
  constructor(private readonly options: ConfirmNotificationsOptions) {}

  /** One round; how many were judged, and whether there may be more. */
  async confirm(): Promise<{ judged: number; more: boolean }> {
    const { unproven, now } = this.options;
    await unproven.count();
    const rows = await unproven.claim(AT_ONCE, now());
    const judged = await Promise.all(rows.map((row) => this.judge(row)));
    return { judged: judged.filter(Boolean).length, more: rows.length === AT_ONCE };
  }

  /** Whether there is a verdict now. */
  private async judge(row: ToConfirm): Promise<boolean> {
    const notification = this.options.notifications.open(row.fields, row.contentHash);
    try {
      const heard = await this.ask(row, notification);
      const decided =
        heard.find(({ word }) => word.says === 'genuine') ?? heard.find(({ word }) => word.says === 'forged');
      if (decided) return await this.settle(row, decided);
      if (heard.every(({ word }) => word.says === 'absent')) return await this.absent(row, heard);
      await this.later(row, 'OPAYO_NOT_YET', null);
      return false;
    } catch (error) {
      const code = isConnectError(error) ? error.code : 'UNEXPECTED_ERROR';
      const { vendorTxCode, transactionId, attempts } = row;
      this.options.log.warn(
        { err: error, vendorTxCode, transactionId, code, attempts },
        'Opayo could not be asked about a notification',
      );
      await this.later(row, code, null);
      return false;
    }
  }

  private async ask(row: ToConfirm, notification: Notification): Promise<Heard[]> {
    const { vendors, unproven } = this.options;
    const named = row.vendor === null ? vendors.all() : [vendors.named(row.vendor)];
    const isAnothers = await unproven.belongsToAnother(row.transactionId, row.vendorTxCode);
    // Pi does not tell the code, so a registration's word about it is all there is; Opayo's key proves the code with everything else.
    const wordOf = async (vendor: Vendor): Promise<OpayosWord> =>
      isAnothers && !vendor.reporting ? { says: 'forged' } : askOpayo(vendor, notification);
    return Promise.all(named.map(async (vendor) => ({ vendor, word: await wordOf(vendor) })));
  }

  private async absent(row: ToConfirm, [first]: readonly Heard[]): Promise<boolean> {
    const { now, absentLimitMs } = this.options;
    const since = row.absentSince ?? now();
    if (first && now().getTime() - since.getTime() >= absentLimitMs) return this.settle(row, first);
    await this.later(row, 'OPAYO_TRANSACTION_NOT_FOUND', since);
    return false;
  }

  private async settle(row: ToConfirm, { vendor, word }: Heard): Promise<boolean> {
    const { database, unproven, finder, forged, log, now } = this.options;
    const { vendorTxCode, transactionId, receivedAt } = row;
    const genuine = word.says === 'genuine';
    await database.transaction(async (tx) => {
      // Its registration came in the meantime and was quicker.
      if (!(await unproven.lock(tx, row.id))) return;
      const parentTransactionId = genuine ? word.parentTransactionId : null;
      const payment = { vendor: vendor.name, vendorTxCode, parentTransactionId };
      const orderId = genuine ? await finder.orderOf(tx, payment) : null;
      await unproven.prove(tx, row.id, { vendor: vendor.name, genuine, key: orderId ?? vendorTxCode, orderId }, now());
      if (!genuine)
        await forged.raise(tx, { vendorTxCode, transactionId, receivedAt, orderId, by: `Opayo (${word.says})` });
    });
    log.info(
      { vendorTxCode, transactionId, vendor: vendor.name, says: word.says },
      'Opayo was asked about a notification nobody registered',
    );
    return true;
  }

  private async later(row: ToConfirm, code: string, absentSince: Date | null): Promise<void> {
    const { unproven, longestBackoffMs: longestMs, now } = this.options;
    const afterMs = backoffMs(row.attempts, { firstMs: Math.min(FIRST_BACKOFF_MS, longestMs), longestMs }, Math.random);
    await unproven.postpone(row.id, new Date(now().getTime() + afterMs), code, absentSince);
  }
}
