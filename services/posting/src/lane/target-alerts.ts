import type { Database, ItemToPark, Parking } from '#libs/delivery';
import type { RetryableError } from '#libs/errors';
import type { RunReport } from './effect-runner.js';

export interface TargetAlertsOptions {
  readonly database: Pick<Database, 'transaction'>;
  readonly parking: Pick<Parking, 'park' | 'release'>;
  /** Whom it is about: `syspro:<company>` for the lane, with the operator behind it for the pollers. */
  readonly target: string;
  /** What does not go on meanwhile. */
  readonly meanwhile: string;
  /** An alert could not be written; it is tried again with the next report. */
  readonly onTrouble: (error: unknown) => void;
}

/**
 * Alerts about what stops the lane and only a person can end: an operator used elsewhere, a licence that is missing. Raised once, kept
 * over restarts, shown in `GET /parked` under the target, closed by the first effect that gets through. No effect is parked for them.
 */
export class TargetAlerts {
  /** Keys under which surely nothing stands. */
  readonly #clear = new Set<string>();
  #last: Promise<void> = Promise.resolve();

  constructor(private readonly options: TargetAlertsOptions) {}

  /** Takes note of an attempt at an effect of a kind, or of a look; alerts are written one after the other, in the background. */
  reported(kind: string, { result, targetAway }: Pick<RunReport, 'result' | 'targetAway'>): void {
    const write = (work: () => Promise<void>): void => {
      this.#last = this.#last.then(work).catch(this.options.onTrouble);
    };
    if (targetAway) write(() => this.#raise(kind, targetAway));
    else if (result === 'done') write(() => this.#close(kind));
  }

  /** When all is written. */
  settled(): Promise<void> {
    return this.#last;
  }

  async #raise(kind: string, error: RetryableError): Promise<void> {
    const item = this.#itemFor(kind, error);
    if (!item) return;
    this.#clear.delete(item.key);
    await this.options.database.transaction((tx) => this.options.parking.park(tx, item));
  }

  async #close(kind: string): Promise<void> {
    const { database, parking, target } = this.options;
    const keys = [target, `${target}:${kind}`].filter((key) => !this.#clear.has(key));
    if (keys.length === 0) return;
    await database.transaction(async (tx) => {
      for (const key of keys) await parking.release(tx, key, 'posting', 'SYSPRO does what it is asked again');
    });
    for (const key of keys) this.#clear.add(key);
  }

  #itemFor(kind: string, { code, message, facts }: RetryableError): ItemToPark | undefined {
    const { target, meanwhile } = this.options;
    const common = { owner: 'operations', severity: 'CRITICAL', body: {} } as const;
    if (code === 'SYSPRO_SESSION_LOST') {
      const operator = String(facts['operator']);
      return {
        ...common,
        key: target,
        code: 'SYSPRO_OPERATOR_EVICTED',
        text: `Somebody else logs on to SYSPRO as ${operator} and ends our session; ${meanwhile}`,
        suggestedFix: `Find out who uses operator ${operator} (a person, a second posting service) and give them another; it all resumes by itself`,
      };
    }
    if (code !== 'NOT_LICENSED') return undefined;
    const suggestedFix = 'License the business object for this operator in SYSPRO; posting resumes by itself';
    return { ...common, key: `${target}:${kind}`, code, text: message, suggestedFix };
  }
}
