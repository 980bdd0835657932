import { formatMinor, sumMinor } from '#libs/money';
import type { BookReader } from '../../books/collection.js';
import { CUSTOMERS, INVOICES, RECEIPTS, type Invoice, type Receipt } from '../company/records.js';
import type { Company } from '../company/company.js';
import { shortKey, storedKey } from '../keys.js';
import { EnetFault } from '../wire/reply.js';
import type { XmlElement } from '../wire/read-xml.js';
import { writeDocument, type Element } from '../wire/write-xml.js';

const VERSION = '8.0.031';

/** ARSQRY: a customer's statement (syspro.md 2.8): header, invoices with their balances and payments, totals. */
export function statementQuery(query: XmlElement, books: BookReader, company: Company): string {
  const given = query.child('Key')?.value('Customer') ?? '';
  const customer = books.get(CUSTOMERS, storedKey(given));
  if (!customer) throw new EnetFault(`Customer '${given}' not found`);
  const includeZero = (query.child('Option')?.value('IncludeZeroBalances') || 'Y').toUpperCase() === 'Y';
  const receipts = books.all(RECEIPTS).filter((receipt) => receipt.customer === customer.customer);
  const invoices = books
    .all(INVOICES)
    .filter((invoice) => invoice.customer === customer.customer && (includeZero || invoice.balanceMinor !== 0))
    .sort((left, right) => (left.invoice < right.invoice ? -1 : 1));
  const total = formatMinor(sumMinor(invoices.map(({ balanceMinor }) => balanceMinor)), customer.currency);
  return writeDocument('ARStatement', VERSION, [
    [
      'Header',
      [
        ['CompanyName', company.name],
        ['Customer', shortKey(customer.customer, 'customer')],
        ['Name', customer.name],
        ['Currency', customer.currency],
        ['BalanceType', 'I'],
        ['TaxStatus', customer.taxStatus],
        ['CustomerOnHold', customer.onHold ? 'Y' : 'N'],
        ['Branch', company.branch],
      ],
    ],
    ...invoices.map((invoice) => invoiceDetail(invoice, receipts)),
    ['TotalSection', [['CurrentBalance', total.padStart(15)]]],
  ]);
}

function invoiceDetail(invoice: Invoice, receipts: readonly Receipt[]): Element {
  const amount = (minor: number): string => formatMinor(minor, invoice.currency).padStart(15);
  return [
    'InvoiceDetail',
    [
      ['DocumentType', invoice.documentType],
      ['Invoice', shortKey(invoice.invoice, 'invoice')],
      ['InvoiceDate', invoice.invoiceDate],
      ['CustomerPoNumber', invoice.customerPoNumber],
      ['CurrencyValue', amount(invoice.valueMinor)],
      ['InvoiceBal', amount(invoice.balanceMinor)],
      ['SalesOrder', invoice.salesOrder === '' ? '' : shortKey(invoice.salesOrder, 'salesOrder')],
      ['ConvRate', '     1.000000'],
      ['MulDiv', 'M'],
      ...receipts.flatMap((receipt) =>
        receipt.payments
          .filter((payment) => payment.invoice === invoice.invoice)
          .map((payment): Element => [
            'TransDetail',
            [
              ['Reference', receipt.reference],
              ['TrnValue', amount(payment.amountMinor)],
              ['JournalDate', receipt.paymentDate],
              ['DiscValue', amount(0)],
            ],
          ]),
      ),
    ],
  ];
}
