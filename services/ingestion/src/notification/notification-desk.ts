import { RetryableError } from '#libs/errors';
import { GroupCommit, hashOf, type Database, type Transaction } from '#libs/delivery';
import { readNotification, withoutCardData, writeNotificationReply, type Notification } from '#libs/opayo';
import { judge, keyOf, orderIdOf, type Registration, type Verdict } from '../registration/registration.js';
import type { RegistrationStore } from '../registration/registration-store.js';
import type { Vendor, Vendors } from '../vendor/vendors.js';
import { ForgedQuota } from './forged-quota.js';
import type { NotificationCounts } from './notification-counts.js';
import type { Answered, HeardNotification, NotificationStore, StoredNotification } from './notification-store.js';
import { outcomeOf, redirectUrl, type RedirectFacts } from './redirect-url.js';
import { kindToldBy, needsAmount } from './told-kind.js';

export interface NotificationDeskOptions {
  readonly database: Database;
  readonly registrations: RegistrationStore;
  readonly notifications: NotificationStore;
  readonly vendors: Vendors;
  readonly counts: NotificationCounts;
  /** How long the shop's registration may take before Opayo itself is asked, milliseconds. */
  readonly confirmAfterMs: number;
  /** Whether as many unproven ones are kept as may be. */
  readonly isFull: () => boolean;
  /** Called after a commit that stored something to apply. */
  readonly onNew: () => void;
  readonly now: () => Date;
}

/** Why a post was refused before it was judged, as a stable code. Logged by the caller; never holds what was posted. */
export interface RefusedPost {
  readonly code: string;
  readonly field?: string;
}

export interface DeskAnswer {
  /** The exact bytes for Opayo. */
  readonly reply: Buffer;
  readonly result: StoredNotification['result'] | 'refused';
  readonly verdict?: Verdict;
  readonly notification?: Notification;
  readonly refused?: RefusedPost;
}

interface Arrival {
  /** By the address it was posted to, or the only one there is. */
  readonly vendor: Vendor | undefined;
  readonly notification: Notification;
  readonly kept: Notification;
  readonly contentHash: string;
  readonly receivedAt: Date;
  readonly traceparent: string | undefined;
}

type Judged = StoredNotification & { readonly verdict: Verdict };

/** One that is judged, before it is decided whether it is kept. */
interface ToStore {
  readonly verdict: Verdict;
  readonly heard: HeardNotification;
}

const TEXTS: Readonly<Record<Answered, string>> = {
  OK: 'Notification received',
  INVALID: 'This is not a genuine notification of a transaction of ours',
};

/**
 * Where Opayo's notifications are taken in: read, judged and committed in one row before the answer is written. Needs Postgres and
 * nothing else. Whatever fails before the commit is thrown, and then Opayo must be told nothing, so that it repeats the notification.
 */
export class NotificationDesk {
  readonly #commit: GroupCommit<Arrival, Judged | undefined>;
  readonly #forgedQuota = new ForgedQuota();

  constructor(private readonly options: NotificationDeskOptions) {
    this.#commit = new GroupCommit({
      database: options.database,
      apply: (tx, arrivals) => this.store(tx, arrivals),
    });
  }

  /**
   * Answers OK to what is genuine, whatever it says, and to what nobody has registered yet: it is kept unproven and judged when the shop
   * registers it. Answers INVALID to what is not genuine (never published; kept up to `ForgedQuota`) and to what cannot be a notification (not kept).
   * The same post gets the same bytes again. `vendor` is the one whose address it was posted to. Throws the
   * database's errors, and `RetryableError` TOO_MANY_UNPROVEN when no more can be kept that nobody has registered.
   */
  async receive(body: Uint8Array, vendor?: Vendor, traceparent?: string): Promise<DeskAnswer> {
    const reading = readNotification(body);
    if (!reading.ok) return this.refuse(reading.refusal, vendor);
    const { notification } = reading;
    const kept = withoutCardData(notification);
    if (!kept) return this.refuse({ code: 'CARD_DATA' }, vendor);

    const { fields } = notification;
    const stored = await this.#commit.submit({
      ...{ vendor: vendor ?? this.options.vendors.only, notification, kept, traceparent },
      // A copy posted for another vendor must not stand in the way of the genuine one.
      contentHash: hashOf(vendor ? { vendor: vendor.name.toLowerCase(), fields } : fields),
      receivedAt: this.options.now(),
    });
    if (!stored) throw tooManyUnproven();
    this.options.counts.received(stored.result, stored.verdict);
    return { ...stored, reply: this.replyTo(stored, notification), notification };
  }

  /** Resolves when nothing is being committed any more. */
  async idle(): Promise<void> {
    await this.#commit.idle();
  }

  private async store(tx: Transaction, arrivals: readonly Arrival[]): Promise<(Judged | undefined)[]> {
    const { registrations, notifications, onNew } = this.options;
    const codes = [...new Set(arrivals.map(({ notification }) => notification.vendorTxCode))];
    const known = await registrations.find(tx, codes);
    const judged = arrivals.map((arrival) => {
      const { vendorTxCode, transactionId } = arrival.notification;
      const registration = known.of({ vendor: arrival.vendor?.name ?? null, vendorTxCode, transactionId });
      const verdict = judge(arrival.notification, registration);
      return { verdict, heard: this.heardOf(arrival, verdict, registration) };
    });
    const isFull = this.options.isFull();
    const kept = judged.filter((each) => this.isKept(each, isFull));
    const stored = await notifications.add(
      tx,
      kept.map(({ heard }) => heard),
    );
    const results = new Map<ToStore, StoredNotification | undefined>(kept.map((each, index) => [each, stored[index]]));
    const unkept = judged.filter((each) => !results.has(each));
    // What is stored already keeps the answer it got: also what was told genuine before a registration came that it is not signed for.
    const before = await notifications.repeat(
      tx,
      unkept.map(({ heard }) => heard.contentHash),
    );
    tx.afterCommit(onNew);
    return judged.map((each) => {
      const row = results.get(each) ?? before.get(each.heard.contentHash) ?? unkeptAnswer(each);
      return row && { ...row, verdict: each.verdict };
    });
  }

  private isKept({ verdict, heard }: ToStore, isFull: boolean): boolean {
    if (verdict === 'unproven') return !isFull;
    return verdict === 'genuine' || this.#forgedQuota.take(heard.notification.vendorTxCode, heard.receivedAt);
  }

  private heardOf(arrival: Arrival, verdict: Verdict, registration: Registration | undefined): HeardNotification {
    const { kept, contentHash, receivedAt, traceparent } = arrival;
    const vendor = registration?.vendor ?? arrival.vendor?.name ?? null;
    return {
      ...{ notification: kept, contentHash, receivedAt, traceparent, vendor },
      answeredFor: vendor ?? this.options.vendors.first.name,
      answered: verdict === 'forged' ? 'INVALID' : 'OK',
      verified: verdict === 'unproven' ? null : verdict === 'genuine',
      key: verdict === 'genuine' && registration ? keyOf(registration) : null,
      dueAt: verdict === 'unproven' ? new Date(receivedAt.getTime() + this.options.confirmAfterMs) : receivedAt,
      orderId: verdict === 'genuine' && registration ? orderIdOf(registration) : null,
      needsAmount: needsAmount(kindToldBy(kept)),
    };
  }

  private replyTo({ answered, answeredFor }: StoredNotification, notification: Notification): Buffer {
    const { vendorTxCode, transactionId } = notification;
    const outcome = answered === 'OK' ? outcomeOf(kindToldBy(notification)) : 'invalid';
    return this.write(answered, this.options.vendors.get(answeredFor), { outcome, vendorTxCode, transactionId });
  }

  private refuse(refused: RefusedPost, vendor: Vendor | undefined): DeskAnswer {
    this.options.counts.refused(refused.code);
    const reply = this.write('INVALID', vendor, { outcome: 'invalid', vendorTxCode: '', transactionId: '' });
    return { reply, result: 'refused', refused };
  }

  private write(status: Answered, vendor: Vendor | undefined, facts: RedirectFacts): Buffer {
    const { redirectUrls } = vendor ?? this.options.vendors.first;
    return writeNotificationReply({
      ...{ status, statusDetail: TEXTS[status] },
      redirectUrl: redirectUrl(redirectUrls[facts.outcome], facts),
    });
  }
}

/** A forged one needs no row for its answer; an unproven one gets none without it. */
function unkeptAnswer({ verdict, heard: { answered, answeredFor } }: ToStore): StoredNotification | undefined {
  return verdict === 'forged' ? { result: 'unkept', answered, answeredFor } : undefined;
}

/** Answered by nothing, so that Opayo repeats it: by then the shop has registered it, or those that were made up are gone. */
function tooManyUnproven(): RetryableError {
  return new RetryableError('Too many notifications of payments nobody has registered', { code: 'TOO_MANY_UNPROVEN' });
}
