import { TOPICS, type ErpCommand } from '#libs/contracts';
import {
  hashOf,
  Inbox,
  type Database,
  type ItemToPark,
  type Outbox,
  type ParkedItem,
  type Parking,
  type Transaction,
} from '#libs/delivery';
import { InvariantViolation } from '#libs/errors';
import { MappingRejected } from '#libs/mapping';
import type { CommandMaker, MadeCommand } from '../erp-command/command-maker.js';
import { isCustomerKey } from '../ensure-customer/customer-key.js';
import { CustomersOfBatch } from '../ensure-customer/customers-of-batch.js';
import { countingReversals, refundDueMinor, type DecisionPolicy } from '../order/decide.js';
import { contentOf, identityOf, keyOf, linksOf, type PaymentLink } from '../order/order-fact.js';
import { fold } from '../order/fold.js';
import type { IssuedCommand } from '../order/issued-command.js';
import type { Finding } from '../validation/finding.js';
import type { FindingBook, FindingsOfOrder } from '../validation/finding-book.js';
import type { Candidate, OrderValidator, Verdict } from '../validation/order-validator.js';
import { findingsOf } from '../validation/rule.js';
import { RECEIPT_RULES, VALIDATION_CODES } from '../validation/rule-list.js';
import { ValidationRejected } from '../validation/validation-rejected.js';
import { commandMessage, commandOf } from './command-message.js';
import { refusedCustomers } from './customer-commands.js';
import { CustomerDesk } from './customer-desk.js';
import { heldOrderAlert } from './held-order-alert.js';
import { isKnownKind, type IncomingFact } from './incoming-fact.js';
import { judgeOrder, judgeParkedOrder, type Judgement, type OrderRecord } from './judge-order.js';
import type { CommandToKeep, LockedKey, OrderBook } from './order-book.js';
import {
  parkedForConflict,
  parkedForError,
  parkedForNewerKind,
  parkedForPerson,
  parkedForSharedPayment,
} from './parking-reasons.js';
import { redriveOrder, refusedCommands, type CorrectedCommand } from './redrive.js';
import { refundDueAlert, type RefundDue } from './refund-due-alert.js';
import { isStrange, strangeWordAlert } from './strange-word-alert.js';

/** What happened to a batch; wire it to logs and metrics. Called after the commit. */
export interface DeskReport {
  readonly newFacts: number;
  readonly repeatedFacts: number;
  readonly commands: readonly { readonly kind: string; readonly orderId: string; readonly effectId: string }[];
  readonly parked: readonly { readonly key: string; readonly code: string }[];
  /** What validation and mapping said, without values. */
  readonly findings: readonly Pick<Finding, 'rule' | 'severity'>[];
}

export interface OrderDeskOptions {
  readonly database: Database;
  readonly book: OrderBook;
  readonly outbox: Outbox;
  readonly parking: Parking;
  /** Asked once a batch, so that all its orders are mapped by one release. */
  readonly maker: () => CommandMaker;
  readonly policy: DecisionPolicy;
  /** Looks at each sales order before it is sent. */
  readonly validator: Pick<OrderValidator, 'validate'>;
  readonly findings: FindingBook;
  /** Raises `InvariantViolation` for a command that could not be encoded. */
  readonly check: (topic: string, body: unknown) => void;
  readonly report?: ((report: DeskReport) => void) | undefined;
  /** Orders were left waiting for master data, and that is stored: what they wait for may have come while it was decided. */
  readonly onAwaiting?: (() => void) | undefined;
  /** Default: the clock. */
  readonly now?: (() => Date) | undefined;
}

/** An order that was judged, or could not be. */
interface JudgedOrder {
  readonly orderId: string;
  readonly judgement?: Judgement;
  /** Corrections of refused commands, where they were asked for. */
  readonly corrected?: readonly CorrectedCommand[];
  /** The sales order among its commands, to be validated. */
  readonly candidate?: Candidate;
  readonly park?: ItemToPark;
  readonly findings?: FindingsOfOrder;
}

interface SettledOrder {
  readonly commands: CommandToKeep[];
  readonly corrected?: CommandToKeep[];
  readonly park?: ItemToPark | undefined;
  readonly findings?: FindingsOfOrder | undefined;
  readonly refundDue?: RefundDue | undefined;
}

interface Batch {
  readonly tx: Transaction;
  readonly keys: Map<string, LockedKey>;
  readonly parked: ItemToPark[];
  readonly found: Finding[];
  /** Orders whose refused commands are to be made anew. */
  readonly redriven?: ReadonlySet<string>;
}

/** What a person's release came to. */
export interface Released {
  /** What stood parked here. */
  readonly released: readonly ParkedItem[];
  /** Effects that posting had parked, sent again as the next revision. */
  readonly redriven: readonly { readonly effectId: string; readonly revision: number; readonly code: string }[];
}

/** Where facts become state and state becomes commands: one transaction a batch, one order a lock. */
export class OrderDesk {
  private readonly inbox = new Inbox();
  private readonly now: () => Date;
  private readonly customers: CustomerDesk;

  constructor(private readonly options: OrderDeskOptions) {
    this.now = options.now ?? (() => new Date());
    this.customers = new CustomerDesk(options, this.now);
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
    const batch: Batch = { tx, keys: await this.lockKeys(tx, incoming), parked: [], found: [] };
    const fresh = await this.store(batch, incoming);
    await this.adopt(batch, fresh);
    const touched = ordersTouched(batch, fresh);
    for (const item of batch.parked) await this.options.parking.park(tx, item);
    const blocked = await this.blockedOrders(tx, touched);
    const traces = tracesOf(batch, fresh);
    const held = await this.holdParked(
      batch,
      touched.filter((orderId) => blocked.has(orderId)),
      traces,
    );
    const free = touched.filter((orderId) => !blocked.has(orderId));
    const sent = [...held, ...(await this.decideAll(batch, free, traces))];
    const counts = { newFacts: fresh.length, repeatedFacts: incoming.length - fresh.length };
    tx.afterCommit(() => this.options.report?.(reportOf(batch, sent, counts)));
  }

  /**
   * Decides orders anew whose master data have come. Only what validation parked is released for it; an order that stands for another reason
   * stays where it is.
   */
  async decideAnew(orderIds: readonly string[]): Promise<void> {
    const { database, parking, findings } = this.options;
    await database.transaction(async (tx) => {
      const batch: Batch = { tx, keys: await this.options.book.lock(tx, [...orderIds].sort()), parked: [], found: [] };
      await findings.forgetWaits(tx, orderIds);
      for (const orderId of orderIds) {
        await parking.release(
          tx,
          orderId,
          'transformation',
          'master data it was refused for have come',
          VALIDATION_CODES,
        );
      }
      await this.decideUnblocked(batch, orderIds);
    });
  }

  /**
   * Releases what is parked under a key: an order, or a payment that found one; then decides the order anew. What is known of money taken back
   * and of changes by the shop counts as seen to by whoever releases. What posting has parked of the order as refused is made anew by the
   * mappings of now and sent as the next revision. Releasing twice does nothing.
   */
  async release(key: string, by: string, reason: string): Promise<Released> {
    const { database, parking, book } = this.options;
    return database.transaction(async (tx) => {
      const linked = await book.ordersOf(tx, [key]);
      const keys = await book.lockKnown(tx, distinct([key, ...linked]).sort());
      const released = await parking.release(tx, key, by, reason);
      const orderIds = distinct([...keys.values()].map((each) => each.orderId ?? each.key).filter(isOrderId));
      const redriven = new Set<string>();
      const refused = new Map<string, string>();
      for (const record of await book.read(tx, orderIds)) {
        const state = fold(record.facts);
        for (const { effectId } of refusedCommands(record, state)) {
          redriven.add(record.orderId);
          refused.set(effectId, state.outcomes.get(effectId)?.code ?? '');
        }
        const seenTo = { reversals: countingReversals(state), version: state.version };
        if (released.length > 0 || redriven.has(record.orderId)) await book.acknowledge(tx, record.orderId, seenTo);
      }
      const customerKeys = [...keys.keys()].filter(isCustomerKey);
      for (const { record, refused: command } of refusedCustomers(await book.read(tx, customerKeys))) {
        refused.set(command.effectId, fold(record.facts).outcomes.get(command.effectId)?.code ?? '');
      }
      if (released.length === 0 && refused.size === 0) return { released, redriven: [] };
      const customers = await this.tell(
        tx,
        await this.customers.redrive(tx, customerKeys, this.options.maker()),
        new Map(),
      );
      const sent = await this.decideUnblocked({ tx, keys, parked: [], found: [], redriven }, orderIds);
      const again = [...customers, ...sent].flatMap(({ effectId, revision }) => {
        const code = refused.get(effectId);
        return code === undefined ? [] : [{ effectId, revision: revision ?? 1, code }];
      });
      return { released, redriven: again };
    });
  }

  private async decideUnblocked(batch: Batch, orderIds: readonly string[]): Promise<ErpCommand[]> {
    const blocked = await this.blockedOrders(batch.tx, orderIds);
    const free = orderIds.filter((orderId) => !blocked.has(orderId));
    const sent = await this.decideAll(batch, free, new Map());
    batch.tx.afterCommit(() => this.options.report?.(reportOf(batch, sent, { newFacts: 0, repeatedFacts: 0 })));
    return sent;
  }

  /** Locks every key the batch may touch: its orders, the vendorTxCodes it names, and the orders those belong to already. */
  private async lockKeys(tx: Transaction, incoming: readonly IncomingFact[]): Promise<Map<string, LockedKey>> {
    const { book } = this.options;
    const named = distinct(
      incoming.flatMap(({ fact }) => [
        keyOf(fact),
        ...linksOf(fact).flatMap(({ vendorTxCode, orderId }) => [vendorTxCode, orderId]),
      ]),
    );
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

  /** Payments wait under their vendorTxCode until an order lists it or ingestion has found its order, whatever came first. */
  private async adopt({ tx, keys, parked }: Batch, fresh: readonly IncomingFact[]): Promise<void> {
    const adoptions: PaymentLink[] = [];
    for (const { vendorTxCode, orderId } of fresh.flatMap(({ fact }) => linksOf(fact))) {
      const known = keys.get(vendorTxCode);
      if (!known || known.orderId === orderId) continue;
      if (known.orderId !== null) {
        parked.push(parkedForSharedPayment(orderId, vendorTxCode, known.orderId));
        continue;
      }
      adoptions.push({ vendorTxCode, orderId });
      keys.set(vendorTxCode, { ...known, orderId });
    }
    await this.options.book.adopt(tx, adoptions);
  }

  private async decideAll(
    batch: Batch,
    orderIds: readonly string[],
    traces: ReadonlyMap<string, string | undefined>,
  ): Promise<ErpCommand[]> {
    const { book, parking, validator, findings } = this.options;
    const maker = this.options.maker();
    // An order that was cancelled since waits for nothing any more; one that still does says so again.
    await findings.forgetWaits(batch.tx, orderIds);
    const records = await book.read(batch.tx, orderIds);
    const customers = await this.customers.customersOf(batch, records, maker);
    const judged = records.map((record) => this.judge(record, maker, customers, batch.redriven));
    const verdicts = await validator.validate(
      batch.tx,
      judged.flatMap(({ candidate }) => candidate ?? []),
    );
    const now = this.now();
    const settled = judged.map((each) => this.settle(each, verdicts.get(each.orderId), batch));
    const toKeep = settled.flatMap(({ commands }) => commands);
    const corrected = settled.flatMap((each) => each.corrected ?? []);
    for (const { park } of settled) {
      if (!park) continue;
      batch.parked.push(park);
      await parking.park(batch.tx, park);
    }
    const said = settled.flatMap(({ findings: found }) => found ?? []);
    batch.found.push(...said.flatMap(({ findings: found }) => found));
    await findings.keep(batch.tx, said, now);
    if (said.some(({ awaits }) => awaits.length > 0)) batch.tx.afterCommit(() => this.options.onAwaiting?.());
    await this.tellRefundsDue(
      batch.tx,
      settled.flatMap(({ refundDue }) => refundDue ?? []),
    );
    const ofCustomers = await this.customers.commandsFor(batch, customers, [...corrected, ...toKeep]);
    await book.reviseCommands(batch.tx, corrected);
    await book.addCommands(batch.tx, toKeep);
    return this.tell(batch.tx, [...ofCustomers, ...corrected, ...toKeep], traces);
  }

  private async tellRefundsDue(tx: Transaction, dues: readonly RefundDue[]): Promise<void> {
    const changed = dues.filter(({ toldMinor, dueMinor }) => toldMinor !== dueMinor);
    await this.options.book.keepRefundsDue(tx, changed);
    await this.options.outbox.append(
      tx,
      changed.flatMap((due) => refundDueAlert(due, this.now())),
    );
  }

  /** Of orders that stand parked only what has to be held: goods leave while a person thinks. */
  private async holdParked(
    { tx, keys }: Batch,
    orderIds: readonly string[],
    traces: ReadonlyMap<string, string | undefined>,
  ): Promise<ErpCommand[]> {
    if (orderIds.length === 0) return [];
    const maker = this.options.maker();
    const records = await this.options.book.read(tx, orderIds);
    const circumstances = { decidedAt: this.now().getTime(), customers: new CustomersOfBatch() };
    const toKeep: CommandToKeep[] = [];
    for (const record of records) {
      const { orderId } = record;
      try {
        const judged = judgeParkedOrder(record, this.options.policy, maker, circumstances);
        toKeep.push(...this.inSequence(orderId, judged, keys.get(orderId)?.lastSequence ?? 0));
      } catch (error) {
        // One order that cannot be held must not keep the facts of the others out.
        await this.options.parking.park(tx, parkedForError(orderId, error, this.now()));
      }
    }
    await this.options.book.addCommands(tx, toKeep);
    return this.tell(tx, toKeep, traces);
  }

  private async tell(
    tx: Transaction,
    toKeep: readonly CommandToKeep[],
    traces: ReadonlyMap<string, string | undefined>,
  ): Promise<ErpCommand[]> {
    await this.options.outbox.append(tx, [
      ...toKeep.map(({ command }) =>
        commandMessage(command, traces.get(command.ensureCustomer?.onBehalfOfOrderId ?? command.orderId)),
      ),
      ...toKeep.flatMap(({ command }) => heldOrderAlert(command, this.now())),
    ]);
    return toKeep.map(({ command }) => command);
  }

  /** Judges one order without touching the database: what it throws parks this order and no other. */
  private judge(
    record: OrderRecord,
    maker: CommandMaker,
    customers: CustomersOfBatch,
    redriven: ReadonlySet<string> | undefined,
  ): JudgedOrder {
    const { orderId } = record;
    try {
      const circumstances = { decidedAt: this.now().getTime(), customers };
      const order = { orderId, state: fold(record.facts), ...circumstances };
      const { record: current, corrected } = redriven?.has(orderId)
        ? redriveOrder(record, order, maker)
        : { record, corrected: [] };
      const judgement = judgeOrder(current, this.options.policy, maker, circumstances);
      return { orderId, judgement, corrected, ...candidateOf(orderId, judgement, corrected, maker) };
    } catch (error) {
      const park = parkedForError(orderId, error, this.now());
      return { orderId, park, findings: { orderId, findings: findingsOfError(error), awaits: [] } };
    }
  }

  /** What is kept and sent of an order after its documents were looked at. An order that is refused or waits sends nothing at all. */
  private settle(judged: JudgedOrder, verdict: Verdict | undefined, { keys }: Batch): SettledOrder {
    const { orderId, judgement, corrected = [], park, findings } = judged;
    if (!judgement) return { commands: [], park, findings };
    const said = verdict && { orderId, findings: verdict.findings, awaits: verdict.awaits };
    if (verdict?.verdict === 'wait') return { commands: [], findings: said };
    try {
      if (verdict?.verdict === 'refuse') throw new ValidationRejected('sales-order', verdict.findings);
      const checked = judgement.commands.map((made) => checkedCommand(made, verdict));
      const commands = this.inSequence(
        orderId,
        { ...judgement, commands: checked },
        keys.get(orderId)?.lastSequence ?? 0,
      );
      const revised = corrected.map((each) => this.revised(orderId, each, judgement.issued, verdict));
      const { rest, state } = judgement;
      const person = rest.decision === 'needsPerson' ? parkedForPerson(orderId, state, rest) : undefined;
      const refundDue = person ? undefined : refundDueOf(orderId, judgement, keys.get(orderId)?.refundDueMinor ?? 0);
      return { commands, corrected: revised, findings: said, park: person, refundDue };
    } catch (error) {
      const content = judgement.state.content;
      const money = content && { amountMinor: content.totalMinor, currency: content.currency };
      return { commands: [], findings: said, park: { ...parkedForError(orderId, error, this.now()), ...money } };
    }
  }

  private inSequence(
    orderId: string,
    { commands, issued }: Pick<Judgement, 'commands' | 'issued'>,
    lastSequence: number,
  ): CommandToKeep[] {
    const issuedAt = this.now().getTime();
    return commands.flatMap((made, index) => {
      const command = commandOf(made, { key: orderId, sequence: lastSequence + index + 1, revision: 1, issuedAt });
      this.options.check(TOPICS.erpCommands.name, command);
      const entry = issued.find(({ effectId }) => effectId === made.effectId);
      return entry ? [{ command, issued: entry }] : [];
    });
  }

  private revised(
    orderId: string,
    { made, revision, sequence }: CorrectedCommand,
    issued: readonly IssuedCommand[],
    verdict: Verdict | undefined,
  ): CommandToKeep {
    const place = { key: orderId, sequence, revision, issuedAt: this.now().getTime() };
    const command = commandOf(checkedCommand(made, verdict), place);
    this.options.check(TOPICS.erpCommands.name, command);
    const entry = issued.find(({ effectId }) => effectId === made.effectId);
    if (!entry) throw new InvariantViolation('A correction of what was never sent', { facts: { orderId } });
    return { command, issued: entry };
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

function reportOf(
  { parked, found }: Batch,
  sent: readonly ErpCommand[],
  counts: Pick<DeskReport, 'newFacts' | 'repeatedFacts'>,
): DeskReport {
  return {
    ...counts,
    commands: sent.map(({ kind, orderId, effectId }) => ({ kind, orderId, effectId })),
    parked: parked.map(({ key, code }) => ({ key, code })),
    findings: found.map(({ rule, severity }) => ({ rule, severity })),
  };
}

function refundDueOf(orderId: string, { state, issued }: Judgement, toldMinor: number): RefundDue | undefined {
  const currency = state.content?.currency;
  return currency === undefined ? undefined : { orderId, toldMinor, dueMinor: refundDueMinor(state, issued), currency };
}

/** The sales order of a judgement, or its correction, as validation looks at it; none where none is sent. */
function candidateOf(
  orderId: string,
  { commands, state: { content }, hold }: Judgement,
  corrected: readonly CorrectedCommand[],
  { allowedRepairs }: CommandMaker,
): { readonly candidate?: Candidate } {
  const correction = corrected.map(({ made }) => made).find(({ kind }) => kind === 'CREATE_SALES_ORDER');
  const made = correction ?? commands.find(({ kind }) => kind === 'CREATE_SALES_ORDER');
  if (!made?.createSalesOrder || !content) return {};
  const { company, createSalesOrder: command } = made;
  // A correction keeps the hold that was decided when it was first sent.
  return {
    candidate: {
      ...{ orderId, company, command, content, hold: correction ? command.holdCode : hold, allowedRepairs },
      // A sales order waits for nothing but its customer.
      customerEnsured: made.dependsOn.length > 0,
    },
  };
}

/** The command as it was validated: a sales order with its repairs, a receipt that keeps every rule. Throws `ValidationRejected`. */
function checkedCommand(made: MadeCommand, verdict: Verdict | undefined): MadeCommand {
  if (made.kind === 'CREATE_SALES_ORDER') return verdict ? { ...made, createSalesOrder: verdict.command } : made;
  const receipt = made.postReceipt ?? made.postUnappliedReceipt ?? made.applyReceipt;
  const findings = receipt ? findingsOf(RECEIPT_RULES, receipt) : [];
  if (findings.some(({ severity }) => severity === 'refuse')) throw new ValidationRejected('receipt', findings);
  return made;
}

/** What a mapping or a rule refused, in the words of validation, so that both are read in one place. */
function findingsOfError(error: unknown): Finding[] {
  if (error instanceof ValidationRejected) return [...error.findings];
  if (!(error instanceof MappingRejected)) return [];
  return error.failures.map(({ field, value, rule, suggestedFix, at }) => ({
    ...{ field, value, rule, suggestedFix: `${suggestedFix} (${at})` },
    ...{ severity: 'refuse', owner: 'integration', mayBeShown: false },
  }));
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

/** A customer's key is no order's: what is heard under it is kept, and nothing is decided of it. */
function isOrderId(key: string): boolean {
  return key.includes('/') && !isCustomerKey(key);
}

function distinct<T>(values: readonly T[]): T[] {
  return [...new Set(values)];
}
