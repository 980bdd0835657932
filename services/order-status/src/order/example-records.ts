import type { Alert, ErpOrderChange, ErpOutcome, PaymentEvent, ShopOrder } from '#libs/contracts';
import { minorUnits } from '#libs/money';

/** Example records of one order's life, for specs: each maker takes what a test wants otherwise. Times count minutes from a fixed morning. */
export const ORDER_ID = 'gifts/536365';

const MORNING = Date.UTC(2026, 10, 23, 8, 0);
export const minute = (minutes: number): number => MORNING + minutes * 60_000;

let made = 0;
/** A new identity per call, readable in failures. */
export const nextEventId = (kind: string): string => `${kind.toLowerCase()}-${(made += 1)}`;

interface Common {
  readonly eventId?: string;
  readonly orderId?: string;
  /** Minutes after the morning's start. */
  readonly at?: number;
}

/** 120.00 GBP unless told otherwise. */
export function shopOrder(
  kind: 'PLACED' | 'AMENDED' | 'CANCELLED',
  {
    eventId = nextEventId(kind),
    orderId = ORDER_ID,
    at = 0,
    version = 1,
    totalMinor = 12_000,
  }: Common & { version?: number; totalMinor?: number } = {},
): ShopOrder {
  const [shop = '', orderReference = ''] = orderId.split('/');
  const head = { eventId, orderId, shop, orderReference, version, submittedAt: minute(at) };
  if (kind === 'CANCELLED') return { ...head, kind, cancelled: { reason: 'changed my mind' } };
  const address = {
    recipient: 'Jane Shopper',
    line1: '1 High Street',
    line2: null,
    line3: null,
    city: 'Leeds',
    region: null,
    postcode: 'LS1 1AA',
    countryCode: 'GB',
  };
  const content = {
    placedAt: minute(at),
    currency: 'GBP',
    pricesIncludeTax: true,
    netMinor: minorUnits(totalMinor - Math.round(totalMinor / 6)),
    taxMinor: minorUnits(Math.round(totalMinor / 6)),
    totalMinor: minorUnits(totalMinor),
    customer: { customerCode: null, name: 'Jane Shopper', email: 'jane@example.org', customerPurchaseOrder: null },
    deliveryAddress: address,
    billingAddress: null,
    lines: [
      {
        lineNumber: 1,
        kind: 'STOCK' as const,
        stockCode: '85123A',
        description: 'WHITE HANGING HEART',
        quantity: '6',
        unitOfMeasure: 'EA',
        netMinor: minorUnits(totalMinor - Math.round(totalMinor / 6)),
        taxMinor: minorUnits(Math.round(totalMinor / 6)),
        grossMinor: minorUnits(totalMinor),
        taxCode: 'S',
        taxRatePercent: '20',
      },
    ],
    payments: [{ vendorTxCode: 'tx-1' }],
  };
  return kind === 'PLACED' ? { ...head, kind, placed: content } : { ...head, kind, amended: content };
}

type PaymentKind = Exclude<PaymentEvent['kind'], 'UNKNOWN'>;

/** 120.00 GBP of transaction TX1 unless told otherwise. */
export function payment(
  kind: PaymentKind,
  {
    eventId = nextEventId(kind),
    orderId = ORDER_ID,
    at = 1,
    transactionId = 'TX1',
    amountMinor = 12_000,
    currency = 'GBP',
  }: Omit<Common, 'orderId'> & {
    orderId?: string | null;
    transactionId?: string;
    amountMinor?: number;
    currency?: string;
  } = {},
): PaymentEvent {
  const money = { amountMinor: minorUnits(amountMinor), currency };
  const head = {
    ...{ eventId, orderId, transactionId, vendor: 'clarityshop', vendorTxCode: transactionId.toLowerCase() },
    ...{ parentTransactionId: null, occurredAt: minute(at), heardAt: minute(at), heardBy: 'NOTIFICATION' as const },
    ...{ opayoStatus: 'OK', opayoTxType: 'PAYMENT' },
  };
  const bodies = {
    CAPTURED: {
      captured: {
        ...money,
        ...{
          capturedAt: minute(at),
          capturedAtSource: 'REGISTRATION' as const,
          cardType: 'VISA',
          lastFourDigits: '0006',
        },
        ...{ bankAuthorisationCode: null, fraudResponse: null },
      },
    },
    AUTHORISED: { authorised: { ...money, expiresAt: minute(60) } },
    AUTHENTICATED: { authenticated: { ...money, expiresAt: minute(60) } },
    PENDING: { pending: { detail: 'waiting for the bank' } },
    DECLINED: {
      declined: { code: '2000', text: 'The Authorisation was Declined by the bank.', bankDeclineCode: '05' },
    },
    RELEASED_WITHOUT_CAPTURE: { releasedWithoutCapture: { reason: 'ABORTED' } },
    VOIDED: { voided: money },
    REFUNDED: { refunded: { ...money, refundedAt: minute(at) } },
    SETTLEMENT_FAILED: { settlementFailed: { ...money, state: '18' } },
    UNRECOGNISED: { unrecognised: { detail: 'FROBNICATED' } },
    ALLOCATED: { orderId: null, allocated: { orderId, allocatedBy: 'REGISTRATION' as const } },
  };
  return { ...head, kind, ...bodies[kind] } as PaymentEvent;
}

/** Of revision 1 of the sales order's or the receipt's effect unless told otherwise. */
export function outcome(
  kind: 'SALES_ORDER_CREATED' | 'RECEIPT_POSTED' | 'REJECTED' | 'IN_DOUBT',
  {
    eventId = nextEventId(kind),
    orderId = ORDER_ID,
    at = 2,
    revision = 1,
    effectId = kind === 'RECEIPT_POSTED' ? 'receipt:GIFT:TX1:000321' : `sales-order:GIFT:${orderId}`,
    amountMinor = 12_000,
    invoice = '000321',
    readBack = false,
  }: Common & { revision?: number; effectId?: string; amountMinor?: number; invoice?: string; readBack?: boolean } = {},
): ErpOutcome {
  const commandKind = effectId.startsWith('receipt') ? ('POST_RECEIPT' as const) : ('CREATE_SALES_ORDER' as const);
  const head = { eventId, orderId, effectId, revision, commandKind, occurredAt: minute(at), attempts: 1 };
  const money = { amountMinor: minorUnits(amountMinor), currency: 'GBP' };
  const bodies = {
    SALES_ORDER_CREATED: {
      salesOrderCreated: {
        ...{ salesOrder: '000777', customerCode: 'C1', customerPoNumber: '536365-ABCDEF', currency: 'GBP' },
        ...{ grossMinor: minorUnits(amountMinor), foundByReadBack: readBack },
      },
    },
    RECEIPT_POSTED: {
      receiptPosted: {
        ...{ transactionId: 'TX1', reference: '536365-QWERTY', invoice, journal: '42' },
        ...{ ...money, paymentDate: '2026-11-23', foundByReadBack: readBack },
      },
    },
    REJECTED: {
      rejected: {
        ...{
          code: 'STOCK_CODE_NOT_FOUND',
          text: "Stock code '85123X' not found",
          sysproErrorNumber: '100',
          owner: 'integration',
        },
        ...{ suggestedFix: 'Add the stock code', ...money },
      },
    },
    IN_DOUBT: { inDoubt: { code: 'SYSPRO_TIMEOUT', text: 'No answer within 60 s' } },
  };
  return { ...head, kind, ...bodies[kind] } as ErpOutcome;
}

/** What posting says beside orders and receipts: money on the account and moved from it, holds, customers. */
export const FURTHER_OUTCOMES = {
  POST_UNAPPLIED_RECEIPT: {
    kind: 'UNAPPLIED_RECEIPT_POSTED',
    unappliedReceiptPosted: {
      ...{ transactionId: 'TX1', reference: '536365-CREDIT', creditNumber: '_CRD01', journal: '41' },
      ...{ amountMinor: minorUnits(12_000), currency: 'GBP', paymentDate: '2026-11-23', reason: 'ON_CAPTURE' },
      ...{ foundByReadBack: false, postingPeriod: '2026-11', redatedFrom: null },
    },
  },
  APPLY_RECEIPT: {
    kind: 'RECEIPT_APPLIED',
    receiptApplied: {
      ...{ transactionId: 'TX1', reference: '536365-APPLY1', creditNumber: '_CRD01', invoice: '000321' },
      ...{ journal: null, amountMinor: minorUnits(12_000), currency: 'GBP', foundByReadBack: true },
    },
  },
  HOLD_SALES_ORDER: {
    kind: 'SALES_ORDER_HELD',
    salesOrderHeld: {
      ...{ salesOrder: '000777', holdCode: 'PAYMENT_VOIDED', previousStatus: '1', alreadyHeld: false },
    },
  },
  RELEASE_SALES_ORDER: {
    kind: 'SALES_ORDER_RELEASED',
    salesOrderReleased: { salesOrder: '000777', holdCode: 'PAYMENT_VOIDED', status: '1' },
  },
  CANCEL_SALES_ORDER: {
    kind: 'SALES_ORDER_CANCELLED',
    salesOrderCancelled: { salesOrder: null, reason: 'SHOP_CANCELLED' },
  },
  ENSURE_CUSTOMER: {
    kind: 'CUSTOMER_ENSURED',
    customerEnsured: { customerCode: 'C1', added: true, changedFields: [], onBehalfOfOrderId: ORDER_ID },
  },
} as const;

/** The answer to a command of one of those kinds. */
export function furtherOutcome(commandKind: keyof typeof FURTHER_OUTCOMES, at = 4): ErpOutcome {
  const head = {
    eventId: nextEventId(commandKind),
    orderId: ORDER_ID,
    effectId: `effect of ${commandKind}`,
    revision: 1,
  };
  return { ...head, commandKind, occurredAt: minute(at), attempts: 1, ...FURTHER_OUTCOMES[commandKind] };
}

/** 120.00 GBP on invoice 000321 unless told otherwise. */
export function orderChange(
  kind: Exclude<ErpOrderChange['kind'], 'UNKNOWN'>,
  {
    eventId = nextEventId(kind),
    orderId = ORDER_ID,
    at = 3,
    statusCode = '4',
    complete = true,
    invoice = '000321',
    amountMinor = 12_000,
  }: Common & { statusCode?: string; complete?: boolean; invoice?: string; amountMinor?: number } = {},
): ErpOrderChange {
  const head = { eventId, orderId, company: 'GIFT', salesOrder: '000777', customerCode: 'C1', observedAt: minute(at) };
  const owed = { invoice, balanceMinor: minorUnits(amountMinor), currency: 'GBP' };
  const bodies = {
    STATUS_CHANGED: { statusChanged: { statusCode, statusWord: `word for ${statusCode}`, previousStatusCode: null } },
    SHIPPED: { shipped: { complete } },
    INVOICED: { invoiced: { ...owed, invoiceDate: '2026-11-23', valueMinor: minorUnits(amountMinor) } },
    INVOICE_BALANCE_CHANGED: { invoiceBalanceChanged: owed },
  };
  return { ...head, kind, ...bodies[kind] } as ErpOrderChange;
}

/** A warning of posting about the sales order's effect unless told otherwise. */
export function alert(
  state: 'RAISED' | 'RESOLVED',
  {
    eventId = nextEventId(state),
    orderId = ORDER_ID,
    at = 4,
    raisedAt = at,
    effectId = `sales-order:GIFT:${ORDER_ID}`,
    ...rest
  }: Common & { raisedAt?: number; effectId?: string | null } & Partial<
      Pick<Alert, 'alertId' | 'severity' | 'code'>
    > = {},
): Alert {
  return {
    ...{ eventId, alertId: 'alert-1', code: 'STOCK_CODE_NOT_FOUND', state, severity: 'WARNING', owner: 'integration' },
    ...{ service: 'posting', subject: orderId, orderId, effectId, what: "Stock code '85123X' not found" },
    ...{ whatToDo: 'Add the stock code', amountMinor: minorUnits(12_000), currency: 'GBP', raisedAt: minute(raisedAt) },
    resolvedAt: state === 'RESOLVED' ? minute(at) : null,
    ...rest,
  };
}
