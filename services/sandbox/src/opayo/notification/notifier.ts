import type { Books } from '../../books/books.js';
import type { SandboxClock } from '../../clock/sandbox-clock.js';
import type { OpayoFaults } from '../../faults/opayo-faults.js';
import { TRANSACTIONS, type NotificationAttempt, type OpayoTransaction } from '../ledger/transaction.js';
import { REGISTRATIONS } from '../server/server-registration.js';
import { encodeForm, notificationOf, readVendorReply, txTypeOf, type VendorReply } from './notification.js';
import { giveUp, noteAttempt } from './server-transaction.js';
import { cancelIdle, dueAt, isAbandoned, isIdle } from './transaction-monitor.js';

export interface NotifierOptions {
  readonly books: Books;
  readonly clock: SandboxClock;
  /** NotificationURL of transactions that were not registered by form: the replay's. */
  readonly notificationUrl: () => string;
  /** How long a reply is waited for, milliseconds; the real figure is not public. */
  readonly timeoutMs: number;
  /** How many times faster than in life the monitor's gaps pass, so that five minutes need not be waited out in a demo; 1 is life. */
  readonly monitorSpeed: number;
  /** What may go wrong with a notification on demand; without it nothing does. */
  readonly faults?: OpayoFaults;
  readonly onError: (cause: unknown) => void;
}

/** An attempt as it was entered in the book, and where the vendor wants the shopper. */
export interface Notified extends NotificationAttempt {
  readonly redirectUrl: string | null;
}

const LOOK_EVERY_MS = 500;
/** Notifications posted at once; a vendor that does not answer must not delay the others'. */
const AT_ONCE = 16;

/** Tells the vendor how a transaction ended, and goes on telling until it gets a reply. */
export class Notifier {
  private timer: NodeJS.Timeout | undefined;
  private looking: Promise<void> | undefined;
  private readonly underWay = new Map<string, Promise<Notified>>();
  private readonly stopping = new AbortController();

  constructor(private readonly options: NotifierOptions) {}

  /** Starts the transaction monitor. */
  start(): void {
    this.timer ??= setInterval(() => this.look(), LOOK_EVERY_MS);
    this.options.clock.onSet(() => this.look());
  }

  /** Ends the attempts under way. */
  async stop(): Promise<void> {
    clearInterval(this.timer);
    this.stopping.abort();
    await this.looking;
    await Promise.allSettled(this.underWay.values());
  }

  /** Sends the notification once more, whatever came of earlier ones; the attempt as it was entered in the book. */
  async notify(transactionId: string): Promise<Notified> {
    const current = this.underWay.get(transactionId);
    if (current) return current;
    const attempt = this.attempt(transactionId).finally(() => this.underWay.delete(transactionId));
    this.underWay.set(transactionId, attempt);
    return attempt;
  }

  /** Does what is due by the sandbox's clock; one look at a time. */
  private look(): void {
    this.looking ??= this.doWhatIsDue()
      .catch(this.options.onError)
      .finally(() => (this.looking = undefined));
  }

  private async doWhatIsDue(): Promise<void> {
    if (this.stopping.signal.aborted) return;
    const { books, clock, monitorSpeed } = this.options;
    const now = clock.now();
    await this.endWhatIsOver(now);
    const due = books.all(TRANSACTIONS).filter((transaction) => {
      const registered = books.get(REGISTRATIONS, transaction.transactionId) !== undefined;
      const at = dueAt(transaction, { registered, speed: monitorSpeed });
      return at !== undefined && at <= now.getTime();
    });
    const queue = due.values();
    const worker = async (): Promise<void> => {
      for (const { transactionId } of queue) await this.notify(transactionId);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
  }

  /** Pages whose shoppers are gone, and notifications nobody answered for thirty days. */
  private async endWhatIsOver(now: Date): Promise<void> {
    const { books, monitorSpeed } = this.options;
    const idle = books.all(REGISTRATIONS).filter(({ transactionId }) => {
      const transaction = books.get(TRANSACTIONS, transactionId);
      return transaction !== undefined && isIdle(transaction, now);
    });
    const abandoned = books.all(TRANSACTIONS).filter((transaction) => isAbandoned(transaction, now, monitorSpeed));
    if (idle.length + abandoned.length === 0) return;
    await books.change((draft) => {
      for (const { transactionId } of idle) cancelIdle(draft, transactionId, now);
      for (const { transactionId } of abandoned) giveUp(draft, transactionId, now);
    });
  }

  private async attempt(transactionId: string): Promise<Notified> {
    const { books, clock } = this.options;
    await books.settled();
    const transaction = books.get(TRANSACTIONS, transactionId);
    if (!transaction) throw new RangeError(`Opayo has no transaction ${transactionId}`);
    const sentAt = clock.now().toISOString();
    const { reply, detail } = await this.tell(transaction);
    const redirectUrl = reply?.redirectUrl || null;
    const attempt = { sentAt, reply: reply?.status ?? null, detail: reply?.detail ?? detail };
    await books.change((draft) => {
      noteAttempt(draft, transactionId, attempt);
      const registration = draft.get(REGISTRATIONS, transactionId);
      if (registration && redirectUrl) draft.put(REGISTRATIONS, transactionId, { ...registration, redirectUrl });
    });
    return { ...attempt, redirectUrl };
  }

  private async tell(transaction: OpayoTransaction): Promise<Told> {
    const { books, faults } = this.options;
    const registration = books.get(REGISTRATIONS, transaction.transactionId);
    const body = encodeForm(notificationOf(transaction, registration));
    const post = (): Promise<Told> => this.post(registration?.notificationUrl ?? this.options.notificationUrl(), body);
    if (!faults) return post();
    const { transactionId, vendorTxCode } = transaction;
    const fate = await faults.around(
      {
        system: 'OPAYO_NOTIFICATION',
        operation: txTypeOf(transaction),
        document: `${vendorTxCode} ${transactionId} ${body}`,
      },
      post,
    );
    return typeof fate === 'string' ? { detail: 'no reply: the connection was cut' } : fate.answer;
  }

  private async post(url: string, body: string): Promise<Told> {
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body,
        redirect: 'manual',
        signal: AbortSignal.any([this.stopping.signal, AbortSignal.timeout(this.options.timeoutMs)]),
      });
      const text = Buffer.from(await response.arrayBuffer()).toString('latin1');
      const reply = response.status === 200 ? readVendorReply(text) : undefined;
      return reply ? { reply, detail: '' } : { detail: `HTTP ${response.status} without a reply` };
    } catch (error) {
      return { detail: `no reply: ${reasonOf(error)}` };
    }
  }
}

/** The vendor's reply, or why there is none. */
interface Told {
  readonly reply?: VendorReply;
  readonly detail: string;
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}
