import type { BookDraft } from '../../books/collection.js';
import { REFUSALS, type Refusal } from '../ledger/refusal.js';
import type { VendorAccount } from '../vendors.js';
import type { Fields } from './fields.js';
import { fieldErrors, refusal, type PiAnswer } from './pi-answer.js';

/** What a call that changes something is done with. */
export interface PiWork {
  readonly draft: BookDraft;
  /** Whose call it is. */
  readonly account: VendorAccount;
  /** The sandbox's now. */
  readonly now: Date;
  readonly request: Fields;
  /** Where a browser finds the sandbox, `http://127.0.0.1:4050`. */
  readonly origin: string;
}

/** The ledger's refusal in Pi's words; what is about a field is a 422 that names it. */
export function ledgerRefusal(code: Refusal, property: string): PiAnswer {
  const { pi, http, text } = REFUSALS[code];
  return http === 422 ? fieldErrors([{ code: pi, property, description: text }]) : refusal(pi);
}
