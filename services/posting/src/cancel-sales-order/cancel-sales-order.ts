import { isCancelledStatus, orderStatusWord, type SalesOrderRow } from '#libs/syspro';
import { findSalesOrder } from '../hold-sales-order/find-sales-order.js';
import type { HoldBook } from '../hold-sales-order/sales-order-hold.js';
import type { Attempt, CommandOf, EffectAnswer, EffectHandler } from '../lane/effect-handler.js';
import { refuse } from '../post-receipt/refuse.js';

type Command = CommandOf<'CANCEL_SALES_ORDER'>;

/** Ready to invoice, complete. */
const TOO_LATE: ReadonlySet<string> = new Set(['8', '9']);

/**
 * Cancels what is left of a sales order.
 *
 *     in SYSPRO? ──no──▶ never entered: done, nothing to cancel
 *         └─yes─▶ cancelled ─▶ done    8, 9 ─▶ TOO_LATE_TO_CANCEL    else ─▶ SORTOX ─▶ done
 */
export class CancelSalesOrderEffect implements EffectHandler<Command> {
  constructor(private readonly book: HoldBook) {}

  async post(command: Command, attempt: Attempt): Promise<EffectAnswer> {
    const { cancelSalesOrder: cancellation } = command;
    const order = await findSalesOrder(cancellation, this.book, attempt);
    if (!order) return this.#notThere(command);
    if (isCancelledStatus(order.status)) return cancelled(command, order.salesOrder);
    if (TOO_LATE.has(order.status)) return tooLate(order);
    const { salesOrder } = order;
    await attempt.syspro.cancelSalesOrder({ salesOrder, reasonCode: cancellation.cancelReasonCode });
    attempt.posted();
    return cancelled(command, salesOrder);
  }

  /** Cancelled: done, whoever did it. Anything else: surely not, or not yet; `post` looks at it again. */
  async readBack(command: Command, attempt: Attempt): Promise<EffectAnswer> {
    const order = await findSalesOrder(command.cancelSalesOrder, this.book, attempt);
    if (!order || !isCancelledStatus(order.status)) return { answer: 'absent' };
    return cancelled(command, order.salesOrder);
  }

  /** Never entered, because it was refused; should it be sent again, the hold before this cancellation keeps it in suspense. */
  async #notThere(command: Command): Promise<EffectAnswer> {
    const { salesOrderEffectId, salesOrder, customerPoNumber } = command.cancelSalesOrder;
    const entering = await this.book.find(salesOrderEffectId);
    if (entering?.state !== 'CONFIRMED' && salesOrder === null) return cancelled(command, null);
    const text = `Sales order ${salesOrder ?? customerPoNumber} was entered and SYSPRO does not show it`;
    return refuse('SALES_ORDER_NOT_FOUND', text, {});
  }
}

function tooLate({ salesOrder, status, lastInvoice }: SalesOrderRow): EffectAnswer {
  const invoiced = lastInvoice === '' ? '' : `, invoice ${lastInvoice}`;
  const text = `Sales order ${salesOrder} is past cancelling: ${orderStatusWord(status)}${invoiced}`;
  return refuse('TOO_LATE_TO_CANCEL', text, { salesOrder, status, lastInvoice: lastInvoice || null });
}

function cancelled({ cancelSalesOrder: { reason } }: Command, salesOrder: string | null): EffectAnswer {
  return {
    answer: 'done',
    outcome: { kind: 'SALES_ORDER_CANCELLED', salesOrderCancelled: { salesOrder, reason } },
    evidence: { salesOrder, reason },
  };
}
