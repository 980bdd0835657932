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

/** A transaction's money goes to the customer's account once, all that is left of it. */
export function unappliedReceiptEffectId(company: string, transactionId: string): string {
  return `unapplied:${company}:${transactionId}`;
}

/** The credit of one transaction pays one invoice once. */
export function applyReceiptEffectId(company: string, transactionId: string, invoice: string): string {
  return `apply:${company}:${transactionId}:${invoice}`;
}

/** The `count`th time, from 1, that an order is held for this reason. */
export function holdEffectId(company: string, orderId: string, holdCode: string, count: number): string {
  return `hold:${company}:${orderId}:${holdCode}:${count}`;
}

/** The end of that hold. */
export function releaseEffectId(company: string, orderId: string, holdCode: string, count: number): string {
  return `release:${company}:${orderId}:${holdCode}:${count}`;
}

/** What is left of an order is cancelled once. */
export function cancelEffectId(company: string, orderId: string): string {
  return `cancel:${company}:${orderId}`;
}
