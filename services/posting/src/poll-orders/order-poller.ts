import { WakeUp } from '#libs/delivery';
import type { InvoiceRow, SalesOrderRow, Syspro } from '#libs/syspro';
import { mayBeInvoiced, observe, type Observation } from './order-changes.js';
import type { Pace } from './pace.js';
import { rangesOf, type SalesOrderRange } from './sales-order-ranges.js';
import type { WatchedOrder } from './watched-order.js';
import type { WatchedOrders } from './watched-orders.js';

export interface OrderPollerOptions {
  /** A session of its own: the lane's operator is busy, and a second logon would end its session. */
  readonly syspro: Pick<Syspro, 'companyId' | 'readSalesOrders' | 'readInvoices'>;
  readonly orders: Pick<WatchedOrders, 'open' | 'keep'>;
  readonly pace: Pace;
  /** Rows asked for at a time. */
  readonly pageRows: number;
  readonly onPoll?: ((poll: { watched: number; changes: number; durationMs: number }) => void) | undefined;
  readonly onFailure?: ((error: unknown) => void) | undefined;
  readonly now?: () => Date;
}

/** Numbers between two of ours that are read along rather than asked for apart. */
const MAX_GAP = 20;

/** Looks at our open orders and their invoices for as long as it runs, and tells what changed. */
export class OrderPoller {
  readonly #wakeUp = new WakeUp();
  #running: Promise<void> | undefined;
  #stopping = false;
  #trouble: string | undefined;
  #unreadable: string | undefined;

  constructor(private readonly options: OrderPollerOptions) {}

  start(): void {
    this.#stopping = false;
    this.#running ??= this.#run();
  }

  /** An order has just been released: something will move soon. */
  wake(): void {
    this.options.pace.hurry();
    this.#wakeUp.wake();
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    this.#wakeUp.wake();
    await this.#running;
    this.#running = undefined;
  }

  /** What keeps it from seeing, if anything. */
  get trouble(): string | undefined {
    return this.#trouble ?? this.#unreadable;
  }

  /**
   * One look at everything open; how many changes were told. An order whose rows cannot be read is left as it was, is the poller's
   * trouble, and keeps none of the others.
   */
  async poll(): Promise<number> {
    const { syspro, orders, onPoll, now = () => new Date() } = this.options;
    const started = performance.now();
    const watched = await orders.open(syspro.companyId);
    const failures: Error[] = [];
    let changes = 0;
    for (const range of rangesOf(
      watched.map((order) => order.salesOrder),
      MAX_GAP,
    )) {
      const observedAt = now();
      const rows = await this.#read(range);
      changes += await orders.keep(observeAll(watched, rows, observedAt, (error) => failures.push(error)));
    }
    onPoll?.({ watched: watched.length, changes, durationMs: performance.now() - started });
    for (const failure of failures) this.options.onFailure?.(failure);
    this.#unreadable = failures[0]?.message;
    return changes;
  }

  /** Orders first, invoices after: an order seen complete then has its invoice seen too. */
  async #read(range: SalesOrderRange): Promise<{ orders: SalesOrderRow[]; invoices: InvoiceRow[] }> {
    const { syspro, pageRows } = this.options;
    const orders = await syspro.readSalesOrders({ ...range, pageRows });
    const invoiced = orders.filter(mayBeInvoiced).map((row) => row.salesOrder);
    const invoices: InvoiceRow[] = [];
    for (const part of rangesOf(invoiced, MAX_GAP))
      invoices.push(...(await syspro.readInvoices({ ...part, pageRows })));
    return { orders, invoices };
  }

  async #run(): Promise<void> {
    const { pace } = this.options;
    while (!this.#stopping) {
      const started = performance.now();
      const changes = await this.#look();
      const ended = performance.now();
      pace.looked(changes > 0 ? 'moved' : 'still', ended - started);
      await this.#rest(ended);
    }
  }

  /** Wake-ups shorten the pace, not the rest to nothing: a lane releases many orders a second. */
  async #rest(since: number): Promise<void> {
    for (;;) {
      this.#wakeUp.reset();
      const leftMs = since + this.options.pace.waitMs - performance.now();
      if (leftMs <= 0 || this.#stopping) return;
      await this.#wakeUp.wait(leftMs);
    }
  }

  async #look(): Promise<number> {
    try {
      const changes = await this.poll();
      this.#trouble = undefined;
      return changes;
    } catch (error) {
      this.#trouble = error instanceof Error ? error.message : String(error);
      this.options.onFailure?.(error);
      return 0;
    }
  }
}

function observeAll(
  watched: readonly WatchedOrder[],
  rows: { readonly orders: readonly SalesOrderRow[]; readonly invoices: readonly InvoiceRow[] },
  observedAt: Date,
  onFailure: (error: Error) => void,
): Observation[] {
  const byNumber = new Map(rows.orders.map((row) => [row.salesOrder, row]));
  const invoicesOf = bySalesOrder(rows.invoices);
  return watched.flatMap((order) => {
    const row = byNumber.get(order.salesOrder);
    if (!row) return [];
    try {
      return observe(order, row, invoicesOf.get(order.salesOrder) ?? [], observedAt) ?? [];
    } catch (error) {
      onFailure(new Error(`Sales order ${order.salesOrder} of ${order.orderId} cannot be read`, { cause: error }));
      return [];
    }
  });
}

function bySalesOrder(invoices: readonly InvoiceRow[]): Map<string, InvoiceRow[]> {
  const groups = new Map<string, InvoiceRow[]>();
  for (const invoice of invoices) {
    const group = groups.get(invoice.salesOrder);
    if (group) group.push(invoice);
    else groups.set(invoice.salesOrder, [invoice]);
  }
  return groups;
}
