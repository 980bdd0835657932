import { randomBytes } from 'node:crypto';
import { EnetFault, invalidUserId } from '../wire/reply.js';
import type { Operator } from './operators.js';

export interface Credentials {
  readonly operator: string;
  readonly operatorPassword: string;
  readonly companyId: string;
  readonly companyPassword: string;
}

export interface SessionsOptions {
  readonly operators: ReadonlyMap<string, Operator>;
  readonly companyId: string;
  readonly companyPassword: string;
  /** Milliseconds since the epoch by the sandbox's clock. */
  readonly now: () => number;
  /** How many may be logged on at once; absent: any number (syspro.md 1.6). */
  readonly seats?: number | undefined;
  /** A session that was idle this long is over; default 20 minutes (invented). */
  readonly idleTimeoutMs?: number | undefined;
}

interface Session {
  readonly operator: Operator;
  lastUsedAt: number;
}

const TWENTY_MINUTES_MS = 20 * 60 * 1000;

/** Who is logged on. Lives in memory only: a restart of the service ends every session, as SYSPRO's does. */
export class Sessions {
  private readonly live = new Map<string, Session>();

  constructor(private readonly options: SessionsOptions) {}

  /**
   * Logs on and ends an earlier session of the same operator without a word to it (verified live). The answer is the id as it stands in
   * the body: 32 hex digits, `00`, two blanks. Throws `EnetFault`; the text for a bad password is verified, the others are invented.
   */
  logon({ operator: code, operatorPassword, companyId, companyPassword }: Credentials): string {
    const operator = this.options.operators.get(code);
    if (!operator) throw new EnetFault('Invalid operator');
    if (operator.password !== operatorPassword) throw new EnetFault('Invalid operator password');
    if (companyId !== this.options.companyId) throw new EnetFault('Invalid company id');
    if (companyPassword !== this.options.companyPassword) throw new EnetFault('Invalid company password');
    this.evict(code);
    this.#freeSeat();
    const id = `${randomBytes(16).toString('hex').toUpperCase()}00`;
    this.live.set(id, { operator, lastUsedAt: this.options.now() });
    return `${id}  `;
  }

  /** A seat taken for longer than the idle time-out is given to who comes; otherwise the logon is refused (wording invented). */
  #freeSeat(): void {
    for (const [id, session] of this.live) if (this.#isIdle(session)) this.live.delete(id);
    const { seats } = this.options;
    if (seats !== undefined && this.live.size >= seats)
      throw new EnetFault('Maximum number of concurrent users reached');
  }

  #isIdle({ lastUsedAt }: Session): boolean {
    return this.options.now() - lastUsedAt > (this.options.idleTimeoutMs ?? TWENTY_MINUTES_MS);
  }

  /** The operator of a live session; the id may come with or without its trailing blanks. Throws the invalid-UserID fault. */
  operatorOf(userId: string): Operator {
    const id = userId.trimEnd();
    const session = this.live.get(id);
    if (!session || this.#isIdle(session)) {
      this.live.delete(id);
      throw invalidUserId();
    }
    session.lastUsedAt = this.options.now();
    return session.operator;
  }

  /** Ends a session. Throws the fault SYSPRO gives for one that is not live (verified). */
  logoff(userId: string): string {
    if (!this.live.delete(userId.trimEnd())) {
      throw new EnetFault('Unable to read the SYSPRO base directory registry string BaseDir8');
    }
    return '0';
  }

  /** Ends an operator's session, if there is one. */
  evict(operator: string): void {
    for (const [id, session] of this.live) if (session.operator.operator === operator) this.live.delete(id);
  }
}
