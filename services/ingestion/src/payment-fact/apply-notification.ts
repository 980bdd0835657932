import { disposition, type Database, type DispositionPolicy, type Parking, type Transaction } from '#libs/delivery';
import type { Tracing } from '#libs/service';
import type { Logger } from 'pino';
import type { NotificationCounts } from '../notification/notification-counts.js';
import type { NotificationStore } from '../notification/notification-store.js';
import { kindToldBy, needsAmount } from '../notification/told-kind.js';
import type { RegistrationStore } from '../registration/registration-store.js';
import type { WatchList } from '../transaction-watch/watch-list.js';
import type { Vendors } from '../vendor/vendors.js';
import type { DueNotification, DueNotifications } from './due-notifications.js';
import type { HeardFact } from './fact.js';
import type { FactAnswer, FactBook } from './fact-book.js';
import { notifiedFactOf } from './notified-fact.js';
import type { OrderFinder } from './order-finder.js';
import type { BookReader } from './book-reader.js';

export interface ApplyNotificationOptions {
  readonly database: Database;
  readonly due: DueNotifications;
  readonly notifications: NotificationStore;
  readonly registrations: RegistrationStore;
  readonly facts: FactBook;
  readonly watchList: Pick<WatchList, 'expect'>;
  readonly parking: Parking;
  readonly finder: OrderFinder;
  readonly vendors: Vendors;
  readonly books: BookReader;
  readonly policy: Partial<DispositionPolicy>;
  readonly tracing: Tracing;
  readonly counts: NotificationCounts;
  readonly log: Logger;
  readonly now: () => Date;
}

/** `away`: everybody's trouble, so there is no use in trying others of the vendor at full speed. */
export type Applied =
  { readonly result: 'done' | 'later' | 'parked' } | { readonly result: 'away'; readonly code: string };

const DONE: Applied = { result: 'done' };

/**
 * Turns a verified notification into a fact on `opayo.payment-events.v1` (key: the order, or the vendorTxCode while unallocated): reads
 * Opayo's books where the fact tells an amount, then records the fact and settles the row in one transaction. Done twice, the fact is published once; the
 * same fact with another content parks its key. What fails is decided by libs/delivery's table; the row waits, and what follows of its key waits behind it.
 */
export class ApplyNotification {
  constructor(private readonly options: ApplyNotificationOptions) {}

  /** Never throws for what one notification did wrong; throws when Postgres is away, and then the claim runs out by itself. */
  async apply(claimed: DueNotification): Promise<Applied> {
    const traceparent = claimed.traceparent ?? undefined;
    return this.options.tracing.inSpan('apply notification', { traceparent }, async () => {
      const due = await this.allocated(claimed);
      try {
        const fact = await this.factOf(due);
        return fact ? await this.publish(due, fact) : await this.endWithoutFact(due);
      } catch (error) {
        return this.failed(due, error);
      }
    });
  }

  /** Its order may have become known since it was proven: an order lists it now, or its code names one. */
  private async allocated(row: DueNotification): Promise<DueNotification> {
    const { finder, due, database } = this.options;
    if (row.orderId !== null || row.vendor === null) return row;
    const { vendor, vendorTxCode } = row;
    const orderId = await finder.orderOf(database, { vendor, vendorTxCode, parentTransactionId: null });
    if (orderId === null) return row;
    await due.allocate(database, row.id, orderId);
    return { ...row, orderId, key: orderId };
  }

  /** Undefined when it tells nothing about money. */
  private async factOf(due: DueNotification): Promise<HeardFact | undefined> {
    const { notifications, registrations, database, vendors, books } = this.options;
    const notification = notifications.open(due.fields, due.contentHash);
    const kind = kindToldBy(notification);
    if (kind === 'NONE') return undefined;
    const { vendorTxCode, transactionId } = notification;
    const known = await registrations.find(database, [vendorTxCode]);
    const registration = known.of({ vendor: due.vendor, vendorTxCode, transactionId });
    const vendor = vendors.named(due.vendor ?? registration?.vendor);
    const entry = needsAmount(kind) ? await books.entryOf(vendor, notification, kind) : undefined;
    return notifiedFactOf({
      ...{ kind, notification, vendor: vendor.name, orderId: due.orderId, receivedAt: due.receivedAt, entry },
      registeredAt: registration?.registeredAt ?? null,
    });
  }

  private async endWithoutFact(row: DueNotification): Promise<Applied> {
    const { due, database, counts, log, now } = this.options;
    await database.transaction((tx) => due.finish(tx, row.id, 'NO_EFFECT', now()));
    counts.applied('NONE', 'no effect');
    log.info({ vendorTxCode: row.vendorTxCode }, 'A notification tells nothing about money');
    return DONE;
  }

  private async publish(due: DueNotification, fact: HeardFact): Promise<Applied> {
    const answer = await this.options.database.transaction((tx) => this.write(tx, due, fact));
    const { transactionId, vendorTxCode, orderId, kind } = fact;
    const fields = { transactionId, vendorTxCode, orderId, kind, answer };
    if (answer === 'conflict') {
      this.options.counts.failed('FACT_CONFLICT', 'park');
      this.options.log.error(fields, 'A known fact came again with another content; its key is parked');
      return { result: 'parked' };
    }
    if (answer !== 'gone') this.options.counts.applied(kind, answer);
    this.options.log.info(fields, 'A notification was applied');
    return DONE;
  }

  private async write(tx: Transaction, row: DueNotification, fact: HeardFact): Promise<FactAnswer | 'gone'> {
    const { due, facts, watchList, tracing, now } = this.options;
    // Somebody else took the claim over and was quicker.
    if (!(await due.lock(tx, row.id))) return 'gone';
    const [answer = 'repeat'] = await facts.record(tx, [fact], tracing.traceparent());
    const { vendor, vendorTxCode, transactionId, orderId, amount } = fact;
    await watchList.expect(tx, [{ vendor, vendorTxCode, transactionId, orderId, why: 'NOTIFIED', ...amount }]);
    if (answer === 'conflict') await due.postpone(tx, row.id, now(), 'FACT_CONFLICT');
    else if (answer === 'settled') await due.dismiss(tx, row, now());
    else await due.finish(tx, row.id, answer === 'new' ? 'PUBLISHED' : 'REPEAT', now());
    return answer;
  }

  private async failed(row: DueNotification, error: unknown): Promise<Applied> {
    const { due, database, parking, log, counts, now } = this.options;
    const decision = disposition(error, row, { ...this.options.policy, now });
    counts.failed(decision.code, decision.action);
    const fields = { err: error, vendorTxCode: row.vendorTxCode, code: decision.code, attempts: row.attempts };
    if (decision.action === 'retry' || decision.action === 'readBack') {
      log.warn({ ...fields, dueAt: decision.dueAt }, 'A notification could not be applied yet');
      await due.postpone(database, row.id, decision.dueAt, decision.code);
      const everybodys = decision.action === 'retry' && decision.target !== undefined;
      return everybodys ? { result: 'away', code: decision.code } : { result: 'later' };
    }
    log.error(fields, 'A notification cannot be applied; its key is parked');
    const { code, text, owner, suggestedFix, severity } = decision;
    await database.transaction(async (tx) => {
      await parking.park(tx, {
        ...{ key: row.key, orderId: row.orderId ?? undefined },
        ...{ code, text, owner, suggestedFix, severity },
        body: { notificationId: row.id, vendorTxCode: row.vendorTxCode },
      });
      await due.postpone(tx, row.id, now(), code);
    });
    return { result: 'parked' };
  }
}
