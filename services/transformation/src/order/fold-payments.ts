import type { PaymentEvent } from '#libs/contracts';
import { minorUnits } from '#libs/money';
import type { Capture, OrderState, Reversal } from './order-state.js';
import { meaningOf } from './payment-words.js';

type PaymentState = Pick<OrderState, 'captures' | 'reversals' | 'awaitingCapture' | 'strange'>;

/** The money side of an order. A transaction and kind counts once, however often it was heard. */
export function foldPayments(events: readonly PaymentEvent[]): PaymentState {
  const facts = [...onceEach(events).values()].sort((left, right) => (factKey(left) < factKey(right) ? -1 : 1));
  const reversals = facts.flatMap(reversalOf);
  const captures = facts.flatMap((event) => captureOf(event, reversals));
  const decided = new Set(
    facts
      .filter((event) => ['captured', 'declined', 'reverses'].includes(meaningOf(event.kind).does))
      .map(transactionOf),
  );
  return {
    captures: captures.sort(
      (left, right) => left.capturedAt - right.capturedAt || (left.transactionId < right.transactionId ? -1 : 1),
    ),
    reversals,
    awaitingCapture: distinct(facts.filter(isOpen).map(transactionOf)).filter((id) => !decided.has(id)),
    strange: distinct(facts.filter((event) => meaningOf(event.kind).does === 'strange').map(transactionOf)),
  };
}

function captureOf(event: PaymentEvent, reversals: readonly Reversal[]): Capture[] {
  if (!event.captured) return [];
  const { amountMinor, currency, capturedAt, cardType } = event.captured;
  const { fraudResponse, authProcessor, merchantNumber } = event.captured;
  // Facts stored by an older release lack these.
  const told = {
    fraudResponse: fraudResponse ?? null,
    authProcessor: authProcessor ?? null,
    merchantNumber: merchantNumber ?? null,
  };
  const { transactionId, vendorTxCode, vendor } = event;
  const given = reversals
    .filter((reversal) => reversal.ofTransactionId === transactionId)
    .reduce((total, reversal) => total + reversal.amountMinor, 0);
  const reversedMinor = minorUnits(Math.min(given, amountMinor));
  return [{ transactionId, vendorTxCode, vendor, amountMinor, currency, capturedAt, cardType, ...told, reversedMinor }];
}

function reversalOf(event: PaymentEvent): Reversal[] {
  if (meaningOf(event.kind).does !== 'reverses') return [];
  const { transactionId, kind, occurredAt } = event;
  const amountMinor = (event.voided ?? event.refunded ?? event.settlementFailed)?.amountMinor ?? minorUnits(0);
  // A refund is a transaction of its own; what it takes back is its parent's money.
  const ofTransactionId = event.refunded ? (event.parentTransactionId ?? transactionId) : transactionId;
  return [{ transactionId, ofTransactionId, kind, amountMinor, occurredAt }];
}

function isOpen(event: PaymentEvent): boolean {
  return ['reserved', 'pending'].includes(meaningOf(event.kind).does);
}

function onceEach(events: readonly PaymentEvent[]): Map<string, PaymentEvent> {
  return new Map(events.map((event) => [factKey(event), event]));
}

function factKey({ transactionId, kind }: PaymentEvent): string {
  return `${transactionId}:${kind}`;
}

function transactionOf(event: PaymentEvent): string {
  return event.transactionId;
}

function distinct(values: readonly string[]): string[] {
  return [...new Set(values)];
}
