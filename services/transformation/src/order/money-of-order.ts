import { sumMinor } from '#libs/money';
import { isRefused, type IssuedCommand } from './issued-command.js';
import { keptMinor, type OrderState } from './order-state.js';

/**
 * Where an order's money is, in minor units of its currency:
 *
 *     captured − reversed = onInvoices + onAccount + inFlight + inDoubt + parked + notPosted − reversedAfterPosting
 *
 * Money reserved only is in none of these.
 */
export interface MoneyOfOrder {
  readonly capturedMinor: number;
  /** Voided, refunded, not settled. */
  readonly reversedMinor: number;
  /** Confirmed by SYSPRO against invoices: receipts, and credits that were applied. */
  readonly onInvoicesMinor: number;
  /** Confirmed on the customer's account and not applied. */
  readonly onAccountMinor: number;
  /** Sent to posting, which has not told the end of it. */
  readonly inFlightMinor: number;
  /** Sent to SYSPRO and not answered: it is being read back. */
  readonly inDoubtMinor: number;
  /** Refused: it waits for a person. */
  readonly parkedMinor: number;
  /** Waits for its order, its invoice, or a decision. */
  readonly notPostedMinor: number;
  /** Went back after it was posted: SYSPRO shows more than there is. */
  readonly reversedAfterPostingMinor: number;
}

/** Adds up to the penny for every order; a test tries any history. Captures in another currency than the order's are left out: they are parked. */
export function moneyOfOrder(state: OrderState, issued: readonly IssuedCommand[]): MoneyOfOrder {
  const currency = state.content?.currency ?? state.captures[0]?.currency;
  const captures = state.captures.filter((capture) => capture.currency === currency);
  const ids = new Set(captures.map(({ transactionId }) => transactionId));
  const posted = issued
    .filter(({ kind }) => kind === 'POST_RECEIPT' || kind === 'POST_UNAPPLIED_RECEIPT')
    .flatMap((command) => {
      const money = command.receipt ?? command.unapplied;
      return money && ids.has(money.transactionId)
        ? [{ ...money, kind: command.kind, fate: fateOf(command, state) }]
        : [];
    });
  const applied = issued.filter(
    (command) => command.kind === 'APPLY_RECEIPT' && fateOf(command, state) === 'confirmed',
  );
  const appliedMinor = sumMinor(applied.flatMap(({ receipt }) => (receipt ? [receipt.amountMinor] : [])));
  const sumOf = (fate: Fate, kind?: IssuedCommand['kind']): number =>
    sumMinor(
      posted.filter((each) => each.fate === fate && (!kind || each.kind === kind)).map((each) => each.amountMinor),
    );
  const gaps = captures.map((capture) => {
    const ofCapture = posted.filter(({ transactionId }) => transactionId === capture.transactionId);
    return keptMinor(capture) - sumMinor(ofCapture.map(({ amountMinor }) => amountMinor));
  });
  return {
    capturedMinor: sumMinor(captures.map(({ amountMinor }) => amountMinor)),
    reversedMinor: sumMinor(captures.map(({ reversedMinor }) => reversedMinor)),
    onInvoicesMinor: sumOf('confirmed', 'POST_RECEIPT') + appliedMinor,
    onAccountMinor: sumOf('confirmed', 'POST_UNAPPLIED_RECEIPT') - appliedMinor,
    inFlightMinor: sumOf('inFlight'),
    inDoubtMinor: sumOf('inDoubt'),
    parkedMinor: sumOf('parked'),
    notPostedMinor: gaps.reduce((sum, gap) => sum + Math.max(0, gap), 0),
    reversedAfterPostingMinor: gaps.reduce((sum, gap) => sum + Math.max(0, -gap), 0),
  };
}

type Fate = 'confirmed' | 'inFlight' | 'inDoubt' | 'parked';

function fateOf(command: IssuedCommand, state: OrderState): Fate {
  const newest = state.outcomes.get(command.effectId)?.kind;
  if (isRefused(command, state)) return 'parked';
  if (newest === 'IN_DOUBT') return 'inDoubt';
  return newest === 'RECEIPT_POSTED' || newest === 'UNAPPLIED_RECEIPT_POSTED' || newest === 'RECEIPT_APPLIED'
    ? 'confirmed'
    : 'inFlight';
}
