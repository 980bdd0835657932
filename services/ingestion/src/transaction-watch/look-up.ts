import { disposition, type Database, type DispositionPolicy, type Outbox, type Transaction } from '#libs/delivery';
import { RejectedError, RetryableError } from '#libs/errors';
import { tellsAnAmount, type FactKind, type PiClient, type ReportedTransaction, type StatusMeaning } from '#libs/opayo';
import type { Logger } from 'pino';
import type { Amount, HeardFact } from '../payment-fact/fact.js';
import type { FactBook } from '../payment-fact/fact-book.js';
import type { OrderFinder } from '../payment-fact/order-finder.js';
import type { DueLookUps, WatchedTransaction } from './due-look-ups.js';
import type { Family } from './family.js';
import { nextLookAt } from './look-schedule.js';
import { cancelledAfterPaid, lookUpFailed } from './look-up-alerts.js';
import { kindOfState, type OpayoBooks } from './opayo-books.js';
import { reportedFacts, takenBack } from './reported-facts.js';
import { watchAlertMessage } from './watch-alert.js';
import type { WatchCounts } from './watch-counts.js';

export interface LookUpOptions {
  readonly database: Database;
  /** Vendor at Opayo, lower case. */
  readonly vendor: string;
  readonly books: OpayoBooks;
  /** Asked for the amount where the books have none. */
  readonly pi: Pick<PiClient, 'transaction'>;
  readonly rows: DueLookUps;
  readonly family: Family;
  readonly facts: Pick<FactBook, 'hold' | 'record' | 'factsOf'>;
  readonly orders: Pick<OrderFinder, 'orderOf'>;
  readonly outbox: Outbox;
  /** How long a capture is looked at after it went to the acquirer, milliseconds. */
  readonly settlementMs: number;
  /** Longest wait between two looks at what may still change, milliseconds; default a day. */
  readonly longestWaitMs?: number;
  readonly policy: Partial<DispositionPolicy>;
  readonly counts: WatchCounts;
  readonly log: Logger;
  readonly now: () => Date;
}

/** `away`: everybody's trouble, so there is no use in asking for others at full speed. */
export type Looked = 'done' | 'later' | 'away';

/** What Opayo answered, and what had to be asked besides. */
interface Found {
  readonly reported: ReportedTransaction;
  readonly kind: StatusMeaning;
  readonly amount: Amount | undefined;
  readonly parentTransactionId: string | null;
}

/** Asked again only this much later where only a person or a new version can mend it. */
const STUCK_MS = 6 * 60 * 60 * 1000;

/**
 * Looks one transaction up in Opayo's books and publishes the facts that follow, in one transaction with what the watch list knows of it. The same
 * facts as a notification tells have the same identities, so whoever comes first publishes them. No transaction is open while Opayo is asked.
 */
export class LookUp {
  constructor(private readonly options: LookUpOptions) {}

  /** Never throws for what one transaction did wrong; throws when Postgres is away, and then the claim runs out by itself. */
  async look(row: WatchedTransaction): Promise<Looked> {
    try {
      const reported = await this.options.books.transaction(
        row.transactionId === null ? { vendorTxCode: row.vendorTxCode } : { transactionId: row.transactionId },
      );
      if (reported) await this.found(row, await this.askedBesides(row, reported));
      else await this.missing(row);
      return 'done';
    } catch (error) {
      return this.failed(row, error);
    }
  }

  private async askedBesides(row: WatchedTransaction, reported: ReportedTransaction): Promise<Found> {
    const { family } = this.options;
    const kind = kindOfState(reported);
    const amount = await this.amountOf(reported, kind);
    const parentTransactionId = await family.parentOf(reported, row);
    await family.listChildren(reported);
    return { reported, kind, amount, parentTransactionId };
  }

  private async amountOf(reported: ReportedTransaction, kind: StatusMeaning): Promise<Amount | undefined> {
    const { amountMinor, currency, transactionId } = reported;
    if (amountMinor !== null && currency !== null) return { amountMinor, currency };
    // The end of a reservation implies the reservation, which has an amount.
    if (!tellsAnAmount(kind) && kind !== 'RELEASED_WITHOUT_CAPTURE') return undefined;
    const known = await this.options.pi.transaction(transactionId);
    if (known.amountMinor !== null && known.currency !== null)
      return { amountMinor: known.amountMinor, currency: known.currency };
    throw new RejectedError('Neither of Opayo’s interfaces shows a usable amount for this transaction', {
      code: 'OPAYO_AMOUNT_MISSING',
      owner: 'integration',
      suggestedFix: 'Look the transaction up in MyOpayo; if it has an amount there, mend how its reply is read.',
      facts: { transactionId, currency },
    });
  }

  private async found(claimed: WatchedTransaction, found: Found): Promise<void> {
    const { database, counts, vendor } = this.options;
    const { facts, answers } = await database.transaction((tx) => this.write(tx, claimed, found));
    counts.looked(vendor, found.kind);
    for (const [index, fact] of facts.entries()) counts.fact(vendor, fact.kind, answers[index] ?? 'repeat');
    if (answers.includes('new')) {
      const { transactionId, vendorTxCode, stateId } = found.reported;
      const kinds = facts.filter((_, index) => answers[index] === 'new').map(({ kind }) => kind);
      this.options.log.info(
        { vendor, transactionId, vendorTxCode, stateId, kinds },
        "Opayo's books told what nobody had",
      );
    }
  }

  private async write(tx: Transaction, claimed: WatchedTransaction, found: Found) {
    const { rows, facts: book, vendor, now } = this.options;
    const { reported, parentTransactionId } = found;
    // Before the row, as whoever publishes a notification of it does: the other way round, the two would lock each other out.
    await book.hold(tx, [{ ...reported, parentTransactionId }]);
    const row = await this.lock(tx, claimed, reported.transactionId);
    const known = new Set((await book.factsOf(tx, reported.transactionId)).map(({ kind }) => kind));
    const orderId = await this.orderIdOf(tx, row, found);
    const facts = reportedFacts(reported, {
      ...{ vendor, known, orderId, heardAt: now(), heardBy: isClaim(row) ? ('SUBMITTED' as const) : ('POLL' as const) },
      ...found,
    });
    const answers = await book.record(tx, facts);
    await this.alertWhenTakenBack(tx, found, known, facts, answers.includes('new'));
    await this.finish(tx, rows, row, { ...found, kind: takenBack(found.kind, known) }, orderId);
    if (row.vendorTxCode !== reported.vendorTxCode) this.tellOtherCode(row, reported);
    return { facts, answers };
  }

  private tellOtherCode(
    { vendorTxCode: toldAs }: WatchedTransaction,
    { transactionId, vendorTxCode }: ReportedTransaction,
  ) {
    const fields = { vendor: this.options.vendor, transactionId, vendorTxCode, toldAs };
    this.options.log.error(
      fields,
      'A transaction was told to us under another code than Opayo has; what was told of it is not used',
    );
  }

  private async lock(tx: Transaction, claimed: WatchedTransaction, transactionId: string): Promise<WatchedTransaction> {
    const { rows, vendor, now } = this.options;
    const row = await rows.lock(tx, claimed.id);
    if (row.transactionId !== null) return row;
    return rows.lock(tx, await rows.identify(tx, row.id, vendor, transactionId, now()));
  }

  /** As every fact's; a producer's own word only where nobody else names an order. */
  private async orderIdOf(tx: Transaction, row: WatchedTransaction, found: Found): Promise<string | null> {
    const { vendor, orders } = this.options;
    const { vendorTxCode } = found.reported;
    const { parentTransactionId } = found;
    const known = await orders.orderOf(tx, { vendor, vendorTxCode, parentTransactionId });
    return known ?? (row.expectedWhy === 'SUBMITTED' && row.vendorTxCode === vendorTxCode ? row.orderId : null);
  }

  private async finish(
    tx: Transaction,
    rows: DueLookUps,
    row: WatchedTransaction,
    { reported, kind, amount, parentTransactionId }: Found,
    orderId: string | null,
  ): Promise<void> {
    const now = this.options.now();
    const isSameState = row.stateId === reported.stateId && row.factKind === kind;
    const stateSince = (isSameState ? row.stateSince : null) ?? now;
    const batchSeenAt = reported.batchId === null ? null : (row.batchSeenAt ?? now);
    await rows.finish(
      tx,
      row.id,
      {
        ...{ reported, kind, amount, parentTransactionId, orderId, stateSince, batchSeenAt },
        decided: kind !== 'PENDING' && kind !== 'UNRECOGNISED',
        nextLookAt: nextLookAt(
          { kind, stateSince, batchSeenAt },
          now,
          this.options.settlementMs,
          this.options.longestWaitMs,
        ),
      },
      now,
    );
  }

  private async alertWhenTakenBack(
    tx: Transaction,
    { reported, kind, amount }: Found,
    known: ReadonlySet<FactKind>,
    facts: readonly HeardFact[],
    isNews: boolean,
  ): Promise<void> {
    if (!isNews || kind !== 'DECLINED' || takenBack(kind, known) === 'DECLINED') return;
    const orderId = facts.at(-1)?.orderId ?? null;
    const alert = cancelledAfterPaid(reported, { orderId, amount, raisedAt: this.options.now() });
    await this.options.outbox.append(tx, [watchAlertMessage(alert)]);
  }

  private async missing(row: WatchedTransaction): Promise<void> {
    const { database, rows, settlementMs, longestWaitMs, counts, vendor, now } = this.options;
    const stateSince = row.missingSince ?? now();
    const next = nextLookAt({ kind: 'MISSING', stateSince, batchSeenAt: null }, now(), settlementMs, longestWaitMs);
    await rows.missing(database, row.id, next, now());
    counts.looked(vendor, 'MISSING');
  }

  private async failed(row: WatchedTransaction, error: unknown): Promise<Looked> {
    const { database, rows, vendor, counts, log, outbox, now } = this.options;
    const attempt = { attempts: row.failures + 1, firstAttemptAt: row.failingSince ?? now() };
    const decision = disposition(error, attempt, { ...this.options.policy, now });
    counts.failed(vendor, decision.code, decision.action);
    const { vendorTxCode, transactionId } = row;
    const fields = { err: error, vendor, vendorTxCode, transactionId, code: decision.code, failures: attempt.attempts };
    if (decision.action === 'retry' || decision.action === 'readBack') {
      log.warn({ ...fields, dueAt: decision.dueAt }, 'A transaction could not be looked up yet');
      await rows.postpone(database, row.id, decision.dueAt, decision.code, now());
      return error instanceof RetryableError && error.target !== undefined ? 'away' : 'later';
    }
    log.error(fields, 'A transaction cannot be looked up; somebody is told, and it is tried again');
    await database.transaction(async (tx) => {
      await rows.postpone(tx, row.id, new Date(now().getTime() + STUCK_MS), decision.code, now());
      const raisedAt = attempt.firstAttemptAt;
      await outbox.append(tx, [watchAlertMessage(lookUpFailed(row, decision, raisedAt))]);
    });
    return 'later';
  }
}

/** A producer told us of it before Opayo did. */
function isClaim({ expectedWhy, expectedAt, seenAt, notifiedAt }: WatchedTransaction): boolean {
  const earliest = Math.min(seenAt?.getTime() ?? Infinity, notifiedAt?.getTime() ?? Infinity);
  return expectedWhy === 'SUBMITTED' && (expectedAt?.getTime() ?? Infinity) <= earliest;
}
