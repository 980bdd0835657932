import type { Logger } from 'pino';
import type { Database, Outbox } from '#libs/delivery';
import { credentialsAlert } from './payment-event-message.js';

export interface OpayoPresenceOptions {
  readonly database: Database;
  readonly outbox: Outbox;
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

  constructor(private readonly options: OpayoPresenceOptions) {}

  /** Names of vendors whose last question was not answered. */
  get away(): readonly string[] {
    return [...this.missing.keys()];
  }

  /** `code` is what the question failed with. */
  async failed(vendor: string, code: string): Promise<void> {
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
