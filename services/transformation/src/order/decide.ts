import { minorUnits, sumMinor, type MinorUnits } from '#libs/money';
import { allocate, type Allocation } from './allocate.js';
import type { IssuedCommand } from './issued-command.js';
import { keptMinor, type KnownInvoice, type OrderState } from './order-state.js';

/** What an order waits for, as a stable word. */
export type WaitsFor =
  | 'ORDER' // a payment is known, the shop's order is not
  | 'PAYMENT' // nothing was taken, or all of it was declined or given back
  | 'CAPTURE' // money is reserved or not decided yet
  | 'REST_OF_PAYMENT' // less was taken than is owed
  | 'REFUND' // the order was cancelled before anything was sent; its money has to go back
  | 'INVOICE' // the sales order is on its way or in SYSPRO; the payment posts on shipment
  | 'NOTHING'; // every invoice known is paid, or the order was cancelled and nothing was taken

/** Why an order is entered and held: Opayo's screening advised against its payment. */
export type HoldCode = 'FRAUD_DENY' | 'FRAUD_CHALLENGE';

/** What to do about an order now. Refusals that need a person are values too: the caller parks the key. */
export type Decision =
  | {
      readonly decision: 'createSalesOrder';
      /** Why it must stay in suspense once it is there, e.g. `FRAUD_DENY`; null: it is released. */
      readonly hold: HoldCode | null;
    }
  | { readonly decision: 'postReceipts'; readonly receipts: readonly Allocation[] }
  | { readonly decision: 'wait'; readonly for: WaitsFor }
  | {
      readonly decision: 'needsPerson';
      readonly code: 'REVERSAL_NEEDS_PERSON' | 'ORDER_CHANGED_AFTER_COMMAND' | 'PAYMENT_CURRENCY_DIFFERS';
      readonly text: string;
      readonly suggestedFix: string;
      /** Money it is about, minor units of the order's currency. */
      readonly amountMinor: MinorUnits;
    };

/** Choices of a company. */
export interface DecisionPolicy {
  /** `onInvoice`: the payment posts against the invoice, on shipment. */
  readonly receiptPolicy: 'onInvoice';
  /** Which words of Opayo's fraud screening hold an order. */
  readonly fraudHolds: 'denyAndChallenge' | 'deny' | 'none';
}

/** What a person who released the order has seen to: it does not ask for a person again. */
export interface Acknowledged {
  readonly reversals: number;
  /** Version of the shop's order. */
  readonly version: number;
}

export const NOTHING_ACKNOWLEDGED: Acknowledged = { reversals: 0, version: 0 };

interface Situation {
  readonly state: OrderState;
  readonly policy: DecisionPolicy;
  readonly issued: readonly IssuedCommand[];
  readonly salesOrderCommand: IssuedCommand | undefined;
  /** Taken and not given back, in the order's currency; minor units. */
  readonly capturedMinor: number;
  readonly newReversals: number;
  readonly acknowledged: Acknowledged;
}

interface Rule {
  readonly when: string;
  readonly holds: (situation: Situation) => boolean;
  readonly then: (situation: Situation) => Decision;
}

const wait = (reason: WaitsFor) => (): Decision => ({ decision: 'wait', for: reason });

/** The decision table: the first row that holds decides. */
export const DECISION_TABLE: readonly Rule[] = [
  {
    when: 'money was taken in another currency than the order is in',
    holds: ({ state }) => foreignCaptures(state).length > 0,
    then: (situation) =>
      needsPerson(
        situation,
        'PAYMENT_CURRENCY_DIFFERS',
        'A payment was taken in another currency than the order is in',
        {
          suggestedFix: 'refund it, or post it by hand; receipts are never converted',
        },
      ),
  },
  {
    when: 'money went back, or a reservation that counted ended, after a command was sent',
    holds: ({ issued, newReversals }) => issued.length > 0 && newReversals > 0,
    then: (situation) =>
      needsPerson(
        situation,
        'REVERSAL_NEEDS_PERSON',
        'Money of this order was taken back after SYSPRO was told of it',
        {
          suggestedFix:
            'stop the order in SYSPRO if it has not left, credit or reverse what was posted, then release the key',
        },
      ),
  },
  {
    when: 'the shop changed or cancelled the order after it was sent',
    holds: ({ state, salesOrderCommand, acknowledged }) =>
      salesOrderCommand !== undefined && state.version > Math.max(salesOrderCommand.orderVersion, acknowledged.version),
    then: (situation) =>
      needsPerson(situation, 'ORDER_CHANGED_AFTER_COMMAND', changeText(situation.state), {
        suggestedFix: 'change or cancel the sales order in SYSPRO to match the shop, then release the key',
      }),
  },
  {
    when: 'the sales order was sent and an invoice can be paid',
    holds: (situation) =>
      situation.policy.receiptPolicy === 'onInvoice' &&
      situation.salesOrderCommand !== undefined &&
      receiptsOf(situation).length > 0,
    then: (situation) => ({ decision: 'postReceipts', receipts: receiptsOf(situation) }),
  },
  {
    when: 'the sales order was sent, and there is no invoice yet or its order is not invoiced in full',
    holds: (situation) => situation.salesOrderCommand !== undefined && !isInvoicedInFull(situation),
    then: wait('INVOICE'),
  },
  {
    when: 'the sales order was sent and everything invoiced is paid',
    holds: ({ salesOrderCommand }) => salesOrderCommand !== undefined,
    then: wait('NOTHING'),
  },
  {
    when: 'a payment without its order',
    holds: ({ state }) => state.content === null && !state.cancelled,
    then: wait('ORDER'),
  },
  {
    when: 'cancelled before it was sent, with money taken',
    holds: ({ state, capturedMinor }) => state.cancelled && capturedMinor > 0,
    then: wait('REFUND'),
  },
  { when: 'cancelled before it was sent, nothing taken', holds: ({ state }) => state.cancelled, then: wait('NOTHING') },
  {
    when: 'nothing to pay, or as much taken as is owed',
    holds: ({ state, capturedMinor }) => state.content !== null && capturedMinor >= state.content.totalMinor,
    then: (situation) => ({ decision: 'createSalesOrder', hold: holdOf(situation) }),
  },
  { when: 'less taken than is owed', holds: ({ capturedMinor }) => capturedMinor > 0, then: wait('REST_OF_PAYMENT') },
  { when: 'money reserved or pending', holds: ({ state }) => state.awaitingCapture.length > 0, then: wait('CAPTURE') },
  { when: 'no money at all', holds: () => true, then: wait('PAYMENT') },
];

/** What to do now about an order of which `issued` was sent before. Pure: the same state and commands give the same decision. */
export function decide(
  state: OrderState,
  issued: readonly IssuedCommand[],
  policy: DecisionPolicy,
  acknowledged: Acknowledged = NOTHING_ACKNOWLEDGED,
): Decision {
  const situation = situationOf(state, issued, policy, acknowledged);
  const rule = DECISION_TABLE.find((row) => row.holds(situation));
  return rule ? rule.then(situation) : { decision: 'wait', for: 'PAYMENT' };
}

function situationOf(
  state: OrderState,
  issued: readonly IssuedCommand[],
  policy: DecisionPolicy,
  acknowledged: Acknowledged,
): Situation {
  const capturedMinor = sumMinor(state.captures.map(keptMinor));
  const known = Math.max(acknowledged.reversals, ...issued.map((command) => command.reversalsKnown));
  return {
    state,
    ...{ policy, issued, acknowledged },
    salesOrderCommand: issued.find((command) => command.kind === 'CREATE_SALES_ORDER'),
    capturedMinor,
    newReversals: countingReversals(state, capturedMinor) - known,
  };
}

/** Reversals that matter to what was sent. A reservation that ended beside payments that cover the order takes nothing from it. */
export function countingReversals(state: OrderState, capturedMinor = sumMinor(state.captures.map(keptMinor))): number {
  const covered = state.content !== null && capturedMinor >= state.content.totalMinor;
  const captured = new Set(state.captures.map((capture) => capture.transactionId));
  return state.reversals.filter(
    (reversal) => reversal.kind !== 'RELEASED_WITHOUT_CAPTURE' || !covered || captured.has(reversal.ofTransactionId),
  ).length;
}

/** The worst that screening said of any payment that still counts. A word we do not know holds nothing: Opayo took the money. */
function holdOf({ state, policy }: Situation): HoldCode | null {
  const said = new Set(
    state.captures.filter((capture) => keptMinor(capture) > 0).map(({ fraudResponse }) => fraudResponse?.toUpperCase()),
  );
  if (policy.fraudHolds === 'none') return null;
  if (said.has('DENY')) return 'FRAUD_DENY';
  return policy.fraudHolds === 'denyAndChallenge' && said.has('CHALLENGE') ? 'FRAUD_CHALLENGE' : null;
}

function foreignCaptures(state: OrderState): readonly unknown[] {
  const currency = state.content?.currency;
  return currency === undefined ? [] : state.captures.filter((capture) => capture.currency !== currency);
}

function receiptsOf({ state, issued }: Situation): Allocation[] {
  const receipts = issued.flatMap((command) =>
    command.receipt ? [{ ...command.receipt, effectId: command.effectId }] : [],
  );
  const money = state.captures.map((capture) => {
    const { transactionId } = capture;
    const sent = receipts.filter((receipt) => receipt.transactionId === transactionId);
    return { transactionId, remainingMinor: keptMinor(capture) - sumMinor(sent.map((receipt) => receipt.amountMinor)) };
  });
  const invoices = state.invoices.map((invoice) => {
    const sent = receipts.filter((receipt) => receipt.invoice === invoice.invoice);
    return { invoice: invoice.invoice, openMinor: openMinor(state, invoice, sent) };
  });
  return allocate(money, invoices, (transactionId, invoice) =>
    receipts.some((receipt) => receipt.transactionId === transactionId && receipt.invoice === invoice),
  );
}

/**
 * What may still be paid of an invoice: the balance last seen, less our receipts it cannot show yet. Others pay invoices too, so neither
 * figure alone is enough; posting reads the balance again just before it pays.
 */
function openMinor(
  state: OrderState,
  invoice: KnownInvoice,
  sent: readonly { readonly effectId: string; readonly amountMinor: MinorUnits }[],
): number {
  const unseen = sent.filter((receipt) => {
    const confirmedAt = state.confirmedReceipts.get(receipt.effectId);
    return confirmedAt === undefined || confirmedAt > invoice.observedAt;
  });
  const byBalance = invoice.balanceMinor - sumMinor(unseen.map((receipt) => receipt.amountMinor));
  const byValue = invoice.valueMinor - sumMinor(sent.map((receipt) => receipt.amountMinor));
  return Math.max(0, Math.min(byBalance, byValue));
}

function isInvoicedInFull({ state }: Situation): boolean {
  const invoicedMinor = sumMinor(state.invoices.map((invoice) => invoice.valueMinor));
  return state.content !== null && invoicedMinor >= state.content.totalMinor && state.content.totalMinor > 0;
}

function changeText(state: OrderState): string {
  return state.cancelled
    ? 'The shop cancelled the order after SYSPRO was told of it'
    : 'The shop changed the order after SYSPRO was told of it';
}

function needsPerson(
  { capturedMinor }: Situation,
  code: Extract<Decision, { decision: 'needsPerson' }>['code'],
  text: string,
  { suggestedFix }: { suggestedFix: string },
): Decision {
  return { decision: 'needsPerson', code, text, suggestedFix, amountMinor: minorUnits(capturedMinor) };
}
