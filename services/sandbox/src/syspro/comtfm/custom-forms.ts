import { collection, type BookReader } from '../../books/collection.js';
import { SALES_ORDERS } from '../company/records.js';
import { itemByItem, itemError } from '../item-by-item.js';
import { storedKey } from '../keys.js';
import type { TransactionCall, TransactionObject } from '../transaction.js';
import type { EnetError } from '../wire/envelope.js';
import type { XmlElement } from '../wire/read-xml.js';

const VERSION = '8.0.105';

/** A filled field of a custom form. */
export interface CustomFormField {
  readonly formType: string;
  /** Stored form. */
  readonly keyField: string;
  readonly fieldName: string;
  readonly alphaValue: string;
}

const CUSTOM_FORM_FIELDS = collection<CustomFormField>('syspro.custom-form-fields');

/** The site's own forms: sales orders have one, for the payment. */
const FORMS: Readonly<Record<string, readonly string[]>> = { ORD: ['PAYREF'] };

/** Every filled field. */
export function customFormFields(books: BookReader): CustomFormField[] {
  return books.all(CUSTOM_FORM_FIELDS);
}

/** COMTFM, texts in custom forms (syspro.md 2.8); only `AlphaValue`. That a form and its record must exist is inferred. */
export class CustomForms implements TransactionObject {
  readonly root = 'PostCustomForm';

  post(call: TransactionCall): string {
    return itemByItem(call, {
      ...{ root: this.root, version: VERSION, entireByDefault: 'N' },
      read: (item) => read(item, call),
      post: (field) => {
        const { formType, keyField, fieldName } = field;
        call.draft.put(CUSTOM_FORM_FIELDS, JSON.stringify([formType, keyField, fieldName]), field);
        return [
          ['FormType', formType],
          ['KeyField', keyField],
          ['FieldName', fieldName],
        ];
      },
    });
  }
}

function read(item: XmlElement, { draft }: TransactionCall): CustomFormField | EnetError[] {
  const key = item.child('Key');
  const [formType = '', given = '', fieldName = ''] = ['FormType', 'KeyField', 'FieldName'].map((name) =>
    key?.value(name),
  );
  const keyField = storedKey(given);
  if (FORMS[formType]?.includes(fieldName) !== true) {
    const text = `Field '${fieldName}' not found on custom form '${formType}'`;
    return [itemError(['Key', 'FieldName'], fieldName, '999033', text)];
  }
  if (!draft.get(SALES_ORDERS, keyField)) {
    return [itemError(['Key', 'KeyField'], given, '999012', `Sales order '${given}' not found`)];
  }
  return { formType, keyField, fieldName, alphaValue: item.value('AlphaValue').slice(0, 100) };
}
