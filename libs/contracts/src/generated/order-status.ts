// Generated from schemas/order/OrderStatus.avsc by `npm run contracts`. Do not edit: change the schema.
import type { MinorUnits } from '#libs/money';
import type { TimestampMillis, RecordDefinition } from '../record-definition.js';

/** The closed list of words. */
export type OrderStatusWord =
  | 'UNKNOWN'
  | 'AWAITING_PAYMENT'
  | 'AUTHORISED'
  | 'PAID'
  | 'ORDER_CREATED'
  | 'ON_HOLD'
  | 'IN_PROGRESS'
  | 'PART_SHIPPED'
  | 'SHIPPED'
  | 'INVOICED'
  | 'RECEIPTED'
  | 'COMPLETED'
  | 'CANCELLED'
  | 'REFUND_DUE'
  | 'NEEDS_ATTENTION';

/** One transaction of the order. */
export interface OrderStatusPayment {
  /** Opayo's id. */
  readonly transactionId: string;
  /** The shop's code of it. */
  readonly vendorTxCode: string;
  /** Kind of the latest fact, e.g. CAPTURED. */
  readonly status: string;
  /** Amount, where there is one. Whole minor units of `currency` (pence for GBP). */
  readonly amountMinor: MinorUnits | null;
}

/** Why a person has to look. */
export interface Attention {
  /** Stable code. */
  readonly code: string;
  /** What happened, without personal data. */
  readonly text: string;
  /** Who can mend it. */
  readonly owner: string;
}

/** Snapshot of one order for its shop. No personal data. The higher sequence wins. */
export interface OrderStatus {
  /** Identity of this event: the same for every repeat of it. UUID. */
  readonly eventId: string;
  /** `shop/orderReference`, the order's identity everywhere. */
  readonly orderId: string;
  /** The shop's short name. */
  readonly shop: string;
  /** The shop's own reference. */
  readonly orderReference: string;
  /** Increases with every snapshot of the order; not necessarily by one. */
  readonly sequence: number;
  /** When this snapshot was made, UTC. */
  readonly updatedAt: TimestampMillis;
  /** Where the order stands. */
  readonly status: OrderStatusWord;
  /** What the shop may tell its customer about it, one English sentence, without anything internal; null from writers that did not know the field, and for UNKNOWN. */
  readonly customerText: string | null;
  /** ISO 4217; null while neither order nor payment is known. */
  readonly currency: string | null;
  /** What the customer owes; null while the order is unknown. Whole minor units of `currency` (pence for GBP). */
  readonly totalMinor: MinorUnits | null;
  /** Taken so far. Whole minor units of `currency` (pence for GBP). */
  readonly capturedMinor: MinorUnits;
  /** Invoiced so far. Whole minor units of `currency` (pence for GBP). */
  readonly invoicedMinor: MinorUnits;
  /** Posted as receipts so far. Whole minor units of `currency` (pence for GBP). */
  readonly receiptedMinor: MinorUnits;
  /** SYSPRO's number, once created. */
  readonly salesOrder: string | null;
  /** The reference under which SYSPRO has it. */
  readonly customerPoNumber: string | null;
  /** SYSPRO's invoice numbers. */
  readonly invoices: readonly string[];
  /** Transactions heard of, oldest first. */
  readonly payments: readonly OrderStatusPayment[];
  /** Present when status is NEEDS_ATTENTION. */
  readonly attention: Attention | null;
}

export const OrderStatusRecord: RecordDefinition<OrderStatus> = {
  name: 'com.clarityconnect.order.OrderStatus',
  schema: {
    type: 'record',
    name: 'OrderStatus',
    namespace: 'com.clarityconnect.order',
    doc: 'Snapshot of one order for its shop. No personal data. The higher sequence wins.',
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
        doc: "The shop's short name.",
      },
      {
        name: 'orderReference',
        type: 'string',
        doc: "The shop's own reference.",
      },
      {
        name: 'sequence',
        type: 'long',
        doc: 'Increases with every snapshot of the order; not necessarily by one.',
      },
      {
        name: 'updatedAt',
        type: {
          type: 'long',
          logicalType: 'timestamp-millis',
        },
        doc: 'When this snapshot was made, UTC.',
      },
      {
        name: 'status',
        type: {
          type: 'enum',
          name: 'OrderStatusWord',
          doc: 'The closed list of words.',
          symbols: [
            'UNKNOWN',
            'AWAITING_PAYMENT',
            'AUTHORISED',
            'PAID',
            'ORDER_CREATED',
            'ON_HOLD',
            'IN_PROGRESS',
            'PART_SHIPPED',
            'SHIPPED',
            'INVOICED',
            'RECEIPTED',
            'COMPLETED',
            'CANCELLED',
            'REFUND_DUE',
            'NEEDS_ATTENTION',
          ],
          default: 'UNKNOWN',
        },
        doc: 'Where the order stands.',
      },
      {
        name: 'customerText',
        type: ['null', 'string'],
        doc: 'What the shop may tell its customer about it, one English sentence, without anything internal; null from writers that did not know the field, and for UNKNOWN.',
        default: null,
      },
      {
        name: 'currency',
        type: ['null', 'string'],
        doc: 'ISO 4217; null while neither order nor payment is known.',
        default: null,
      },
      {
        name: 'totalMinor',
        type: ['null', 'long'],
        doc: 'What the customer owes; null while the order is unknown. Whole minor units of `currency` (pence for GBP).',
        default: null,
      },
      {
        name: 'capturedMinor',
        type: 'long',
        doc: 'Taken so far. Whole minor units of `currency` (pence for GBP).',
      },
      {
        name: 'invoicedMinor',
        type: 'long',
        doc: 'Invoiced so far. Whole minor units of `currency` (pence for GBP).',
      },
      {
        name: 'receiptedMinor',
        type: 'long',
        doc: 'Posted as receipts so far. Whole minor units of `currency` (pence for GBP).',
      },
      {
        name: 'salesOrder',
        type: ['null', 'string'],
        doc: "SYSPRO's number, once created.",
        default: null,
      },
      {
        name: 'customerPoNumber',
        type: ['null', 'string'],
        doc: 'The reference under which SYSPRO has it.',
        default: null,
      },
      {
        name: 'invoices',
        type: {
          type: 'array',
          items: 'string',
        },
        doc: "SYSPRO's invoice numbers.",
      },
      {
        name: 'payments',
        type: {
          type: 'array',
          items: {
            type: 'record',
            name: 'OrderStatusPayment',
            doc: 'One transaction of the order.',
            fields: [
              {
                name: 'transactionId',
                type: 'string',
                doc: "Opayo's id.",
              },
              {
                name: 'vendorTxCode',
                type: 'string',
                doc: "The shop's code of it.",
              },
              {
                name: 'status',
                type: 'string',
                doc: 'Kind of the latest fact, e.g. CAPTURED.',
              },
              {
                name: 'amountMinor',
                type: ['null', 'long'],
                doc: 'Amount, where there is one. Whole minor units of `currency` (pence for GBP).',
                default: null,
              },
            ],
          },
        },
        doc: 'Transactions heard of, oldest first.',
      },
      {
        name: 'attention',
        type: [
          'null',
          {
            type: 'record',
            name: 'Attention',
            doc: 'Why a person has to look.',
            fields: [
              {
                name: 'code',
                type: 'string',
                doc: 'Stable code.',
              },
              {
                name: 'text',
                type: 'string',
                doc: 'What happened, without personal data.',
              },
              {
                name: 'owner',
                type: 'string',
                doc: 'Who can mend it.',
              },
            ],
          },
        ],
        doc: 'Present when status is NEEDS_ATTENTION.',
        default: null,
      },
    ],
  },
};
