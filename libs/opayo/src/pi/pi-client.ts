import { RetryableError } from '#libs/errors';
import type { Secret } from '../secret.js';
import { errorOfConnection, errorOfReply, PI_TARGET, type PiReply } from './pi-error.js';
import { readPiTransaction, type PiTransaction } from './pi-transaction.js';

export interface PiClientOptions {
  /** Up to and including the version, e.g. `https://sandbox.opayo.eu.elavon.com/api/v1`. */
  readonly baseUrl: string;
  readonly integrationKey: Secret;
  readonly integrationPassword: Secret;
  /** Milliseconds for a whole answer. Default 10,000. */
  readonly timeoutMs?: number;
}

/**
 * Opayo's Pi REST API, as far as it only reads. Every failure is one of our four kinds; reads that got no answer are always `RetryableError`,
 * because asking again changes nothing. How often and when is not decided here.
 */
export class PiClient {
  private readonly timeoutMs: number;

  constructor(private readonly options: PiClientOptions) {
    this.timeoutMs = options.timeoutMs ?? 10_000;
  }

  /**
   * `GET /transactions/{transactionId}` (upper-case GUID).
   *
   * `RetryableError`: OPAYO_UNREACHABLE, OPAYO_TIMEOUT, OPAYO_UNAVAILABLE (5xx, 408), OPAYO_BUSY (429, with Opayo's own wish when to come back),
   * OPAYO_UNREADABLE. `RejectedError`: OPAYO_TRANSACTION_NOT_FOUND (404, code 1012; it does not mean that nothing was paid),
   * OPAYO_CREDENTIALS_REFUSED (401), OPAYO_REFUSED.
   */
  async transaction(transactionId: string): Promise<PiTransaction> {
    const reply = await this.read(`/transactions/${encodeURIComponent(transactionId)}`, transactionId);
    if (reply.httpStatus !== 200) throw errorOfReply(reply, transactionId);
    const transaction = readPiTransaction(reply.body);
    // Another transaction than the one asked for, or a page of some proxy: nothing to believe, and it may be gone the next time.
    if (transaction?.transactionId !== transactionId) {
      throw new RetryableError('The answer of Opayo is not the transaction that was asked for', {
        code: 'OPAYO_UNREADABLE',
        facts: { transactionId },
        target: PI_TARGET,
      });
    }
    return transaction;
  }

  private async read(path: string, transactionId: string): Promise<PiReply> {
    try {
      const response = await fetch(`${this.options.baseUrl.replace(/\/$/, '')}${path}`, {
        headers: { accept: 'application/json', authorization: this.authorisation() },
        // A redirect would carry the credentials elsewhere.
        redirect: 'manual',
        signal: AbortSignal.timeout(this.timeoutMs),
      });
      const body = jsonOf(await response.text());
      const retryAfterMs = retryAfterMsOf(response.headers.get('retry-after'));
      return { httpStatus: response.status, body, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
    } catch (error) {
      throw errorOfConnection(error, transactionId, this.timeoutMs);
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

/** A slip in a header of Opayo's, or of a proxy's, must not put off money for a year. */
const LONGEST_WISH_MS = 60 * 60 * 1000;

/** Seconds or an HTTP date (RFC 9110 10.2.3) as milliseconds from now, at most an hour; undefined when absent or unreadable. */
function retryAfterMsOf(header: string | null): number | undefined {
  if (header === null || header.trim() === '') return undefined;
  const seconds = Number(header);
  const afterMs = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(header) - Date.now();
  return Number.isFinite(afterMs) ? Math.min(LONGEST_WISH_MS, Math.max(0, Math.round(afterMs))) : undefined;
}
