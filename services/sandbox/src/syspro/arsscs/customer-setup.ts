import { CUSTOMERS, type Customer } from '../company/records.js';
import { shortKey, storedKey } from '../keys.js';
import type { SetupObject } from '../setup.js';
import { isSet, type TransactionCall } from '../transaction.js';
import { errorElement, type EnetError } from '../wire/envelope.js';
import type { XmlElement } from '../wire/read-xml.js';
import { writeDocument, type Element } from '../wire/write-xml.js';
import { fieldErrors, told } from './customer-fields.js';

const VERSION = '8.0.052';

/** Longest customer code. */
const KEY_LENGTH = 15;

type Checked = { readonly key: string } & ({ readonly customer: Customer } | { readonly errors: readonly EnetError[] });

/**
 * ARSSCS, customers (syspro.md 2.6): Add wants a new key and a name, Update changes the fields it is told and no other. There is no
 * automatic numbering. The answer has the shape of setups: item, key and field names in lower case, `RecordsRead`, `RecordsInvalid`.
 */
export class CustomerSetup implements SetupObject {
  readonly root = 'SetupArCustomer';

  set(call: TransactionCall, action: 'add' | 'update'): string {
    const items = call.document.children('Item');
    const entire = isSet(call, 'ApplyIfEntireDocumentValid', 'N');
    const blocked = entire && items.some((item) => 'errors' in check(item, call, action));
    const posts = !isSet(call, 'ValidateOnly', 'N') && !blocked;
    const results = items.map((item) => {
      const checked = check(item, call, action);
      if (posts && 'customer' in checked) call.draft.put(CUSTOMERS, checked.customer.customer, checked.customer);
      return checked;
    });
    return writeDocument(this.root.toLowerCase(), VERSION, [
      ...results.map(itemElement),
      [
        'StatusOfItems',
        [
          ['RecordsRead', String(results.length)],
          ['RecordsInvalid', String(results.filter((result) => 'errors' in result).length)],
        ],
      ],
    ]);
  }
}

function itemElement(result: Checked): Element {
  const errors = 'errors' in result ? result.errors : [];
  const fields = errors.map(({ path: [name], ...error }) => errorElement({ ...error, path: [name.toLowerCase()] }));
  return ['item', [['key', [['customer', result.key]]], ...fields]];
}

function check(item: XmlElement, { draft, company }: TransactionCall, action: 'add' | 'update'): Checked {
  const key = item.child('Key')?.value('Customer') ?? '';
  const customer = storedKey(key);
  const known = draft.get(CUSTOMERS, customer);
  const keyError = keyErrorOf(key, known, action);
  const nameless = action === 'add' && !item.child('Name');
  const errors = [
    ...(keyError ? [keyError] : []),
    ...(nameless ? [error('Name', '', '100030', "XML element 'ItemName' cannot be spaces")] : []),
    ...fieldErrors(item, company),
  ];
  if (errors.length > 0) return { key, errors };
  const { currency } = company;
  const before = known ?? { customer, name: '', currency, taxStatus: 'N' as const, onHold: false };
  return { key: shortKey(customer, 'customer'), customer: told(before, item) };
}

function keyErrorOf(key: string, known: Customer | undefined, action: 'add' | 'update'): EnetError | undefined {
  if (key === '') return error('Customer', key, '100030', "XML element 'KeyCustomer' cannot be spaces");
  if (key.length > KEY_LENGTH) return error('Customer', key, '999023', `Customer '${key}' is too long`);
  if (action === 'add' && known) return error('Customer', key, '999024', `Customer '${key}' already exists`);
  return action === 'update' && !known ? error('Customer', key, '999001', `Customer '${key}' not found`) : undefined;
}

function error(element: string, value: string, number: string, text: string): EnetError {
  return { path: [element], value, number, text };
}
