import type { FastifyInstance } from 'fastify';

const KIBIBYTE = 1024;

/** Largest body per address, bytes: counted while it arrives, before anything of it is parsed. Elsewhere HTTP_BODY_LIMIT_BYTES holds. */
export const BODY_LIMITS_BYTES: Readonly<Record<string, number>> = {
  '/opayo/events': 16 * KIBIBYTE,
  // 2,000 lines with every text at its longest, in letters of two bytes.
  '/shop/orders': 2 * KIBIBYTE * KIBIBYTE,
};

/** Gives these addresses their limits. Call it before the routes are made. A larger body is answered with 413. */
export function limitBodies(fastify: Pick<FastifyInstance, 'addHook'>): void {
  fastify.addHook('onRoute', (route) => {
    const limit = BODY_LIMITS_BYTES[route.url];
    if (limit !== undefined) route.bodyLimit = limit;
  });
}
