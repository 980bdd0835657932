import { REFUSALS, type Refusal } from '../ledger/refusal.js';
import { invalid, type FormRefusal } from '../server/form-refusal.js';
import type { FormReply } from '../server/form-reply.js';

/** What a post is answered; VPSProtocol is put in front. */
export type Posted = { readonly reply: FormReply } | { readonly refusal: FormRefusal };

/** The ledger's refusal in the words of the forms. */
export function refusedByLedger(refusal: Refusal): FormRefusal {
  const { form, text } = REFUSALS[refusal];
  return invalid(form, `${text}.`);
}
