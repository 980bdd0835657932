import { minorUnits, sumMinor, type MinorUnits } from '#libs/money';
import { allocate, type Allocation } from './allocate.js';
import { isClosedThere } from './erp-status.js';
import { endOfHolds, holdsDue, type Hold, type HoldSituation } from './holds.js';
import type { IssuedCommand } from './issued-command.js';
import { creditMinor, moneyOfCaptures, unpostedMinor, type UnappliedReason } from './money-of-captures.js';
import { keptMinor, type KnownInvoice, type OrderState, type Reversal } from './order-state.js';
import type { ReceiptPolicyOf } from './receipt-policy.js';

/** What an order waits for, as a stable word. */
export type WaitsFor =
  | 'ORDER' // a payment is known, the shop's order is not
  | 'PAYMENT' // nothing was taken, or all of it was declined or given back
  | 'CAPTURE' // money is reserved or not decided yet
  | 'REST_OF_PAYMENT' // less was taken than is owed
  | 'REFUND' // money that no sales order or invoice will take: cancelled, cancelled lines, or paid too much
  | 'INVOICE' // the sales order is on its way or in SYSPRO; the payment posts, or is applied, on shipment
  | 'NOTHING'; // every invoice known is paid, or the order was cancelled and nothing was taken

/** Why an order is entered and held: Opayo's screening advised against its payment. */
export type HoldCode = 'FRAUD_DENY' | 'FRAUD_CHALLENGE';

/** Money for an invoice: of a capture that was not posted yet, or of the credit that was made of it. */
export interface Payment extends Allocation {
  readonly from: 'CAPTURE' | 'CREDIT';
}

/** What is left of a capture, to be posted without an invoice. Minor units. */
export interface UnappliedMoney {
  readonly transactionId: string;
  readonly amountMinor: MinorUnits;
}

/** What to do about an order now. Refusals that need a person are values too: the caller parks the key. */
export type Decision =
  | {
      readonly decision: 'createSalesOrder';
      /** Why it must stay in suspense once it is there, e.g. `FRAUD_DENY`; null: it is released. */
      readonly hold: HoldCode | null;
    }
  | { readonly decision: 'postReceipts'; readonly receipts: readonly Payment[] }
  | {
      readonly decision: 'postUnapplied';
      readonly reason: UnappliedReason;
      readonly money: readonly UnappliedMoney[];
    }
  | { readonly decision: 'releaseHolds'; readonly holds: readonly Hold[] }
  | { readonly decision: 'cancelSalesOrder'; readonly reason: string }
  | { readonly decision: 'wait'; readonly for: WaitsFor }
  | {
      readonly decision: 'needsPerson';
      readonly code: 'REVERSAL_NEEDS_PERSON' | 'ORDER_CHANGED_AFTER_COMMAND' | 'PAYMENT_CURRENCY_DIFFERS';
      readonly text: string;
      readonly suggestedFix: string;
      /** Money it is about, minor units of the order's currency. */
      readonly amountMinor: MinorUnits;
      /** Sent before the key is parked: goods leave while a person thinks. */
      readonly holds: readonly Hold[];
    };

/** Choices of a company. */
export interface DecisionPolicy {
  /** When captured money is posted, by SYSPRO company. */
  readonly receiptPolicy: ReceiptPolicyOf;
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

interface Situation extends HoldSituation {
  readonly policy: DecisionPolicy;
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
            'credit or reverse in SYSPRO what was posted, then release the key: a sales order that was held goes on, or is cancelled where nothing is left of its money',
        },
      ),
  },
  {
    when: 'the shop changed or cancelled the order after it was sent',
    holds: ({ changed }) => changed,
    then: (situation) =>
      needsPerson(situation, 'ORDER_CHANGED_AFTER_COMMAND', changeText(situation.state), {
        suggestedFix: situation.state.cancelled
          ? 'refund the money if that is not done, then release the key: a sales order that was held is cancelled then'
          : 'change the sales order in SYSPRO to match the shop, then release the key',
      }),
  },
  {
    when: 'a person has seen to what it was held for, and the shop cancelled it or nothing is left of its money',
    holds: (situation) => endOfHolds(situation)?.do === 'cancel',
    then: (situation) => {
      const end = endOfHolds(situation);
      return { decision: 'cancelSalesOrder', reason: end?.do === 'cancel' ? end.reason : '' };
    },
  },
  {
    when: 'a person has seen to what it was held for, and it goes on',
    holds: (situation) => endOfHolds(situation)?.do === 'release',
    then: (situation) => {
      const end = endOfHolds(situation);
      return { decision: 'releaseHolds', holds: end?.do === 'release' ? end.holds : [] };
    },
  },
  {
    when: 'the sales order was sent, the company posts on capture, and money was not posted yet',
    holds: (situation) => postsOnCapture(situation) && unpostedOf(situation).length > 0,
    then: (situation) => ({ decision: 'postUnapplied', reason: 'ON_CAPTURE', money: unpostedOf(situation) }),
  },
  {
    when: 'the sales order was sent and an invoice can be paid',
    holds: (situation) => situation.salesOrderCommand !== undefined && receiptsOf(situation).length > 0,
    then: (situation) => ({ decision: 'postReceipts', receipts: receiptsOf(situation) }),
  },
  {
    when: 'the sales order is complete or cancelled in SYSPRO, and money is left that was not posted',
    holds: (situation) => noInvoiceWillCome(situation) && unpostedOf(situation).length > 0,
    then: (situation) => ({ decision: 'postUnapplied', reason: 'EXCESS', money: unpostedOf(situation) }),
  },
  {
    when: 'the sales order is complete or cancelled in SYSPRO, and money is left on account',
    holds: (situation) => noInvoiceWillCome(situation) && refundDueOf(situation) > 0,
    then: wait('REFUND'),
  },
  {
    when: 'the sales order is cancelled in SYSPRO, and nothing is left of its money',
    holds: (situation) => noInvoiceWillCome(situation) && situation.state.invoices.length === 0,
    then: wait('NOTHING'),
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

/**
 * What has to be held at once, also of an order that stands parked: holds overtake everything, and a parked key is decided no further. Empty
 * where nothing has to be, or it was held for it already.
 */
export function holdsNow(
  state: OrderState,
  issued: readonly IssuedCommand[],
  policy: DecisionPolicy,
  acknowledged: Acknowledged,
): Hold[] {
  return holdsDue(situationOf(state, issued, policy, acknowledged));
}

/** Money of the order that no invoice will take any more, minor units: it is owed to the buyer. 0 while invoices may still come. */
export function refundDueMinor(state: OrderState, issued: readonly IssuedCommand[]): MinorUnits {
  const situation = situationOf(state, issued, NO_POLICY, NOTHING_ACKNOWLEDGED);
  const due = noInvoiceWillCome(situation) && receiptsOf(situation).length === 0 ? refundDueOf(situation) : 0;
  return minorUnits(due);
}

const NO_POLICY: DecisionPolicy = { receiptPolicy: () => 'onInvoice', fraudHolds: 'none' };

function situationOf(
  state: OrderState,
  issued: readonly IssuedCommand[],
  policy: DecisionPolicy,
  acknowledged: Acknowledged,
): Situation {
  const capturedMinor = sumMinor(state.captures.map(keptMinor));
  // A hold is sent because of a reversal, before anybody has seen to it.
  const decided = issued.filter(({ kind }) => kind !== 'HOLD_SALES_ORDER');
  const known = Math.max(acknowledged.reversals, ...decided.map((command) => command.reversalsKnown));
  const salesOrderCommand = issued.find((command) => command.kind === 'CREATE_SALES_ORDER');
  const reversals = reversalsThatCount(state, capturedMinor);
  return {
    ...{ state, policy, issued, salesOrderCommand, capturedMinor, reversals },
    newReversals: reversals.length - known,
    changed:
      salesOrderCommand !== undefined && state.version > Math.max(salesOrderCommand.orderVersion, acknowledged.version),
  };
}

/** How many reversals matter to what was sent. */
export function countingReversals(state: OrderState): number {
  return reversalsThatCount(state, sumMinor(state.captures.map(keptMinor))).length;
}

/** A reservation that ended beside payments that cover the order takes nothing from it. */
function reversalsThatCount(state: OrderState, capturedMinor: number): Reversal[] {
  const covered = state.content !== null && capturedMinor >= state.content.totalMinor;
  const captured = new Set(state.captures.map((capture) => capture.transactionId));
  return state.reversals.filter(
    (reversal) => reversal.kind !== 'RELEASED_WITHOUT_CAPTURE' || !covered || captured.has(reversal.ofTransactionId),
  );
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

function postsOnCapture({ policy, salesOrderCommand }: Situation): boolean {
  return salesOrderCommand !== undefined && policy.receiptPolicy(salesOrderCommand.company) === 'onCapture';
}

function unpostedOf({ state, issued }: Situation): UnappliedMoney[] {
  return unpostedMoney(state, issued);
}

/** What is kept of each capture and was not sent to SYSPRO in any way, and may go to the account. */
export function unpostedMoney(state: OrderState, issued: readonly IssuedCommand[]): UnappliedMoney[] {
  return moneyOfCaptures(state, issued).flatMap((money) => {
    const amountMinor = unpostedMinor(money);
    // Once a transaction: what was posted of it is an effect for ever.
    return amountMinor > 0 && money.unappliedMinor === 0
      ? [{ transactionId: money.transactionId, amountMinor: minorUnits(amountMinor) }]
      : [];
  });
}

function noInvoiceWillCome({ state, salesOrderCommand }: Situation): boolean {
  return salesOrderCommand !== undefined && isClosedThere(state);
}

function refundDueOf({ state, issued }: Situation): number {
  return moneyOfCaptures(state, issued).reduce((sum, money) => sum + unpostedMinor(money) + creditMinor(money), 0);
}

function receiptsOf({ state, issued }: Situation): Payment[] {
  return paymentsDue(state, issued);
}

/**
 * Money for invoices that are open, oldest to oldest. What was posted to the account is applied, whatever the policy says now; the rest is
 * posted against the invoice.
 */
export function paymentsDue(state: OrderState, issued: readonly IssuedCommand[]): Payment[] {
  const receipts = issued.flatMap((command) =>
    command.receipt ? [{ ...command.receipt, effectId: command.effectId }] : [],
  );
  const captures = moneyOfCaptures(state, issued);
  const onAccount = new Set(
    captures.filter(({ unappliedMinor }) => unappliedMinor > 0).map(({ transactionId }) => transactionId),
  );
  const money = captures.map((each) => {
    const { transactionId } = each;
    return { transactionId, remainingMinor: onAccount.has(transactionId) ? creditMinor(each) : unpostedMinor(each) };
  });
  const invoices = state.invoices.map((invoice) => {
    const sent = receipts.filter((receipt) => receipt.invoice === invoice.invoice);
    return { invoice: invoice.invoice, openMinor: openMinor(state, invoice, sent) };
  });
  return allocate(money, invoices, (transactionId, invoice) =>
    receipts.some((receipt) => receipt.transactionId === transactionId && receipt.invoice === invoice),
  ).map((allocation) => ({ ...allocation, from: onAccount.has(allocation.transactionId) ? 'CREDIT' : 'CAPTURE' }));
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
  situation: Situation,
  code: Extract<Decision, { decision: 'needsPerson' }>['code'],
  text: string,
  { suggestedFix }: { suggestedFix: string },
): Decision {
  const amountMinor = minorUnits(situation.capturedMinor);
  return { decision: 'needsPerson', code, text, suggestedFix, amountMinor, holds: holdsDue(situation) };
}
