import { disposition, type Database, type DispositionPolicy, type Parking, type Transaction } from '#libs/delivery';
import { InvariantViolation } from '#libs/errors';
import { factKindOf, SERVER_STATUS, tellsAnAmount } from '#libs/opayo';
import type { Tracing } from '#libs/service';
import type { Logger } from 'pino';
import type { NotificationCounts } from '../notification/notification-counts.js';
import type { NotificationStore } from '../notification/notification-store.js';
import { orderIdOf } from '../registration/registration.js';
import type { RegistrationStore } from '../registration/registration-store.js';
import type { DueNotification, DueNotifications } from './due-notifications.js';
import type { HeardFact } from './fact.js';
import type { FactAnswer, FactBook } from './fact-book.js';
import { notifiedFactOf } from './notified-fact.js';
import { readAmount, type AmountSource } from './read-amount.js';

export interface ApplyNotificationOptions {
  readonly database: Database;
  readonly due: DueNotifications;
  readonly notifications: NotificationStore;
  readonly registrations: RegistrationStore;
  readonly facts: FactBook;
  readonly parking: Parking;
  readonly opayo: AmountSource;
  readonly policy: Partial<DispositionPolicy>;
  readonly tracing: Tracing;
  readonly counts: NotificationCounts;
  readonly log: Logger;
  readonly now: () => Date;
}

/** `away`: everybody's trouble, so there is no use in trying others at full speed. */
export type Applied = 'done' | 'later' | 'parked' | 'away';

/**
 * Turns a verified notification into a fact on `opayo.payment-events.v1` (key: the order, or the vendorTxCode while unallocated): reads the
 * amount where the fact tells one, then records the fact and settles the row in one transaction. Done twice, the fact is published once; the
 * same fact with another content parks its key. What fails is decided by libs/delivery's table; the row waits, and what follows of its key waits behind it.
 */
export class ApplyNotification {
  constructor(private readonly options: ApplyNotificationOptions) {}

  /** Never throws for what one notification did wrong; throws when Postgres is away, and then the claim runs out by itself. */
  async apply(due: DueNotification): Promise<Applied> {
    const traceparent = due.traceparent ?? undefined;
    return this.options.tracing.inSpan('apply notification', { traceparent }, async () => {
      try {
        return await this.publish(due, await this.factOf(due));
      } catch (error) {
        return this.failed(due, error);
      }
    });
  }

  private async factOf(due: DueNotification): Promise<HeardFact> {
    const { notifications, registrations, database, opayo } = this.options;
    const notification = notifications.open(due.fields, due.contentHash);
    const registration = (await registrations.find(database, [due.vendorTxCode])).get(due.vendorTxCode);
    if (!registration) {
      throw new InvariantViolation('A verified notification has no registration', { code: 'REGISTRATION_GONE' });
    }
    const kind = factKindOf(SERVER_STATUS, notification);
    const amount = tellsAnAmount(kind) ? await readAmount(opayo, notification) : undefined;
    return notifiedFactOf({ kind, notification, registration, receivedAt: due.receivedAt, amount });
  }

  private async publish(due: DueNotification, fact: HeardFact): Promise<Applied> {
    const answer = await this.options.database.transaction((tx) => this.write(tx, due, fact));
    const { transactionId, vendorTxCode, orderId, kind } = fact;
    const fields = { transactionId, vendorTxCode, orderId, kind, answer };
    if (answer === 'conflict') {
      this.options.counts.failed('FACT_CONFLICT', 'park');
      this.options.log.error(fields, 'A known fact came again with another content; its key is parked');
      return 'parked';
    }
    if (answer !== 'gone') this.options.counts.applied(kind, answer);
    this.options.log.info(fields, 'A notification was applied');
    return 'done';
  }

  private async write(tx: Transaction, row: DueNotification, fact: HeardFact): Promise<FactAnswer | 'gone'> {
    const { due, facts, tracing, now } = this.options;
    // Somebody else took the claim over and was quicker.
    if (!(await due.lock(tx, row.id))) return 'gone';
    const [answer = 'repeat'] = await facts.record(tx, [fact], tracing.traceparent());
    if (answer === 'conflict') await due.postpone(tx, row.id, now(), 'FACT_CONFLICT');
    else if (answer === 'settled') await due.dismiss(tx, row, now());
    else await due.finish(tx, row.id, answer, now());
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
      return decision.action === 'retry' && decision.target !== undefined ? 'away' : 'later';
    }
    log.error(fields, 'A notification cannot be applied; its key is parked');
    const { code, text, owner, suggestedFix, severity } = decision;
    await database.transaction(async (tx) => {
      const [registration] = (await this.options.registrations.find(tx, [row.vendorTxCode])).values();
      await parking.park(tx, {
        ...{ key: row.key, orderId: (registration && orderIdOf(registration)) ?? undefined },
        ...{ code, text, owner, suggestedFix, severity },
        body: { notificationId: row.id, vendorTxCode: row.vendorTxCode },
      });
      await due.postpone(tx, row.id, now(), code);
    });
    return 'parked';
  }
}
