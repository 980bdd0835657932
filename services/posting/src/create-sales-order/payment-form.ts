import type { CreateSalesOrder } from '#libs/contracts';
import { RejectedError } from '#libs/errors';
import { storedKey } from '#libs/syspro';
import type { Attempt } from '../lane/effect-handler.js';

/** The field of the site's custom form of sales orders in which finance reads the payment. */
export interface PaymentForm {
  readonly formType: string;
  readonly fieldName: string;
}

/** Longest text a field of a custom form takes. */
const FIELD_LENGTH = 100;

/**
 * Writes Opayo's transaction ids into the order's custom form (COMTFM), as many as fit whole. Idempotent, so it may be said again after a lost
 * answer. The refusal, where SYSPRO refuses it: an order whose payment nobody finds is not released.
 */
export async function linkPayment(
  { transactionIds }: CreateSalesOrder,
  salesOrder: string,
  { syspro }: Attempt,
  form: PaymentForm,
): Promise<RejectedError | undefined> {
  const text = textOf(transactionIds ?? []);
  if (text === '') return undefined;
  try {
    await syspro.writeCustomFormText({ ...form, key: storedKey(salesOrder), text });
    return undefined;
  } catch (error) {
    if (error instanceof RejectedError) return error;
    throw error;
  }
}

function textOf(transactionIds: readonly string[]): string {
  return transactionIds.reduce((text, id) => {
    const longer = text === '' ? id : `${text} ${id}`;
    return longer.length <= FIELD_LENGTH ? longer : text;
  }, '');
}
