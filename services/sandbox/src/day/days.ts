import { planDay, type DayRequest, type PlannedPayment, type Story } from './day-plan.js';
import { playPayment, type PlayContext } from './play-payment.js';

export type DaysOptions = Omit<PlayContext, 'signal' | 'ingestion' | 'notificationUrl'> & {
  /** Ingestion's client and NotificationURL; default: the configured ingestion's. */
  readonly ingestionAt: (baseUrl: string | undefined) => Pick<PlayContext, 'ingestion' | 'notificationUrl'>;
};

/** How far a day has come. */
export interface DayReport {
  readonly state: 'NONE' | 'RUNNING' | 'DONE';
  readonly seed: string | null;
  readonly transactions: number;
  readonly played: number;
  readonly stories: Readonly<Partial<Record<Story, number>>>;
  readonly troubled: number;
  readonly errors: readonly { readonly vendorTxCode: string; readonly story: Story; readonly error: string }[];
}

/** Payments played at once. */
const AT_ONCE = 8;

/** Plays days of traffic through Opayo's ledger and notifier, one at a time. */
export class Days {
  private plan: readonly PlannedPayment[] = [];
  private seed: string | null = null;
  private played = 0;
  private errors: DayReport['errors'][number][] = [];
  private running: Promise<void> | undefined;
  private stopping = new AbortController();

  constructor(private readonly options: DaysOptions) {}

  /** Begins a day; false while another one is played. Payments the book has already are left as they are. */
  begin(request: DayRequest, ingestionUrl?: string): boolean {
    if (this.running) return false;
    this.plan = planDay(request, this.options.shop);
    this.seed = request.seed;
    this.played = 0;
    this.errors = [];
    this.stopping = new AbortController();
    const { ingestionAt, ...options } = this.options;
    const context = { ...options, ...ingestionAt(ingestionUrl), signal: this.stopping.signal };
    this.running = this.play(context).finally(() => (this.running = undefined));
    return true;
  }

  report(): DayReport {
    const { plan, seed, played, errors } = this;
    const stories: Partial<Record<Story, number>> = {};
    for (const { story } of plan) stories[story] = (stories[story] ?? 0) + 1;
    const state = this.running ? 'RUNNING' : seed === null ? 'NONE' : 'DONE';
    const troubled = plan.filter(({ trouble }) => trouble !== null).length;
    return { state, seed, transactions: plan.length, played, stories, troubled, errors };
  }

  /** Waits for the day's end. */
  async finished(): Promise<void> {
    await this.running;
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  private async play(context: PlayContext): Promise<void> {
    const queue = this.plan.values();
    const worker = async (): Promise<void> => {
      for (const planned of queue) {
        if (context.signal.aborted) return;
        await this.playOne(planned, context);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
  }

  private async playOne(planned: PlannedPayment, context: PlayContext): Promise<void> {
    try {
      await playPayment(planned, context);
      this.played += 1;
    } catch (error) {
      const { vendorTxCode, story } = planned;
      this.errors.push({ vendorTxCode, story, error: error instanceof Error ? error.message : String(error) });
    }
  }
}
