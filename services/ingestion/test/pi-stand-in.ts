import type { AddressInfo } from 'node:net';
import Fastify, { type FastifyInstance } from 'fastify';

export const PI_CREDENTIALS = { key: 'pi-key', password: 'pi-password' };

/** What Pi shows of one transaction; merged over an accepted payment. */
export type PiBody = Record<string, unknown>;

/** The part of Opayo's Pi API that ingestion reads, served on a free port, for one test. */
export interface PiStandIn {
  readonly baseUrl: string;
  /** Ids asked for, in order, whatever was answered. */
  readonly asked: string[];
  /** Adds a transaction: an accepted payment of `amountMinor` GBP, with `body` over it. */
  add(transactionId: string, amountMinor: number, body?: PiBody): void;
  /** While set, every question gets this HTTP status. */
  failWith(httpStatus: number | undefined): void;
  close(): Promise<void>;
}

/** Starts one. Unknown ids are 404 with code 1012, other credentials 401 with code 1002. */
export async function startPi(): Promise<PiStandIn> {
  const app: FastifyInstance = Fastify();
  const transactions = new Map<string, PiBody>();
  const asked: string[] = [];
  let failure: number | undefined;
  const expected = `Basic ${Buffer.from(`${PI_CREDENTIALS.key}:${PI_CREDENTIALS.password}`).toString('base64')}`;
  app.get<{ Params: { id: string } }>('/api/v1/transactions/:id', async (request, reply) => {
    asked.push(request.params.id);
    if (failure !== undefined) return reply.status(failure).send({ code: 9999, description: 'away' });
    if (request.headers.authorization !== expected) return reply.status(401).send({ code: 1002 });
    return transactions.get(request.params.id) ?? reply.status(404).send({ code: 1012 });
  });
  await app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = app.addresses()[0] as AddressInfo;
  return {
    baseUrl: `http://127.0.0.1:${port}/api/v1`,
    asked,
    add: (transactionId, amountMinor, body = {}) =>
      void transactions.set(transactionId, {
        ...{ transactionId, transactionType: 'Payment', status: 'Ok', statusCode: '0000', currency: 'GBP' },
        amount: { totalAmount: amountMinor, saleAmount: amountMinor, surchargeAmount: 0 },
        ...body,
      }),
    failWith: (httpStatus) => void (failure = httpStatus),
    close: () => app.close(),
  };
}
