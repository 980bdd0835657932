import { Inbox, type InboxAnswer, type Outbox, type Parking, type Transaction } from '#libs/delivery';
import type { Allocations } from './allocations.js';
import type { HeardFact, RecordedFact } from './fact.js';
import { factHashOf, factIdentityOf, keyOfFact } from './fact.js';
import { FactTable } from './fact-table.js';
import { paymentEventOf } from './payment-event.js';
import { paymentEventMessage, unrecognisedAlert } from './payment-event-message.js';

/**
 * `new`: it is in the outbox now. `repeat`: it was before. `conflict`: it was before with another content, and its key is parked. `settled`: as
 * `conflict`, but a person has released it: the first word stands and nothing is to be done.
 */
export type FactAnswer = InboxAnswer | 'settled';

export interface FactBookOptions {
  readonly outbox: Outbox;
  readonly parking: Parking;
  readonly allocations: Pick<Allocations, 'lock' | 'orderOf'>;
  readonly now: () => Date;
}

/** Facts Opayo told, of every vendor and by whatever way: their identities are unique in this source. */
const FACTS = 'opayo.facts';

/** Marks the hash of what nobody told us. */
const IMPLIED = 'implied ';

/**
 * The one way on to `opayo.payment-events.v1` (key: the order, or the vendorTxCode while unallocated): notifications, polls and submitted
 * events all end here, so that a fact is published once however often and by whatever way it is heard.
 */
export class FactBook {
  private readonly inbox = new Inbox();
  private readonly table = new FactTable();

  constructor(private readonly options: FactBookOptions) {}

  /**
   * Records facts in the caller's transaction: one answer each, in their order. What is new goes into the outbox of the same commit; the same
   * with another content (`factHashOf`) parks its key with FACT_CONFLICT. Throws `InvariantViolation` for a fact about money without an amount.
   *
   * All facts of a transaction have one order: the first that one of them was published under or given to, whatever the caller found. A fact that
   * was published before its order was known stays where it is, and ALLOCATED is published after it (see `Allocations`).
   */
  async record(tx: Transaction, facts: readonly HeardFact[], traceparent?: string): Promise<FactAnswer[]> {
    await this.hold(tx, facts);
    const answers = await this.inbox.accept(tx, facts.map(entryOf));
    const results: FactAnswer[] = [];
    for (const [index, fact] of facts.entries()) {
      const heard = answers[index] ?? 'repeat';
      const answer = heard === 'conflict' ? await this.contradicted(tx, fact) : heard;
      // What is told differently is nobody's word about an order either.
      const isTrue = answer === 'new' || answer === 'repeat';
      const orderId = isTrue ? await this.options.allocations.orderOf(tx, fact) : null;
      if (answer === 'new') await this.publish(tx, { ...fact, orderId }, traceparent);
      results.push(answer);
    }
    return results;
  }

  /** Keeps others from these transactions until the caller's ends. `record` does it too; call it first where rows are locked before. */
  hold(
    tx: Transaction,
    facts: readonly Pick<HeardFact, 'vendorTxCode' | 'transactionId' | 'parentTransactionId'>[],
  ): Promise<void> {
    return this.options.allocations.lock(tx, {
      vendorTxCodes: facts.map(({ vendorTxCode }) => vendorTxCode),
      transactionIds: facts.flatMap(({ transactionId, parentTransactionId }) => [transactionId, parentTransactionId]),
    });
  }

  /** What was published about a transaction, the first first. */
  factsOf(tx: Pick<Transaction, 'query'>, transactionId: string): Promise<RecordedFact[]> {
    return this.table.of(tx, transactionId);
  }

  private async publish(tx: Transaction, fact: HeardFact, traceparent: string | undefined): Promise<void> {
    const event = paymentEventOf(fact);
    const messages = [paymentEventMessage(event, traceparent)];
    if (event.kind === 'UNRECOGNISED') messages.push(unrecognisedAlert(event, this.options.now()));
    await this.table.add(tx, fact, event.eventId);
    await this.options.outbox.append(tx, messages);
  }

  private async contradicted(tx: Transaction, fact: HeardFact): Promise<FactAnswer> {
    // What was deduced disagrees with nothing that was told.
    if (fact.implied) return 'repeat';
    const hash = await this.table.hashOf(tx, FACTS, factIdentityOf(fact));
    if (hash.startsWith(IMPLIED) && fitsImplied(hash, fact)) return 'repeat';
    // A child nobody could place was told without its parent; that it has been found since is no other story.
    const parentless = factHashOf({ ...fact, parentTransactionId: null });
    if (hash === parentless || hash === IMPLIED + parentless) return 'repeat';
    const key = keyOfFact(fact);
    const [stands, known] = [await this.table.conflictStands(tx, key), await this.table.knowsConflict(tx, fact)];
    if (!stands && known) return 'settled';
    // One at a time stands at the head of a key; another one has its turn after the release.
    if (stands) return 'conflict';
    await this.table.addConflict(tx, fact, key);
    await this.park(tx, fact, key);
    return 'conflict';
  }

  private async park(tx: Transaction, fact: HeardFact, key: string): Promise<void> {
    const { kind, transactionId, heardBy, orderId, amount } = fact;
    await this.options.parking.park(tx, {
      key,
      orderId: orderId ?? undefined,
      code: 'FACT_CONFLICT',
      text: `Opayo told ${kind} of transaction ${transactionId} twice, with different contents (now by ${heardBy}); the first one was published`,
      owner: 'finance',
      suggestedFix:
        'Compare both with the transaction in MyOpayo. What was published first stands; correct it in SYSPRO if it was wrong, then release.',
      severity: 'CRITICAL',
      amountMinor: amount?.amountMinor,
      currency: amount?.currency,
      body: paymentEventOf(fact),
    });
  }
}

function entryOf(fact: HeardFact) {
  const hash = factHashOf(fact);
  return { source: FACTS, identity: factIdentityOf(fact), bodyHash: fact.implied ? IMPLIED + hash : hash };
}

/** A deduced reservation has the amount that was left of it; only a deduced capture is held against what is told later, because it is money. */
function fitsImplied(hash: string, fact: HeardFact): boolean {
  return fact.kind !== 'CAPTURED' || hash === IMPLIED + factHashOf(fact);
}
