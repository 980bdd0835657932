import http from 'node:http';
import https from 'node:https';

export interface HttpRequest {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: { readonly contentType: string; readonly bytes: Buffer };
  /** Milliseconds for the whole exchange. */
  readonly timeoutMs: number;
  /**
   * Whether doing it twice does no harm. Only then is a connection used again that may have died of old age, and the request repeated on a fresh one
   * when it had; everything else gets a connection of its own, so that what was not connected was surely not sent.
   */
  readonly repeatable: boolean;
}

export interface HttpReply {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: http.IncomingHttpHeaders;
  readonly body: Buffer;
}

/** No whole reply came. `sent` tells whether the other side may have read the request. */
export class ExchangeFailed extends Error {
  override readonly name = 'ExchangeFailed';

  constructor(
    readonly reason: 'CONNECT' | 'TIMEOUT' | 'DROPPED' | 'TOO_LARGE',
    readonly sent: boolean,
    cause?: unknown,
  ) {
    // The network's code, never its text: that may quote an address, or what was sent.
    super(`${reason}${cause instanceof Error && 'code' in cause ? ` (${String(cause.code)})` : ''}`);
  }
}

/** A page of 50 transactions takes about 50 KB. Whoever sends more is not Opayo, or sends no answer. */
export const MAXIMUM_REPLY_BYTES = 4 * 1024 * 1024;

/** One request, one reply, not compressed, no redirect followed (it would carry credentials elsewhere). Throws `ExchangeFailed` only. */
export async function exchange(request: HttpRequest): Promise<HttpReply> {
  const attempt = { diedOfOldAge: false };
  try {
    return await once(request, attempt, request.repeatable);
  } catch (error) {
    if (attempt.diedOfOldAge) return once(request, attempt, false);
    throw error;
  }
}

function once(request: HttpRequest, attempt: { diedOfOldAge: boolean }, reuse: boolean): Promise<HttpReply> {
  return new Promise((resolve, reject) => {
    const secure = request.url.startsWith('https:');
    let connected = false;
    let timedOut = false;
    const outgoing = (secure ? https : http).request(request.url, {
      method: request.method,
      headers: headersOf(request, reuse),
      ...(reuse ? {} : { agent: false }),
    });
    const deadline = setTimeout(() => {
      timedOut = true;
      outgoing.destroy();
    }, request.timeoutMs);
    const fail = (cause: unknown): void => {
      clearTimeout(deadline);
      attempt.diedOfOldAge = outgoing.reusedSocket && !timedOut && !(cause instanceof ExchangeFailed);
      if (cause instanceof ExchangeFailed) return reject(cause);
      const reason = timedOut ? 'TIMEOUT' : connected ? 'DROPPED' : 'CONNECT';
      reject(new ExchangeFailed(reason, connected, cause));
    };
    outgoing.on('socket', (socket) => {
      connected = outgoing.reusedSocket;
      // A connection used again has been connected for long: its listeners would only pile up.
      if (!connected) socket.once(secure ? 'secureConnect' : 'connect', () => (connected = true));
    });
    outgoing.on('error', fail);
    // Once there is a response, what becomes of it is its own to tell.
    let answered = false;
    outgoing.on('close', () => (answered ? undefined : fail(undefined)));
    outgoing.on('response', (incoming) => {
      answered = true;
      collect(incoming).then((reply) => {
        clearTimeout(deadline);
        resolve(reply);
      }, fail);
    });
    outgoing.end(request.body?.bytes);
  });
}

function headersOf({ headers, body }: HttpRequest, reuse: boolean): http.OutgoingHttpHeaders {
  const length = body && { 'content-type': body.contentType, 'content-length': body.bytes.length };
  return { 'accept-encoding': 'identity', ...(reuse ? {} : { connection: 'close' }), ...headers, ...length };
}

async function collect(incoming: http.IncomingMessage): Promise<HttpReply> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAXIMUM_REPLY_BYTES) {
      incoming.destroy();
      throw new ExchangeFailed('TOO_LARGE', true);
    }
    chunks.push(chunk);
  }
  return { status: incoming.statusCode ?? 0, headers: incoming.headers, body: Buffer.concat(chunks) };
}

/** A slip in a header of Opayo's, or of a proxy's, must not put off money for a year. */
const LONGEST_WISH_MS = 60 * 60 * 1000;

/** `Retry-After` (seconds or an HTTP date, RFC 9110 10.2.3) as milliseconds from now, at most an hour; undefined when absent or unreadable. */
export function retryAfterMsOf(reply: HttpReply): number | undefined {
  const header = reply.headers['retry-after']?.trim();
  if (header === undefined || header === '') return undefined;
  const seconds = Number(header);
  const afterMs = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(header) - Date.now();
  return Number.isFinite(afterMs) ? Math.min(LONGEST_WISH_MS, Math.max(0, Math.round(afterMs))) : undefined;
}
