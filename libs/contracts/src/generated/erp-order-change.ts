// Generated from schemas/erp/ErpOrderChange.avsc by `npm run contracts`. Do not edit: change the schema.
import type { MinorUnits } from '#libs/money';
import type { TimestampMillis, RecordDefinition } from '../record-definition.js';

/** What changed. */
export type ErpOrderChangeKind = 'UNKNOWN' | 'STATUS_CHANGED' | 'SHIPPED' | 'INVOICED' | 'INVOICE_BALANCE_CHANGED';

/** The order has another status. */
export interface StatusChanged {
  /** SYSPRO's code: 0 1 2 3 4 8 9 F S * \\. */
  readonly statusCode: string;
  /** SYSPRO's meaning of it, e.g. `In warehouse`. */
  readonly statusWord: string;
  /** The one seen before. */
  readonly previousStatusCode: string | null;
}

/** The goods have left (status 8 or 9 reached). */
export interface Shipped {
  /** Whether the whole order has. */
  readonly complete: boolean;
}

/** An invoice for the order is in receivables. */
export interface Invoiced {
  /** SYSPRO's number in short form. */
  readonly invoice: string;
  /** CCYY-MM-DD. */
  readonly invoiceDate: string;
  /** Value with tax. Whole minor units of `currency` (pence for GBP). */
  readonly valueMinor: MinorUnits;
  /** What is still owed on it. Whole minor units of `currency` (pence for GBP). */
  readonly balanceMinor: MinorUnits;
  /** ISO 4217 alphabetic code, upper case. */
  readonly currency: string;
}

/** Somebody paid, credited or adjusted the invoice. */
export interface InvoiceBalanceChanged {
  /** SYSPRO's number in short form. */
  readonly invoice: string;
  /** What is still owed on it. Whole minor units of `currency` (pence for GBP). */
  readonly balanceMinor: MinorUnits;
  /** ISO 4217 alphabetic code, upper case. */
  readonly currency: string;
}

/** What every ErpOrderChange has, whatever its kind. */
export interface ErpOrderChangeHead {
  /** Identity of this event: the same for every repeat of it. UUID. */
  readonly eventId: string;
  /** `shop/orderReference`, the order's identity everywhere. */
  readonly orderId: string;
  /** SYSPRO company id. */
  readonly company: string;
  /** SYSPRO's number in short form. */
  readonly salesOrder: string;
  /** SYSPRO customer. */
  readonly customerCode: string;
  /** When the poller saw it, UTC: at most one poll later than it happened. */
  readonly observedAt: TimestampMillis;
}

/** What SYSPRO did with one of our orders, as its poller saw it. */
export type ErpOrderChange =
  | (ErpOrderChangeHead & {
      readonly kind: 'UNKNOWN';
      readonly statusChanged?: null;
      readonly shipped?: null;
      readonly invoiced?: null;
      readonly invoiceBalanceChanged?: null;
    })
  | (ErpOrderChangeHead & {
      readonly kind: 'STATUS_CHANGED';
      readonly statusChanged: StatusChanged;
      readonly shipped?: null;
      readonly invoiced?: null;
      readonly invoiceBalanceChanged?: null;
    })
  | (ErpOrderChangeHead & {
      readonly kind: 'SHIPPED';
      readonly statusChanged?: null;
      readonly shipped: Shipped;
      readonly invoiced?: null;
      readonly invoiceBalanceChanged?: null;
    })
  | (ErpOrderChangeHead & {
      readonly kind: 'INVOICED';
      readonly statusChanged?: null;
      readonly shipped?: null;
      readonly invoiced: Invoiced;
      readonly invoiceBalanceChanged?: null;
    })
  | (ErpOrderChangeHead & {
      readonly kind: 'INVOICE_BALANCE_CHANGED';
      readonly statusChanged?: null;
      readonly shipped?: null;
      readonly invoiced?: null;
      readonly invoiceBalanceChanged: InvoiceBalanceChanged;
    });

export const ErpOrderChangeRecord: RecordDefinition<ErpOrderChange> = {
  name: 'com.clarityconnect.erp.ErpOrderChange',
  bodies: {
    STATUS_CHANGED: 'statusChanged',
    SHIPPED: 'shipped',
    INVOICED: 'invoiced',
    INVOICE_BALANCE_CHANGED: 'invoiceBalanceChanged',
  },
  schema: {
    type: 'record',
    name: 'ErpOrderChange',
    namespace: 'com.clarityconnect.erp',
    doc: 'What SYSPRO did with one of our orders, as its poller saw it.',
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
        name: 'company',
        type: 'string',
        doc: 'SYSPRO company id.',
      },
      {
        name: 'salesOrder',
        type: 'string',
        doc: "SYSPRO's number in short form.",
      },
      {
        name: 'customerCode',
        type: 'string',
        doc: 'SYSPRO customer.',
      },
      {
        name: 'observedAt',
        type: {
          type: 'long',
          logicalType: 'timestamp-millis',
        },
        doc: 'When the poller saw it, UTC: at most one poll later than it happened.',
      },
      {
        name: 'kind',
        type: {
          type: 'enum',
          name: 'ErpOrderChangeKind',
          doc: 'What changed.',
          symbols: ['UNKNOWN', 'STATUS_CHANGED', 'SHIPPED', 'INVOICED', 'INVOICE_BALANCE_CHANGED'],
          default: 'UNKNOWN',
        },
        doc: 'Which body is present: exactly the one named like the kind. UNKNOWN is what a reader sees of a kind newer than itself.',
      },
      {
        name: 'statusChanged',
        type: [
          'null',
          {
            type: 'record',
            name: 'StatusChanged',
            doc: 'The order has another status.',
            fields: [
              {
                name: 'statusCode',
                type: 'string',
                doc: "SYSPRO's code: 0 1 2 3 4 8 9 F S * \\\\.",
              },
              {
                name: 'statusWord',
                type: 'string',
                doc: "SYSPRO's meaning of it, e.g. `In warehouse`.",
              },
              {
                name: 'previousStatusCode',
                type: ['null', 'string'],
                doc: 'The one seen before.',
                default: null,
              },
            ],
          },
        ],
        doc: 'Body of STATUS_CHANGED.',
        default: null,
      },
      {
        name: 'shipped',
        type: [
          'null',
          {
            type: 'record',
            name: 'Shipped',
            doc: 'The goods have left (status 8 or 9 reached).',
            fields: [
              {
                name: 'complete',
                type: 'boolean',
                doc: 'Whether the whole order has.',
              },
            ],
          },
        ],
        doc: 'Body of SHIPPED.',
        default: null,
      },
      {
        name: 'invoiced',
        type: [
          'null',
          {
            type: 'record',
            name: 'Invoiced',
            doc: 'An invoice for the order is in receivables.',
            fields: [
              {
                name: 'invoice',
                type: 'string',
                doc: "SYSPRO's number in short form.",
              },
              {
                name: 'invoiceDate',
                type: 'string',
                doc: 'CCYY-MM-DD.',
              },
              {
                name: 'valueMinor',
                type: 'long',
                doc: 'Value with tax. Whole minor units of `currency` (pence for GBP).',
              },
              {
                name: 'balanceMinor',
                type: 'long',
                doc: 'What is still owed on it. Whole minor units of `currency` (pence for GBP).',
              },
              {
                name: 'currency',
                type: 'string',
                doc: 'ISO 4217 alphabetic code, upper case.',
              },
            ],
          },
        ],
        doc: 'Body of INVOICED.',
        default: null,
      },
      {
        name: 'invoiceBalanceChanged',
        type: [
          'null',
          {
            type: 'record',
            name: 'InvoiceBalanceChanged',
            doc: 'Somebody paid, credited or adjusted the invoice.',
            fields: [
              {
                name: 'invoice',
                type: 'string',
                doc: "SYSPRO's number in short form.",
              },
              {
                name: 'balanceMinor',
                type: 'long',
                doc: 'What is still owed on it. Whole minor units of `currency` (pence for GBP).',
              },
              {
                name: 'currency',
                type: 'string',
                doc: 'ISO 4217 alphabetic code, upper case.',
              },
            ],
          },
        ],
        doc: 'Body of INVOICE_BALANCE_CHANGED.',
        default: null,
      },
    ],
  },
};
