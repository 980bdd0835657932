import type { ErpCommandKind } from '#libs/contracts';
import type { Database, ItemToPark, Parking } from '#libs/delivery';
import type { RetryableError } from '#libs/errors';
import type { RunReport } from './effect-runner.js';

export interface TargetAlertsOptions {
  readonly database: Pick<Database, 'transaction'>;
  readonly parking: Pick<Parking, 'park' | 'release'>;
  /** Target of the lane: `syspro:<company>`. */
  readonly target: string;
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

  /** Takes note of an attempt; alerts are written one after the other, in the background. */
  reported(kind: ErpCommandKind, { result, targetAway }: Pick<RunReport, 'result' | 'targetAway'>): void {
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

  async #raise(kind: ErpCommandKind, error: RetryableError): Promise<void> {
    const item = this.#itemFor(kind, error);
    if (!item) return;
    this.#clear.delete(item.key);
    await this.options.database.transaction((tx) => this.options.parking.park(tx, item));
  }

  async #close(kind: ErpCommandKind): Promise<void> {
    const { database, parking, target } = this.options;
    const keys = [target, `${target}:${kind}`].filter((key) => !this.#clear.has(key));
    if (keys.length === 0) return;
    await database.transaction(async (tx) => {
      for (const key of keys) await parking.release(tx, key, 'posting', 'SYSPRO does what it is asked again');
    });
    for (const key of keys) this.#clear.add(key);
  }

  #itemFor(kind: ErpCommandKind, { code, message, facts }: RetryableError): ItemToPark | undefined {
    const { target } = this.options;
    const common = { owner: 'operations', severity: 'CRITICAL', body: {} } as const;
    if (code === 'SYSPRO_SESSION_LOST') {
      const operator = String(facts['operator']);
      return {
        ...common,
        key: target,
        code: 'SYSPRO_OPERATOR_EVICTED',
        text: `Somebody else logs on to SYSPRO as ${operator} and ends our session; nothing is posted meanwhile, and nothing is rejected`,
        suggestedFix: `Find out who uses operator ${operator} (a person, a second posting service) and give them another; posting resumes by itself`,
      };
    }
    if (code !== 'NOT_LICENSED') return undefined;
    const suggestedFix = 'License the business object for this operator in SYSPRO; posting resumes by itself';
    return { ...common, key: `${target}:${kind}`, code, text: message, suggestedFix };
  }
}
