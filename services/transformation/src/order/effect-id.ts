/**
 * Deterministic identities of what we do in SYSPRO: the same intent has the same id for ever, so that it can be recognised before it is sent
 * again. They are made here and not in a mapping file, because a changed id would be a second effect.
 */
export function salesOrderEffectId(company: string, orderId: string): string {
  return `sales-order:${company}:${orderId}`;
}

/** One transaction pays one invoice by one receipt. */
export function receiptEffectId(company: string, transactionId: string, invoice: string): string {
  return `receipt:${company}:${transactionId}:${invoice}`;
}
