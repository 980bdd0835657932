import { setTimeout as pause } from 'node:timers/promises';
import type { Books } from '../books/books.js';
import type { BookDraft } from '../books/collection.js';
import type { SandboxClock } from '../clock/sandbox-clock.js';
import type { Faults } from '../faults/faults.js';
import type { FaultRequest } from '../faults/fault.js';
import { decide, start } from '../opayo/ledger/begin.js';
import { authorise, refund, repeat, type FollowUp } from '../opayo/ledger/follow-up.js';
import { abort, cancel, release, voidTransaction } from '../opayo/ledger/instruct.js';
import { outcome, type Outcome, type Result } from '../opayo/ledger/outcome.js';
import type { Ledgered } from '../opayo/ledger/refusal.js';
import { STATE } from '../opayo/ledger/states.js';
import { TRANSACTIONS, type OpayoTransaction, type TransactionType } from '../opayo/ledger/transaction.js';
import type { Notifier } from '../opayo/notification/notifier.js';
import { REGISTRATIONS } from '../opayo/server/server-registration.js';
import { makeToken } from '../opayo/server/tokens.js';
import type { IngestionClient } from '../shop/ingestion-client.js';
import type { NotificationTrouble, PlannedPayment, Story } from './day-plan.js';

export interface PlayContext {
  readonly books: Books;
  readonly clock: SandboxClock;
  readonly notifier: Notifier;
  readonly faults: Faults;
  readonly ingestion: IngestionClient;
  readonly shop: string;
  readonly vendor: string;
  readonly notificationUrl: string;
  readonly signal: AbortSignal;
}

/** How a payment is registered, how it is decided, and what is done with it then. */
interface Course {
  readonly transactionType: TransactionType;
  readonly result: Result;
  readonly then?: (draft: BookDraft, payment: OpayoTransaction, at: Date, planned: PlannedPayment) => Ledgered;
}

/** Releases and authorisations are of the whole amount: of a part, a look at Reporting after it no longer tells what was reserved. */
const COURSES: Readonly<Record<Story, Course>> = {
  PAID: { transactionType: 'Payment', result: 'OK' },
  DECLINED: { transactionType: 'Payment', result: 'NOTAUTHED' },
  REJECTED: { transactionType: 'Payment', result: 'REJECTED' },
  ABANDONED: { transactionType: 'Payment', result: 'ABORT' },
  RELEASED: {
    transactionType: 'Deferred',
    result: 'OK',
    then: (draft, payment, at) => release(draft, payment, payment.amountMinor, at),
  },
  ABORTED: { transactionType: 'Deferred', result: 'OK', then: abort },
  RESERVED: { transactionType: 'Deferred', result: 'OK' },
  AUTHORISED: {
    transactionType: 'Authenticate',
    result: 'AUTHENTICATED',
    then: (draft, payment, at, planned) => authorise(draft, payment, followUp(planned, payment), at),
  },
  CANCELLED: { transactionType: 'Authenticate', result: 'REGISTERED', then: cancel },
  REFUNDED: {
    transactionType: 'Payment',
    result: 'OK',
    then: (draft, payment, at, planned) =>
      refund(draft, payment, { ...followUp(planned, payment), amountMinor: Math.ceil(payment.amountMinor / 2) }, at),
  },
  REPEATED: {
    transactionType: 'Payment',
    result: 'OK',
    then: (draft, payment, at, planned) =>
      repeat(draft, payment, { ...followUp(planned, payment), currency: payment.currency }, at),
  },
  VOIDED: { transactionType: 'Payment', result: 'OK', then: voidTransaction },
  TOKEN: { transactionType: 'Token', result: 'OK' },
};

/** Plays one payment to its end. One that is in the book already is left as it is. Throws what kept it from its end. */
export async function playPayment(planned: PlannedPayment, context: PlayContext): Promise<void> {
  const { books, clock, faults, ingestion, notifier } = context;
  const course = COURSES[planned.story];
  const begun = await books.change((draft) => begin(draft, planned, course, context));
  if (!begun) return;
  if (planned.announced) await ingestion.register(announcementOf(planned, context));
  const { transactionId } = planned;
  if (planned.trouble) await faults.add(faultFor(planned.trouble, transactionId));
  await books.change((draft) => end(draft, planned, course, clock.now()));
  if (planned.system === 'S') {
    await notifier.notify(transactionId);
    await acknowledged(transactionId, context);
  }
  const { then } = course;
  if (!then) return;
  const made = await books.change((draft) => {
    const payment = draft.get(TRANSACTIONS, transactionId);
    return payment && then(draft, payment, clock.now(), planned);
  });
  if (!made?.ok) throw new Error(`${planned.story} was refused: ${made?.refusal ?? 'no such transaction'}`);
}

function begin(draft: BookDraft, planned: PlannedPayment, course: Course, context: PlayContext): boolean {
  const { transactionId, vendorTxCode, securityKey, amountMinor, currency, system, protocol } = planned;
  const { transactionType } = course;
  const begun = start(
    draft,
    {
      ...{ transactionId, vendorTxCode, securityKey, currency, system, transactionType },
      vendor: context.vendor,
      amountMinor: transactionType === 'Token' ? 0 : amountMinor,
      description: `${context.shop}/${planned.orderReference}`,
      state: system === 'S' ? STATE.ON_CONFIRMATION_PAGE : STATE.SENT_FOR_AUTHORISATION,
    },
    context.clock.now(),
  );
  if (!begun.ok) return false;
  if (system === 'P') return true;
  draft.put(REGISTRATIONS, transactionId, {
    ...{ transactionId, protocol, notificationUrl: context.notificationUrl },
    txType:
      transactionType === 'Token'
        ? 'TOKEN'
        : (transactionType.toUpperCase() as 'PAYMENT' | 'DEFERRED' | 'AUTHENTICATE'),
    ...{ profile: 'NORMAL', apply3DSecure: '0', applyAvsCv2: '0', giftAid: false },
    ...{ createToken: false, token: null, storeToken: false, madeToken: null, redirectUrl: null, fingerprint: '' },
  });
  return true;
}

function end(draft: BookDraft, planned: PlannedPayment, { transactionType, result }: Course, at: Date): void {
  const { transactionId, card } = planned;
  const abandoned = result === 'ABORT';
  const payment = decide(draft, transactionId, decisionOf(result), at, abandoned ? {} : { card, fraud: 'ACCEPT' });
  const registration = draft.get(REGISTRATIONS, transactionId);
  if (transactionType !== 'Token' || !registration) return;
  const { token } = makeToken(draft, { vendor: payment.vendor, card, at });
  draft.put(REGISTRATIONS, transactionId, { ...registration, madeToken: token });
}

function decisionOf(result: Result): Outcome {
  const good = result === 'OK';
  return outcome(result, good ? { checks: { address: 'MATCHED', postCode: 'MATCHED', cv2: 'MATCHED' } } : {});
}

const FAULTS: Readonly<Record<NotificationTrouble, FaultRequest['kind']>> = {
  dropped: 'DROP',
  doubled: 'DUPLICATE',
  disordered: 'DISORDER',
  unheard: 'CUT_AFTER_EFFECT',
};

function faultFor(trouble: NotificationTrouble, transactionId: string): FaultRequest {
  return { system: 'OPAYO_NOTIFICATION', kind: FAULTS[trouble], reference: transactionId };
}

const LOOK_EVERY_MS = 100;
const PATIENCE_MS = 60_000;

/** Waits until the vendor has replied, however often the monitor has to ask. */
async function acknowledged(transactionId: string, { books, signal }: PlayContext): Promise<void> {
  for (let waitedMs = 0; waitedMs < PATIENCE_MS; waitedMs += LOOK_EVERY_MS) {
    if (books.get(TRANSACTIONS, transactionId)?.state !== STATE.VENDOR_NOTIFIED) return;
    await pause(LOOK_EVERY_MS, undefined, { signal });
  }
  throw new Error('the vendor has not replied to the notification within a minute; the monitor goes on');
}

function followUp({ followUp: ids }: PlannedPayment, { amountMinor, description }: OpayoTransaction): FollowUp {
  return { ...ids, system: 'M', amountMinor, description };
}

function announcementOf(planned: PlannedPayment, { vendor, shop, clock }: PlayContext) {
  const { vendorTxCode, transactionId, securityKey, orderReference } = planned;
  const registeredAt = clock.now().toISOString();
  return { vendor, vendorTxCode, transactionId, securityKey, shop, orderReference, registeredAt };
}
