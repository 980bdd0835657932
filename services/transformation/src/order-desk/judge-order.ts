import type { ErpCommand } from '#libs/contracts';
import type { CommandMaker, MadeCommand, OrderToMap, SentSalesOrder } from '../erp-command/command-maker.js';
import {
  countingReversals,
  decide,
  holdsNow,
  type Acknowledged,
  type Decision,
  type DecisionPolicy,
  type HoldCode,
} from '../order/decide.js';
import { fold } from '../order/fold.js';
import { issuedOf, type IssuedCommand } from '../order/issued-command.js';
import type { OrderFact } from '../order/order-fact.js';
import type { OrderState } from '../order/order-state.js';

/** What there is of one order: its facts and what was sent for it. */
export interface OrderRecord {
  readonly orderId: string;
  readonly facts: readonly OrderFact[];
  readonly issued: readonly IssuedCommand[];
  /** The same commands in full, first to last, each in its newest revision. */
  readonly sent: readonly ErpCommand[];
  /** The sales order command, where one was sent. */
  readonly salesOrder: SentSalesOrder | undefined;
  readonly acknowledged: Acknowledged;
}

/** What is to be done for an order now. */
export interface Judgement {
  readonly state: OrderState;
  /** To be sent, in this order. */
  readonly commands: readonly MadeCommand[];
  readonly issued: readonly IssuedCommand[];
  /** Of the sales order among them: why it was decided to be held. */
  readonly hold: HoldCode | null;
  /** What the order waits for after them, or why it needs a person. */
  readonly rest: Decision;
}

/** When, and beside which customers, an order is decided. */
export type Circumstances = Pick<OrderToMap, 'decidedAt' | 'customers'>;

/**
 * Folds, decides and maps, until nothing more can be done: a payment, its order and its invoice may all have been there before the decision.
 * Writes nothing, so that an order that throws here leaves no trace in the transaction and the others of its batch go on.
 */
export function judgeOrder(
  record: OrderRecord,
  policy: DecisionPolicy,
  maker: CommandMaker,
  circumstances: Circumstances,
): Judgement {
  const order = { orderId: record.orderId, state: fold(record.facts), ...circumstances };
  const { state } = order;
  const commands: MadeCommand[] = [];
  let issued = record.issued;
  let salesOrder = record.salesOrder;
  let hold: HoldCode | null = null;
  for (;;) {
    const decision = decide(state, issued, policy, record.acknowledged);
    const made = commandsOf(decision, order, salesOrder, maker).filter(
      (command) => !issued.some(({ effectId }) => effectId === command.effectId),
    );
    if (made.length === 0) return { state, commands, issued, hold, rest: decision };
    if (decision.decision === 'createSalesOrder') hold = decision.hold;
    commands.push(...made);
    issued = [...issued, ...made.map((command) => asIssued(command, state))];
    salesOrder ??= made.map(sentSalesOrder).find((sent) => sent !== undefined);
  }
}

/** Of an order that stands parked only what has to be held at once; nothing else is decided of it. Writes nothing. */
export function judgeParkedOrder(
  record: OrderRecord,
  policy: DecisionPolicy,
  maker: CommandMaker,
  circumstances: Circumstances,
): Pick<Judgement, 'commands' | 'issued'> {
  const { orderId, salesOrder, acknowledged } = record;
  if (!salesOrder) return { commands: [], issued: record.issued };
  const state = fold(record.facts);
  const commands = holdsNow(state, record.issued, policy, acknowledged).map((hold) =>
    maker.holdSalesOrder({ orderId, state, ...circumstances }, hold, salesOrder),
  );
  return { commands, issued: [...record.issued, ...commands.map((command) => asIssued(command, state))] };
}

function commandsOf(
  decision: Decision,
  order: OrderToMap,
  salesOrder: SentSalesOrder | undefined,
  maker: CommandMaker,
): MadeCommand[] {
  if (decision.decision === 'createSalesOrder') return [maker.createSalesOrder(order, decision.hold)];
  if (!salesOrder) return [];
  switch (decision.decision) {
    case 'postReceipts':
      return decision.receipts.map((payment) => maker.payInvoice(order, payment, salesOrder));
    case 'postUnapplied':
      return decision.money.map((money) => maker.postUnapplied(order, money, decision.reason, salesOrder));
    case 'releaseHolds':
      return decision.holds.map((hold) => maker.releaseSalesOrder(order, hold, salesOrder));
    case 'cancelSalesOrder':
      return [maker.cancelSalesOrder(order, decision.reason, salesOrder)];
    case 'needsPerson':
      return decision.holds.map((hold) => maker.holdSalesOrder(order, hold, salesOrder));
    case 'wait':
      return [];
  }
}

function asIssued(command: MadeCommand, state: OrderState): IssuedCommand {
  return issuedOf(command, { orderVersion: state.version, reversalsKnown: countingReversals(state), revision: 1 });
}

/** What later commands need of the sales order command; undefined for any other. */
export function sentSalesOrder(
  command: Pick<ErpCommand, 'effectId' | 'company' | 'dependsOn' | 'createSalesOrder'>,
): SentSalesOrder | undefined {
  const { effectId, company, dependsOn, createSalesOrder } = command;
  if (!createSalesOrder) return undefined;
  const { customerCode, customerPoNumber, currency } = createSalesOrder;
  return { effectId, company, dependsOn, customerCode, customerPoNumber, currency };
}
