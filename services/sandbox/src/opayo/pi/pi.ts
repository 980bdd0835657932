import type { Books } from '../../books/books.js';
import type { SandboxClock } from '../../clock/sandbox-clock.js';
import { ownTransaction } from '../ledger/transaction.js';
import type { VendorAccount, Vendors } from '../vendors.js';
import { addSecurityCode, forgetCardIdentifier, makeCardIdentifier } from './card-calls.js';
import { challengeOf } from './challenge.js';
import { Fields } from './fields.js';
import { giveInstruction, listInstructions } from './instruction-calls.js';
import { liveSession, type MerchantSession } from './merchant-session.js';
import { makeSession, showSession } from './session-calls.js';
import { refusal, type PiAnswer } from './pi-answer.js';
import { authenticate, bearerOf } from './pi-credentials.js';
import { readJsonObject } from './pi-json.js';
import { piTransactionOf } from './pi-transaction.js';
import type { PiWork } from './pi-work.js';
import { meetChallenge, registerTransaction } from './transaction-calls.js';

/** One call as it came over HTTP. */
export interface PiCall {
  readonly method: string;
  /** After `/api/v1/`, parts decoded: `['transactions', id, 'instructions']`. */
  readonly path: readonly string[];
  readonly authorisation: string | undefined;
  /** The body's text; empty without one. */
  readonly body: string;
  /** Where a browser finds the sandbox, `http://127.0.0.1:4050`. */
  readonly origin: string;
}

/** Opayo's Pi REST API v1 (opayo.md 1), whatever it travels over. */
export class Pi {
  constructor(private readonly options: { books: Books; clock: SandboxClock; vendors: Vendors }) {}

  /** Answers one call; it never throws for what a caller can get wrong. */
  async answer(call: PiCall): Promise<PiAnswer> {
    const [resource, id = '', part] = call.path;
    const route = [call.method, resource, call.path.length > 1 ? ':id' : '', part].filter(Boolean).join(' ');
    switch (route) {
      case 'POST merchant-session-keys':
        return this.change(call, makeSession);
      case 'GET merchant-session-keys :id':
        return this.read(call, (account, now) =>
          showSession(this.options.books, { account, merchantSessionKey: id, now }),
        );
      case 'POST card-identifiers':
        return this.withSession(call, makeCardIdentifier);
      case 'POST card-identifiers :id security-code':
        return this.withSession(call, (work, session) => addSecurityCode(work, session, id));
      case 'DELETE card-identifiers :id':
        return this.change({ ...call, body: '{}' }, (work) => forgetCardIdentifier(work, id));
      case 'POST transactions':
        return this.change(call, registerTransaction);
      case 'GET transactions :id':
        return this.read(call, (account) => this.transaction(account, id));
      case 'POST transactions :id 3d-secure-challenge':
        return this.change(call, (work) => meetChallenge(work, id));
      case 'POST transactions :id instructions':
        return this.change(call, (work) => giveInstruction(work, id));
      case 'GET transactions :id instructions':
        return this.read(call, (account) => listInstructions(this.options.books, account.vendor, id));
      default:
        return NOTHING_THERE;
    }
  }

  private transaction(account: VendorAccount, transactionId: string): PiAnswer {
    const { books } = this.options;
    const transaction = ownTransaction(books, account.vendor, transactionId);
    const body = transaction && piTransactionOf(transaction, challengeOf(books, transaction.transactionId));
    return body ? { status: 200, body } : refusal(1012);
  }

  private async read(call: PiCall, work: (account: VendorAccount, now: Date) => PiAnswer): Promise<PiAnswer> {
    const account = authenticate(call.authorisation, this.options.vendors);
    if ('status' in account) return account;
    await this.options.books.settled(); // what is told must outlive a restart
    return work(account, this.options.clock.now());
  }

  private async change(call: PiCall, work: (work: PiWork) => PiAnswer): Promise<PiAnswer> {
    const account = authenticate(call.authorisation, this.options.vendors);
    if ('status' in account) return account;
    const body = readJsonObject(call.body);
    if (!body) return refusal(1000);
    const { books, clock } = this.options;
    return books.change((draft) =>
      work({ draft, account, now: clock.now(), request: new Fields(body), origin: call.origin }),
    );
  }

  /** A browser's call: it has no credentials but the session's key. */
  private async withSession(
    call: PiCall,
    work: (work: PiWork, session: MerchantSession) => PiAnswer,
  ): Promise<PiAnswer> {
    const key = bearerOf(call.authorisation);
    if (key === undefined) return refusal(1001);
    const body = readJsonObject(call.body);
    const { books, clock, vendors } = this.options;
    return books.change((draft) => {
      const now = clock.now();
      const session = liveSession(draft, key, now);
      const account = session && vendors.named(session.vendor);
      if (!account) return refusal(1002);
      if (!body) return refusal(1000);
      return work({ draft, account, now, request: new Fields(body), origin: call.origin }, session);
    });
  }
}

/** An address Pi does not have; its answer is not documented. */
const NOTHING_THERE: PiAnswer = { status: 404, body: { code: 1000, description: 'Incorrect request format' } };
