import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { cutConnection, type OpayoFaults } from '../../faults/opayo-faults.js';
import { refusal, type PiAnswer } from './pi-answer.js';
import type { Pi, PiCall } from './pi.js';

const PREFIX = '/api/v1';

export interface PiRoutesOptions {
  readonly pi: Pi;
  readonly faults: OpayoFaults;
  /** Hears of what Pi itself got wrong. */
  readonly onError: (cause: unknown) => void;
}

/**
 * Pi over HTTP. It has a scope of its own, beside Nest's controllers: bodies come as text, because whether an amount was written as an integer is lost
 * once it is parsed, and what is wrong with them is answered in Pi's words, not in ours.
 */
export function servePi(fastify: FastifyInstance, { pi, faults, onError }: PiRoutesOptions): void {
  void fastify.register(
    async (scope) => {
      scope.removeAllContentTypeParsers();
      scope.addContentTypeParser('*', { parseAs: 'string' }, (_, body, done) => done(null, body));
      scope.setErrorHandler(async (error: { statusCode?: number }, _, reply) => {
        const ours = (error.statusCode ?? 500) >= 500;
        if (ours) onError(error);
        await send(reply, refusal(ours ? 9999 : 1000));
      });
      scope.all('/*', async (request, reply) => {
        const call = callOf(request);
        const [resource = '', , part] = call.path;
        const target = {
          system: 'OPAYO_PI',
          operation: `${call.method} ${part ?? resource}`,
          document: `${call.path.join('/')} ${call.body}`,
        } as const;
        const fate = await faults.around(target, () => pi.answer(call));
        if (fate === 'CUT') cutConnection(reply);
        else await send(reply, fate === 'HTTP_500' ? refusal(9999) : fate.answer);
      });
    },
    { prefix: PREFIX },
  );
}

function callOf(request: FastifyRequest): PiCall {
  const url = new URL(request.raw.url ?? '/', 'http://sandbox');
  return {
    method: request.method,
    path: url.pathname.slice(PREFIX.length).split('/').filter(Boolean).map(decodePart),
    authorisation: request.headers.authorization,
    body: typeof request.body === 'string' ? request.body : '',
    origin: `${request.protocol}://${request.host}`,
  };
}

function decodePart(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

async function send(reply: FastifyReply, { status, body }: PiAnswer): Promise<void> {
  await reply
    .code(status)
    .header('content-type', 'application/json')
    .send(body === undefined ? undefined : JSON.stringify(body));
}
