import { exchange, ExchangeFailed, retryAfterMsOf } from '../http/exchange.js';
import type { Secret } from '../secret.js';
import { errorOfConnection, errorOfReply, piCodeOf, type PiReply, unreadable } from './pi-error.js';
import { readPiInstructions, type PiInstruction } from './pi-instruction.js';
import { readPiTransaction, type PiTransaction } from './pi-transaction.js';

export interface PiClientOptions {
  /** Up to and including the version, e.g. `https://sandbox.opayo.eu.elavon.com/api/v1`. */
  readonly baseUrl: string;
  readonly integrationKey: Secret;
  readonly integrationPassword: Secret;
  /** Milliseconds for a whole answer. Default 10,000. */
  readonly timeoutMs?: number;
}

/** Pi's code for a transaction that was given no instructions. */
const NO_INSTRUCTIONS = '1019';

/**
 * Opayo's Pi REST API, as far as it only reads. Every failure is one of our four kinds; reads that got no answer are always `RetryableError`,
 * because asking again changes nothing. How often and when is not decided here.
 *
 * `RetryableError`, each with the target `opayo-pi`: OPAYO_UNREACHABLE, OPAYO_TIMEOUT, OPAYO_UNAVAILABLE (5xx, 408), OPAYO_BUSY (429, with Opayo's own wish when to
 * come back), OPAYO_UNREADABLE, and OPAYO_CREDENTIALS_REFUSED (401), which a person has to mend for all transactions at once. `RejectedError`: OPAYO_TRANSACTION_NOT_FOUND
 * (404; it does not mean that nothing was paid), OPAYO_REFUSED.
 */
export class PiClient {
  private readonly timeoutMs: number;

  constructor(private readonly options: PiClientOptions) {
    this.timeoutMs = options.timeoutMs ?? 10_000;
  }

  /** `GET /transactions/{transactionId}` (upper-case GUID): the result of its registration, whatever became of it since. */
  async transaction(transactionId: string): Promise<PiTransaction> {
    const reply = await this.read(`/transactions/${encodeURIComponent(transactionId)}`, transactionId);
    if (reply.httpStatus !== 200) throw errorOfReply(reply, transactionId);
    const transaction = readPiTransaction(reply.body);
    // Another transaction than the one asked for, or a page of some proxy: nothing to believe, and it may be gone the next time.
    if (transaction?.transactionId !== transactionId) throw unreadable(transactionId);
    return transaction;
  }

  /**
   * `GET /transactions/{transactionId}/instructions`: voids, aborts, releases and cancellations, which the transaction itself does not show; empty where there
   * were none. For whoever has no Reporting API: it tells that money was released, not how much.
   */
  async instructions(transactionId: string): Promise<readonly PiInstruction[]> {
    const reply = await this.read(`/transactions/${encodeURIComponent(transactionId)}/instructions`, transactionId);
    if (reply.httpStatus === 404 && piCodeOf(reply) === NO_INSTRUCTIONS) return [];
    if (reply.httpStatus !== 200) throw errorOfReply(reply, transactionId);
    const instructions = readPiInstructions(reply.body);
    if (!instructions) throw unreadable(transactionId);
    return instructions;
  }

  private async read(path: string, transactionId: string): Promise<PiReply> {
    try {
      const reply = await exchange({
        method: 'GET',
        url: `${this.options.baseUrl.replace(/\/$/, '')}${path}`,
        headers: { accept: 'application/json', authorization: this.authorisation() },
        timeoutMs: this.timeoutMs,
        repeatable: true,
      });
      const retryAfterMs = retryAfterMsOf(reply);
      const body = jsonOf(reply.body.toString('utf8'));
      return { httpStatus: reply.status, body, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
    } catch (error) {
      if (error instanceof ExchangeFailed) throw errorOfConnection(error, transactionId, this.timeoutMs);
      throw error;
    }
  }

  private authorisation(): string {
    const pair = `${this.options.integrationKey.reveal()}:${this.options.integrationPassword.reveal()}`;
    return `Basic ${Buffer.from(pair).toString('base64')}`;
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
