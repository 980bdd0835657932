/** Key of a customer's own commands. Three parts, so that no order (`shop/reference`) of ours looks like it. */
export function customerKey(company: string, customerCode: string): string {
  return `customer/${company}/${customerCode}`;
}

/** Whether a business key is a customer's. */
export function isCustomerKey(key: string): boolean {
  return /^customer\/\w{1,4}\/./.test(key);
}

/**
 * Identity of the `count`th command of a customer, from 1. A change is a command of its own, also one back to what was told before: an id made
 * of the content would take it for a repeat.
 */
export function customerEffectId(company: string, customerCode: string, count: number): string {
  return `customer:${company}:${customerCode}:${count}`;
}
