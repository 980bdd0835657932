import { isCancelledStatus, orderStatusWord, rejectedBecause, type SalesOrderRow } from '#libs/syspro';
import type { Attempt, CommandOf, EffectAnswer, EffectHandler } from '../lane/effect-handler.js';
import { findSalesOrder } from './find-sales-order.js';
import type { HoldBook, SalesOrderHold } from './sales-order-hold.js';

type Command = CommandOf<'HOLD_SALES_ORDER'>;

const SUSPENSE = 'S';
/** Ready to invoice, complete: the goods have left or nobody in SYSPRO can stop them. */
const TOO_LATE: ReadonlySet<string> = new Set(['8', '9']);

/**
 * Puts a sales order into suspense before it leaves, and remembers whether the hold is ours to release.
 *
 *     in SYSPRO? ──no──▶ remembered: it will be entered held
 *         └─yes─▶ S by us ─▶ done    S by somebody else, or cancelled ─▶ alreadyHeld, not ours    8, 9, invoiced ─▶ TOO_LATE_TO_HOLD
 *                 else ─▶ SORTOS to S ─▶ done, ours
 */
export class HoldSalesOrderEffect implements EffectHandler<Command> {
  constructor(private readonly book: HoldBook) {}

  async post(command: Command, attempt: Attempt): Promise<EffectAnswer> {
    const order = await findSalesOrder(command.holdSalesOrder, this.book, attempt);
    if (!order) return this.#notThere(command);
    const settled = await this.#asItStands(command, order);
    if (settled) return settled;
    const { salesOrder, status } = order;
    await attempt.syspro.changeOrderStatus({ salesOrder, from: status, to: SUSPENSE });
    attempt.posted();
    return held(command, { salesOrder, previousStatus: status, ours: true });
  }

  /** In suspense after we sent it there: ours. Elsewhere: surely not moved, or moved on by somebody, which `post` looks at again. */
  async readBack(command: Command, attempt: Attempt): Promise<EffectAnswer> {
    const order = await findSalesOrder(command.holdSalesOrder, this.book, attempt);
    if (order?.status !== SUSPENSE) return { answer: 'absent' };
    return held(command, { salesOrder: order.salesOrder, previousStatus: null, ours: true });
  }

  /** Not entered yet, or not found although it was entered: then whatever ships is not held, and somebody has to know. */
  async #notThere(command: Command): Promise<EffectAnswer> {
    const { salesOrderEffectId, salesOrder, customerPoNumber } = command.holdSalesOrder;
    const entering = await this.book.find(salesOrderEffectId);
    if (entering?.state !== 'CONFIRMED' && salesOrder === null) {
      return held(command, { salesOrder: null, previousStatus: null, ours: true });
    }
    const text = `Sales order ${salesOrder ?? customerPoNumber} was entered and SYSPRO does not show it`;
    return { answer: 'refused', rejection: rejectedBecause('SALES_ORDER_NOT_FOUND', text), evidence: {} };
  }

  /** The answer where nothing is to be sent. */
  async #asItStands(command: Command, order: SalesOrderRow): Promise<EffectAnswer | undefined> {
    const { salesOrder, status, lastInvoice } = order;
    const stands = { salesOrder, previousStatus: status };
    if (status === SUSPENSE) return held(command, { ...stands, ours: await this.#isOurs(command) });
    if (isCancelledStatus(status)) return held(command, { ...stands, ours: false });
    if (!TOO_LATE.has(status) && lastInvoice === '') return undefined;
    const invoiced = lastInvoice === '' ? '' : `, invoice ${lastInvoice}`;
    const text = `Sales order ${salesOrder} is past holding: ${orderStatusWord(status)}${invoiced}`;
    return {
      answer: 'refused',
      rejection: rejectedBecause('TOO_LATE_TO_HOLD', text),
      evidence: { salesOrder, status, lastInvoice: lastInvoice || null },
    };
  }

  /** In suspense by our hand: by another hold of ours, or since we entered it and have not released it. */
  async #isOurs({ holdSalesOrder: { salesOrderEffectId } }: Command): Promise<boolean> {
    const holds = await this.book.holdsOf(salesOrderEffectId);
    if (holds.some((hold) => hold.standing && hold.ours)) return true;
    const entering = await this.book.find(salesOrderEffectId);
    if (!entering) return false;
    const heldFromTheStart = typeof entering.evidence?.['holdCode'] === 'string';
    return entering.state !== 'CONFIRMED' || (heldFromTheStart && !wasReleased(holds, entering.evidence['holdCode']));
  }
}

/** A hold that came with the order has no row of its own until it is released. */
function wasReleased(holds: readonly SalesOrderHold[], holdCode: unknown): boolean {
  return holds.some((hold) => hold.holdCode === holdCode && !hold.standing);
}

function held(command: Command, stands: Pick<SalesOrderHold, 'salesOrder' | 'previousStatus' | 'ours'>): EffectAnswer {
  const { salesOrderEffectId, holdCode } = command.holdSalesOrder;
  const { salesOrder, previousStatus, ours } = stands;
  const { orderId, sequence } = command;
  return {
    answer: 'done',
    outcome: {
      kind: 'SALES_ORDER_HELD',
      salesOrderHeld: { salesOrder, holdCode, previousStatus, alreadyHeld: !ours },
    },
    evidence: { salesOrder, holdCode, previousStatus, alreadyHeld: !ours },
    hold: { salesOrderEffectId, holdCode, orderId, sequence, ...stands, standing: true },
  };
}
