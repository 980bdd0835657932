import type { CalendarDate } from '#libs/calendar';
import type { BookDraft } from '../../books/collection.js';
import type { Books } from '../../books/books.js';
import { INVOICES, invoiceKey, SALES_ORDERS, type SalesOrder } from '../company/records.js';
import { storedKey } from '../keys.js';

const TICK_MS = 100;

export interface WarehouseOptions {
  readonly books: Books;
  readonly today: () => CalendarDate;
  /** Orders begun per second; 0 stands still. */
  readonly ordersPerSecond: number;
  readonly onError: (cause: unknown) => void;
}

/**
 * The people in the warehouse: every released order goes 1 → 4 (picking) → 8 (ready to invoice) → 9 (invoiced) in the order of its number,
 * at a set pace. An order in suspense, or in any other status, is left alone.
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
    const { books, today } = this.options;
    const moves = (order: SalesOrder): boolean => ['1', '4', '8'].includes(order.orderStatus);
    if (!books.all(SALES_ORDERS).some(moves)) return 0;
    return books.change((draft) => {
      const orders = draft
        .all(SALES_ORDERS)
        .filter(moves)
        .sort((left, right) => (left.salesOrder < right.salesOrder ? -1 : 1));
      const begun = orders.filter(({ orderStatus }) => orderStatus === '1').slice(0, begin);
      const moved = [...orders.filter(({ orderStatus }) => orderStatus !== '1'), ...begun];
      for (const order of moved) move(order, draft, today());
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

function move(order: SalesOrder, draft: BookDraft, today: CalendarDate): void {
  if (order.orderStatus === '8') return invoiceOrder(order, draft, today);
  draft.put(SALES_ORDERS, order.salesOrder, { ...order, orderStatus: order.orderStatus === '1' ? '4' : '8' });
}

function invoiceOrder(order: SalesOrder, draft: BookDraft, today: CalendarDate): void {
  const invoice = storedKey(String(draft.nextNumber('syspro.invoice', 100500)));
  draft.put(INVOICES, invoiceKey(order.customer, invoice, 'I'), {
    invoice,
    customer: order.customer,
    documentType: 'I',
    invoiceDate: today,
    customerPoNumber: order.customerPoNumber,
    salesOrder: order.salesOrder,
    currency: order.currency,
    valueMinor: order.grossMinor,
    balanceMinor: order.grossMinor,
  });
  draft.put(SALES_ORDERS, order.salesOrder, { ...order, orderStatus: '9', lastInvoice: invoice });
}
