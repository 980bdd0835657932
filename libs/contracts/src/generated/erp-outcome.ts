// Generated from schemas/erp/ErpOutcome.avsc by `npm run contracts`. Do not edit: change the schema.
import type { MinorUnits } from '#libs/money';
import type { TimestampMillis, RecordDefinition } from '../record-definition.js';

/** The command's kind. */
export type OutcomeCommandKind =
  | 'UNKNOWN'
  | 'CREATE_SALES_ORDER'
  | 'POST_RECEIPT'
  | 'ENSURE_CUSTOMER'
  | 'POST_UNAPPLIED_RECEIPT'
  | 'APPLY_RECEIPT'
  | 'HOLD_SALES_ORDER'
  | 'RELEASE_SALES_ORDER'
  | 'CANCEL_SALES_ORDER';

/** What became of it. REJECTED and IN_DOUBT may be followed by another outcome of the same effect. */
export type ErpOutcomeKind =
  | 'UNKNOWN'
  | 'SALES_ORDER_CREATED'
  | 'RECEIPT_POSTED'
  | 'REJECTED'
  | 'IN_DOUBT'
  | 'CUSTOMER_ENSURED'
  | 'UNAPPLIED_RECEIPT_POSTED'
  | 'RECEIPT_APPLIED'
  | 'SALES_ORDER_HELD'
  | 'SALES_ORDER_RELEASED'
  | 'SALES_ORDER_CANCELLED';

/** A line SYSPRO had less of than was ordered, when it was asked. */
export interface ShortLine {
  /** Stock code. */
  readonly stockCode: string;
  /** Warehouse asked about. */
  readonly warehouse: string;
  /** Decimal as text. */
  readonly orderedQuantity: string;
  /** Decimal as text, as SYSPRO told it. */
  readonly availableQuantity: string;
}

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
  /** Value of a rounding line added after SYSPRO's value was compared; null: none. Whole minor units of `currency` (pence for GBP). */
  readonly roundingMinor: MinorUnits | null;
  /** SYSPRO's warnings, in its words. */
  readonly warnings: readonly string[] | null;
  /** Lines with too little available, where it was asked; null: not asked. */
  readonly shortLines: readonly ShortLine[] | null;
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
  /** Month it was posted into, CCYY-MM. */
  readonly postingPeriod: string | null;
  /** CCYY-MM-DD: the capture's date, where its period was closed and the policy moved the posting into the current one. */
  readonly redatedFrom: string | null;
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

/** The customer is in SYSPRO as we want it. */
export interface CustomerEnsured {
  /** SYSPRO customer. */
  readonly customerCode: string;
  /** True when it was not there before. */
  readonly added: boolean;
  /** SYSPRO elements that were changed; empty when all was as wanted. */
  readonly changedFields: readonly string[];
  /** As in the command. */
  readonly onBehalfOfOrderId: string | null;
}

/** Money is on the customer's account. */
export interface UnappliedReceiptPosted {
  /** Opayo transaction whose money it is. */
  readonly transactionId: string;
  /** As sent. */
  readonly reference: string;
  /** SYSPRO's number of the credit (`_CRDnn`), where it could be read. */
  readonly creditNumber: string | null;
  /** SYSPRO's journal, where it told one. */
  readonly journal: string | null;
  /** Amount posted. Whole minor units of `currency` (pence for GBP). */
  readonly amountMinor: MinorUnits;
  /** ISO 4217 alphabetic code, upper case. */
  readonly currency: string;
  /** CCYY-MM-DD. */
  readonly paymentDate: string;
  /** As in the command: ON_CAPTURE or EXCESS. */
  readonly reason: string;
  /** True when the answer was lost and it was found by its reference. */
  readonly foundByReadBack: boolean;
  /** Month it was posted into, CCYY-MM. */
  readonly postingPeriod: string | null;
  /** CCYY-MM-DD: the capture's date, where its period was closed and the policy moved the posting into the current one. */
  readonly redatedFrom: string | null;
}

/** An unapplied receipt pays an invoice now. */
export interface ReceiptApplied {
  /** Opayo transaction whose money it is. */
  readonly transactionId: string;
  /** As sent. */
  readonly reference: string;
  /** The credit it came from. */
  readonly creditNumber: string;
  /** Invoice paid. */
  readonly invoice: string;
  /** SYSPRO's journal, where it told one. */
  readonly journal: string | null;
  /** Amount applied. Whole minor units of `currency` (pence for GBP). */
  readonly amountMinor: MinorUnits;
  /** ISO 4217 alphabetic code, upper case. */
  readonly currency: string;
  /** True when the answer was lost and it was found by its reference. */
  readonly foundByReadBack: boolean;
}

/** The order is in suspense by our hand, or was not there to be held. */
export interface SalesOrderHeld {
  /** SYSPRO's number; null when the order was never entered, and will be entered held. */
  readonly salesOrder: string | null;
  /** Why. */
  readonly holdCode: string;
  /** SYSPRO's status before; null when there was none. */
  readonly previousStatus: string | null;
  /** True when it was in suspense already, by whomever: then it is not ours to release. */
  readonly alreadyHeld: boolean;
}

/** Our hold is gone. */
export interface SalesOrderReleased {
  /** SYSPRO's number. */
  readonly salesOrder: string;
  /** The hold that ended. */
  readonly holdCode: string;
  /** SYSPRO's status now. */
  readonly status: string;
}

/** What was left of the order is cancelled. */
export interface SalesOrderCancelled {
  /** SYSPRO's number; null when the order was never entered, and will not be. */
  readonly salesOrder: string | null;
  /** As in the command. */
  readonly reason: string;
}

/** What every ErpOutcome has, whatever its kind. */
export interface ErpOutcomeHead {
  /** Identity of this event: the same for every repeat of it. UUID. */
  readonly eventId: string;
  /** The command's effectId. */
  readonly effectId: string;
  /** As in the command: `shop/orderReference`, or `customer/<company>/<customerCode>`. */
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
      readonly customerEnsured?: null;
      readonly unappliedReceiptPosted?: null;
      readonly receiptApplied?: null;
      readonly salesOrderHeld?: null;
      readonly salesOrderReleased?: null;
      readonly salesOrderCancelled?: null;
    })
  | (ErpOutcomeHead & {
      readonly kind: 'SALES_ORDER_CREATED';
      readonly salesOrderCreated: SalesOrderCreated;
      readonly receiptPosted?: null;
      readonly rejected?: null;
      readonly inDoubt?: null;
      readonly customerEnsured?: null;
      readonly unappliedReceiptPosted?: null;
      readonly receiptApplied?: null;
      readonly salesOrderHeld?: null;
      readonly salesOrderReleased?: null;
      readonly salesOrderCancelled?: null;
    })
  | (ErpOutcomeHead & {
      readonly kind: 'RECEIPT_POSTED';
      readonly salesOrderCreated?: null;
      readonly receiptPosted: ReceiptPosted;
      readonly rejected?: null;
      readonly inDoubt?: null;
      readonly customerEnsured?: null;
      readonly unappliedReceiptPosted?: null;
      readonly receiptApplied?: null;
      readonly salesOrderHeld?: null;
      readonly salesOrderReleased?: null;
      readonly salesOrderCancelled?: null;
    })
  | (ErpOutcomeHead & {
      readonly kind: 'REJECTED';
      readonly salesOrderCreated?: null;
      readonly receiptPosted?: null;
      readonly rejected: Rejected;
      readonly inDoubt?: null;
      readonly customerEnsured?: null;
      readonly unappliedReceiptPosted?: null;
      readonly receiptApplied?: null;
      readonly salesOrderHeld?: null;
      readonly salesOrderReleased?: null;
      readonly salesOrderCancelled?: null;
    })
  | (ErpOutcomeHead & {
      readonly kind: 'IN_DOUBT';
      readonly salesOrderCreated?: null;
      readonly receiptPosted?: null;
      readonly rejected?: null;
      readonly inDoubt: InDoubt;
      readonly customerEnsured?: null;
      readonly unappliedReceiptPosted?: null;
      readonly receiptApplied?: null;
      readonly salesOrderHeld?: null;
      readonly salesOrderReleased?: null;
      readonly salesOrderCancelled?: null;
    })
  | (ErpOutcomeHead & {
      readonly kind: 'CUSTOMER_ENSURED';
      readonly salesOrderCreated?: null;
      readonly receiptPosted?: null;
      readonly rejected?: null;
      readonly inDoubt?: null;
      readonly customerEnsured: CustomerEnsured;
      readonly unappliedReceiptPosted?: null;
      readonly receiptApplied?: null;
      readonly salesOrderHeld?: null;
      readonly salesOrderReleased?: null;
      readonly salesOrderCancelled?: null;
    })
  | (ErpOutcomeHead & {
      readonly kind: 'UNAPPLIED_RECEIPT_POSTED';
      readonly salesOrderCreated?: null;
      readonly receiptPosted?: null;
      readonly rejected?: null;
      readonly inDoubt?: null;
      readonly customerEnsured?: null;
      readonly unappliedReceiptPosted: UnappliedReceiptPosted;
      readonly receiptApplied?: null;
      readonly salesOrderHeld?: null;
      readonly salesOrderReleased?: null;
      readonly salesOrderCancelled?: null;
    })
  | (ErpOutcomeHead & {
      readonly kind: 'RECEIPT_APPLIED';
      readonly salesOrderCreated?: null;
      readonly receiptPosted?: null;
      readonly rejected?: null;
      readonly inDoubt?: null;
      readonly customerEnsured?: null;
      readonly unappliedReceiptPosted?: null;
      readonly receiptApplied: ReceiptApplied;
      readonly salesOrderHeld?: null;
      readonly salesOrderReleased?: null;
      readonly salesOrderCancelled?: null;
    })
  | (ErpOutcomeHead & {
      readonly kind: 'SALES_ORDER_HELD';
      readonly salesOrderCreated?: null;
      readonly receiptPosted?: null;
      readonly rejected?: null;
      readonly inDoubt?: null;
      readonly customerEnsured?: null;
      readonly unappliedReceiptPosted?: null;
      readonly receiptApplied?: null;
      readonly salesOrderHeld: SalesOrderHeld;
      readonly salesOrderReleased?: null;
      readonly salesOrderCancelled?: null;
    })
  | (ErpOutcomeHead & {
      readonly kind: 'SALES_ORDER_RELEASED';
      readonly salesOrderCreated?: null;
      readonly receiptPosted?: null;
      readonly rejected?: null;
      readonly inDoubt?: null;
      readonly customerEnsured?: null;
      readonly unappliedReceiptPosted?: null;
      readonly receiptApplied?: null;
      readonly salesOrderHeld?: null;
      readonly salesOrderReleased: SalesOrderReleased;
      readonly salesOrderCancelled?: null;
    })
  | (ErpOutcomeHead & {
      readonly kind: 'SALES_ORDER_CANCELLED';
      readonly salesOrderCreated?: null;
      readonly receiptPosted?: null;
      readonly rejected?: null;
      readonly inDoubt?: null;
      readonly customerEnsured?: null;
      readonly unappliedReceiptPosted?: null;
      readonly receiptApplied?: null;
      readonly salesOrderHeld?: null;
      readonly salesOrderReleased?: null;
      readonly salesOrderCancelled: SalesOrderCancelled;
    });

export const ErpOutcomeRecord: RecordDefinition<ErpOutcome> = {
  name: 'com.clarityconnect.erp.ErpOutcome',
  bodies: {
    SALES_ORDER_CREATED: 'salesOrderCreated',
    RECEIPT_POSTED: 'receiptPosted',
    REJECTED: 'rejected',
    IN_DOUBT: 'inDoubt',
    CUSTOMER_ENSURED: 'customerEnsured',
    UNAPPLIED_RECEIPT_POSTED: 'unappliedReceiptPosted',
    RECEIPT_APPLIED: 'receiptApplied',
    SALES_ORDER_HELD: 'salesOrderHeld',
    SALES_ORDER_RELEASED: 'salesOrderReleased',
    SALES_ORDER_CANCELLED: 'salesOrderCancelled',
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
        doc: 'As in the command: `shop/orderReference`, or `customer/<company>/<customerCode>`.',
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
          symbols: [
            'UNKNOWN',
            'CREATE_SALES_ORDER',
            'POST_RECEIPT',
            'ENSURE_CUSTOMER',
            'POST_UNAPPLIED_RECEIPT',
            'APPLY_RECEIPT',
            'HOLD_SALES_ORDER',
            'RELEASE_SALES_ORDER',
            'CANCEL_SALES_ORDER',
          ],
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
          symbols: [
            'UNKNOWN',
            'SALES_ORDER_CREATED',
            'RECEIPT_POSTED',
            'REJECTED',
            'IN_DOUBT',
            'CUSTOMER_ENSURED',
            'UNAPPLIED_RECEIPT_POSTED',
            'RECEIPT_APPLIED',
            'SALES_ORDER_HELD',
            'SALES_ORDER_RELEASED',
            'SALES_ORDER_CANCELLED',
          ],
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
              {
                name: 'roundingMinor',
                type: ['null', 'long'],
                doc: "Value of a rounding line added after SYSPRO's value was compared; null: none. Whole minor units of `currency` (pence for GBP).",
                default: null,
              },
              {
                name: 'warnings',
                type: [
                  'null',
                  {
                    type: 'array',
                    items: 'string',
                  },
                ],
                doc: "SYSPRO's warnings, in its words.",
                default: null,
              },
              {
                name: 'shortLines',
                type: [
                  'null',
                  {
                    type: 'array',
                    items: {
                      type: 'record',
                      name: 'ShortLine',
                      doc: 'A line SYSPRO had less of than was ordered, when it was asked.',
                      fields: [
                        {
                          name: 'stockCode',
                          type: 'string',
                          doc: 'Stock code.',
                        },
                        {
                          name: 'warehouse',
                          type: 'string',
                          doc: 'Warehouse asked about.',
                        },
                        {
                          name: 'orderedQuantity',
                          type: 'string',
                          doc: 'Decimal as text.',
                        },
                        {
                          name: 'availableQuantity',
                          type: 'string',
                          doc: 'Decimal as text, as SYSPRO told it.',
                        },
                      ],
                    },
                  },
                ],
                doc: 'Lines with too little available, where it was asked; null: not asked.',
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
              {
                name: 'postingPeriod',
                type: ['null', 'string'],
                doc: 'Month it was posted into, CCYY-MM.',
                default: null,
              },
              {
                name: 'redatedFrom',
                type: ['null', 'string'],
                doc: "CCYY-MM-DD: the capture's date, where its period was closed and the policy moved the posting into the current one.",
                default: null,
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
      {
        name: 'customerEnsured',
        type: [
          'null',
          {
            type: 'record',
            name: 'CustomerEnsured',
            doc: 'The customer is in SYSPRO as we want it.',
            fields: [
              {
                name: 'customerCode',
                type: 'string',
                doc: 'SYSPRO customer.',
              },
              {
                name: 'added',
                type: 'boolean',
                doc: 'True when it was not there before.',
              },
              {
                name: 'changedFields',
                type: {
                  type: 'array',
                  items: 'string',
                },
                doc: 'SYSPRO elements that were changed; empty when all was as wanted.',
              },
              {
                name: 'onBehalfOfOrderId',
                type: ['null', 'string'],
                doc: 'As in the command.',
                default: null,
              },
            ],
          },
        ],
        doc: 'Body of CUSTOMER_ENSURED.',
        default: null,
      },
      {
        name: 'unappliedReceiptPosted',
        type: [
          'null',
          {
            type: 'record',
            name: 'UnappliedReceiptPosted',
            doc: "Money is on the customer's account.",
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
                name: 'creditNumber',
                type: ['null', 'string'],
                doc: "SYSPRO's number of the credit (`_CRDnn`), where it could be read.",
                default: null,
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
                name: 'reason',
                type: 'string',
                doc: 'As in the command: ON_CAPTURE or EXCESS.',
              },
              {
                name: 'foundByReadBack',
                type: 'boolean',
                doc: 'True when the answer was lost and it was found by its reference.',
              },
              {
                name: 'postingPeriod',
                type: ['null', 'string'],
                doc: 'Month it was posted into, CCYY-MM.',
                default: null,
              },
              {
                name: 'redatedFrom',
                type: ['null', 'string'],
                doc: "CCYY-MM-DD: the capture's date, where its period was closed and the policy moved the posting into the current one.",
                default: null,
              },
            ],
          },
        ],
        doc: 'Body of UNAPPLIED_RECEIPT_POSTED.',
        default: null,
      },
      {
        name: 'receiptApplied',
        type: [
          'null',
          {
            type: 'record',
            name: 'ReceiptApplied',
            doc: 'An unapplied receipt pays an invoice now.',
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
                name: 'creditNumber',
                type: 'string',
                doc: 'The credit it came from.',
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
                doc: 'Amount applied. Whole minor units of `currency` (pence for GBP).',
              },
              {
                name: 'currency',
                type: 'string',
                doc: 'ISO 4217 alphabetic code, upper case.',
              },
              {
                name: 'foundByReadBack',
                type: 'boolean',
                doc: 'True when the answer was lost and it was found by its reference.',
              },
            ],
          },
        ],
        doc: 'Body of RECEIPT_APPLIED.',
        default: null,
      },
      {
        name: 'salesOrderHeld',
        type: [
          'null',
          {
            type: 'record',
            name: 'SalesOrderHeld',
            doc: 'The order is in suspense by our hand, or was not there to be held.',
            fields: [
              {
                name: 'salesOrder',
                type: ['null', 'string'],
                doc: "SYSPRO's number; null when the order was never entered, and will be entered held.",
                default: null,
              },
              {
                name: 'holdCode',
                type: 'string',
                doc: 'Why.',
              },
              {
                name: 'previousStatus',
                type: ['null', 'string'],
                doc: "SYSPRO's status before; null when there was none.",
                default: null,
              },
              {
                name: 'alreadyHeld',
                type: 'boolean',
                doc: 'True when it was in suspense already, by whomever: then it is not ours to release.',
              },
            ],
          },
        ],
        doc: 'Body of SALES_ORDER_HELD.',
        default: null,
      },
      {
        name: 'salesOrderReleased',
        type: [
          'null',
          {
            type: 'record',
            name: 'SalesOrderReleased',
            doc: 'Our hold is gone.',
            fields: [
              {
                name: 'salesOrder',
                type: 'string',
                doc: "SYSPRO's number.",
              },
              {
                name: 'holdCode',
                type: 'string',
                doc: 'The hold that ended.',
              },
              {
                name: 'status',
                type: 'string',
                doc: "SYSPRO's status now.",
              },
            ],
          },
        ],
        doc: 'Body of SALES_ORDER_RELEASED.',
        default: null,
      },
      {
        name: 'salesOrderCancelled',
        type: [
          'null',
          {
            type: 'record',
            name: 'SalesOrderCancelled',
            doc: 'What was left of the order is cancelled.',
            fields: [
              {
                name: 'salesOrder',
                type: ['null', 'string'],
                doc: "SYSPRO's number; null when the order was never entered, and will not be.",
                default: null,
              },
              {
                name: 'reason',
                type: 'string',
                doc: 'As in the command.',
              },
            ],
          },
        ],
        doc: 'Body of SALES_ORDER_CANCELLED.',
        default: null,
      },
    ],
  },
};
