import http from 'node:http';
import https from 'node:https';

export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly url: string;
  /** Besides those of the body; names in lower case. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: { readonly contentType: string; readonly text: string };
  /** Milliseconds for the whole exchange. */
  readonly timeoutMs: number;
  /** Milliseconds of them until the connection stands. */
  readonly connectTimeoutMs: number;
}

export interface HttpReply {
  readonly status: number;
  readonly contentType: string;
  readonly body: Buffer;
}

/** No whole reply came. `connected` tells whether the other side may have read the request. */
export class ExchangeFailed extends Error {
  override readonly name = 'ExchangeFailed';

  constructor(
    readonly reason: 'CONNECT' | 'TIMEOUT' | 'DROPPED' | 'TOO_LARGE',
    readonly connected: boolean,
    cause?: unknown,
  ) {
    // The cause's own text may quote the address, and the address holds passwords and documents.
    super(`${reason}${errorCodeOf(cause)}`);
  }
}

const MAXIMUM_REPLY_BYTES = 64 * 1024 * 1024;

/**
 * One request, one reply, one fresh connection. A GET of ours can post money, so nothing below this may send it twice: `node:http`
 * never repeats a request by itself, and a connection that is never reused cannot die of old age just as we write to it, which would
 * leave every such posting in doubt. Throws `ExchangeFailed` only.
 */
export function exchange(request: HttpRequest): Promise<HttpReply> {
  return new Promise((resolve, reject) => {
    let connected = false;
    let timedOut = false;
    const client = request.url.startsWith('https:') ? https : http;
    const outgoing = client.request(request.url, { method: request.method, agent: false, headers: headersOf(request) });
    const giveUp = () => {
      timedOut = true;
      outgoing.destroy();
    };
    const deadline = setTimeout(giveUp, request.timeoutMs);
    const connectDeadline = setTimeout(giveUp, Math.min(request.connectTimeoutMs, request.timeoutMs));
    const fail = (cause: unknown) => {
      clearTimeout(deadline);
      clearTimeout(connectDeadline);
      if (cause instanceof ExchangeFailed) return reject(cause);
      reject(new ExchangeFailed(!connected ? 'CONNECT' : timedOut ? 'TIMEOUT' : 'DROPPED', connected, cause));
    };
    outgoing.on('socket', (socket) => {
      socket.once(request.url.startsWith('https:') ? 'secureConnect' : 'connect', () => {
        connected = true;
        clearTimeout(connectDeadline);
      });
    });
    outgoing.on('error', fail);
    outgoing.on('response', (incoming) => {
      collect(incoming).then((reply) => {
        clearTimeout(deadline);
        clearTimeout(connectDeadline);
        resolve(reply);
      }, fail);
    });
    outgoing.on('close', () => fail(undefined));
    outgoing.end(request.body?.text);
  });
}

function headersOf(request: HttpRequest): http.OutgoingHttpHeaders {
  const common = { accept: '*/*', connection: 'close', ...request.headers };
  if (!request.body) return common;
  return {
    ...common,
    'content-type': request.body.contentType,
    'content-length': Buffer.byteLength(request.body.text),
  };
}

async function collect(incoming: http.IncomingMessage): Promise<HttpReply> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAXIMUM_REPLY_BYTES) throw new ExchangeFailed('TOO_LARGE', true);
    chunks.push(chunk);
  }
  return {
    status: incoming.statusCode ?? 0,
    contentType: incoming.headers['content-type'] ?? '',
    body: Buffer.concat(chunks),
  };
}

function errorCodeOf(cause: unknown): string {
  return cause instanceof Error && 'code' in cause ? ` (${String(cause.code)})` : '';
}
