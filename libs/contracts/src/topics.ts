import {
  AlertRecord,
  ErpCommandRecord,
  ErpOrderChangeRecord,
  ErpOutcomeRecord,
  MasterDataRecord,
  OrderStatusRecord,
  PaymentEventRecord,
  QuarantinedRecordRecord,
  ShopOrderRecord,
} from './generated/index.js';
import type { RecordDefinition } from './record-definition.js';

export type ServiceName = 'ingestion' | 'transformation' | 'posting' | 'order-status' | 'sandbox';

/** One topic: everything a producer, a reader or an SRE has to know of it. */
export interface TopicDefinition<T = unknown> {
  /** Logical name; a run may put a prefix before it (`TOPIC_PREFIX`). Its value's subject in the registry is `<name>-value`. */
  readonly name: string;
  /** What the key is, in words; keys are UTF-8 text. */
  readonly key: string;
  readonly record: RecordDefinition<T>;
  /**
   * Source of its CloudEvents (`ce_source`) is `/clarity-connect/<writer>`. `any` for topics that every service may write; `outside producers` for
   * those that no service of ours writes: what is on them is untrusted.
   */
  readonly writer: ServiceName | 'any' | 'outside producers';
  readonly readers: readonly (ServiceName | 'anyone' | 'console')[];
  readonly partitions: number;
  /** In production; a local stack has one broker and therefore 1. */
  readonly replication: number;
  readonly minInsyncReplicas: number;
  readonly cleanup: 'delete' | 'compact';
  /** Milliseconds; -1 for ever. Of a compacted topic: how long a deletion stays visible. */
  readonly retentionMs: number;
  readonly maxMessageBytes: number;
  /** Whether values carry personal data: then retention is short and copies in Postgres are sealed. */
  readonly personalData: boolean;
}

const DAY_MS = 24 * 60 * 60 * 1000;
const MEBIBYTE = 1024 * 1024;

/** Three copies of which two must have it: one broker may be away without a stop or a loss. */
const KEPT_SAFE = { replication: 3, minInsyncReplicas: 2 } as const;

/** The system on one page: who tells whom what. Keys are business keys, so that one order's events stay in order. */
export const TOPICS = {
  paymentEventsSubmitted: {
    name: 'opayo.payment-events.submitted.v1',
    key: 'orderId; vendorTxCode where the producer knows no order',
    record: PaymentEventRecord,
    writer: 'outside producers',
    readers: ['ingestion'],
    partitions: 12,
    ...KEPT_SAFE,
    cleanup: 'delete',
    retentionMs: 30 * DAY_MS,
    maxMessageBytes: MEBIBYTE,
    personalData: true,
  },
  shopOrdersSubmitted: {
    name: 'shop.orders.submitted.v1',
    key: 'orderId',
    record: ShopOrderRecord,
    writer: 'outside producers',
    readers: ['ingestion'],
    partitions: 12,
    ...KEPT_SAFE,
    cleanup: 'delete',
    retentionMs: 30 * DAY_MS,
    maxMessageBytes: 4 * MEBIBYTE,
    personalData: true,
  },
  paymentEvents: {
    name: 'opayo.payment-events.v1',
    key: 'orderId; vendorTxCode while the payment is unallocated, and of the event that allocates it (ALLOCATED)',
    record: PaymentEventRecord,
    writer: 'ingestion',
    readers: ['transformation', 'order-status'],
    partitions: 12,
    ...KEPT_SAFE,
    cleanup: 'delete',
    retentionMs: 90 * DAY_MS,
    maxMessageBytes: MEBIBYTE,
    personalData: false,
  },
  shopOrders: {
    name: 'shop.orders.v1',
    key: 'orderId',
    record: ShopOrderRecord,
    writer: 'ingestion',
    readers: ['transformation', 'order-status'],
    partitions: 12,
    ...KEPT_SAFE,
    cleanup: 'delete',
    retentionMs: 30 * DAY_MS,
    maxMessageBytes: 4 * MEBIBYTE,
    personalData: true,
  },
  erpCommands: {
    name: 'erp.commands.v1',
    key: 'orderId',
    record: ErpCommandRecord,
    writer: 'transformation',
    readers: ['posting'],
    partitions: 12,
    ...KEPT_SAFE,
    cleanup: 'delete',
    retentionMs: 30 * DAY_MS,
    maxMessageBytes: 4 * MEBIBYTE,
    personalData: true,
  },
  erpOutcomes: {
    name: 'erp.outcomes.v1',
    key: 'as the command: orderId',
    record: ErpOutcomeRecord,
    writer: 'posting',
    readers: ['transformation', 'order-status'],
    partitions: 12,
    ...KEPT_SAFE,
    cleanup: 'delete',
    retentionMs: 90 * DAY_MS,
    maxMessageBytes: MEBIBYTE,
    personalData: false,
  },
  erpOrderChanges: {
    name: 'erp.order-changes.v1',
    key: 'orderId',
    record: ErpOrderChangeRecord,
    writer: 'posting',
    readers: ['transformation', 'order-status'],
    partitions: 12,
    ...KEPT_SAFE,
    cleanup: 'delete',
    retentionMs: 90 * DAY_MS,
    maxMessageBytes: MEBIBYTE,
    personalData: false,
  },
  masterData: {
    name: 'erp.master-data.v1',
    key: 'company/kind/code; the end of a sweep under company/SWEEP/kind',
    record: MasterDataRecord,
    writer: 'posting',
    readers: ['transformation'],
    partitions: 6,
    ...KEPT_SAFE,
    cleanup: 'compact',
    retentionMs: 7 * DAY_MS,
    maxMessageBytes: MEBIBYTE,
    personalData: true,
  },
  orderStatus: {
    name: 'order.status.v1',
    key: 'orderId',
    record: OrderStatusRecord,
    writer: 'order-status',
    readers: ['anyone'],
    partitions: 12,
    ...KEPT_SAFE,
    cleanup: 'compact',
    retentionMs: 7 * DAY_MS,
    maxMessageBytes: MEBIBYTE,
    personalData: false,
  },
  alerts: {
    name: 'alerts.v1',
    key: 'subject of the alert',
    record: AlertRecord,
    writer: 'any',
    readers: ['order-status', 'console'],
    partitions: 3,
    ...KEPT_SAFE,
    cleanup: 'delete',
    retentionMs: 90 * DAY_MS,
    maxMessageBytes: MEBIBYTE,
    personalData: false,
  },
  quarantine: {
    name: 'quarantine.v1',
    key: 'name of the topic it was found in',
    record: QuarantinedRecordRecord,
    writer: 'any',
    readers: ['console'],
    partitions: 3,
    ...KEPT_SAFE,
    cleanup: 'delete',
    retentionMs: 90 * DAY_MS,
    maxMessageBytes: MEBIBYTE,
    personalData: false,
  },
} as const satisfies Record<string, TopicDefinition>;

/** The definition of a topic by its logical name. Throws `RangeError` for a name that is not on the page. */
export function topicNamed(name: string): TopicDefinition {
  const found = Object.values<TopicDefinition>(TOPICS).find((topic) => topic.name === name);
  if (!found) throw new RangeError(`There is no topic '${name}'; topics.ts is the list`);
  return found;
}
