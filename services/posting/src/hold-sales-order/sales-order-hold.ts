import type { Effect } from '../effect/effect.js';

/** One reason for which a sales order is to stay, as the ledger knows it. */
export interface SalesOrderHold {
  /** Effect that enters the order. */
  readonly salesOrderEffectId: string;
  /** Why; one row each. */
  readonly holdCode: string;
  readonly orderId: string;
  /** SYSPRO's number in short form; null when the order was not there yet. */
  readonly salesOrder: string | null;
  /** SYSPRO's status before; null when there was none. */
  readonly previousStatus: string | null;
  /** False: it was in suspense by somebody else's hand, and is not ours to release. */
  readonly ours: boolean;
  /** False once it was released. */
  readonly standing: boolean;
  /** Of the command that changed it last: a release issued before the hold does not end it. */
  readonly sequence: number;
}

/** What the ledger knows of an order's holds and of its entering. */
export interface HoldBook {
  /** Standing and released ones. */
  holdsOf(salesOrderEffectId: string): Promise<SalesOrderHold[]>;
  find(effectId: string): Promise<Effect | undefined>;
}

/** Overtakes whatever else waits for its order, a parked head included. Refused (too late), it keeps nothing behind it from going on. */
export const OVERTAKING_KIND = 'HOLD_SALES_ORDER';

/** Goes past what was refused before it, once everything before it has ended: an order that never came to be must not keep its cancellation. */
export const PASSING_KIND = 'CANCEL_SALES_ORDER';
