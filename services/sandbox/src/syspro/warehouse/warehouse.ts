import { createHash } from 'node:crypto';
import type { CalendarDate } from '#libs/calendar';
import type { BookDraft } from '../../books/collection.js';
import type { Books } from '../../books/books.js';
import { SALES_ORDERS, type SalesOrder } from '../company/records.js';
import { invoiceOrder } from '../invoicing/invoice-order.js';

const TICK_MS = 100;

export interface WarehouseOptions {
  readonly books: Books;
  readonly today: () => CalendarDate;
  /** Orders begun per second; 0 stands still. */
  readonly ordersPerSecond: number;
  /** Percent of the orders that are shipped and invoiced in two; default 0. */
  readonly splitPercent?: number;
  readonly onError: (cause: unknown) => void;
}

/**
 * The people in the warehouse: every released order goes 1 → 4 (picking) → 8 (ready to invoice) → 9 (invoiced) in the order of its number,
 * at a set pace; a set share of them is shipped in two, 8 → 2 (back order, half invoiced) → 3 → 8 → 9. An order in suspense, or in any other status, is left alone.
 */
export class Warehouse {
  private timer: NodeJS.Timeout | undefined;
  private working: Promise<void> | undefined;
  private budget = 0;

  constructor(private readonly options: WarehouseOptions) {}

  start(): void {
    if (this.options.ordersPerSecond <= 0 || this.timer) return;
    this.timer = setInterval(() => {
      this.working ??= this.tick().finally(() => (this.working = undefined));
    }, TICK_MS);
  }

  /** Waits for the step under way. */
  async stop(): Promise<void> {
    clearInterval(this.timer);
    this.timer = undefined;
    await this.working;
  }

  /** One step for every order that is being worked on, and the first for at most `begin` new ones. Returns how many moved. */
  async step(begin: number): Promise<number> {
    const { books, today, splitPercent = 0 } = this.options;
    if (!books.all(SALES_ORDERS).some(isMoving)) return 0;
    return books.change((draft) => {
      const orders = draft
        .all(SALES_ORDERS)
        .filter(isMoving)
        .sort((left, right) => (left.salesOrder < right.salesOrder ? -1 : 1));
      const begun = orders.filter(({ orderStatus }) => orderStatus === '1').slice(0, begin);
      const moved = [...orders.filter(({ orderStatus }) => orderStatus !== '1'), ...begun];
      for (const order of moved) move(order, draft, today(), splitPercent);
      return moved.length;
    });
  }

  private async tick(): Promise<void> {
    const perTick = (this.options.ordersPerSecond * TICK_MS) / 1000;
    this.budget = Math.min(this.budget + perTick, Math.max(perTick, 1));
    const begin = Math.floor(this.budget);
    this.budget -= begin;
    try {
      await this.step(begin);
    } catch (cause) {
      this.options.onError(cause);
    }
  }
}

/** An order is worked on from its release until it is complete; one on back order (2, 3) only if the first half has been invoiced. */
function isMoving({ orderStatus, lastInvoice }: SalesOrder): boolean {
  return ['1', '4', '8'].includes(orderStatus) || (['2', '3'].includes(orderStatus) && lastInvoice !== '');
}

const NEXT: Readonly<Record<string, string>> = { '1': '4', '4': '8', '2': '3', '3': '8' };

function move(order: SalesOrder, draft: BookDraft, invoiceDate: CalendarDate, splitPercent: number): void {
  if (order.orderStatus === '8') {
    const inTwo = isSplit(order.customerPoNumber, splitPercent);
    invoiceOrder(draft, order, { invoiceDate, inTwo });
    return;
  }
  draft.put(SALES_ORDERS, order.salesOrder, { ...order, orderStatus: NEXT[order.orderStatus] ?? order.orderStatus });
}

/** Whether the order is one of those that are shipped in two; the same for the same purchase order on every machine. */
function isSplit(purchaseOrder: string, percent: number): boolean {
  const drawn = createHash('sha256').update(`warehouse:${purchaseOrder}`).digest().readUInt32BE(0);
  return drawn % 100 < percent;
}
