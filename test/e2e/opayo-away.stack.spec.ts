import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TOPICS, type PaymentEvent } from '#libs/contracts';
import { waitFor, wireTo, type Wire } from '#libs/testing';
import { cutOrders, type OrdersFile } from './orders-file.js';
import { PipelineInSpace, type TransactionInBook } from './pipeline-in-space.js';

let wireToOpayo: Wire;
let pipeline: PipelineInSpace;
let orders: OrdersFile;

beforeAll(async () => {
  orders = await cutOrders({ customers: 8, guests: 2 });
  pipeline = await PipelineInSpace.open('opayo-away');
  wireToOpayo = await wireTo(pipeline.addresses.sandbox);
  wireToOpayo.cut();
  await pipeline.stop('ingestion');
  await pipeline.start('ingestion', {
    PI_BASE_URL: new URL('/api/v1', wireToOpayo.url).href,
    REPORTING_URL: new URL('/access/access.htm', wireToOpayo.url).href,
  });
});
afterAll(async () => {
  await pipeline?.close();
  await wireToOpayo?.close();
  await orders?.remove();
});

const paymentFacts = async (): Promise<PaymentEvent[]> =>
  (await pipeline.recordsOn<PaymentEvent>(TOPICS.paymentEvents)).map(({ value }) => value);
const transactions = () => pipeline.get<TransactionInBook[]>('sandbox', '/books/opayo/transactions');
const takenIn = async () => (await transactions()).filter(({ capturedMinor }) => capturedMinor > 0);

describe("Opayo's APIs away while notifications arrive", () => {
  it('every notification is answered, and no payment is lost for it', async () => {
    await pipeline.replay(orders.path);
    const { file, sent } = await waitFor('the shop to have sent everything', async () => {
      const progress = await pipeline.progress();
      return progress.state === 'DONE' && progress;
    });
    expect(sent).toBe(file.sales);
    expect(await takenIn()).toHaveLength(file.sales);
  });

  it('ingestion is ready, and says that Opayo is away', async () => {
    const readiness = await waitFor('ingestion to notice', async () => {
      const found = await pipeline.readiness('ingestion', 'opayo');
      return found.state === 'away' && found;
    });
    expect(readiness.status).toBe('ready');
  });

  it('a decline, which needs no amount, is told meanwhile; money is not', async () => {
    const facts = await waitFor('the decline', async () => {
      const found = await paymentFacts();
      return found.length > 0 && found;
    });
    expect(facts.map(({ kind }) => kind)).toEqual(['DECLINED']);
    expect(await pipeline.salesOrders()).toEqual([]);
  });

  it('when they are back every payment is told once, with its amount, and every order goes through', async () => {
    wireToOpayo.mend();
    const summary = await pipeline.ended();
    expect(summary.problems).toEqual([]);
    const told = (await paymentFacts()).flatMap((fact) =>
      fact.kind === 'CAPTURED' ? [{ transactionId: fact.transactionId, capturedMinor: fact.captured.amountMinor }] : [],
    );
    const taken = (await takenIn()).map(({ transactionId, capturedMinor }) => ({ transactionId, capturedMinor }));
    expect(byId(told)).toEqual(byId(taken));
  });
});

function byId<T extends { readonly transactionId: string }>(list: readonly T[]): T[] {
  return [...list].sort((left, right) => (left.transactionId < right.transactionId ? -1 : 1));
}
