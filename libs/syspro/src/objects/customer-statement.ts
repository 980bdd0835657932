import { shortKey, storedKey, type KeyWidths } from '../keys.js';
import { writeXml } from '../xml/write-xml.js';
import type { XmlElement } from '../xml/xml-element.js';
import type { Door } from './posting.js';
import { findRows } from './table-rows.js';

/** A document of a customer's account. Amounts are decimals as text in the customer's currency; a credit is negative. */
export interface StatementInvoice {
  /** Short form; `_CRDnn` is money on account. */
  readonly invoice: string;
  /** I, C or D. */
  readonly documentType: string;
  readonly invoiceDate: string;
  readonly customerPoNumber: string;
  /** Short form; empty when there is none. */
  readonly salesOrder: string;
  readonly value: string;
  readonly balance: string;
  /** What was posted to it. */
  readonly postings: readonly { readonly reference: string; readonly value: string; readonly journalDate: string }[];
}

/** A customer's account as SYSPRO would send it to him. */
export interface CustomerStatement {
  readonly customer: string;
  readonly name: string;
  /** The site's own code. */
  readonly currency: string;
  readonly onHold: boolean;
  /** What he owes altogether. */
  readonly balance: string;
  readonly invoices: readonly StatementInvoice[];
}

/**
 * A customer's account (ARSQRY [X]); undefined for a code SYSPRO does not have, which ARSQRY would answer with an exception like any other
 * trouble, so it is looked up first. Documents without a balance are left out unless asked for. Throws `RetryableError` only.
 */
export async function readStatement(
  door: Door,
  widths: KeyWidths,
  { customer, settled }: { customer: string; /** Also what is paid in full. */ settled: boolean },
): Promise<CustomerStatement | undefined> {
  const where = [{ column: 'Customer', condition: 'EQ' as const, value: storedKey(customer) }];
  const known = await findRows(door, { table: 'ArCustomer', columns: ['Customer'], where, limit: 1 });
  if (known.length === 0) return undefined;
  const option = {
    IncludeFutures: 'Y',
    IncludeTransactions: 'Y',
    IncludeCheckPayments: 'Y',
    IncludePostDated: 'N',
    IncludeZeroBalances: settled ? 'Y' : 'N',
    AsOfPeriod: 'C',
  };
  const document = writeXml({ Query: { Key: { Customer: customer }, Option: option } });
  const root = await door.session.query('ARSQRY', document, door.watch);
  const header = root.child('Header');
  return {
    customer: shortKey(storedKey(header?.value('Customer') || customer), widths.customer),
    name: header?.value('Name') ?? '',
    currency: header?.value('Currency') ?? '',
    onHold: header?.value('CustomerOnHold') === 'Y',
    balance: root.child('TotalSection')?.value('CurrentBalance') ?? '',
    invoices: root.children('InvoiceDetail').map((detail) => invoiceIn(detail, widths)),
  };
}

function invoiceIn(detail: XmlElement, widths: KeyWidths): StatementInvoice {
  const salesOrder = detail.value('SalesOrder');
  return {
    invoice: shortKey(storedKey(detail.value('Invoice')), widths.invoice),
    documentType: detail.value('DocumentType'),
    invoiceDate: detail.value('InvoiceDate'),
    customerPoNumber: detail.value('CustomerPoNumber'),
    salesOrder: salesOrder === '' ? '' : shortKey(storedKey(salesOrder), widths.salesOrder),
    value: detail.value('CurrencyValue'),
    balance: detail.value('InvoiceBal'),
    postings: detail.children('TransDetail').map((posting) => ({
      reference: posting.value('Reference'),
      value: posting.value('TrnValue'),
      journalDate: posting.value('JournalDate'),
    })),
  };
}
