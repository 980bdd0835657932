import { sumMinor, type MinorUnits } from '#libs/money';
import type { IssuedCommand } from './issued-command.js';
import { keptMinor, type OrderState } from './order-state.js';

/** Why money is posted without an invoice: the company's policy, or that no invoice will take it. */
export type UnappliedReason = 'ON_CAPTURE' | 'EXCESS';

/** What became of one capture by the commands sent so far. Minor units. */
export interface CaptureMoney {
  readonly transactionId: string;
  /** Taken and not given back. */
  readonly keptMinor: number;
  /** Sent as receipts against invoices. */
  readonly receiptedMinor: number;
  /** Sent as an unapplied receipt. */
  readonly unappliedMinor: number;
  /** Of the unapplied: sent to be applied to invoices. */
  readonly appliedMinor: number;
}

/** The captures' money, oldest first. */
export function moneyOfCaptures(
  { captures }: Pick<OrderState, 'captures'>,
  issued: readonly IssuedCommand[],
): CaptureMoney[] {
  return captures.map((capture) => {
    const { transactionId } = capture;
    const sent = (kind: IssuedCommand['kind']): number =>
      sumMinor(
        issued
          .filter((command) => command.kind === kind)
          .flatMap(({ receipt, unapplied }): MinorUnits[] => {
            const money = receipt ?? unapplied;
            return money?.transactionId === transactionId ? [money.amountMinor] : [];
          }),
      );
    return {
      transactionId,
      keptMinor: keptMinor(capture),
      receiptedMinor: sent('POST_RECEIPT'),
      unappliedMinor: sent('POST_UNAPPLIED_RECEIPT'),
      appliedMinor: sent('APPLY_RECEIPT'),
    };
  });
}

/** Kept, and not told to SYSPRO yet. */
export function unpostedMinor({ keptMinor: kept, receiptedMinor, unappliedMinor }: CaptureMoney): number {
  return Math.max(0, kept - receiptedMinor - unappliedMinor);
}

/** On the customer's account for invoices to come. Money that went back since pays nothing, whatever SYSPRO still shows of it. */
export function creditMinor({ keptMinor: kept, receiptedMinor, unappliedMinor, appliedMinor }: CaptureMoney): number {
  return Math.max(0, Math.min(unappliedMinor, kept - receiptedMinor) - appliedMinor);
}
