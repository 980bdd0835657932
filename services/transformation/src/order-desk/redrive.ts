import type { CreateSalesOrder, ErpCommand } from '#libs/contracts';
import { RejectedError } from '#libs/errors';
import { minorUnits } from '#libs/money';
import type { CommandMaker, MadeCommand, OrderToMap, SentSalesOrder } from '../erp-command/command-maker.js';
import { paymentsDue, unpostedMoney, type HoldCode } from '../order/decide.js';
import { isCancelledThere, isPastHolding } from '../order/erp-status.js';
import type { Hold } from '../order/holds.js';
import { isRefused, issuedOf, type IssuedCommand } from '../order/issued-command.js';
import { sentSalesOrder, type OrderRecord } from './judge-order.js';

/** A corrected command: it takes the place of one that was refused, in its place of the key's sequence. */
export interface CorrectedCommand {
  readonly made: MadeCommand;
  readonly revision: number;
  readonly sequence: number;
}

/** What of an order is sent again, and the order as it is with that. */
export interface Redrive {
  readonly record: OrderRecord;
  readonly corrected: readonly CorrectedCommand[];
}

/** Commands whose newest outcome is a refusal, and of which no correction is on its way. */
export function refusedCommands({ sent }: Pick<OrderRecord, 'sent'>, { outcomes }: OrderToMap['state']): ErpCommand[] {
  return sent.filter(({ effectId, revision }) => isRefused({ effectId, revision: revision ?? 1 }, { outcomes }));
}

/**
 * Makes every refused command of an order anew, by the mappings and the facts of now, as the next revision of its effect. What is no longer
 * wanted is left out: an order that was cancelled or lost its money, a receipt whose money or invoice is gone, a hold that comes too late.
 * The reference stays: SYSPRO may know the effect by it. Throws `MappingRejected`, and `RejectedError` COMPANY_CHANGED.
 */
export function redriveOrder(before: OrderRecord, order: OrderToMap, maker: CommandMaker): Redrive {
  let record = before;
  const corrected: CorrectedCommand[] = [];
  for (const refused of refusedCommands(before, order.state)) {
    const made = remade(refused, record, order, maker);
    if (!made) continue;
    const revision = (order.state.outcomes.get(refused.effectId)?.revision ?? 1) + 1;
    corrected.push({ made, revision, sequence: refused.sequence });
    record = withCorrection(record, { made, revision, sequence: refused.sequence }, order.state.version);
  }
  return { record, corrected };
}

function remade(
  refused: ErpCommand,
  record: OrderRecord,
  order: OrderToMap,
  maker: CommandMaker,
): MadeCommand | undefined {
  const made = madeAnew(refused, record, order, maker);
  if (!made || made.effectId === refused.effectId) return made;
  throw new RejectedError(`It was sent to SYSPRO company ${refused.company}; the mapping says ${made.company} now`, {
    code: 'COMPANY_CHANGED',
    owner: 'integration',
    suggestedFix: `set the table of companies back to ${refused.company} for this order, or enter it in ${made.company} by hand`,
  });
}

function madeAnew(
  refused: ErpCommand,
  record: OrderRecord,
  order: OrderToMap,
  maker: CommandMaker,
): MadeCommand | undefined {
  const { state } = order;
  if (refused.createSalesOrder) {
    const { createSalesOrder: told } = refused;
    if (state.cancelled || isCancelledThere(state) || !isPaid(order)) return undefined;
    const made = maker.createSalesOrder(order, told.holdCode as HoldCode | null);
    return made.createSalesOrder
      ? { ...made, createSalesOrder: withReferences(made.createSalesOrder, told) }
      : undefined;
  }
  const { salesOrder } = record;
  if (!salesOrder) return undefined;
  return moneyAnew(refused, record, order, salesOrder, maker) ?? statusAnew(refused, order, salesOrder, maker);
}

function moneyAnew(
  { effectId, postReceipt, applyReceipt, postUnappliedReceipt }: ErpCommand,
  record: OrderRecord,
  order: OrderToMap,
  salesOrder: SentSalesOrder,
  maker: CommandMaker,
): MadeCommand | undefined {
  const others = record.issued.filter((command) => command.effectId !== effectId);
  const told = postReceipt ?? applyReceipt;
  if (told) {
    const left = paymentsDue(order.state, others).find(
      ({ transactionId, invoice }) => transactionId === told.transactionId && invoice === told.invoice,
    );
    // Never more than was decided: what is left beside it may be on its way elsewhere.
    const amountMinor = minorUnits(Math.min(told.amountMinor, left?.amountMinor ?? 0));
    if (!left || amountMinor === 0) return undefined;
    const from = applyReceipt ? 'CREDIT' : 'CAPTURE';
    return withReference(maker.payInvoice(order, { ...left, from, amountMinor }, salesOrder), told.reference);
  }
  if (!postUnappliedReceipt) return undefined;
  const { transactionId, reference, reason } = postUnappliedReceipt;
  const left = unpostedMoney(order.state, others).find((money) => money.transactionId === transactionId);
  if (!left) return undefined;
  const why = reason === 'EXCESS' ? 'EXCESS' : 'ON_CAPTURE';
  return withReference(maker.postUnapplied(order, left, why, salesOrder), reference);
}

function statusAnew(
  { effectId, holdSalesOrder, releaseSalesOrder, cancelSalesOrder }: ErpCommand,
  order: OrderToMap,
  salesOrder: SentSalesOrder,
  maker: CommandMaker,
): MadeCommand | undefined {
  if (holdSalesOrder) {
    const hold = holdOf(effectId, holdSalesOrder.holdCode);
    return isPastHolding(order.state) ? undefined : maker.holdSalesOrder(order, hold, salesOrder);
  }
  if (releaseSalesOrder) {
    return maker.releaseSalesOrder(order, holdOf(effectId, releaseSalesOrder.holdCode), salesOrder);
  }
  return cancelSalesOrder ? maker.cancelSalesOrder(order, cancelSalesOrder.reason, salesOrder) : undefined;
}

function isPaid({ state: { content, captures } }: OrderToMap): boolean {
  const keptMinor = captures.reduce((sum, { amountMinor, reversedMinor }) => sum + amountMinor - reversedMinor, 0);
  return keptMinor > 0 || content?.totalMinor === 0;
}

function holdOf(effectId: string, holdCode: string): Hold {
  return { holdCode, count: Number(effectId.split(':').at(-1)) };
}

function withReference(made: MadeCommand, reference: string): MadeCommand {
  if (made.kind === 'POST_RECEIPT') return { ...made, postReceipt: { ...made.postReceipt, reference } };
  if (made.kind === 'APPLY_RECEIPT') return { ...made, applyReceipt: { ...made.applyReceipt, reference } };
  if (made.kind !== 'POST_UNAPPLIED_RECEIPT') return made;
  return { ...made, postUnappliedReceipt: { ...made.postUnappliedReceipt, reference } };
}

/** The order is found again by its purchase order number, or by its AlternateReference where that is ours. */
function withReferences(order: CreateSalesOrder, told: CreateSalesOrder): CreateSalesOrder {
  const { customerPoNumber, alternateReference, ownReferenceIn } = told;
  const oursElsewhere = ownReferenceIn !== null || order.ownReferenceIn !== null;
  return { ...order, customerPoNumber, ...(oursElsewhere ? { alternateReference, ownReferenceIn } : {}) };
}

function withCorrection(record: OrderRecord, { made, revision }: CorrectedCommand, version: number): OrderRecord {
  const correct = (command: IssuedCommand): IssuedCommand => {
    if (command.effectId !== made.effectId) return command;
    const orderVersion = made.kind === 'CREATE_SALES_ORDER' ? version : command.orderVersion;
    return issuedOf(made, { ...command, orderVersion, revision });
  };
  return { ...record, issued: record.issued.map(correct), salesOrder: sentSalesOrder(made) ?? record.salesOrder };
}
