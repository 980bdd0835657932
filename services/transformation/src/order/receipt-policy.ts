/** When captured money is posted: against the invoice on shipment, or at once to the customer's account and applied to the invoice later. */
export type ReceiptPolicy = 'onInvoice' | 'onCapture';

/** The policy of a SYSPRO company. */
export type ReceiptPolicyOf = (company: string) => ReceiptPolicy;

const POLICIES: readonly string[] = ['onInvoice', 'onCapture'] satisfies ReceiptPolicy[];

/**
 * Reads `onCapture` for all companies, or `GIFT=onCapture,OTHR=onInvoice`; a company that is not listed posts on invoice. Undefined for a text
 * that says neither, names a company twice or one of more than four characters.
 */
export function parseReceiptPolicy(text: string): ReceiptPolicyOf | undefined {
  const word = text.trim();
  if (isPolicy(word)) return () => word;
  const policies = new Map<string, ReceiptPolicy>();
  for (const part of word.split(',')) {
    const [company = '', policy = '', ...more] = part.split('=').map((piece) => piece.trim());
    if (!/^\w{1,4}$/.test(company) || !isPolicy(policy) || more.length > 0 || policies.has(company)) return undefined;
    policies.set(company, policy);
  }
  return (company) => policies.get(company) ?? 'onInvoice';
}

function isPolicy(word: string): word is ReceiptPolicy {
  return POLICIES.includes(word);
}
