import { isPastHolding } from './erp-status.js';
import { isRefused, type IssuedCommand } from './issued-command.js';
import type { OrderState, Reversal } from './order-state.js';

/** Why an order that was entered is put into suspense before it leaves. */
export type StopCode = 'PAYMENT_VOIDED' | 'PAYMENT_REFUNDED' | 'SETTLEMENT_FAILED' | 'SHOP_CANCELLED';

/** A hold: the `count`th of its reason, from 1. */
export interface Hold {
  readonly holdCode: string;
  readonly count: number;
}

/** What holds are decided by. */
export interface HoldSituation {
  readonly state: OrderState;
  readonly issued: readonly IssuedCommand[];
  /** The sales order command; nothing is held before there is one. */
  readonly salesOrderCommand: IssuedCommand | undefined;
  /** Taken and not given back, in the order's currency; minor units. */
  readonly capturedMinor: number;
  /** Reversals that count, and how many of them nobody has seen to. */
  readonly reversals: readonly Reversal[];
  readonly newReversals: number;
  /** Whether the shop's newest version is one nobody has seen to. */
  readonly changed: boolean;
}

/** By what money goes, the surest loss first: of several new reversals the first in this list names the hold. */
const STOP_CODES: readonly (readonly [kind: string, code: StopCode])[] = [
  ['SETTLEMENT_FAILED', 'SETTLEMENT_FAILED'],
  ['VOIDED', 'PAYMENT_VOIDED'],
  ['RELEASED_WITHOUT_CAPTURE', 'PAYMENT_VOIDED'],
  ['REFUNDED', 'PAYMENT_REFUNDED'],
];

/**
 * The holds to set now, each once for what gave rise to it: money that went back so that the rest no longer covers the order, and a
 * cancellation by the shop. None once the goods have left.
 */
export function holdsDue(situation: HoldSituation): Hold[] {
  const { state, issued, salesOrderCommand, capturedMinor, reversals, newReversals, changed } = situation;
  if (!salesOrderCommand || isPastHolding(state)) return [];
  const holds = issued.filter(({ kind }) => kind === 'HOLD_SALES_ORDER');
  const due: StopCode[] = [];
  const lacking = state.content !== null && capturedMinor < state.content.totalMinor;
  const heldForMoney = holds.some(
    ({ holdCode, reversalsKnown }) => holdCode !== 'SHOP_CANCELLED' && reversalsKnown >= reversals.length,
  );
  if (newReversals > 0 && lacking && !heldForMoney) due.push(stopCodeOf(reversals, newReversals));
  const heldForShop = holds.some(
    ({ holdCode, orderVersion }) => holdCode === 'SHOP_CANCELLED' && orderVersion >= state.version,
  );
  if (changed && state.cancelled && !heldForShop) due.push('SHOP_CANCELLED');
  return due.map((holdCode) => ({ holdCode, count: holds.filter((hold) => hold.holdCode === holdCode).length + 1 }));
}

/** Holds of ours that stand: set, not refused, not released; none once the order was cancelled by us. */
export function standingHolds({ state, issued }: Pick<HoldSituation, 'state' | 'issued'>): Hold[] {
  if (issued.some(({ kind }) => kind === 'CANCEL_SALES_ORDER')) return [];
  const counts = new Map<string, number>();
  return issued.flatMap((command): Hold[] => {
    const { kind, holdCode } = command;
    if (kind !== 'HOLD_SALES_ORDER' || holdCode === null) return [];
    const count = (counts.get(holdCode) ?? 0) + 1;
    counts.set(holdCode, count);
    const released = issued.some((later) => isReleaseOf(later, { holdCode, count }));
    return released || isRefused(command, state) ? [] : [{ holdCode, count }];
  });
}

/** What becomes of holds once a person has seen to what gave rise to them. */
export type HoldsEnd =
  | { readonly do: 'cancel'; readonly reason: string }
  | { readonly do: 'release'; readonly holds: readonly Hold[] }
  | undefined;

/**
 * Cancelled by the shop, or nothing left of its money → the order is cancelled in SYSPRO; else every hold of ours ends. Undefined where no hold
 * stands, or the goods have left all the same. To be asked only when everything known was seen to.
 */
export function endOfHolds({ state, issued, capturedMinor }: Omit<HoldSituation, 'salesOrderCommand'>): HoldsEnd {
  const standing = standingHolds({ state, issued });
  const [first] = standing;
  if (!first || isPastHolding(state)) return undefined;
  if (state.cancelled) return { do: 'cancel', reason: 'SHOP_CANCELLED' };
  const unpaid = capturedMinor <= 0 && (state.content?.totalMinor ?? 0) > 0;
  return unpaid ? { do: 'cancel', reason: first.holdCode } : { do: 'release', holds: standing };
}

function isReleaseOf({ kind, effectId }: IssuedCommand, { holdCode, count }: Hold): boolean {
  return kind === 'RELEASE_SALES_ORDER' && effectId.endsWith(`:${holdCode}:${count}`);
}

/** Of the newest reversals, as many as are new, the surest loss. */
function stopCodeOf(reversals: readonly Reversal[], newReversals: number): StopCode {
  const newest = [...reversals].sort((left, right) => right.occurredAt - left.occurredAt).slice(0, newReversals);
  const kinds = new Set(newest.map(({ kind }) => kind));
  return STOP_CODES.find(([kind]) => kinds.has(kind))?.[1] ?? 'PAYMENT_REFUNDED';
}
