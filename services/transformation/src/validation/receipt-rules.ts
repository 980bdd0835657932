import { isCurrency } from '#libs/money';
import type { Breach, ReceiptDocument, ReceiptRule } from './rule.js';
import { isCalendarDate, outsideCodePage } from './text-checks.js';

function textsOf(receipt: ReceiptDocument): readonly (readonly [field: string, value: string, most: number])[] {
  return [
    ['customerCode', receipt.customerCode, 15],
    ['reference', receipt.reference, 30],
    ['bank', receipt.bank, 15],
    // Money that is posted to the account has no invoice yet.
    ...('invoice' in receipt ? ([['invoice', receipt.invoice, 20]] as const) : []),
    ['customerPoNumber', receipt.customerPoNumber, 30],
  ];
}

function dateOf(receipt: ReceiptDocument): readonly [field: string, value: string] {
  return 'paymentDate' in receipt ? ['paymentDate', receipt.paymentDate] : ['applicationDate', receipt.applicationDate];
}

const RECEIPT = { severity: 'refuse', owner: 'integration', mayBeShown: true } as const;

/** What ARSTPY asks of a receipt, an unapplied one, and of a credit's application. */
export const RECEIPT_RULES: readonly ReceiptRule[] = [
  {
    ...RECEIPT,
    id: 'RECEIPT_FIELD_MISSING',
    source: 'SYSPRO reference 2.4.2',
    says: 'customer, reference, bank and, where it pays one, invoice are there',
    breaches: (receipt) =>
      textsOf(receipt).flatMap(([field, value]) =>
        value.trim() === '' ? [{ field, value, suggestedFix: 'give it a value in the mapping' }] : [],
      ),
  },
  {
    ...RECEIPT,
    id: 'RECEIPT_FIELD_TOO_LONG',
    source: 'SYSPRO reference 2.4.2, 3',
    says: 'no text is longer than its field; a cut reference is not found again',
    breaches: (receipt) =>
      textsOf(receipt).flatMap(([field, value, most]) =>
        [...value].length > most ? [{ field, value, suggestedFix: `shorten it to ${most} characters` }] : [],
      ),
  },
  {
    ...RECEIPT,
    id: 'RECEIPT_CODE_PAGE',
    source: 'SYSPRO reference 1.3, 2.4.5',
    says: 'codes and reference are of Windows-1252: changed, they are not found again',
    breaches: (receipt) =>
      textsOf(receipt).flatMap(([field, value]): Breach[] => {
        const outside = outsideCodePage(value);
        return outside === '' ? [] : [{ field, value, suggestedFix: `write it without ${outside}` }];
      }),
  },
  {
    ...RECEIPT,
    id: 'RECEIPT_AMOUNT_NOT_POSITIVE',
    source: 'SYSPRO reference 2.4 (negative payments not stated)',
    says: 'a receipt is of more than nothing',
    breaches: ({ amountMinor }) =>
      amountMinor > 0 ? [] : [{ field: 'amountMinor', value: amountMinor, suggestedFix: 'a refund is another effect' }],
  },
  {
    ...RECEIPT,
    id: 'RECEIPT_DATE_INVALID',
    source: 'SYSPRO reference 2.4.2 (PaymentDate CCYY-MM-DD)',
    says: 'the payment date is a day of the calendar: SYSPRO would take its own',
    breaches: (receipt) => {
      const [field, value] = dateOf(receipt);
      return isCalendarDate(value) ? [] : [{ field, value, suggestedFix: 'use dateIn() in the mapping' }];
    },
  },
  {
    ...RECEIPT,
    id: 'RECEIPT_CURRENCY_UNKNOWN',
    source: 'SYSPRO reference 2.4.2 (PaymentValue in the customer’s currency)',
    says: 'the currency is one of ISO 4217',
    breaches: ({ currency }) =>
      isCurrency(currency) ? [] : [{ field: 'currency', value: currency, suggestedFix: "use the invoice's currency" }],
  },
  {
    ...RECEIPT,
    id: 'RECEIPT_NET_DIFFERS',
    source: 'money and orders 4',
    says: 'net of tax is not above the amount',
    breaches: (receipt) => {
      const netMinor = 'netMinor' in receipt ? receipt.netMinor : null;
      return netMinor === null || (netMinor >= 0 && netMinor <= receipt.amountMinor)
        ? []
        : [{ field: 'netMinor', value: netMinor, suggestedFix: 'map netMinor from netMinor' }];
    },
  },
];
