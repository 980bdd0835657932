import type { BookDraft } from '../../books/collection.js';
import { refundableMinor } from '../ledger/amounts.js';
import { authorise, refund, repeat, type FollowUp } from '../ledger/follow-up.js';
import { outcome, type Outcome } from '../ledger/outcome.js';
import { newSecurityKey, newTransactionId, type OpayoTransaction } from '../ledger/transaction.js';
import type { Ledgered } from '../ledger/refusal.js';
import { avsCv2Of } from '../notification/notification.js';
import { DESCRIPTION_RULE, firstBroken, VENDOR_TX_CODE_RULE } from '../server/field-rules.js';
import { readAmount } from '../server/form-amount.js';
import { invalid, malformed, type FormRefusal } from '../server/form-refusal.js';
import type { FormReply } from '../server/form-reply.js';
import type { Form } from '../server/form.js';
import { findOriginal, RELATED, RELATED_UNAUTHORISED } from './find-original.js';
import { refusedByLedger, type Posted } from './posted.js';

/** Gives money back (opayo.md 4.2, 4.3). */
export function postRefund(draft: BookDraft, vendor: string, form: Form, at: Date): Posted {
  const found = findOriginal(draft, vendor, form, RELATED);
  if (!found.ok) return { refusal: found.refusal };
  const { original } = found;
  const asked = readFollowUp(form, form.get('Currency') ?? '');
  if (!asked.ok) return { refusal: asked.refusal };
  if (form.get('Currency') !== original.currency) {
    return { refusal: invalid('4033', 'The Currency does not match the original transaction.') };
  }
  if (original.refundedMinor > 0 && refundableMinor(original) <= 0) {
    return { refusal: invalid('4034', 'The Transaction has already been Refunded.') };
  }
  return replyOf(refund(draft, original, asked.followUp, at), ({ transactionId, txAuthNo, securityKey }) => ({
    VPSTxId: `{${transactionId}}`,
    TxAuthNo: String(txAuthNo ?? ''),
    SecurityKey: securityKey,
  }));
}

/** Takes money of what was authenticated. */
export function postAuthorise(draft: BookDraft, vendor: string, form: Form, at: Date): Posted {
  const found = findOriginal(draft, vendor, form, RELATED_UNAUTHORISED);
  if (!found.ok) return { refusal: found.refusal };
  const { original } = found;
  if (original.transactionType !== 'Authenticate') {
    return { refusal: invalid('4045', 'The Related transaction is not an AUTHENTICATE transaction.') };
  }
  const asked = readFollowUp(form, original.currency);
  if (!asked.ok) return { refusal: asked.refusal };
  return replyOf(authorise(draft, original, asked.followUp, at, decisionOf(original)), bankReply);
}

/** Takes money again with the same card. */
export function postRepeat(draft: BookDraft, vendor: string, form: Form, at: Date): Posted {
  const found = findOriginal(draft, vendor, form, RELATED);
  if (!found.ok) return { refusal: found.refusal };
  const currency = form.get('Currency');
  if (currency === undefined) return { refusal: malformed('3045', 'The Currency field is missing.') };
  const asked = readFollowUp(form, currency);
  if (!asked.ok) return { refusal: asked.refusal };
  const { original } = found;
  return replyOf(repeat(draft, original, { ...asked.followUp, currency }, at, decisionOf(original)), bankReply);
}

function readFollowUp(
  form: Form,
  currency: string,
): { readonly ok: true; readonly followUp: FollowUp } | { readonly ok: false; readonly refusal: FormRefusal } {
  const broken = firstBroken(form, [VENDOR_TX_CODE_RULE, DESCRIPTION_RULE]);
  if (broken) return { ok: false, refusal: broken };
  const amount = readAmount(form, currency);
  if (!amount.ok) return amount;
  const followUp: FollowUp = {
    transactionId: newTransactionId(),
    vendorTxCode: form.get('VendorTxCode') ?? '',
    securityKey: newSecurityKey(),
    system: 'M',
    amountMinor: amount.amountMinor,
    description: form.get('Description') ?? '',
  };
  return { ok: true, followUp };
}

/** A card whose bank always declines does so here too. */
function decisionOf({ card }: OpayoTransaction): Outcome {
  return outcome(card?.bankDeclines ? 'NOTAUTHED' : 'OK');
}

/** What a bank was asked comes with its checks; declined, BankAuthCode is empty and DeclineCode says so (opayo.md 4.3). */
function bankReply({
  transactionId,
  securityKey,
  txAuthNo,
  outcome: decided,
  bankAuthCode,
}: OpayoTransaction): FormReply {
  return {
    VPSTxId: `{${transactionId}}`,
    SecurityKey: securityKey,
    TxAuthNo: txAuthNo === null ? null : String(txAuthNo),
    AVSCV2: decided && avsCv2Of(decided.checks),
    AddressResult: decided?.checks.address ?? null,
    PostCodeResult: decided?.checks.postCode ?? null,
    CV2Result: decided?.checks.cv2 ?? null,
    BankAuthCode: bankAuthCode ?? '',
    DeclineCode: decided?.bankResponseCode ?? null,
  };
}

function replyOf(made: Ledgered, more: (transaction: OpayoTransaction) => FormReply): Posted {
  if (!made.ok) return { refusal: refusedByLedger(made.refusal) };
  const { outcome: decided } = made.transaction;
  return {
    reply: {
      Status: decided?.result ?? 'ERROR',
      StatusDetail: `${decided?.statusCode} : ${decided?.statusDetail}`,
      ...more(made.transaction),
    },
  };
}
