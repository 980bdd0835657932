import type { MappingKind } from '#libs/mapping';
import { APPLY_RECEIPT_SOURCE, APPLY_RECEIPT_TARGET } from '../apply-receipt/apply-receipt-source.js';
import { CUSTOMER_SOURCE, CUSTOMER_TARGET } from '../ensure-customer/customer-source.js';
import { SALES_ORDER_SOURCE, SALES_ORDER_TARGET } from '../create-sales-order/sales-order-source.js';
import { RECEIPT_SOURCE, RECEIPT_TARGET } from '../post-receipt/receipt-source.js';
import { UNAPPLIED_RECEIPT_SOURCE, UNAPPLIED_RECEIPT_TARGET } from '../unapplied-receipt/unapplied-receipt-source.js';
import { REPAIRS } from '../validation/finding.js';
import { SITE, SITE_QUERY } from './site.js';

/** The mappings a release has, each by its file: what it maps from and to. */
export const MAPPING_KINDS = {
  'site.yaml': { source: SITE_QUERY, target: SITE },
  'sales-order.yaml': { source: SALES_ORDER_SOURCE, target: SALES_ORDER_TARGET, repairs: REPAIRS },
  'receipt.yaml': { source: RECEIPT_SOURCE, target: RECEIPT_TARGET },
  'unapplied-receipt.yaml': { source: UNAPPLIED_RECEIPT_SOURCE, target: UNAPPLIED_RECEIPT_TARGET },
  'customer.yaml': { source: CUSTOMER_SOURCE, target: CUSTOMER_TARGET },
  'apply-receipt.yaml': { source: APPLY_RECEIPT_SOURCE, target: APPLY_RECEIPT_TARGET },
} as const satisfies Readonly<Record<string, MappingKind>>;

/** Name of a mapping file of a release. */
export type MappingFileName = keyof typeof MAPPING_KINDS;
