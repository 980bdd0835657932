import { randomUUID } from 'node:crypto';
import type {
  CreateSalesOrder,
  ErpCommand,
  ErpCommandHead,
  OrderContent,
  OrderLine,
  PaymentEvent,
  PaymentEventHead,
  PostReceipt,
  ShopOrder,
  ShopOrderHead,
} from '#libs/contracts';
import { minorUnits } from '#libs/money';

/** The instant everything happens at unless told otherwise: 2026-03-02T10:00:00Z. */
const AT = Date.UTC(2026, 2, 2, 10);
const ORDER_ID = 'gifts/536365';
const PURCHASE_ORDER = '536365-a1b2c3';
const TRANSACTION_ID = '8A6E0F1C-3B5D-4E7A-9C21-5D3F7B9E1A24';
const VENDOR_TX_CODE = 'gifts-536365-1';

/** Six hearts at 2.55 with 20 % VAT included: net 12.75, tax 2.55, gross 15.30. */
export function anOrderLine(overrides: Partial<OrderLine> = {}): OrderLine {
  return {
    lineNumber: 1,
    kind: 'STOCK',
    stockCode: '85123A',
    description: 'WHITE HANGING HEART T-LIGHT HOLDER',
    quantity: '6',
    unitOfMeasure: 'EA',
    netMinor: minorUnits(1275),
    taxMinor: minorUnits(255),
    grossMinor: minorUnits(1530),
    taxCode: 'S',
    taxRatePercent: '20',
    ...overrides,
  };
}

/** An order of one line; totals are those of `anOrderLine` and do not follow `lines`. */
export function anOrderContent(overrides: Partial<OrderContent> = {}): OrderContent {
  return {
    placedAt: AT,
    currency: 'GBP',
    pricesIncludeTax: true,
    netMinor: minorUnits(1275),
    taxMinor: minorUnits(255),
    totalMinor: minorUnits(1530),
    customer: { customerCode: 'C17850', name: 'Ada Example', email: 'ada@shop.example', customerPurchaseOrder: null },
    deliveryAddress: {
      recipient: 'Ada Example',
      line1: '1 Example Street',
      line2: null,
      line3: null,
      city: 'London',
      region: null,
      postcode: 'N1 1AA',
      countryCode: 'GB',
    },
    billingAddress: null,
    lines: [anOrderLine()],
    payments: [{ vendorTxCode: VENDOR_TX_CODE }],
    ...overrides,
  };
}

/** A placed order; a new event each time, of the same order unless told otherwise. */
export function aShopOrder(
  overrides: Partial<ShopOrderHead> = {},
  placed: Partial<OrderContent> = {},
): ShopOrder & { readonly kind: 'PLACED' } {
  return {
    eventId: randomUUID(),
    orderId: ORDER_ID,
    shop: 'gifts',
    orderReference: '536365',
    version: 1,
    submittedAt: AT,
    ...overrides,
    kind: 'PLACED',
    placed: anOrderContent(placed),
  };
}

/** The money of `aShopOrder`, taken. */
export function aPaymentEvent(
  overrides: Partial<PaymentEventHead> = {},
  captured: Partial<(PaymentEvent & { kind: 'CAPTURED' })['captured']> = {},
): PaymentEvent & { readonly kind: 'CAPTURED' } {
  return {
    eventId: randomUUID(),
    orderId: ORDER_ID,
    vendor: 'clarityshop',
    vendorTxCode: VENDOR_TX_CODE,
    transactionId: TRANSACTION_ID,
    parentTransactionId: null,
    occurredAt: AT,
    heardAt: AT,
    heardBy: 'NOTIFICATION',
    opayoStatus: 'OK',
    opayoTxType: 'PAYMENT',
    ...overrides,
    kind: 'CAPTURED',
    captured: {
      amountMinor: minorUnits(1530),
      currency: 'GBP',
      capturedAt: AT,
      capturedAtSource: 'REGISTRATION',
      cardType: 'VISA',
      lastFourDigits: '0006',
      bankAuthorisationCode: '999777',
      fraudResponse: 'ACCEPT',
      authProcessor: null,
      merchantNumber: null,
      ...captured,
    },
  };
}

/** The command that makes `aShopOrder` a sales order. */
export function aCreateSalesOrder(
  overrides: Partial<ErpCommandHead> = {},
  body: Partial<CreateSalesOrder> = {},
): ErpCommand & { readonly kind: 'CREATE_SALES_ORDER' } {
  return {
    ...commandHead(`sales-order:GIFT:${ORDER_ID}`, 1),
    ...overrides,
    kind: 'CREATE_SALES_ORDER',
    createSalesOrder: {
      customerCode: 'C17850',
      customerPoNumber: PURCHASE_ORDER,
      orderDate: '2026-03-02',
      currency: 'GBP',
      warehouse: 'FG',
      email: 'ada@shop.example',
      shipTo: { name: 'Ada Example', lines: ['1 Example Street', 'London', 'GB'], postcode: 'N1 1AA' },
      lines: [
        {
          customerPoLine: 1,
          kind: 'STOCK',
          stockCode: '85123A',
          description: 'WHITE HANGING HEART T-LIGHT HOLDER',
          quantity: '6',
          unitOfMeasure: 'EA',
          unitPriceNet: '2.12500',
          netMinor: minorUnits(1275),
          taxMinor: minorUnits(255),
          taxCode: 'S',
          glAccount: null,
        },
      ],
      expectedGrossMinor: minorUnits(1530),
      roundingMinor: minorUnits(0),
      ...{
        alternateReference: null,
        ownReferenceIn: null,
        holdCode: null,
        netMinor: minorUnits(1275),
        taxMinor: minorUnits(255),
        specialInstructions: null,
        roundingToleranceMinor: null,
        askAvailability: null,
      },
      ...{ paymentStatus: 'PAID', paymentMethod: 'Card VISA', paymentDate: '2026-03-02' },
      ...{ vendorTxCodes: [VENDOR_TX_CODE], transactionIds: [TRANSACTION_ID] },
      ...body,
    },
  };
}

/** The command that posts `aPaymentEvent` against the order's first invoice; the next in sequence on its key. */
export function aPostReceipt(
  overrides: Partial<ErpCommandHead> = {},
  body: Partial<PostReceipt> = {},
): ErpCommand & { readonly kind: 'POST_RECEIPT' } {
  return {
    ...commandHead(`receipt:GIFT:${TRANSACTION_ID}:100001`, 2),
    ...overrides,
    kind: 'POST_RECEIPT',
    postReceipt: {
      transactionId: TRANSACTION_ID,
      vendorTxCode: VENDOR_TX_CODE,
      customerCode: 'C17850',
      customerPoNumber: PURCHASE_ORDER,
      reference: '536365-d4e5f6',
      amountMinor: minorUnits(1530),
      currency: 'GBP',
      paymentDate: '2026-03-02',
      bank: 'OPAYO-GBP',
      paymentMethod: 'Card VISA',
      salesOrder: '1',
      invoice: '100001',
      ...{ paymentStatus: 'PAID', glAccount: null, netMinor: minorUnits(1275) },
      ...{ authProcessor: null, merchantNumber: null },
      ...body,
    },
  };
}

function commandHead(effectId: string, sequence: number): ErpCommandHead {
  return {
    eventId: randomUUID(),
    effectId,
    orderId: ORDER_ID,
    sequence,
    company: 'GIFT',
    mappingName: 'builders',
    mappingVersion: '1',
    issuedAt: AT,
    dependsOn: [],
    revision: null,
  };
}
