import type { EnsureCustomer } from '#libs/contracts';
import { isCurrency } from '#libs/money';
import type { Breach, Rule } from './rule.js';
import { outsideCodePage } from './text-checks.js';

type Texts = readonly (readonly [field: string, value: string | null, most: number, required: boolean])[];

/** Every text of a customer with SYSPRO's length of it and whether it must be there. */
function textsOf(customer: EnsureCustomer): Texts {
  const address = (name: string, told: EnsureCustomer['soldTo']): Texts => [
    ...(told?.lines ?? []).map((line, index) => [`${name}.lines[${index}]`, line, 40, false] as const),
    [`${name}.postcode`, told?.postcode ?? null, 10, false],
  ];
  return [
    ['customerCode', customer.customerCode, 15, true],
    ['reference', customer.reference, 40, true],
    ['name', customer.name, 50, true],
    ['shortName', customer.shortName, 20, false],
    ['contact', customer.contact, 40, false],
    ['email', customer.email, 80, false],
    ['telephone', customer.telephone, 20, false],
    ['taxExemptNumber', customer.taxExemptNumber, 30, false],
    ['branch', customer.branch, 10, false],
    ['area', customer.area, 10, false],
    ['salesperson', customer.salesperson, 20, false],
    ['customerClass', customer.customerClass, 10, false],
    ['termsCode', customer.termsCode, 2, false],
    ...address('soldTo', customer.soldTo),
    ...address('shipTo', customer.shipTo),
  ];
}

const CUSTOMER = { severity: 'refuse', owner: 'integration' } as const;

/** What ARSSCS asks of a customer that we enter. */
export const CUSTOMER_RULES: readonly Rule<EnsureCustomer>[] = [
  {
    ...CUSTOMER,
    id: 'CUSTOMER_FIELD_MISSING',
    source: 'SYSPRO reference 2.6',
    says: 'a customer of ours has a code, a reference and a name',
    breaches: (customer) =>
      textsOf(customer).flatMap(([field, value, , required]) =>
        required && (value ?? '').trim() === ''
          ? [{ field, value, suggestedFix: 'give it a value in customer.yaml, or let the shop send it' }]
          : [],
      ),
  },
  {
    ...CUSTOMER,
    id: 'CUSTOMER_FIELD_TOO_LONG',
    source: 'SYSPRO reference 2.6, 3',
    says: 'no text is longer than its field; a cut code would be another customer',
    breaches: (customer) =>
      textsOf(customer).flatMap(([field, value, most]) =>
        [...(value ?? '')].length > most ? [{ field, value, suggestedFix: `shorten it to ${most} characters` }] : [],
      ),
  },
  {
    ...CUSTOMER,
    id: 'CUSTOMER_CODE_PAGE',
    source: 'SYSPRO reference 1.3',
    says: 'every text is of Windows-1252',
    breaches: (customer) =>
      textsOf(customer).flatMap(([field, value]): Breach[] => {
        const outside = outsideCodePage(value ?? '');
        return outside === '' ? [] : [{ field, value, suggestedFix: `write it without ${outside}` }];
      }),
  },
  {
    ...CUSTOMER,
    id: 'CUSTOMER_TAX_STATUS_UNKNOWN',
    source: 'SYSPRO reference 2.6 (TaxStatus)',
    says: 'the tax status is E, N or O',
    breaches: ({ taxStatus }) =>
      taxStatus === null || ['E', 'N', 'O'].includes(taxStatus)
        ? []
        : [{ field: 'taxStatus', value: taxStatus, suggestedFix: 'use E exempt, N non-exempt or O other' }],
  },
  {
    ...CUSTOMER,
    id: 'CUSTOMER_CURRENCY_UNKNOWN',
    source: 'SYSPRO reference 2.6 (Currency)',
    says: 'the currency is one of ISO 4217',
    breaches: ({ currency }) =>
      isCurrency(currency) ? [] : [{ field: 'currency', value: currency, suggestedFix: "use the order's currency" }],
  },
];
