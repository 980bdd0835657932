import { CUSTOMER_RULES } from './customer-rules.js';
import { LINE_RULES } from './line-rules.js';
import { MASTER_DATA_RULES } from './master-data-rules.js';
import { RECEIPT_RULES } from './receipt-rules.js';
import type { OrderRule } from './rule.js';
import { SUM_RULES } from './sum-rules.js';
import { TEXT_RULES } from './text-rules.js';
import { DOCUMENT_NOT_VALID } from './validation-rejected.js';

/** What SORTOI and we ask of a sales order; all are tried, in this order. */
export const ORDER_RULES: readonly OrderRule[] = [...TEXT_RULES, ...LINE_RULES, ...SUM_RULES, ...MASTER_DATA_RULES];

/** Every rule there is, for people: id, what it asks, and where that is written. */
export const RULE_LIST: readonly { readonly id: string; readonly says: string; readonly source: string }[] = [
  ...ORDER_RULES,
  ...RECEIPT_RULES,
  ...CUSTOMER_RULES,
].map(({ id, says, source }) => ({ id, says, source }));

/** Codes under which validation parks orders that master data may free. */
export const VALIDATION_CODES: readonly string[] = [DOCUMENT_NOT_VALID, ...ORDER_RULES.map(({ id }) => id)];

export { RECEIPT_RULES };
