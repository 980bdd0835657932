import type { BookReader } from '../../books/collection.js';
import { ownTransaction, TRANSACTIONS, type OpayoTransaction } from '../ledger/transaction.js';
import { invalid, malformed, type FormRefusal } from '../server/form-refusal.js';
import type { Form } from '../server/form.js';

type Found =
  { readonly ok: true; readonly original: OpayoTransaction } | { readonly ok: false; readonly refusal: FormRefusal };

/** Names and codes of the fields that point at a transaction. */
interface Pointer {
  readonly id: readonly [name: string, missing: string];
  readonly vendorTxCode?: readonly [name: string, missing: string];
  readonly securityKey: readonly [name: string, missing: string];
  /** `missing` null: it may be absent. */
  readonly txAuthNo?: readonly [name: string, missing: string | null];
}

/** How REFUND and REPEAT name the transaction they follow (opayo.md 4.2). */
export const RELATED: Pointer = {
  id: ['RelatedVPSTxId', '3070'],
  vendorTxCode: ['RelatedVendorTxCode', '3038'],
  securityKey: ['RelatedSecurityKey', '3033'],
  txAuthNo: ['RelatedTxAuthNo', '3040'],
};

/** As `RELATED`; an Authenticate has no authorisation number. */
export const RELATED_UNAUTHORISED: Pointer = { ...RELATED, txAuthNo: ['RelatedTxAuthNo', null] };

/** How VOID, ABORT and RELEASE name the transaction itself. VendorTxCode is not compared: some clients send a fresh one (opayo.md 4.2). */
export const ITSELF: Pointer = {
  id: ['VPSTxId', '3046'],
  securityKey: ['SecurityKey', '3074'],
  txAuthNo: ['TxAuthNo', '3072'],
};

/** As `ITSELF`, for CANCEL: an Authenticate has no authorisation number. */
export const ITSELF_UNAUTHORISED: Pointer = { id: ITSELF.id, securityKey: ITSELF.securityKey };

/** The transaction a post is about, if everything it says of it is right. */
export function findOriginal(books: BookReader, vendor: string, form: Form, pointer: Pointer): Found {
  const refuse = (refusal: FormRefusal): Found => ({ ok: false, refusal });
  const absent = firstAbsent(form, pointer);
  if (absent) return refuse(absent);
  const given = form.get(pointer.id[0]) ?? '';
  const original = ownTransaction(books, vendor, given);
  if (!original) {
    const others = books.get(TRANSACTIONS, given.replace(/[{}]/g, '').toUpperCase());
    return refuse(
      others
        ? invalid('4032', 'The original transaction was carried out by a different Vendor.')
        : invalid('4028', `The ${pointer.id[0]} cannot be found.`),
    );
  }
  const mismatch = firstMismatch(form, pointer, original);
  return mismatch ? refuse(mismatch) : { ok: true, original };
}

function firstAbsent(form: Form, pointer: Pointer): FormRefusal | undefined {
  const fields = [pointer.id, pointer.vendorTxCode, pointer.securityKey, pointer.txAuthNo];
  for (const field of fields) {
    if (!field) continue;
    const [name, missing] = field;
    if (missing !== null && form.get(name) === undefined) return malformed(missing, `The ${name} is required.`);
  }
  return undefined;
}

function firstMismatch(form: Form, pointer: Pointer, original: OpayoTransaction): FormRefusal | undefined {
  const checks = [
    [pointer.vendorTxCode?.[0], original.vendorTxCode, '4029'],
    [pointer.txAuthNo?.[0], String(original.txAuthNo ?? ''), '4030'],
    [pointer.securityKey[0], original.securityKey, '4031'],
  ] as const;
  for (const [name, expected, code] of checks) {
    const given = name === undefined ? undefined : form.get(name);
    if (given !== undefined && given !== expected) {
      return invalid(code, `The ${name} does not match the original transaction.`);
    }
  }
  return undefined;
}
