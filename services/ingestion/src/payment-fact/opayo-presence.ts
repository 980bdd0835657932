import type { Logger } from 'pino';
import type { Database, Outbox } from '#libs/delivery';
import { credentialsAlert } from './payment-event-message.js';

export interface OpayoPresenceOptions {
  readonly database: Database;
  readonly outbox: Outbox;
  /** Between two questions of a vendor Opayo does not answer, milliseconds. */
  readonly restMs: number;
  readonly log: Logger;
  readonly now: () => Date;
}

/** What a vendor's credentials fail with, for everything it asks. */
const CREDENTIALS_REFUSED = 'OPAYO_CREDENTIALS_REFUSED';

/**
 * Which vendors' questions Opayo answers at the moment. Refused credentials fail for every payment of a vendor alike: somebody is woken once,
 * not once per payment, and told when they work again.
 */
export class OpayoPresence {
  private readonly missing = new Map<string, string>();
  private readonly askedAt = new Map<string, number>();

  constructor(private readonly options: OpayoPresenceOptions) {}

  /** Names of vendors whose last question was not answered. */
  get away(): readonly string[] {
    return [...this.missing.keys()];
  }

  /**
   * Of the vendors that are away, those that may be asked again: one question a second each finds out when they are back, and what waits is not
   * worn out meanwhile by asking for one payment after the other.
   */
  get askable(): readonly string[] {
    const now = this.options.now().getTime();
    return this.away.filter((vendor) => now - (this.askedAt.get(vendor) ?? 0) >= this.options.restMs);
  }

  /** `code` is what the question failed with. */
  async failed(vendor: string, code: string): Promise<void> {
    this.askedAt.set(vendor, this.options.now().getTime());
    const before = this.missing.get(vendor);
    this.missing.set(vendor, code);
    if (code === CREDENTIALS_REFUSED && before !== code) await this.tell(vendor, 'RAISED');
  }

  /** True when it was away before: what waits for it may go on. */
  async answered(vendor: string): Promise<boolean> {
    const before = this.missing.get(vendor);
    this.missing.delete(vendor);
    if (before === CREDENTIALS_REFUSED) await this.tell(vendor, 'RESOLVED');
    return before !== undefined;
  }

  private async tell(vendor: string, state: 'RAISED' | 'RESOLVED'): Promise<void> {
    const { database, outbox, log, now } = this.options;
    if (state === 'RAISED') log.error({ vendor }, 'Opayo refuses the credentials of a vendor; its payments wait');
    await database.transaction((tx) => outbox.append(tx, [credentialsAlert(vendor, state, now())]));
  }
}
