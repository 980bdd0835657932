import type { CommandMaker, MadeCommand, SentSalesOrder } from '../erp-command/command-maker.js';
import {
  countingReversals,
  decide,
  type Acknowledged,
  type Decision,
  type DecisionPolicy,
  type HoldCode,
} from '../order/decide.js';
import { fold } from '../order/fold.js';
import type { IssuedCommand } from '../order/issued-command.js';
import type { OrderFact } from '../order/order-fact.js';
import type { OrderState } from '../order/order-state.js';

/** What there is of one order: its facts and what was sent for it. */
export interface OrderRecord {
  readonly orderId: string;
  readonly facts: readonly OrderFact[];
  readonly issued: readonly IssuedCommand[];
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

/**
 * Folds, decides and maps, until nothing more can be done: a payment, its order and its invoice may all have been there before the decision.
 * Writes nothing, so that an order that throws here leaves no trace in the transaction and the others of its batch go on.
 */
export function judgeOrder(record: OrderRecord, policy: DecisionPolicy, maker: CommandMaker): Judgement {
  const state = fold(record.facts);
  const commands: MadeCommand[] = [];
  let issued = record.issued;
  let salesOrder = record.salesOrder;
  let hold: HoldCode | null = null;
  for (;;) {
    const decision = decide(state, issued, policy, record.acknowledged);
    const made = commandsOf(decision, record.orderId, state, salesOrder, maker).filter(
      (command) => !issued.some(({ effectId }) => effectId === command.effectId),
    );
    if (made.length === 0) return { state, commands, issued, hold, rest: decision };
    if (decision.decision === 'createSalesOrder') hold = decision.hold;
    commands.push(...made);
    issued = [...issued, ...made.map((command) => asIssued(command, state))];
    salesOrder ??= made.map(sentSalesOrder).find((sent) => sent !== undefined);
  }
}

function commandsOf(
  decision: Decision,
  orderId: string,
  state: OrderState,
  salesOrder: SentSalesOrder | undefined,
  maker: CommandMaker,
): MadeCommand[] {
  if (decision.decision === 'createSalesOrder') return [maker.createSalesOrder(orderId, state, decision.hold)];
  if (decision.decision !== 'postReceipts' || !salesOrder) return [];
  return decision.receipts.map((allocation) => maker.postReceipt(orderId, state, allocation, salesOrder));
}

function asIssued(command: MadeCommand, state: OrderState): IssuedCommand {
  const { effectId } = command;
  const common = { effectId, orderVersion: state.version, reversalsKnown: countingReversals(state) };
  if (command.kind === 'CREATE_SALES_ORDER') return { ...common, kind: command.kind, receipt: null };
  const { transactionId, invoice, amountMinor } = command.postReceipt;
  return { ...common, kind: command.kind, receipt: { transactionId, invoice, amountMinor } };
}

/** What receipts need of the sales order command. */
export function sentSalesOrder(command: MadeCommand): SentSalesOrder | undefined {
  if (command.kind !== 'CREATE_SALES_ORDER') return undefined;
  return { effectId: command.effectId, customerPoNumber: command.createSalesOrder.customerPoNumber };
}
