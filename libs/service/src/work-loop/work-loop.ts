import { backoffMs, WakeUp } from '#libs/delivery';
import type { Logger } from 'pino';

export interface WorkLoopOptions {
  /** For the log. */
  readonly name: string;
  /** One round; true when there is more to do at once. */
  readonly work: () => Promise<boolean>;
  /** Looks again after this long even if nobody woke it, milliseconds. */
  readonly idleMs: number;
  readonly log: Logger;
}

const LONGEST_PAUSE_MS = 5_000;

/**
 * Does rounds of work for as long as the service runs: the next one at once while there is more, otherwise when woken or after `idleMs`. A round
 * that throws (Postgres away) is tried again after a growing pause; a loop never ends by itself.
 */
export class WorkLoop {
  #running: Promise<void> | undefined;
  #stopping = false;
  readonly #wakeUp = new WakeUp();

  constructor(private readonly options: WorkLoopOptions) {}

  start(): void {
    this.#running ??= this.run();
  }

  /** There may be something to do: the pause ends, or the next one is left out. */
  wake(): void {
    this.#wakeUp.wake();
  }

  /** Resolves when the round under way has ended; none follows. */
  async stop(): Promise<void> {
    this.#stopping = true;
    this.#wakeUp.wake();
    await this.#running;
  }

  private async run(): Promise<void> {
    let failures = 0;
    while (!this.#stopping) {
      this.#wakeUp.reset();
      const more = await this.round(failures);
      failures = more === 'failed' ? failures + 1 : 0;
      if (more === 'failed')
        await this.#wakeUp.wait(backoffMs(failures, { firstMs: 200, longestMs: LONGEST_PAUSE_MS }, () => 1));
      else if (!more) await this.#wakeUp.wait(this.options.idleMs);
    }
  }

  private async round(failures: number): Promise<boolean | 'failed'> {
    const { name, work, log } = this.options;
    try {
      const more = await work();
      if (failures > 0) log.info({ loop: name, failures }, 'work goes on');
      return more;
    } catch (error) {
      log.warn({ err: error, loop: name, failures: failures + 1 }, 'a round of work failed and will be tried again');
      return 'failed';
    }
  }
}
