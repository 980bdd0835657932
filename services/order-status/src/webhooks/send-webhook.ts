import { request as requestPlain, Agent as PlainAgent, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as requestTls, Agent as TlsAgent } from 'node:https';
import { isIP } from 'node:net';
import { AddressRefused, hostOf, type TargetAddresses } from './target-address.js';

/** What a receiver made of it. */
export type WebhookAnswer =
  | { readonly is: 'delivered'; readonly status: number }
  /** It understood and does not want this one: another may fare better. */
  | { readonly is: 'refused'; readonly status: number; readonly problem: string }
  /** It wants no more of them: 410. */
  | { readonly is: 'gone'; readonly status: number; readonly problem: string }
  /** Nobody there, too slow, or not able to now: the next would fare no better. */
  | {
      readonly is: 'away';
      readonly status: number | null;
      readonly problem: string;
      readonly retryAfterMs?: number | undefined;
    };

export interface WebhookRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface WebhookSenderOptions {
  readonly addresses: TargetAddresses;
  /** Longest wait for the whole answer, milliseconds. */
  readonly timeoutMs: number;
}

/** Much more than any receiver has to say; the rest is not read. */
const MOST_ANSWER_BYTES = 64 * 1024;
const LONGEST_RETRY_AFTER_MS = 60 * 60 * 1000;

/** Statuses by which a receiver says that it cannot now, whatever it was sent. */
const NOT_NOW: ReadonlySet<number> = new Set([408, 425, 429]);

/** Posts bodies to receivers. Never throws: whatever happens is an answer. Redirects are not followed, because they could lead anywhere. */
export class WebhookSender {
  readonly #agents: { readonly plain: PlainAgent; readonly tls: TlsAgent };

  constructor(private readonly options: WebhookSenderOptions) {
    const { lookup } = options.addresses;
    const kept = { keepAlive: true, maxSockets: 20, maxFreeSockets: 5, timeout: options.timeoutMs, lookup };
    this.#agents = { plain: new PlainAgent(kept), tls: new TlsAgent(kept) };
  }

  async post(request: WebhookRequest): Promise<WebhookAnswer> {
    try {
      const { host, address } = hostIn(request.url);
      // A lookup sees names only: an address written out is judged here.
      if (address && !this.options.addresses.takes(host)) throw new AddressRefused(host);
      return answerOf(await this.#exchange(request));
    } catch (error) {
      return { is: 'away', status: null, problem: problemOf(error, this.options.timeoutMs) };
    }
  }

  close(): void {
    this.#agents.plain.destroy();
    this.#agents.tls.destroy();
  }

  #exchange({ url, headers, body }: WebhookRequest): Promise<Pick<IncomingMessage, 'statusCode' | 'headers'>> {
    const isTls = url.startsWith('https:');
    const options: RequestOptions = {
      method: 'POST',
      agent: isTls ? this.#agents.tls : this.#agents.plain,
      signal: AbortSignal.timeout(this.options.timeoutMs),
      headers: { ...headers, 'content-length': Buffer.byteLength(body) },
    };
    return new Promise((resolve, reject) => {
      const outgoing = (isTls ? requestTls : requestPlain)(url, options, (answer) => {
        let read = 0;
        answer.on('data', (chunk: Buffer) => {
          read += chunk.length;
          if (read > MOST_ANSWER_BYTES) answer.destroy();
        });
        answer.on('close', () => resolve(answer));
        answer.on('error', reject);
      });
      outgoing.on('error', reject);
      outgoing.end(body);
    });
  }
}

function hostIn(url: string): { host: string; address: boolean } {
  const host = hostOf(new URL(url).hostname);
  return { host, address: isIP(host) !== 0 };
}

/** The whole vocabulary of HTTP statuses; what is not listed by the specification counts as not delivered. */
export function answerOf({
  statusCode = 0,
  headers = {},
}: Pick<IncomingMessage, 'statusCode'> & { readonly headers?: IncomingMessage['headers'] }): WebhookAnswer {
  const status = statusCode;
  if (status >= 200 && status < 300) return { is: 'delivered', status };
  if (status === 410) return { is: 'gone', status, problem: 'the receiver wants no more webhooks (410 Gone)' };
  if (status >= 300 && status < 400) {
    return {
      is: 'refused',
      status,
      problem: `answered ${status}: redirects are not followed; subscribe with the final address`,
    };
  }
  const problem = `answered ${status}`;
  if (status >= 400 && status < 500 && !NOT_NOW.has(status)) return { is: 'refused', status, problem };
  return { is: 'away', status, problem, retryAfterMs: retryAfterMs(headers['retry-after']) };
}

function retryAfterMs(header: string | undefined): number | undefined {
  if (header === undefined || !/^\d{1,9}$/.test(header)) return undefined;
  return Math.min(Number(header) * 1000, LONGEST_RETRY_AFTER_MS);
}

function problemOf(error: unknown, timeoutMs: number): string {
  if (error instanceof AddressRefused) return `not called: ${error.message}`;
  const { name, code, message } = error as Partial<NodeJS.ErrnoException>;
  if (name === 'TimeoutError' || name === 'AbortError') return `no answer within ${timeoutMs} ms`;
  return WORDS[code ?? ''] ?? [code, message ?? String(error)].filter(Boolean).join(': ');
}

const WORDS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there (connection refused)',
  ECONNRESET: 'the connection was closed before there was an answer',
  ENOTFOUND: 'its name is not known to DNS',
  EAI_AGAIN: 'its name could not be looked up just now',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is self-signed',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another name',
};
