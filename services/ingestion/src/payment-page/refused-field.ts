/** Opayo's codes of what is wrong with a registration, as far as they name one of our fields. Source: reference page 4.5, read 2026-11-23. */
const FIELDS: Readonly<Record<string, string>> = {
  ...{ '3003': 'currency', '4008': 'currency', '3004': 'amountMinor', '3005': 'amountMinor', '3006': 'amountMinor' },
  ...{ '4009': 'amountMinor', '3013': 'description', '3082': 'description', '3078': 'customerEmail' },
  ...{ '3008': 'vendor', '4000': 'vendor', '4006': 'txType' },
};

/** Words that stand in Opayo's sentence where a code names a name or address field (3107 to 3148, or a code we do not know). */
const NAMED: readonly (readonly [RegExp, string])[] = [
  ...(['Billing', 'Delivery'] as const).flatMap((prefix) =>
    Object.entries({
      ...{ Surname: 'surname', Firstnames: 'firstNames', Address1: 'address1', Address2: 'address2', City: 'city' },
      ...{ PostCode: 'postCode', Country: 'country', State: 'state', Phone: 'phone' },
    }).map(([word, field]) => [new RegExp(`${prefix}\\s*${word}`, 'i'), `${prefix.toLowerCase()}.${field}`] as const),
  ),
  [/CustomerE-?Mail/i, 'customerEmail'],
  [/\bAmount\b/i, 'amountMinor'],
  [/\bCurrency\b/i, 'currency'],
  [/\bDescription\b/i, 'description'],
  [/\bVendor\b/i, 'vendor'],
];

/** Our name of the field Opayo refused; empty when it did not name one. */
export function refusedField({ code, text }: { readonly code: string | null; readonly text: string }): string {
  const byCode = code === null ? undefined : FIELDS[code];
  return byCode ?? NAMED.find(([words]) => words.test(text))?.[1] ?? '';
}
