// Generated from schemas/shop/ShopOrder.avsc by `npm run contracts`. Do not edit: change the schema.
import type { MinorUnits } from '#libs/money';
import type { TimestampMillis, RecordDefinition } from '../record-definition.js';

/** What happened to the order. */
export type ShopOrderKind = 'UNKNOWN' | 'PLACED' | 'AMENDED' | 'CANCELLED';

/** Who bought. */
export interface OrderCustomer {
  /** The customer's SYSPRO code as the shop knows it, at most 15 characters; null for a guest. */
  readonly customerCode: string | null;
  /** Name. */
  readonly name: string;
  /** E-mail address. */
  readonly email: string | null;
  /** A business buyer's own order number. */
  readonly customerPurchaseOrder: string | null;
}

/** A postal address as the shop has it. */
export interface Address {
  /** Name on the parcel. */
  readonly recipient: string | null;
  /** First line. */
  readonly line1: string;
  /** Second line. */
  readonly line2: string | null;
  /** Third line. */
  readonly line3: string | null;
  /** Post town. */
  readonly city: string;
  /** County or state. */
  readonly region: string | null;
  /** Postcode as entered. */
  readonly postcode: string | null;
  /** ISO 3166-1 alpha-2, upper case. */
  readonly countryCode: string;
}

/** What the line is. */
export type OrderLineKind = 'UNKNOWN' | 'STOCK' | 'FREIGHT' | 'CHARGE';

/** One line; identified by lineNumber, as a stock code may come twice. */
export interface OrderLine {
  /** 1 to 9999, unique in the order. */
  readonly lineNumber: number;
  /** STOCK: goods; FREIGHT: postage; CHARGE: anything else that is charged or discounted. */
  readonly kind: OrderLineKind;
  /** The shop's code of the article, at most 30 characters. */
  readonly stockCode: string;
  /** Text for people. */
  readonly description: string;
  /** Decimal number as text, up to 6 decimals, e.g. `12`. */
  readonly quantity: string;
  /** Unit the quantity counts, e.g. `EA`. */
  readonly unitOfMeasure: string;
  /** Line without tax. Whole minor units of `currency` (pence for GBP). */
  readonly netMinor: MinorUnits;
  /** Tax of the line. Whole minor units of `currency` (pence for GBP). */
  readonly taxMinor: MinorUnits;
  /** Line with tax: net + tax. Whole minor units of `currency` (pence for GBP). */
  readonly grossMinor: MinorUnits;
  /** The shop's tax code, e.g. `S` standard, `Z` zero rated. */
  readonly taxCode: string;
  /** Decimal number as text, e.g. `20`. */
  readonly taxRatePercent: string;
}

/** A payment the shop took or started for this order. */
export interface OrderPayment {
  /** Opayo VendorTxCode. */
  readonly vendorTxCode: string;
}

/** The whole order in this version. */
export interface OrderContent {
  /** When the customer placed it, UTC. */
  readonly placedAt: TimestampMillis;
  /** ISO 4217 alphabetic code, upper case. */
  readonly currency: string;
  /** Whether the shop showed prices with tax. */
  readonly pricesIncludeTax: boolean;
  /** Sum of the lines without tax. Whole minor units of `currency` (pence for GBP). */
  readonly netMinor: MinorUnits;
  /** Sum of the lines' tax. Whole minor units of `currency` (pence for GBP). */
  readonly taxMinor: MinorUnits;
  /** What the customer owes; equals the sum of the lines' gross. Whole minor units of `currency` (pence for GBP). */
  readonly totalMinor: MinorUnits;
  /** Who bought. */
  readonly customer: OrderCustomer;
  /** Where the goods go. */
  readonly deliveryAddress: Address;
  /** Where the bill goes; null when it is the delivery address. */
  readonly billingAddress: Address | null;
  /** At least one. */
  readonly lines: readonly OrderLine[];
  /** Payments as the shop lists them; may be empty. */
  readonly payments: readonly OrderPayment[];
}

/** The shop or its customer withdrew. */
export interface OrderCancellation {
  /** The shop's words. */
  readonly reason: string;
}

/** What every ShopOrder has, whatever its kind. */
export interface ShopOrderHead {
  /** Identity of this event: the same for every repeat of it. UUID. */
  readonly eventId: string;
  /** `shop/orderReference`, the order's identity everywhere. */
  readonly orderId: string;
  /** The shop's short name; letters, digits, `-`. */
  readonly shop: string;
  /** The shop's own reference, unique in the shop. */
  readonly orderReference: string;
  /** Grows with every change of the order; a lower one never overrides a higher one. */
  readonly version: number;
  /** When the shop told us, UTC. */
  readonly submittedAt: TimestampMillis;
}

/** An order as the shop placed, amended or cancelled it. Carries personal data: short retention, sealed wherever it is stored. */
export type ShopOrder =
  | (ShopOrderHead & {
      readonly kind: 'UNKNOWN';
      readonly placed?: null;
      readonly amended?: null;
      readonly cancelled?: null;
    })
  | (ShopOrderHead & {
      readonly kind: 'PLACED';
      readonly placed: OrderContent;
      readonly amended?: null;
      readonly cancelled?: null;
    })
  | (ShopOrderHead & {
      readonly kind: 'AMENDED';
      readonly placed?: null;
      readonly amended: OrderContent;
      readonly cancelled?: null;
    })
  | (ShopOrderHead & {
      readonly kind: 'CANCELLED';
      readonly placed?: null;
      readonly amended?: null;
      readonly cancelled: OrderCancellation;
    });

export const ShopOrderRecord: RecordDefinition<ShopOrder> = {
  name: 'com.clarityconnect.shop.ShopOrder',
  bodies: { PLACED: 'placed', AMENDED: 'amended', CANCELLED: 'cancelled' },
  schema: {
    type: 'record',
    name: 'ShopOrder',
    namespace: 'com.clarityconnect.shop',
    doc: 'An order as the shop placed, amended or cancelled it. Carries personal data: short retention, sealed wherever it is stored.',
    fields: [
      {
        name: 'eventId',
        type: 'string',
        doc: 'Identity of this event: the same for every repeat of it. UUID.',
      },
      {
        name: 'orderId',
        type: 'string',
        doc: "`shop/orderReference`, the order's identity everywhere.",
      },
      {
        name: 'shop',
        type: 'string',
        doc: "The shop's short name; letters, digits, `-`.",
      },
      {
        name: 'orderReference',
        type: 'string',
        doc: "The shop's own reference, unique in the shop.",
      },
      {
        name: 'version',
        type: 'long',
        doc: 'Grows with every change of the order; a lower one never overrides a higher one.',
      },
      {
        name: 'submittedAt',
        type: {
          type: 'long',
          logicalType: 'timestamp-millis',
        },
        doc: 'When the shop told us, UTC.',
      },
      {
        name: 'kind',
        type: {
          type: 'enum',
          name: 'ShopOrderKind',
          doc: 'What happened to the order.',
          symbols: ['UNKNOWN', 'PLACED', 'AMENDED', 'CANCELLED'],
          default: 'UNKNOWN',
        },
        doc: 'Which body is present: exactly the one named like the kind. UNKNOWN is what a reader sees of a kind newer than itself.',
      },
      {
        name: 'placed',
        type: [
          'null',
          {
            type: 'record',
            name: 'OrderContent',
            doc: 'The whole order in this version.',
            fields: [
              {
                name: 'placedAt',
                type: {
                  type: 'long',
                  logicalType: 'timestamp-millis',
                },
                doc: 'When the customer placed it, UTC.',
              },
              {
                name: 'currency',
                type: 'string',
                doc: 'ISO 4217 alphabetic code, upper case.',
              },
              {
                name: 'pricesIncludeTax',
                type: 'boolean',
                doc: 'Whether the shop showed prices with tax.',
              },
              {
                name: 'netMinor',
                type: 'long',
                doc: 'Sum of the lines without tax. Whole minor units of `currency` (pence for GBP).',
              },
              {
                name: 'taxMinor',
                type: 'long',
                doc: "Sum of the lines' tax. Whole minor units of `currency` (pence for GBP).",
              },
              {
                name: 'totalMinor',
                type: 'long',
                doc: "What the customer owes; equals the sum of the lines' gross. Whole minor units of `currency` (pence for GBP).",
              },
              {
                name: 'customer',
                type: {
                  type: 'record',
                  name: 'OrderCustomer',
                  doc: 'Who bought.',
                  fields: [
                    {
                      name: 'customerCode',
                      type: ['null', 'string'],
                      doc: "The customer's SYSPRO code as the shop knows it, at most 15 characters; null for a guest.",
                      default: null,
                    },
                    {
                      name: 'name',
                      type: 'string',
                      doc: 'Name.',
                    },
                    {
                      name: 'email',
                      type: ['null', 'string'],
                      doc: 'E-mail address.',
                      default: null,
                    },
                    {
                      name: 'customerPurchaseOrder',
                      type: ['null', 'string'],
                      doc: "A business buyer's own order number.",
                      default: null,
                    },
                  ],
                },
                doc: 'Who bought.',
              },
              {
                name: 'deliveryAddress',
                type: {
                  type: 'record',
                  name: 'Address',
                  doc: 'A postal address as the shop has it.',
                  fields: [
                    {
                      name: 'recipient',
                      type: ['null', 'string'],
                      doc: 'Name on the parcel.',
                      default: null,
                    },
                    {
                      name: 'line1',
                      type: 'string',
                      doc: 'First line.',
                    },
                    {
                      name: 'line2',
                      type: ['null', 'string'],
                      doc: 'Second line.',
                      default: null,
                    },
                    {
                      name: 'line3',
                      type: ['null', 'string'],
                      doc: 'Third line.',
                      default: null,
                    },
                    {
                      name: 'city',
                      type: 'string',
                      doc: 'Post town.',
                    },
                    {
                      name: 'region',
                      type: ['null', 'string'],
                      doc: 'County or state.',
                      default: null,
                    },
                    {
                      name: 'postcode',
                      type: ['null', 'string'],
                      doc: 'Postcode as entered.',
                      default: null,
                    },
                    {
                      name: 'countryCode',
                      type: 'string',
                      doc: 'ISO 3166-1 alpha-2, upper case.',
                    },
                  ],
                },
                doc: 'Where the goods go.',
              },
              {
                name: 'billingAddress',
                type: ['null', 'Address'],
                doc: 'Where the bill goes; null when it is the delivery address.',
                default: null,
              },
              {
                name: 'lines',
                type: {
                  type: 'array',
                  items: {
                    type: 'record',
                    name: 'OrderLine',
                    doc: 'One line; identified by lineNumber, as a stock code may come twice.',
                    fields: [
                      {
                        name: 'lineNumber',
                        type: 'int',
                        doc: '1 to 9999, unique in the order.',
                      },
                      {
                        name: 'kind',
                        type: {
                          type: 'enum',
                          name: 'OrderLineKind',
                          doc: 'What the line is.',
                          symbols: ['UNKNOWN', 'STOCK', 'FREIGHT', 'CHARGE'],
                          default: 'UNKNOWN',
                        },
                        doc: 'STOCK: goods; FREIGHT: postage; CHARGE: anything else that is charged or discounted.',
                      },
                      {
                        name: 'stockCode',
                        type: 'string',
                        doc: "The shop's code of the article, at most 30 characters.",
                      },
                      {
                        name: 'description',
                        type: 'string',
                        doc: 'Text for people.',
                      },
                      {
                        name: 'quantity',
                        type: 'string',
                        doc: 'Decimal number as text, up to 6 decimals, e.g. `12`.',
                      },
                      {
                        name: 'unitOfMeasure',
                        type: 'string',
                        doc: 'Unit the quantity counts, e.g. `EA`.',
                      },
                      {
                        name: 'netMinor',
                        type: 'long',
                        doc: 'Line without tax. Whole minor units of `currency` (pence for GBP).',
                      },
                      {
                        name: 'taxMinor',
                        type: 'long',
                        doc: 'Tax of the line. Whole minor units of `currency` (pence for GBP).',
                      },
                      {
                        name: 'grossMinor',
                        type: 'long',
                        doc: 'Line with tax: net + tax. Whole minor units of `currency` (pence for GBP).',
                      },
                      {
                        name: 'taxCode',
                        type: 'string',
                        doc: "The shop's tax code, e.g. `S` standard, `Z` zero rated.",
                      },
                      {
                        name: 'taxRatePercent',
                        type: 'string',
                        doc: 'Decimal number as text, e.g. `20`.',
                      },
                    ],
                  },
                },
                doc: 'At least one.',
              },
              {
                name: 'payments',
                type: {
                  type: 'array',
                  items: {
                    type: 'record',
                    name: 'OrderPayment',
                    doc: 'A payment the shop took or started for this order.',
                    fields: [
                      {
                        name: 'vendorTxCode',
                        type: 'string',
                        doc: 'Opayo VendorTxCode.',
                      },
                    ],
                  },
                },
                doc: 'Payments as the shop lists them; may be empty.',
              },
            ],
          },
        ],
        doc: 'Body of PLACED.',
        default: null,
      },
      {
        name: 'amended',
        type: ['null', 'OrderContent'],
        doc: 'Body of AMENDED: the whole order again.',
        default: null,
      },
      {
        name: 'cancelled',
        type: [
          'null',
          {
            type: 'record',
            name: 'OrderCancellation',
            doc: 'The shop or its customer withdrew.',
            fields: [
              {
                name: 'reason',
                type: 'string',
                doc: "The shop's words.",
              },
            ],
          },
        ],
        doc: 'Body of CANCELLED.',
        default: null,
      },
    ],
  },
};
