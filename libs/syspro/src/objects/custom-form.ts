import { exactText, postTransaction, type Door } from './posting.js';

/** A text in a field of a custom form of the site's own. */
export interface CustomFormText {
  /** The site's code of what the form belongs to, e.g. `ORD` for sales orders. */
  readonly formType: string;
  /** Key of the record in stored form. */
  readonly key: string;
  readonly fieldName: string;
  readonly text: string;
}

/**
 * Writes a text into a custom form (COMTFM, PostCustomForm [X]). Idempotent: the same text again changes nothing. Throws `RejectedError` with
 * SYSPRO's words, `OutcomeUnknownError` when no answer was heard.
 */
export async function writeCustomFormText(
  door: Door,
  { formType, key, fieldName, text }: CustomFormText,
): Promise<void> {
  await postTransaction(door, {
    businessObject: 'COMTFM',
    root: 'PostCustomForm',
    // Its setup twin COMSFM validates only unless told otherwise: both are told.
    parameters: { ValidateOnly: 'N', ApplyIfEntireDocumentValid: 'Y' },
    content: {
      Item: {
        Key: {
          FormType: exactText('FormType', formType, 6),
          KeyField: exactText('KeyField', key, 60),
          FieldName: exactText('FieldName', fieldName, 20),
        },
        AlphaValue: exactText('AlphaValue', text, 100),
      },
    },
  });
}
