import { addFaults } from '../faults/faults.js';
import { IngestionRefused } from './ingestion-client.js';
import { emptySyspro, stockUpSyspro } from './master-data.js';
import { figuresOf, type Plan, type PlannedOrder } from './plan.js';
import { isSent, PROGRESS, REPLAY, THE_REPLAY, type OrderProgress, type ReplayRecord } from './progress.js';
import { CURRENCY } from './shop-order.js';
import { takeStep, type StepContext } from './take-step.js';

export interface ReplayOptions extends StepContext {
  /** Orders worked on at once. */
  readonly concurrency: number;
  /** Attempts at one step before the order is left with an error. */
  readonly attempts: number;
  readonly pause: (ms: number, signal: AbortSignal) => Promise<void>;
}

const SHORTEST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 5_000;

/** The books hold another file's orders. */
export class OtherFileInBooks extends Error {
  override readonly name = 'OtherFileInBooks';

  constructor(inBooks: string, asked: string) {
    super(`The books belong to '${inBooks}'; to replay '${asked}' start over (use --fresh)`);
  }
}

/**
 * Plays the shop's part for every sale of a file: bounded in how many at once, resumable step by step. What was done is in the books, so a
 * killed run goes on where it was and a finished one sends nothing.
 */
export class Replay {
  private running: Promise<void> | undefined;
  private readonly stopping = new AbortController();
  private sent = 0;

  private constructor(
    private readonly plan: Plan,
    private readonly options: ReplayOptions,
  ) {}

  /** Enters the replay into the books, or finds it there, and sends what has not been sent. Throws `OtherFileInBooks`. */
  static async begin(plan: Plan, options: ReplayOptions): Promise<Replay> {
    const known = options.books.get(REPLAY, THE_REPLAY);
    if (known && known.fileHash !== plan.fileHash) throw new OtherFileInBooks(known.fileName, plan.fileName);
    if (!known) await enter(plan, options);
    const replay = new Replay(plan, options);
    replay.running = replay.run().finally(() => (replay.running = undefined));
    return replay;
  }

  get isRunning(): boolean {
    return this.running !== undefined;
  }

  /** Orders this replay has finished sending, earlier ones aside. */
  get sentNow(): number {
    return this.sent;
  }

  /** Waits until everything is sent, or cannot be. */
  async finished(): Promise<void> {
    await this.running;
  }

  /** Stops between steps. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  private async run(): Promise<void> {
    const waiting = this.plan.orders.filter(({ document }) => !isSent(this.progressOf(document.reference)));
    const queue = waiting.values();
    const worker = async (): Promise<void> => {
      for (const order of queue) {
        if (this.stopping.signal.aborted) return;
        await this.send(order);
      }
    };
    await Promise.all(Array.from({ length: this.options.concurrency }, worker));
  }

  private async send(order: PlannedOrder): Promise<void> {
    const { reference } = order.document;
    try {
      for (let done = this.progressOf(reference).stepsDone; done < order.steps.length; done += 1) {
        if (this.stopping.signal.aborted) return;
        await this.persist(order, done);
        await this.note(reference, { stepsDone: done + 1, error: null });
      }
      this.sent += 1;
    } catch (error) {
      if (this.stopping.signal.aborted) return;
      await this.note(reference, { error: error instanceof Error ? error.message : String(error) }).catch(
        () => undefined,
      );
    }
  }

  /** Takes a step, again and again while that may help. */
  private async persist(order: PlannedOrder, index: number): Promise<void> {
    const step = order.steps[index];
    if (!step) return;
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await takeStep(step, order, this.options);
      } catch (error) {
        if (error instanceof IngestionRefused || attempt >= this.options.attempts) throw error;
        await this.options.pause(Math.min(SHORTEST_PAUSE_MS * 2 ** attempt, LONGEST_PAUSE_MS), this.stopping.signal);
      }
    }
  }

  private progressOf(reference: string): OrderProgress {
    const progress = this.options.books.get(PROGRESS, reference);
    if (!progress) throw new RangeError(`order ${reference} is not in the books`);
    return progress;
  }

  private async note(reference: string, change: Partial<OrderProgress>): Promise<void> {
    await this.options.books.change((draft) => {
      const progress = draft.get(PROGRESS, reference);
      if (progress) draft.put(PROGRESS, reference, { ...progress, ...change });
    });
  }
}

/** Everything a new replay needs, in one change: its record, its orders, SYSPRO's master data, the fault that loses an answer. */
async function enter(plan: Plan, { books, shop }: ReplayOptions): Promise<void> {
  const record: ReplayRecord = {
    fileName: plan.fileName,
    fileHash: plan.fileHash,
    firstDay: plan.firstDay,
    shop,
    figures: figuresOf(plan),
    planted: plan.planted,
  };
  await books.change((draft) => {
    draft.put(REPLAY, THE_REPLAY, record);
    for (const { document, steps } of plan.orders) {
      draft.put(PROGRESS, document.reference, {
        reference: document.reference,
        totalMinor: document.grossMinor,
        currency: CURRENCY,
        stepsDone: 0,
        steps: steps.length,
        error: null,
      });
    }
    emptySyspro(draft);
    stockUpSyspro(draft, plan);
    const lost = plan.planted.find(({ kind }) => kind === 'ANSWER_LOST');
    if (lost) addFaults(draft, [lostAnswer(lost.reference)]);
  });
}

/** SORTOI's answer is lost after the order was created; the order is known by its purchase order, which starts with our reference. */
function lostAnswer(reference: string) {
  return {
    kind: 'CUT_AFTER_EFFECT',
    operation: 'Transaction/Post',
    businessObject: 'SORTOI',
    reference: `${reference}-`,
  } as const;
}
