import type { Database, Parking } from '#libs/delivery';
import { decide, type DecisionPolicy } from '../order/decide.js';
import { fold } from '../order/fold.js';
import { moneyOfOrder, type MoneyOfOrder } from '../order/money-of-order.js';
import type { OrderState } from '../order/order-state.js';
import type { FindingBook } from '../validation/finding-book.js';
import type { KeptCommand, OrderBook } from '../order-desk/order-book.js';

/** An order as this service sees it, for people and tests. No names, no addresses. Amounts in minor units of `currency`. */
export interface OrderOverview {
  readonly orderId: string;
  readonly version: number;
  readonly cancelled: boolean;
  readonly currency: string | null;
  readonly totalMinor: number | null;
  readonly captures: OrderState['captures'];
  readonly reversals: OrderState['reversals'];
  readonly invoices: OrderState['invoices'];
  /** Where its money is; adds up to the penny. */
  readonly money: MoneyOfOrder;
  readonly salesOrder: string | null;
  readonly erpStatus: string | null;
  readonly commands: readonly KeptCommand[];
  /** What it waits for, or the code under which it needs a person; null when something is to be done at once. */
  readonly waitsFor: string | null;
  /** Codes under which it stands parked. */
  readonly parked: readonly string[];
}

/** Reads orders for `GET /orders/{shop}/{orderReference}`. */
export class OrderView {
  constructor(
    private readonly database: Database,
    private readonly book: OrderBook,
    private readonly parking: Parking,
    private readonly policy: DecisionPolicy,
    private readonly findings: Pick<FindingBook, 'waitsForMasterData'>,
  ) {}

  /** The order, or undefined when nothing was ever heard of it. */
  async find(orderId: string): Promise<OrderOverview | undefined> {
    const [record] = await this.book.read(this.database, [orderId]);
    const parked = (await this.parking.list()).filter((item) => item.key === orderId).map((item) => item.code);
    if (!record || (record.facts.length === 0 && parked.length === 0)) return undefined;
    const state = fold(record.facts);
    const decision = decide(state, record.issued, this.policy, record.acknowledged);
    const waitsForData = await this.findings.waitsForMasterData(this.database, orderId);
    const { version, cancelled, captures, reversals, invoices, erpStatus, content } = state;
    return {
      ...{ orderId, version, cancelled, captures, reversals, invoices, erpStatus, parked },
      currency: content?.currency ?? null,
      totalMinor: content?.totalMinor ?? null,
      money: moneyOfOrder(state, record.issued),
      salesOrder: state.salesOrder?.salesOrder ?? null,
      commands: await this.book.commandList(this.database, orderId),
      waitsFor: waitsForData
        ? 'MASTER_DATA'
        : decision.decision === 'wait'
          ? decision.for
          : decision.decision === 'needsPerson'
            ? decision.code
            : null,
    };
  }
}
