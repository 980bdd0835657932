import type { FastifyInstance } from 'fastify';

const KIBIBYTE = 1024;

/** Largest body per address, bytes: counted while it arrives, before anything of it is parsed. Elsewhere HTTP_BODY_LIMIT_BYTES holds. */
export const BODY_LIMITS_BYTES: Readonly<Record<string, number>> = {
  '/opayo/events': 16 * KIBIBYTE,
  '/opayo/registrations': 4 * KIBIBYTE,
  '/payments': 16 * KIBIBYTE,
  // 2,000 lines with every text at its longest, in letters of two bytes.
  '/shop/orders': 2 * KIBIBYTE * KIBIBYTE,
};

/** Gives these addresses their limits. Call it before the routes are made. A larger body is answered with 413; one that tells its length beforehand, with the limit too. */
export function limitBodies(fastify: Pick<FastifyInstance, 'addHook'>): void {
  fastify.addHook('onRoute', (route) => {
    const limit = BODY_LIMITS_BYTES[route.url];
    if (limit === undefined) return;
    route.bodyLimit = limit;
    route.onRequest = (request, _reply, done) => {
      const told = Number(request.headers['content-length'] ?? 0);
      done(told > limit ? tooLarge(told, limit) : undefined);
    };
  });
}

function tooLarge(told: number, limit: number): Error {
  const text = `The body has ${told} bytes; at most ${limit} bytes are read here`;
  return Object.assign(new Error(text), { statusCode: 413 });
}
