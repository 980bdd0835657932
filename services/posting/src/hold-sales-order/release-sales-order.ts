import { rejectedBecause } from '#libs/syspro';
import type { Attempt, CommandOf, EffectAnswer, EffectHandler } from '../lane/effect-handler.js';
import { findSalesOrder } from './find-sales-order.js';
import type { HoldBook, SalesOrderHold } from './sales-order-hold.js';

type Command = CommandOf<'RELEASE_SALES_ORDER'>;

const SUSPENSE = 'S';
const OPEN = '1';

/**
 * Ends a hold of ours. The order leaves suspense (S → 1) when no other hold of ours stands and the hold was ours; a hold that somebody
 * else set stays, and so does one set after this release was decided. The outcome tells SYSPRO's status as it is now.
 */
export class ReleaseSalesOrderEffect implements EffectHandler<Command> {
  constructor(private readonly book: HoldBook) {}

  async post(command: Command, attempt: Attempt): Promise<EffectAnswer> {
    const order = await findSalesOrder(command.releaseSalesOrder, this.book, attempt);
    if (!order) {
      const { customerPoNumber } = command.releaseSalesOrder;
      const text = `SYSPRO has no order under ${customerPoNumber} to release`;
      return { answer: 'refused', rejection: rejectedBecause('SALES_ORDER_NOT_FOUND', text), evidence: {} };
    }
    const { salesOrder, status } = order;
    if (status !== SUSPENSE || !(await this.#mayRelease(command))) return this.#released(command, salesOrder, status);
    await attempt.syspro.changeOrderStatus({ salesOrder, from: SUSPENSE, to: OPEN });
    attempt.posted();
    return this.#released(command, salesOrder, OPEN);
  }

  /** Out of suspense: done, by whomever. Still in it: surely not moved, once the quarantine is over. */
  async readBack(command: Command, attempt: Attempt): Promise<EffectAnswer> {
    const order = await findSalesOrder(command.releaseSalesOrder, this.book, attempt);
    if (!order || order.status === SUSPENSE) return { answer: 'absent' };
    return this.#released(command, order.salesOrder, order.status);
  }

  async #mayRelease(command: Command): Promise<boolean> {
    const { salesOrderEffectId, holdCode } = command.releaseSalesOrder;
    const holds = await this.book.holdsOf(salesOrderEffectId);
    const entered = await this.book.find(salesOrderEffectId);
    const fromTheStart = entered?.state === 'CONFIRMED' ? entered.evidence?.['holdCode'] : undefined;
    const mine = holds.find((hold) => hold.holdCode === holdCode);
    const isOurs = mine ? mine.ours && mine.standing && mine.sequence < command.sequence : fromTheStart === holdCode;
    const others = holds.some((hold) => hold.holdCode !== holdCode && hold.standing);
    const startStands =
      typeof fromTheStart === 'string' &&
      fromTheStart !== holdCode &&
      !holds.some((hold) => hold.holdCode === fromTheStart && !hold.standing);
    return isOurs && !others && !startStands;
  }

  async #released(command: Command, salesOrder: string, status: string): Promise<EffectAnswer> {
    const { salesOrderEffectId, holdCode } = command.releaseSalesOrder;
    const known = (await this.book.holdsOf(salesOrderEffectId)).find((hold) => hold.holdCode === holdCode);
    const isNewer = known !== undefined && known.sequence > command.sequence;
    const ended: SalesOrderHold = {
      ...{ salesOrderEffectId, holdCode, salesOrder, orderId: command.orderId, sequence: command.sequence },
      ...{ previousStatus: known?.previousStatus ?? null, ours: known?.ours ?? true, standing: false },
    };
    return {
      answer: 'done',
      outcome: { kind: 'SALES_ORDER_RELEASED', salesOrderReleased: { salesOrder, holdCode, status } },
      evidence: { salesOrder, holdCode, status },
      ...(isNewer ? {} : { hold: ended }),
    };
  }
}
