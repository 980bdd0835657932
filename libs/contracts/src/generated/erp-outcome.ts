// Generated from schemas/erp/ErpOutcome.avsc by `npm run contracts`. Do not edit: change the schema.
import type { MinorUnits } from '#libs/money';
import type { TimestampMillis, RecordDefinition } from '../record-definition.js';

/** The command's kind. */
export type OutcomeCommandKind = 'UNKNOWN' | 'CREATE_SALES_ORDER' | 'POST_RECEIPT';

/** What became of it. REJECTED and IN_DOUBT may be followed by another outcome of the same effect. */
export type ErpOutcomeKind = 'UNKNOWN' | 'SALES_ORDER_CREATED' | 'RECEIPT_POSTED' | 'REJECTED' | 'IN_DOUBT';

/** The order is in SYSPRO, its value proven, and released unless `holdCode` says why not. */
export interface SalesOrderCreated {
  /** SYSPRO's number in short form. */
  readonly salesOrder: string;
  /** SYSPRO customer. */
  readonly customerCode: string;
  /** As sent. */
  readonly customerPoNumber: string;
  /** SYSPRO's own value of the order, with tax. Whole minor units of `currency` (pence for GBP). */
  readonly grossMinor: MinorUnits;
  /** ISO 4217 alphabetic code, upper case. */
  readonly currency: string;
  /** True when the answer was lost and the order was found by its reference. */
  readonly foundByReadBack: boolean;
  /** Why it was left in suspense (status S), as the command said; null: it was released. */
  readonly holdCode: string | null;
}

/** The receipt is in SYSPRO's receivables. */
export interface ReceiptPosted {
  /** Opayo transaction whose money it is. */
  readonly transactionId: string;
  /** As sent. */
  readonly reference: string;
  /** Invoice paid. */
  readonly invoice: string;
  /** SYSPRO's journal, where it told one. */
  readonly journal: string | null;
  /** Amount posted. Whole minor units of `currency` (pence for GBP). */
  readonly amountMinor: MinorUnits;
  /** ISO 4217 alphabetic code, upper case. */
  readonly currency: string;
  /** CCYY-MM-DD. */
  readonly paymentDate: string;
  /** True when the answer was lost and the receipt was found by its reference. */
  readonly foundByReadBack: boolean;
}

/** It will not work as it stands; the effect is parked. */
export interface Rejected {
  /** Stable code, e.g. `STOCK_CODE_NOT_FOUND`. */
  readonly code: string;
  /** SYSPRO's own words, or ours. */
  readonly text: string;
  /** SYSPRO's number of its words. */
  readonly sysproErrorNumber: string | null;
  /** Who can mend it: finance, integration, operations, shop. */
  readonly owner: string;
  /** What that person does next. */
  readonly suggestedFix: string;
  /** Money that waits behind it. Whole minor units of `currency` (pence for GBP). */
  readonly amountMinor: MinorUnits | null;
  /** ISO 4217. */
  readonly currency: string | null;
}

/** Sent, no answer; it is being read back. */
export interface InDoubt {
  /** Stable code, e.g. `SYSPRO_TIMEOUT`. */
  readonly code: string;
  /** What was seen. */
  readonly text: string;
}

/** What every ErpOutcome has, whatever its kind. */
export interface ErpOutcomeHead {
  /** Identity of this event: the same for every repeat of it. UUID. */
  readonly eventId: string;
  /** The command's effectId. */
  readonly effectId: string;
  /** `shop/orderReference`, the order's identity everywhere. */
  readonly orderId: string;
  /** 1 for the first; a corrected redrive is a new revision. */
  readonly revision: number;
  /** The command's kind. */
  readonly commandKind: OutcomeCommandKind;
  /** When it became known, UTC. */
  readonly occurredAt: TimestampMillis;
  /** How often it was sent to SYSPRO. */
  readonly attempts: number;
}

/** What became of one effect in SYSPRO. */
export type ErpOutcome =
  | (ErpOutcomeHead & {
      readonly kind: 'UNKNOWN';
      readonly salesOrderCreated?: null;
      readonly receiptPosted?: null;
      readonly rejected?: null;
      readonly inDoubt?: null;
    })
  | (ErpOutcomeHead & {
      readonly kind: 'SALES_ORDER_CREATED';
      readonly salesOrderCreated: SalesOrderCreated;
      readonly receiptPosted?: null;
      readonly rejected?: null;
      readonly inDoubt?: null;
    })
  | (ErpOutcomeHead & {
      readonly kind: 'RECEIPT_POSTED';
      readonly salesOrderCreated?: null;
      readonly receiptPosted: ReceiptPosted;
      readonly rejected?: null;
      readonly inDoubt?: null;
    })
  | (ErpOutcomeHead & {
      readonly kind: 'REJECTED';
      readonly salesOrderCreated?: null;
      readonly receiptPosted?: null;
      readonly rejected: Rejected;
      readonly inDoubt?: null;
    })
  | (ErpOutcomeHead & {
      readonly kind: 'IN_DOUBT';
      readonly salesOrderCreated?: null;
      readonly receiptPosted?: null;
      readonly rejected?: null;
      readonly inDoubt: InDoubt;
    });

export const ErpOutcomeRecord: RecordDefinition<ErpOutcome> = {
  name: 'com.clarityconnect.erp.ErpOutcome',
  bodies: {
    SALES_ORDER_CREATED: 'salesOrderCreated',
    RECEIPT_POSTED: 'receiptPosted',
    REJECTED: 'rejected',
    IN_DOUBT: 'inDoubt',
  },
  schema: {
    type: 'record',
    name: 'ErpOutcome',
    namespace: 'com.clarityconnect.erp',
    doc: 'What became of one effect in SYSPRO.',
    fields: [
      {
        name: 'eventId',
        type: 'string',
        doc: 'Identity of this event: the same for every repeat of it. UUID.',
      },
      {
        name: 'effectId',
        type: 'string',
        doc: "The command's effectId.",
      },
      {
        name: 'orderId',
        type: 'string',
        doc: "`shop/orderReference`, the order's identity everywhere.",
      },
      {
        name: 'revision',
        type: 'int',
        doc: '1 for the first; a corrected redrive is a new revision.',
      },
      {
        name: 'commandKind',
        type: {
          type: 'enum',
          name: 'OutcomeCommandKind',
          doc: "The command's kind.",
          symbols: ['UNKNOWN', 'CREATE_SALES_ORDER', 'POST_RECEIPT'],
          default: 'UNKNOWN',
        },
        doc: "The command's kind.",
      },
      {
        name: 'occurredAt',
        type: {
          type: 'long',
          logicalType: 'timestamp-millis',
        },
        doc: 'When it became known, UTC.',
      },
      {
        name: 'attempts',
        type: 'int',
        doc: 'How often it was sent to SYSPRO.',
      },
      {
        name: 'kind',
        type: {
          type: 'enum',
          name: 'ErpOutcomeKind',
          doc: 'What became of it. REJECTED and IN_DOUBT may be followed by another outcome of the same effect.',
          symbols: ['UNKNOWN', 'SALES_ORDER_CREATED', 'RECEIPT_POSTED', 'REJECTED', 'IN_DOUBT'],
          default: 'UNKNOWN',
        },
        doc: 'Which body is present: exactly the one named like the kind. UNKNOWN is what a reader sees of a kind newer than itself.',
      },
      {
        name: 'salesOrderCreated',
        type: [
          'null',
          {
            type: 'record',
            name: 'SalesOrderCreated',
            doc: 'The order is in SYSPRO, its value proven, and released unless `holdCode` says why not.',
            fields: [
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
                name: 'customerPoNumber',
                type: 'string',
                doc: 'As sent.',
              },
              {
                name: 'grossMinor',
                type: 'long',
                doc: "SYSPRO's own value of the order, with tax. Whole minor units of `currency` (pence for GBP).",
              },
              {
                name: 'currency',
                type: 'string',
                doc: 'ISO 4217 alphabetic code, upper case.',
              },
              {
                name: 'foundByReadBack',
                type: 'boolean',
                doc: 'True when the answer was lost and the order was found by its reference.',
              },
              {
                name: 'holdCode',
                type: ['null', 'string'],
                doc: 'Why it was left in suspense (status S), as the command said; null: it was released.',
                default: null,
              },
            ],
          },
        ],
        doc: 'Body of SALES_ORDER_CREATED.',
        default: null,
      },
      {
        name: 'receiptPosted',
        type: [
          'null',
          {
            type: 'record',
            name: 'ReceiptPosted',
            doc: "The receipt is in SYSPRO's receivables.",
            fields: [
              {
                name: 'transactionId',
                type: 'string',
                doc: 'Opayo transaction whose money it is.',
              },
              {
                name: 'reference',
                type: 'string',
                doc: 'As sent.',
              },
              {
                name: 'invoice',
                type: 'string',
                doc: 'Invoice paid.',
              },
              {
                name: 'journal',
                type: ['null', 'string'],
                doc: "SYSPRO's journal, where it told one.",
                default: null,
              },
              {
                name: 'amountMinor',
                type: 'long',
                doc: 'Amount posted. Whole minor units of `currency` (pence for GBP).',
              },
              {
                name: 'currency',
                type: 'string',
                doc: 'ISO 4217 alphabetic code, upper case.',
              },
              {
                name: 'paymentDate',
                type: 'string',
                doc: 'CCYY-MM-DD.',
              },
              {
                name: 'foundByReadBack',
                type: 'boolean',
                doc: 'True when the answer was lost and the receipt was found by its reference.',
              },
            ],
          },
        ],
        doc: 'Body of RECEIPT_POSTED.',
        default: null,
      },
      {
        name: 'rejected',
        type: [
          'null',
          {
            type: 'record',
            name: 'Rejected',
            doc: 'It will not work as it stands; the effect is parked.',
            fields: [
              {
                name: 'code',
                type: 'string',
                doc: 'Stable code, e.g. `STOCK_CODE_NOT_FOUND`.',
              },
              {
                name: 'text',
                type: 'string',
                doc: "SYSPRO's own words, or ours.",
              },
              {
                name: 'sysproErrorNumber',
                type: ['null', 'string'],
                doc: "SYSPRO's number of its words.",
                default: null,
              },
              {
                name: 'owner',
                type: 'string',
                doc: 'Who can mend it: finance, integration, operations, shop.',
              },
              {
                name: 'suggestedFix',
                type: 'string',
                doc: 'What that person does next.',
              },
              {
                name: 'amountMinor',
                type: ['null', 'long'],
                doc: 'Money that waits behind it. Whole minor units of `currency` (pence for GBP).',
                default: null,
              },
              {
                name: 'currency',
                type: ['null', 'string'],
                doc: 'ISO 4217.',
                default: null,
              },
            ],
          },
        ],
        doc: 'Body of REJECTED.',
        default: null,
      },
      {
        name: 'inDoubt',
        type: [
          'null',
          {
            type: 'record',
            name: 'InDoubt',
            doc: 'Sent, no answer; it is being read back.',
            fields: [
              {
                name: 'code',
                type: 'string',
                doc: 'Stable code, e.g. `SYSPRO_TIMEOUT`.',
              },
              {
                name: 'text',
                type: 'string',
                doc: 'What was seen.',
              },
            ],
          },
        ],
        doc: 'Body of IN_DOUBT.',
        default: null,
      },
    ],
  },
};
