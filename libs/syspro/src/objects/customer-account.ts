import { storedKey } from '../keys.js';
import { storableText } from '../text/windows-1252.js';
import { exactText, postSetup, type Door } from './posting.js';
import { findRows } from './table-rows.js';

/** An address of a customer. */
export interface CustomerAddress {
  /** At most five lines of at most 40 characters. */
  readonly lines: readonly string[];
  /** At most 10 characters; may be empty. */
  readonly postcode: string;
}

/** A customer as we want it in SYSPRO; a field that is null is not ours and stays as it is. */
export interface CustomerAccount {
  /** At most 15 characters. */
  readonly customer: string;
  /** At most 40 characters, kept in EdiSenderCode: by it a customer is known to be ours. */
  readonly reference: string;
  /** ISO 4217; said when the customer is added, never changed. */
  readonly currency: string;
  readonly name: string;
  readonly shortName: string | null;
  readonly contact: string | null;
  readonly email: string | null;
  readonly telephone: string | null;
  /** E exempt, N non-exempt, O other. */
  readonly taxStatus: string | null;
  readonly taxExemptNumber: string | null;
  readonly soldTo: CustomerAddress | null;
  readonly shipTo: CustomerAddress | null;
  /** This and the next four must exist in SYSPRO. */
  readonly branch: string | null;
  readonly area: string | null;
  readonly salesperson: string | null;
  readonly customerClass: string | null;
  readonly termsCode: string | null;
}

/** A customer SYSPRO has, compared with what we want. */
export interface CustomerComparison {
  /** What stands in EdiSenderCode. */
  readonly reference: string;
  /** ISO 4217 where the site's codes are declared, else the site's own. */
  readonly currency: string;
  /** SYSPRO's elements that are not as wanted. */
  readonly differing: readonly string[];
}

/** Element and column alike → text as SYSPRO stores it. */
type Fields = Readonly<Record<string, string>>;

/**
 * Looks a customer up and compares the fields that are ours (COMFND ArCustomer; that its columns are called as ARSSCS calls its elements
 * is inferred). Undefined when there is none. Throws `RetryableError` only.
 */
export async function compareCustomer(
  door: Door,
  account: CustomerAccount,
  isoOf: (code: string) => string,
): Promise<CustomerComparison | undefined> {
  const wanted = fieldsOf(account);
  const [row] = await findRows(door, {
    table: 'ArCustomer',
    columns: ['Customer', 'Currency', 'EdiSenderCode', ...Object.keys(wanted)],
    where: [{ column: 'Customer', condition: 'EQ', value: storedKey(account.customer) }],
    limit: 1,
  });
  if (!row) return undefined;
  return {
    reference: row['EdiSenderCode'] ?? '',
    currency: isoOf(row['Currency'] ?? ''),
    differing: Object.keys(wanted).filter((name) => row[name] !== wanted[name]?.trim()),
  };
}

/**
 * Adds a customer (ARSSCS Add [X]). `currencyCode` is the site's own. Look first: a second one is refused. Throws `RejectedError`,
 * `OutcomeUnknownError`.
 */
export async function addCustomer(door: Door, account: CustomerAccount, currencyCode: string): Promise<void> {
  await setUp(door, 'Add', account, {
    ...fieldsOf(account),
    Currency: currencyCode,
    EdiSenderCode: exactText('EdiSenderCode', account.reference, 40),
    // Money is paid against invoices, which only an open-item account keeps apart.
    BalanceType: 'I',
  });
}

/** Changes the named fields of a customer (ARSSCS Update [X]) and no other. Idempotent. Throws `RejectedError`, `OutcomeUnknownError`. */
export async function changeCustomer(door: Door, account: CustomerAccount, names: readonly string[]): Promise<void> {
  const told = Object.entries(fieldsOf(account)).filter(([name]) => names.includes(name));
  await setUp(door, 'Update', account, Object.fromEntries(told));
}

function setUp(door: Door, action: 'Add' | 'Update', { customer }: CustomerAccount, fields: Fields): Promise<void> {
  return postSetup(door, {
    action,
    businessObject: 'ARSSCS',
    root: 'SetupArCustomer',
    // By default warnings are hidden and the rest of a document with errors is done: both are said.
    parameters: { IgnoreWarnings: 'N', ApplyIfEntireDocumentValid: 'Y', ValidateOnly: 'N' },
    content: { Item: { Key: { Customer: exactText('Customer', customer, 15) }, ...fields } },
  });
}

function fieldsOf(account: CustomerAccount): Fields {
  const told: readonly (readonly [string, string | null, number])[] = [
    ['Name', account.name, 50],
    ['ShortName', account.shortName, 20],
    ['Contact', account.contact, 40],
    ['Email', account.email, 80],
    ['Telephone', account.telephone, 20],
    ['TaxStatus', account.taxStatus, 1],
    ['TaxExemptNumber', account.taxExemptNumber, 30],
    ...addressFields(account.soldTo, 'SoldToAddr', 'SoldPostalCode'),
    ...addressFields(account.shipTo, 'ShipToAddr', 'ShipPostalCode'),
    ['Branch', account.branch, 10],
    ['Area', account.area, 10],
    ['Salesperson', account.salesperson, 20],
    ['CustomerClass', account.customerClass, 10],
    ['TermsCode', account.termsCode, 2],
  ];
  const ours = told.flatMap(([name, text, length]) => (text === null ? [] : [[name, storableText(text, length)]]));
  return Object.fromEntries(ours) as Fields;
}

/** All five lines, so that a shorter address leaves nothing of a longer one behind. */
function addressFields(
  address: CustomerAddress | null,
  line: string,
  postcode: string,
): (readonly [string, string, number])[] {
  if (address === null) return [];
  const lines = [0, 1, 2, 3, 4].map((index) => [`${line}${index + 1}`, address.lines[index] ?? '', 40] as const);
  return [...lines, [postcode, address.postcode, 10]];
}
