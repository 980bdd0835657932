import type { ErpOrderChange, ErpOutcome, OrderContent, OrderLine, PaymentEvent, ShopOrder } from '#libs/contracts';
import { minorUnits } from '#libs/money';
import { anOrderContent as content, anOrderLine as line } from '#libs/testing';
import type { DecisionPolicy } from '../src/order/decide.js';
import type { CommandSettings } from '../src/erp-command/command-maker.js';
import type { OrderFact } from '../src/order/order-fact.js';

// Facts for specs: complete records of one order, `gifts/1001` of 30.00 GBP, each part to be overridden.

export const ORDER_ID = 'gifts/1001';
/** Choices of a company that leaves everything as it comes. */
export const ON_INVOICE: DecisionPolicy = { receiptPolicy: () => 'onInvoice', fraudHolds: 'denyAndChallenge' };
export const ON_CAPTURE: DecisionPolicy = { ...ON_INVOICE, receiptPolicy: () => 'onCapture' };
export const SETTINGS: CommandSettings = {
  ...{ taxRounding: 'byLine', timeZone: 'Europe/London', purchaseOrderField: 'ours', cancelReasonCode: null },
  ...{ roundingTolerancePerLineMinor: 0, askAvailability: false },
};

const NOON = Date.UTC(2026, 10, 23, 12);
const NO_PAYMENT_BODY = {
  ...{ captured: null, authorised: null, authenticated: null, pending: null, declined: null, voided: null },
  ...{ releasedWithoutCapture: null, refunded: null, settlementFailed: null, unrecognised: null, allocated: null },
};

export function anOrderLine(overrides: Partial<OrderLine> = {}): OrderLine {
  return line({ netMinor: minorUnits(2500), taxMinor: minorUnits(500), grossMinor: minorUnits(3000), ...overrides });
}

export function anOrderContent(overrides: Partial<OrderContent> = {}): OrderContent {
  return content({
    ...{ placedAt: NOON - 60_000, lines: [anOrderLine()], payments: [] },
    ...{ netMinor: minorUnits(2500), taxMinor: minorUnits(500), totalMinor: minorUnits(3000) },
    customer: { customerCode: '17850', name: 'Jo Buyer', email: 'jo@example.com', customerPurchaseOrder: null },
    deliveryAddress: {
      ...{ recipient: null, line1: '1 High Street', line2: null, line3: null, city: 'Leeds', region: null },
      ...{ postcode: 'ls1 1aa', countryCode: 'GB' },
    },
    ...overrides,
  });
}

/** A version of an order; without content its cancellation. */
export function anOrder(content: OrderContent | null = anOrderContent(), version = 1, orderId = ORDER_ID): OrderFact {
  const [shop = '', orderReference = ''] = orderId.split('/');
  const head = { eventId: `order-${orderId}-${version}`, orderId, shop, orderReference, version, submittedAt: NOON };
  const none = { placed: null, amended: null, cancelled: null };
  const event = !content
    ? { ...head, ...none, kind: 'CANCELLED', cancelled: { reason: 'changed my mind' } }
    : version === 1
      ? { ...head, ...none, kind: 'PLACED', placed: content }
      : { ...head, ...none, kind: 'AMENDED', amended: content };
  return { source: 'shopOrder', event: event as ShopOrder };
}

/** A payment fact of any kind, with the body of that kind. */
export function aPayment(
  kind: string,
  body: Record<string, unknown> = {},
  head: Partial<
    Pick<PaymentEvent, 'transactionId' | 'orderId' | 'vendorTxCode' | 'parentTransactionId' | 'opayoStatus'>
  > = {},
): OrderFact {
  const transactionId = head.transactionId ?? 'TX-1';
  const event = {
    eventId: `payment-${transactionId}-${kind}`,
    orderId: ORDER_ID,
    vendor: 'clarityshop',
    vendorTxCode: `code-${transactionId}`,
    parentTransactionId: null,
    ...{ occurredAt: NOON, heardAt: NOON, heardBy: 'NOTIFICATION', opayoStatus: 'OK', opayoTxType: 'PAYMENT' },
    ...NO_PAYMENT_BODY,
    ...head,
    transactionId,
    kind,
    [bodyField(kind)]: bodyOf(kind, body),
  };
  return { source: 'payment', event: event as unknown as PaymentEvent };
}

/** Money taken: 30.00 GBP by transaction TX-1, unless told otherwise. */
export function aCapture(
  amountMinor = 3000,
  transactionId = 'TX-1',
  capturedAt = NOON,
  head: Partial<Pick<PaymentEvent, 'orderId' | 'vendorTxCode'>> = {},
): OrderFact {
  return aPayment('CAPTURED', { amountMinor, capturedAt }, { transactionId, ...head });
}

/** Ingestion has found the order of a transaction that it had published facts of without one. */
export function anAllocation(
  orderId = ORDER_ID,
  transactionId = 'TX-1',
  vendorTxCode = `code-${transactionId}`,
): OrderFact {
  return aPayment('ALLOCATED', { orderId }, { transactionId, orderId: null, vendorTxCode, opayoStatus: '' });
}

export function anInvoice(
  invoice: string,
  valueMinor = 3000,
  { balanceMinor = valueMinor, observedAt = NOON + 1000, invoiceDate = '2026-11-24' } = {},
): OrderFact {
  return change(`invoiced-${invoice}`, observedAt, 'INVOICED', {
    invoiced: { invoice, invoiceDate, valueMinor, balanceMinor, currency: 'GBP' },
  });
}

export function aBalance(invoice: string, balanceMinor: number, observedAt: number): OrderFact {
  return change(`balance-${invoice}-${observedAt}`, observedAt, 'INVOICE_BALANCE_CHANGED', {
    invoiceBalanceChanged: { invoice, balanceMinor, currency: 'GBP' },
  });
}

export function aStatus(statusCode: string, observedAt: number): OrderFact {
  return change(`status-${statusCode}-${observedAt}`, observedAt, 'STATUS_CHANGED', {
    statusChanged: { statusCode, statusWord: statusCode, previousStatusCode: null },
  });
}

export function aReceiptPosted(effectId: string, occurredAt: number): OrderFact {
  return outcome(effectId, occurredAt, 'RECEIPT_POSTED', {
    receiptPosted: {
      ...{ transactionId: 'TX-1', reference: 'r', invoice: '100001', journal: null, amountMinor: 3000 },
      ...{ currency: 'GBP', paymentDate: '2026-11-23', foundByReadBack: false },
    },
  });
}

export function aSalesOrderCreated(effectId: string, occurredAt = NOON): OrderFact {
  return outcome(effectId, occurredAt, 'SALES_ORDER_CREATED', {
    salesOrderCreated: {
      ...{ salesOrder: '000123', customerCode: '17850', customerPoNumber: '1001-ABCDEF', grossMinor: 3000 },
      ...{ currency: 'GBP', foundByReadBack: false },
    },
  });
}

/** Money on the customer's account: 30.00 GBP of TX-1 as credit `_CRD01`, unless told otherwise. */
export function anUnappliedReceipt(
  effectId: string,
  occurredAt = NOON,
  creditNumber: string | null = '_CRD01',
): OrderFact {
  return outcome(effectId, occurredAt, 'UNAPPLIED_RECEIPT_POSTED', {
    unappliedReceiptPosted: {
      ...{ transactionId: 'TX-1', reference: 'r', creditNumber, journal: null, amountMinor: 3000, currency: 'GBP' },
      ...{ paymentDate: '2026-11-23', reason: 'ON_CAPTURE', foundByReadBack: false },
    },
  });
}

export function aReceiptApplied(effectId: string, occurredAt: number): OrderFact {
  return outcome(effectId, occurredAt, 'RECEIPT_APPLIED', {
    receiptApplied: {
      ...{ transactionId: 'TX-1', reference: 'r', creditNumber: '_CRD01', invoice: '100001', journal: null },
      ...{ amountMinor: 3000, currency: 'GBP', foundByReadBack: false },
    },
  });
}

/** SYSPRO, or posting on its behalf, said no. */
export function aRejection(
  effectId: string,
  { revision = 1, occurredAt = NOON, code = 'STOCK_CODE_NOT_FOUND' } = {},
): OrderFact {
  return outcome(
    effectId,
    occurredAt,
    'REJECTED',
    { rejected: { code, text: 'no', sysproErrorNumber: null, owner: 'operations', suggestedFix: 'mend it' } },
    revision,
  );
}

export function aSalesOrderCancelled(effectId: string, occurredAt = NOON): OrderFact {
  return outcome(effectId, occurredAt, 'SALES_ORDER_CANCELLED', {
    salesOrderCancelled: { salesOrder: '000123', reason: 'SHOP_CANCELLED' },
  });
}

function outcome(effectId: string, occurredAt: number, kind: string, body: object, revision = 1): OrderFact {
  const event = {
    eventId: `outcome-${effectId}-${kind}-${revision}`,
    ...{ effectId, orderId: ORDER_ID, revision, occurredAt, attempts: 1, kind },
    commandKind: kind === 'SALES_ORDER_CREATED' ? 'CREATE_SALES_ORDER' : 'POST_RECEIPT',
    ...{ salesOrderCreated: null, receiptPosted: null, rejected: null, inDoubt: null },
    ...body,
  };
  return { source: 'outcome', event: event as ErpOutcome };
}

function change(eventId: string, observedAt: number, kind: string, body: object): OrderFact {
  const event = {
    ...{ eventId, orderId: ORDER_ID, company: 'GIFT', salesOrder: '000123', customerCode: '17850', observedAt, kind },
    ...{ statusChanged: null, shipped: null, invoiced: null, invoiceBalanceChanged: null },
    ...body,
  };
  return { source: 'orderChange', event: event as ErpOrderChange };
}

function bodyField(kind: string): string {
  return kind.toLowerCase().replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
}

function bodyOf(kind: string, body: Record<string, unknown>): object | null {
  const money = { amountMinor: 3000, currency: 'GBP' };
  const bodies: Record<string, object> = {
    CAPTURED: {
      ...{ ...money, capturedAt: NOON, capturedAtSource: 'REGISTRATION', cardType: 'VISA', lastFourDigits: '0006' },
      ...{ bankAuthorisationCode: '999777', fraudResponse: null },
    },
    AUTHORISED: { ...money, expiresAt: NOON + 1 },
    AUTHENTICATED: { ...money, expiresAt: NOON + 1 },
    PENDING: { detail: 'not yet' },
    DECLINED: { code: '2000', text: 'declined', bankDeclineCode: null },
    RELEASED_WITHOUT_CAPTURE: { reason: 'ABORTED' },
    VOIDED: money,
    REFUNDED: { ...money, refundedAt: NOON },
    SETTLEMENT_FAILED: { ...money, state: '18' },
    UNRECOGNISED: { detail: 'FOO' },
    ALLOCATED: { orderId: ORDER_ID, allocatedBy: 'REGISTRATION' },
  };
  return kind === 'UNKNOWN' ? null : { ...bodies[kind], ...body };
}
