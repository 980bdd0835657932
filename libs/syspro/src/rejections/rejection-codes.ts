/** Who mends a refusal and what that person does next. */
export interface RejectionAdvice {
  /** `finance`, `integration`, `operations` or `shop`. */
  readonly owner: string;
  readonly suggestedFix: string;
}

/**
 * One row of the settings table `rejection-codes`: SYSPRO's words → our code. Rows are tried in order; a row with both must match both.
 * SYSPRO's texts come in the operator's language from message files a site may edit, so a row should go by number wherever there is one.
 */
export interface RejectionRule extends Partial<RejectionAdvice> {
  /** SYSPRO's error number, leading zeros aside. */
  readonly number?: string;
  /** Regular expression over SYSPRO's text, letter case ignored. */
  readonly pattern?: string;
  /** Ours: stable, upper snake case. */
  readonly code: string;
}

const AFTERWARDS = 'then redrive the effect';

/** The codes we raise ourselves or know SYSPRO's number for. A site's own codes bring their advice along in its table. */
export const REJECTION_ADVICE: Readonly<Record<string, RejectionAdvice>> = {
  STOCK_CODE_NOT_FOUND: {
    owner: 'operations',
    suggestedFix: `Create the stock code in SYSPRO or map the shop's code to one that exists, ${AFTERWARDS}`,
  },
  CUSTOMER_CODE_INVALID: {
    owner: 'finance',
    suggestedFix: `Create the customer in SYSPRO or correct the table of customer accounts, ${AFTERWARDS}`,
  },
  CUSTOMER_NOT_OURS: {
    owner: 'finance',
    suggestedFix: `Somebody else's customer has this code. If it is the same customer, enter our reference as its EDI sender code; else map to another code, ${AFTERWARDS}`,
  },
  CUSTOMER_ON_HOLD: { owner: 'finance', suggestedFix: `Release the customer in SYSPRO, ${AFTERWARDS}` },
  WAREHOUSE_NOT_FOUND: {
    owner: 'operations',
    suggestedFix: `Stock the code in that warehouse or map the order to another, ${AFTERWARDS}`,
  },
  DUPLICATE_ORDER: {
    owner: 'operations',
    suggestedFix:
      'Compare the sales order SYSPRO has under this purchase order with the shop order; keep one and dismiss the other',
  },
  DUPLICATE_TRANSACTION: {
    owner: 'finance',
    suggestedFix: 'Compare what SYSPRO has under this reference with the payment; reverse what is too much',
  },
  TAKEN_AND_NOT_SHOWN: {
    owner: 'operations',
    suggestedFix:
      'SYSPRO said that it has it and does not show it under our reference. Look for it by hand; if many are like this, the form of customer codes or references differs from what is asked for. Sending it again would double it unless it is surely not there',
  },
  SALES_ORDER_NOT_FOUND: {
    owner: 'operations',
    suggestedFix: 'Find out who removed the sales order from SYSPRO, then redrive or dismiss',
  },
  SALES_ORDER_CANCELLED: {
    owner: 'shop',
    suggestedFix: 'The order was cancelled in SYSPRO: refund the shopper or enter the order anew',
  },
  STATUS_CHANGE_REFUSED: {
    owner: 'operations',
    suggestedFix: `Look at the order's status in SYSPRO and release it there, ${AFTERWARDS}`,
  },
  VALUE_DIFFERS: {
    owner: 'integration',
    suggestedFix:
      'The order waits in suspense (status S). Find the line whose price or tax differs, correct it in SYSPRO or in the mapping, then redrive',
  },
  INVOICE_NOT_FOUND: {
    owner: 'finance',
    suggestedFix: `Find the invoice the money belongs to; restore it or allocate to another, ${AFTERWARDS}`,
  },
  INVOICE_BALANCE_TOO_SMALL: {
    owner: 'finance',
    suggestedFix:
      'Somebody paid or credited the invoice meanwhile: allocate the rest to another invoice, leave it unapplied or refund it',
  },
  CREDIT_NOT_FOUND: {
    owner: 'finance',
    suggestedFix:
      'Find out what became of the credit SYSPRO made of the receipt; apply the money by hand, or restore it and redrive',
  },
  CREDIT_BALANCE_TOO_SMALL: {
    owner: 'finance',
    suggestedFix:
      'Somebody applied or refunded the credit meanwhile: apply what is left by hand, or ask the shopper for the rest',
  },
  PAYMENT_NOT_DISTRIBUTED: {
    owner: 'finance',
    suggestedFix: `Allocate the whole payment to invoices, ${AFTERWARDS}`,
  },
  PERIOD_CLOSED: {
    owner: 'finance',
    suggestedFix: `Open the period of the payment's date for receivables, ${AFTERWARDS}; or decide to post it in an open period`,
  },
  BANK_NOT_FOUND: { owner: 'finance', suggestedFix: `Correct the table of clearing banks, ${AFTERWARDS}` },
  CURRENCY_DIFFERS: {
    owner: 'finance',
    suggestedFix: `Map the payment's currency to an account of that currency, ${AFTERWARDS}`,
  },
  GL_CODE_NOT_FOUND: { owner: 'finance', suggestedFix: `Correct the ledger code, ${AFTERWARDS}` },
  GL_CODE_ON_HOLD: { owner: 'finance', suggestedFix: `Release the ledger code, ${AFTERWARDS}` },
  OUT_OF_BALANCE: {
    owner: 'integration',
    suggestedFix: `Correct the journal so that it adds up to zero, ${AFTERWARDS}`,
  },
  INVALID_VALUE: { owner: 'integration', suggestedFix: `Correct the mapping of the field SYSPRO names, ${AFTERWARDS}` },
  UNSUPPORTED_CHARACTERS: {
    owner: 'integration',
    suggestedFix: `Let the mapping write the code or reference in Windows-1252, ${AFTERWARDS}`,
  },
  REQUEST_TOO_LARGE: {
    owner: 'integration',
    suggestedFix: `Use a SYSPRO with /Transaction/PostLD or raise the server's URL limit and SYSPRO_URL_LIMIT_BYTES, ${AFTERWARDS}`,
  },
  NOT_LICENSED: {
    owner: 'operations',
    suggestedFix: `License the business object for this operator in SYSPRO, ${AFTERWARDS}`,
  },
  TOO_LATE_TO_HOLD: {
    owner: 'finance',
    suggestedFix:
      'The goods have left or are about to: ask the warehouse to stop them, else raise a credit note or take the goods back; then release the key',
  },
  TOO_LATE_TO_CANCEL: {
    owner: 'finance',
    suggestedFix:
      'The order is invoiced or about to be: raise a credit note, or take the goods back; then release the key',
  },
  SYSPRO_REJECTED: {
    owner: 'integration',
    suggestedFix: `Read SYSPRO's words, correct what they name, add the number to the table rejection-codes, ${AFTERWARDS}`,
  },
};

/** Numbers seen in public recordings (syspro.md 2.0). */
const SEEN: readonly RejectionRule[] = [
  { number: '240004', code: 'STOCK_CODE_NOT_FOUND' },
  // SORTOI gives texts without numbers (syspro.md 2.1). This one is verified, in English; sites with another language add theirs.
  { pattern: "^Stock code '.*' not found$", code: 'STOCK_CODE_NOT_FOUND' },
  { number: '100028', code: 'INVALID_VALUE' },
  { number: '100030', code: 'INVALID_VALUE' },
  { number: '100031', code: 'INVALID_VALUE' },
];

/**
 * SYSPRO's numbers for the rest are not public. 999001 and up are invented by our sandbox, which is why they can stand here for good:
 * no SYSPRO will ever mean something else by them. A site adds its own numbers from its message files.
 */
const OF_THE_SANDBOX: readonly RejectionRule[] = [
  { number: '999001', code: 'CUSTOMER_CODE_INVALID' },
  { number: '999002', code: 'CUSTOMER_ON_HOLD' },
  { number: '999003', code: 'INVOICE_NOT_FOUND' },
  { number: '999004', code: 'PAYMENT_NOT_DISTRIBUTED' },
  { number: '999005', code: 'PERIOD_CLOSED' },
  { number: '999006', code: 'GL_CODE_NOT_FOUND' },
  { number: '999007', code: 'GL_CODE_ON_HOLD' },
  { number: '999008', code: 'OUT_OF_BALANCE' },
  { number: '999009', code: 'WAREHOUSE_NOT_FOUND' },
  { number: '999010', code: 'DUPLICATE_ORDER' },
  { number: '999011', code: 'BANK_NOT_FOUND' },
  { number: '999012', code: 'SALES_ORDER_NOT_FOUND' },
  { number: '999013', code: 'STATUS_CHANGE_REFUSED' },
  { number: '999014', code: 'CURRENCY_DIFFERS' },
  { number: '999015', code: 'INVALID_VALUE' },
  { number: '999023', code: 'INVALID_VALUE' },
  { number: '999024', code: 'CUSTOMER_NOT_OURS' },
  { number: '999025', code: 'INVALID_VALUE' },
  { number: '999026', code: 'INVALID_VALUE' },
  { number: '999028', code: 'INVALID_VALUE' },
];

/** What is known without a site's own table; the site's rows are tried before these. */
export const DEFAULT_REJECTION_RULES: readonly RejectionRule[] = [...SEEN, ...OF_THE_SANDBOX];
