import { isCurrency } from '#libs/money';
import type { Company } from '../company/company.js';
import type { Customer } from '../company/records.js';
import type { EnetError } from '../wire/envelope.js';
import type { XmlElement } from '../wire/read-xml.js';

/** Fields that are only kept and shown, with their lengths (syspro.md 2.6); longer texts are cut (inferred). */
const KEPT: Readonly<Record<string, number>> = {
  ShortName: 20,
  Telephone: 20,
  EdiSenderCode: 40,
  TaxExemptNumber: 30,
  BalanceType: 1,
  Contact: 40,
  Email: 255,
  TermsCode: 2,
  CustomerClass: 10,
  Branch: 10,
  Area: 10,
  Salesperson: 20,
  Nationality: 3,
  SoldToAddr1: 40,
  SoldToAddr2: 40,
  SoldToAddr3: 40,
  SoldToAddr4: 40,
  SoldToAddr5: 40,
  SoldPostalCode: 10,
  ShipToAddr1: 40,
  ShipToAddr2: 40,
  ShipToAddr3: 40,
  ShipToAddr4: 40,
  ShipToAddr5: 40,
  ShipPostalCode: 10,
};

/** The customer with the fields the item tells, all others as they were. */
export function told(customer: Customer, item: XmlElement): Customer {
  const named = (name: string): string | undefined => item.child(name)?.text;
  const texts = Object.entries(KEPT).flatMap(([name, length]) => {
    const text = named(name);
    return text === undefined ? [] : [[name, text.slice(0, length)] as const];
  });
  return {
    ...customer,
    name: named('Name')?.slice(0, 50) ?? customer.name,
    currency: named('Currency') ?? customer.currency,
    taxStatus: (named('TaxStatus') as Customer['taxStatus'] | undefined) ?? customer.taxStatus,
    onHold: (named('CustomerOnHold') ?? (customer.onHold ? 'Y' : 'N')) === 'Y',
    creditLimit: Number(named('CreditLimit') ?? customer.creditLimit ?? 0),
    fields: { ...customer.fields, ...Object.fromEntries(texts) },
  };
}

/** What is wrong with the fields the item tells; numbers from 999001 on are invented. Tax status O is not served. */
export function fieldErrors(item: XmlElement, company: Company): EnetError[] {
  const wrong = (name: string, isRight: (text: string) => boolean, number: string, text: string): EnetError[] => {
    const value = item.child(name)?.text;
    if (value === undefined || isRight(value)) return [];
    return [{ path: [name], value, number, text: text.replace('<v>', value) }];
  };
  const notNumeric = "XML element 'CreditLimit' must be numeric";
  return [
    ...wrong('Name', (text) => text !== '', '100030', "XML element 'ItemName' cannot be spaces"),
    ...wrong('CreditLimit', (text) => /^\d{1,10}$/.test(text), '100031', notNumeric),
    ...wrong('Currency', isCurrency, '999025', "Currency '<v>' not found"),
    ...wrong('TaxStatus', (text) => ['N', 'E'].includes(text), '999026', "Tax status '<v>' is not valid"),
    ...wrong('CustomerOnHold', (text) => ['N', 'Y'].includes(text), '999027', "Customer on hold '<v>' is not valid"),
    ...wrong('Branch', (text) => text === company.branch, '999028', "Branch '<v>' not found"),
  ];
}
