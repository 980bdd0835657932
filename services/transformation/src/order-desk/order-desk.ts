import { TOPICS, type ErpCommand } from '#libs/contracts';
import {
  deterministicUuid,
  hashOf,
  Inbox,
  type Database,
  type ItemToPark,
  type Outbox,
  type OutboxMessage,
  type Parking,
  type Transaction,
} from '#libs/delivery';
import type { CommandMaker, MadeCommand } from '../erp-command/command-maker.js';
import type { DecisionPolicy } from '../order/decide.js';
import { contentOf, identityOf, keyOf, listedPayments } from '../order/order-fact.js';
import { isKnownKind, type IncomingFact } from './incoming-fact.js';
import { judgeOrder, type Judgement, type OrderRecord } from './judge-order.js';
import type { CommandToKeep, LockedKey, OrderBook } from './order-book.js';
import {
  parkedForConflict,
  parkedForError,
  parkedForNewerKind,
  parkedForPerson,
  parkedForSharedPayment,
} from './parking-reasons.js';
import { isStrange, strangeWordAlert } from './strange-word-alert.js';

/** What happened to a batch; wire it to logs and metrics. Called after the commit. */
export interface DeskReport {
  readonly newFacts: number;
  readonly repeatedFacts: number;
  readonly commands: readonly { readonly kind: string; readonly orderId: string; readonly effectId: string }[];
  readonly parked: readonly { readonly key: string; readonly code: string }[];
}

export interface OrderDeskOptions {
  readonly database: Database;
  readonly book: OrderBook;
  readonly outbox: Outbox;
  readonly parking: Parking;
  /** Asked once a batch, so that all its orders are mapped by one release. */
  readonly maker: () => CommandMaker;
  readonly policy: DecisionPolicy;
  /** Raises `InvariantViolation` for a command that could not be encoded. */
  readonly check: (topic: string, body: unknown) => void;
  readonly report?: ((report: DeskReport) => void) | undefined;
  /** Default: the clock. */
  readonly now?: (() => Date) | undefined;
}

interface Batch {
  readonly tx: Transaction;
  readonly keys: Map<string, LockedKey>;
  readonly parked: ItemToPark[];
}

/** Where facts become state and state becomes commands: one transaction a batch, one order a lock. */
export class OrderDesk {
  private readonly inbox = new Inbox();
  private readonly now: () => Date;

  constructor(private readonly options: OrderDeskOptions) {
    this.now = options.now ?? (() => new Date());
  }

  /**
   * Stores the facts and sends what follows from them, all or nothing. A fact heard before changes nothing; an order that cannot be decided is
   * parked and the others of the batch go on. Throws what `Database.transaction` throws; taking the same facts again is safe.
   */
  async take(incoming: readonly IncomingFact[]): Promise<void> {
    if (incoming.length === 0) return;
    await this.options.database.transaction((tx) => this.takeWithin(tx, incoming));
  }

  private async takeWithin(tx: Transaction, incoming: readonly IncomingFact[]): Promise<void> {
    const batch: Batch = { tx, keys: await this.lockKeys(tx, incoming), parked: [] };
    const fresh = await this.store(batch, incoming);
    await this.adopt(batch, fresh);
    const touched = ordersTouched(batch, fresh);
    for (const item of batch.parked) await this.options.parking.park(tx, item);
    const blocked = await this.blockedOrders(tx, touched);
    const sent = await this.decideAll(
      batch,
      touched.filter((orderId) => !blocked.has(orderId)),
      tracesOf(batch, fresh),
    );
    tx.afterCommit(() =>
      this.options.report?.({
        newFacts: fresh.length,
        repeatedFacts: incoming.length - fresh.length,
        commands: sent.map(({ kind, orderId, effectId }) => ({ kind, orderId, effectId })),
        parked: batch.parked.map(({ key, code }) => ({ key, code })),
      }),
    );
  }

  /** Locks every key the batch may touch: its orders, the vendorTxCodes it names, and the orders those belong to already. */
  private async lockKeys(tx: Transaction, incoming: readonly IncomingFact[]): Promise<Map<string, LockedKey>> {
    const { book } = this.options;
    const named = distinct(incoming.flatMap(({ fact }) => [keyOf(fact), ...listedPayments(fact)]));
    const linked = await book.ordersOf(tx, named);
    const keys = await book.lock(tx, distinct([...named, ...linked]));
    // Somebody may have linked one while we waited; a deadlock that follows is undone and tried again.
    const late = [...keys.values()].flatMap(({ orderId }) => (orderId !== null && !keys.has(orderId) ? [orderId] : []));
    return late.length === 0 ? keys : new Map([...keys, ...(await book.lock(tx, distinct(late)))]);
  }

  /** Keeps what is new under its key, sets aside what cannot be folded; answers what is new and can. */
  private async store({ tx, keys, parked }: Batch, incoming: readonly IncomingFact[]): Promise<IncomingFact[]> {
    const { book } = this.options;
    const known = incoming.filter(({ fact }) => isKnownKind(fact));
    const answers = await this.inbox.accept(
      tx,
      known.map(({ fact }) => ({ source: fact.source, identity: identityOf(fact), bodyHash: hashOf(contentOf(fact)) })),
    );
    for (const each of incoming.filter(({ fact }) => !isKnownKind(fact))) {
      const key = placeOf(each, keys);
      if (await book.setAside(tx, each, key, 'NEWER_THAN_ME')) parked.push(parkedForNewerKind(each, key));
    }
    for (const each of known.filter((_, index) => answers[index] === 'conflict')) {
      const key = placeOf(each, keys);
      if (await book.setAside(tx, each, key, 'FACT_CONFLICT')) parked.push(parkedForConflict(each, key));
    }
    const fresh = known.filter((_, index) => answers[index] === 'new');
    await book.addFacts(
      tx,
      fresh.map((each) => ({ fact: each.fact, key: placeOf(each, keys) })),
    );
    await this.alertStrangeWords(tx, fresh, keys);
    return fresh;
  }

  /** Payments wait under their vendorTxCode until an order lists it, whichever of the two came first. */
  private async adopt({ tx, keys, parked }: Batch, fresh: readonly IncomingFact[]): Promise<void> {
    const adoptions: { vendorTxCode: string; orderId: string }[] = [];
    for (const { fact } of fresh) {
      const orderId = keyOf(fact);
      for (const vendorTxCode of listedPayments(fact)) {
        const link = keys.get(vendorTxCode);
        if (!link || link.orderId === orderId) continue;
        if (link.orderId !== null) {
          parked.push(parkedForSharedPayment(orderId, vendorTxCode, link.orderId));
          continue;
        }
        adoptions.push({ vendorTxCode, orderId });
        keys.set(vendorTxCode, { ...link, orderId });
      }
    }
    await this.options.book.adopt(tx, adoptions);
  }

  private async decideAll(
    batch: Batch,
    orderIds: readonly string[],
    traces: ReadonlyMap<string, string | undefined>,
  ): Promise<ErpCommand[]> {
    const { book, parking, outbox } = this.options;
    const maker = this.options.maker();
    const toKeep: CommandToKeep[] = [];
    for (const record of await book.read(batch.tx, orderIds)) {
      const result = this.judge(record, batch.keys.get(record.orderId)?.lastSequence ?? 0, maker);
      toKeep.push(...result.commands);
      if (!result.park) continue;
      batch.parked.push(result.park);
      await parking.park(batch.tx, result.park);
    }
    await book.addCommands(batch.tx, toKeep);
    await outbox.append(
      batch.tx,
      toKeep.map(({ command }) => messageOf(command, traces.get(command.orderId))),
    );
    return toKeep.map(({ command }) => command);
  }

  /** Judges one order without touching the database: what it throws parks this order and no other. */
  private judge(
    record: OrderRecord,
    lastSequence: number,
    maker: CommandMaker,
  ): { commands: CommandToKeep[]; park?: ItemToPark } {
    const { policy } = this.options;
    const { orderId } = record;
    try {
      const judgement = judgeOrder(record, policy, maker);
      const commands = this.inSequence(orderId, judgement, lastSequence);
      const { rest, state } = judgement;
      return rest.decision === 'needsPerson' ? { commands, park: parkedForPerson(orderId, state, rest) } : { commands };
    } catch (error) {
      return { commands: [], park: parkedForError(orderId, error, this.now()) };
    }
  }

  private inSequence(orderId: string, { commands, issued }: Judgement, lastSequence: number): CommandToKeep[] {
    const issuedAt = this.now().getTime();
    return commands.flatMap((made, index) => {
      const command = commandOf(made, orderId, lastSequence + index + 1, issuedAt);
      this.options.check(TOPICS.erpCommands.name, command);
      const entry = issued.find(({ effectId }) => effectId === made.effectId);
      return entry ? [{ command, issued: entry }] : [];
    });
  }

  /** Orders that stand parked, themselves or by a payment of theirs. */
  private async blockedOrders(tx: Transaction, orderIds: readonly string[]): Promise<Set<string>> {
    const payments = await this.options.book.adoptedBy(tx, orderIds);
    const blocked = await this.options.parking.blocked(tx, [...orderIds, ...payments.map(({ key }) => key)]);
    for (const { key, orderId } of payments) if (blocked.has(key)) blocked.add(orderId);
    return blocked;
  }

  private async alertStrangeWords(
    tx: Transaction,
    fresh: readonly IncomingFact[],
    keys: ReadonlyMap<string, LockedKey>,
  ): Promise<void> {
    const alerts = fresh.flatMap((each) => {
      if (each.fact.source !== 'payment' || !isStrange(each.fact.event)) return [];
      const key = placeOf(each, keys);
      return [strangeWordAlert(each.fact.event, isOrderId(key) ? key : null, this.now())];
    });
    await this.options.outbox.append(tx, alerts);
  }
}

/** The key a fact is kept under: an unallocated payment goes to its order as soon as that is known. */
function placeOf({ fact }: IncomingFact, keys: ReadonlyMap<string, LockedKey>): string {
  const key = keyOf(fact);
  return keys.get(key)?.orderId ?? key;
}

function ordersTouched({ keys }: Batch, fresh: readonly IncomingFact[]): string[] {
  return distinct(fresh.map((each) => placeOf(each, keys)).filter(isOrderId)).sort();
}

/** Trace of each order's newest fact: what follows from it belongs to it. */
function tracesOf({ keys }: Batch, fresh: readonly IncomingFact[]): Map<string, string | undefined> {
  return new Map(fresh.map((each) => [placeOf(each, keys), each.traceparent]));
}

function isOrderId(key: string): boolean {
  return key.includes('/');
}

function commandOf(made: MadeCommand, orderId: string, sequence: number, issuedAt: number): ErpCommand {
  return { ...made, eventId: deterministicUuid('erp-command', made.effectId), orderId, sequence, issuedAt };
}

function messageOf(command: ErpCommand, traceparent: string | undefined): OutboxMessage {
  return {
    topic: TOPICS.erpCommands.name,
    key: command.orderId,
    eventId: command.eventId,
    type: command.kind === 'CREATE_SALES_ORDER' ? 'CreateSalesOrder' : 'PostReceipt',
    subject: command.orderId,
    occurredAt: new Date(command.issuedAt),
    body: command,
    traceparent,
  };
}

function distinct<T>(values: readonly T[]): T[] {
  return [...new Set(values)];
}
