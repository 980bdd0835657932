import type { BookDraft } from '../../books/collection.js';
import type { Books } from '../../books/books.js';
import type { SandboxClock } from '../../clock/sandbox-clock.js';
import { postAuthorise, postRefund, postRepeat } from '../back-office/follow-up-posts.js';
import { postAbort, postCancel, postRelease, postRemoveToken, postVoid } from '../back-office/instruction-posts.js';
import type { Posted } from '../back-office/posted.js';
import type { OpayoTransaction } from '../ledger/transaction.js';
import type { Vendors } from '../vendors.js';
import { detailOf, invalid, malformed, type FormRefusal } from './form-refusal.js';
import type { FormReply } from './form-reply.js';
import type { Form } from './form.js';
import { readRegistration } from './read-registration.js';
import { registerServerTransaction } from './register.js';

type BackOfficePost = (draft: BookDraft, vendor: string, form: Form, at: Date) => Posted;

/** The back office's posts by their TxType (opayo.md 4.1). */
const BACK_OFFICE: Readonly<Record<string, BackOfficePost>> = {
  REFUND: postRefund,
  VOID: postVoid,
  ABORT: postAbort,
  RELEASE: postRelease,
  AUTHORISE: postAuthorise,
  REPEAT: postRepeat,
  CANCEL: postCancel,
  REMOVETOKEN: postRemoveToken,
};

/** What each address is for: registering, or one of the back office's TxTypes. */
export const ADDRESSES: Readonly<Record<string, string>> = {
  'vspserver-register.vsp': 'REGISTER',
  'token.vsp': 'REGISTER',
  'refund.vsp': 'REFUND',
  'void.vsp': 'VOID',
  'abort.vsp': 'ABORT',
  'release.vsp': 'RELEASE',
  'authorise.vsp': 'AUTHORISE',
  'repeat.vsp': 'REPEAT',
  'cancel.vsp': 'CANCEL',
  'removetoken.vsp': 'REMOVETOKEN',
};

const LATEST_PROTOCOL = '4.00';

export interface GatewayOptions {
  readonly books: Books;
  readonly clock: SandboxClock;
  readonly vendors: Vendors;
}

/** Opayo's form posts: Server's registration and the back office (opayo.md 2.1, 4). Every answer is HTTP 200; what matters is its Status. */
export class Gateway {
  constructor(private readonly options: GatewayOptions) {}

  /** `pageBase`: where the payment pages are, as the shopper's browser reaches them. */
  async answer(address: string, form: Form, pageBase: string): Promise<FormReply> {
    const what = ADDRESSES[address] ?? '';
    const posted = what === 'REGISTER' ? await this.register(form, pageBase) : await this.backOffice(what, form);
    const VPSProtocol = form.get('VPSProtocol') ?? LATEST_PROTOCOL;
    if ('reply' in posted) return { VPSProtocol, ...posted.reply };
    return { VPSProtocol, Status: posted.refusal.status, StatusDetail: detailOf(posted.refusal) };
  }

  private async register(form: Form, pageBase: string): Promise<Posted> {
    const read = readRegistration(form);
    if (!read.ok) return { refusal: read.refusal };
    const { books, clock, vendors } = this.options;
    if (!vendors.named(read.asked.vendor)) return { refusal: unknownVendor() };
    const registered = await books.change((draft) => registerServerTransaction(draft, read.asked, clock.now()));
    if (!registered.ok) return { refusal: registered.refusal };
    return { reply: registeredReply(registered, pageBase) };
  }

  private async backOffice(txType: string, form: Form): Promise<Posted> {
    const { books, clock, vendors } = this.options;
    const refusal = whyNot(txType, form);
    if (refusal) return { refusal };
    const account = vendors.named(form.get('Vendor') ?? '');
    if (!account) return { refusal: unknownVendor() };
    const post = BACK_OFFICE[txType];
    if (!post) return { refusal: invalid('4006', 'The TxType requested is not supported on this account.') };
    return books.change((draft) => post(draft, account.vendor, form, clock.now()));
  }
}

function whyNot(txType: string, form: Form): FormRefusal | undefined {
  const given = form.get('TxType');
  if (given === undefined) return malformed('3039', 'The TxType or PaymentType is missing.');
  if (given.toUpperCase() !== txType) return invalid('3014', 'The TxType or PaymentType is invalid.');
  return form.get('Vendor') === undefined ? malformed('3034', 'The Vendor is missing.') : undefined;
}

function unknownVendor(): FormRefusal {
  return invalid('4000', 'The VendorName is invalid or the account is not active.');
}

function registeredReply(
  { repeated, transaction }: { readonly repeated: boolean; readonly transaction: OpayoTransaction },
  pageBase: string,
): FormReply {
  const VPSTxId = `{${transaction.transactionId}}`;
  return {
    Status: repeated ? 'OK REPEATED' : 'OK',
    StatusDetail: '2014 : The Transaction was Registered Successfully.',
    VPSTxId,
    SecurityKey: transaction.securityKey,
    NextURL: `${pageBase}/gateway/service/cardselection?vpstxid=${VPSTxId}`,
  };
}
