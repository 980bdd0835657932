import type { Books } from '../../books/books.js';
import type { SandboxClock } from '../../clock/sandbox-clock.js';
import { encodeForm, notificationOf, readVendorReply, type VendorReply } from './notification.js';
import { TRANSACTIONS, type NotificationAttempt, type OpayoTransaction } from '../ledger/transaction.js';
import { noteAttempt } from './server-transaction.js';
import { nextAttemptAfterMs } from './transaction-monitor.js';

export interface NotifierOptions {
  readonly books: Books;
  readonly clock: SandboxClock;
  /** The vendor's NotificationURL. */
  readonly notificationUrl: () => string;
  /** How long a reply is waited for, milliseconds; the real figure is not public. */
  readonly timeoutMs: number;
  /** How many times faster than in life the monitor's gaps pass, so that five minutes need not be waited out in a demo; 1 is life. */
  readonly monitorSpeed: number;
  readonly onError: (cause: unknown) => void;
}

const LOOK_EVERY_MS = 500;

/** Tells the vendor how a transaction ended, and goes on telling until it gets a reply. */
export class Notifier {
  private timer: NodeJS.Timeout | undefined;
  private looking: Promise<void> | undefined;
  private readonly underWay = new Map<string, Promise<NotificationAttempt>>();
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
  async notify(transactionId: string): Promise<NotificationAttempt> {
    const current = this.underWay.get(transactionId);
    if (current) return current;
    const attempt = this.attempt(transactionId).finally(() => this.underWay.delete(transactionId));
    this.underWay.set(transactionId, attempt);
    return attempt;
  }

  /** Sends what is due by the sandbox's clock; one look at a time. */
  private look(): void {
    this.looking ??= this.sendDue()
      .catch(this.options.onError)
      .finally(() => (this.looking = undefined));
  }

  private async sendDue(): Promise<void> {
    if (this.stopping.signal.aborted) return;
    const { books, clock, monitorSpeed } = this.options;
    const now = clock.now().getTime();
    const due = books.all(TRANSACTIONS).filter((transaction) => isDue(transaction, now, monitorSpeed));
    for (const { transactionId } of due) await this.notify(transactionId);
  }

  private async attempt(transactionId: string): Promise<NotificationAttempt> {
    const { books, clock } = this.options;
    await books.settled();
    const transaction = books.get(TRANSACTIONS, transactionId);
    if (!transaction) throw new RangeError(`Opayo has no transaction ${transactionId}`);
    const sentAt = clock.now().toISOString();
    const { reply, detail } = await this.post(transaction);
    const attempt = { sentAt, reply: reply?.status ?? null, detail: reply?.detail ?? detail };
    await books.change((draft) => noteAttempt(draft, transactionId, attempt));
    return attempt;
  }

  private async post(transaction: OpayoTransaction): Promise<{ reply?: VendorReply; detail: string }> {
    try {
      const response = await fetch(this.options.notificationUrl(), {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: encodeForm(notificationOf(transaction)),
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

function isDue(transaction: OpayoTransaction, now: number, speed: number): boolean {
  const last = transaction.notifications.at(-1);
  if (transaction.state !== 7 || !last) return false;
  const gapMs = nextAttemptAfterMs(transaction.notifications.length);
  return gapMs !== undefined && now >= Date.parse(last.sentAt) + gapMs / speed;
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}
