import { describe, expect, it } from '@jest/globals';
import { TOPICS, type Alert } from '#libs/contracts';
import { createKafka } from '../kafka-connection.js';
import { SchemaRegistry } from '../registry/schema-registry.js';
import { KafkaStrategy } from './kafka-strategy.js';
import { OnBatch } from './on-batch.js';

const strategy = () =>
  new KafkaStrategy({
    kafka: createKafka({ brokers: ['127.0.0.1:1'], clientId: 'test' }),
    registry: new SchemaRegistry({ url: 'http://127.0.0.1:1' }),
    groupId: 'test',
    quarantine: { keep: async () => 'q' },
  });
const listen = (of: KafkaStrategy) => new Promise((resolve) => of.listen(resolve));

describe('a wiring that cannot work is told at the start', () => {
  it('two handlers of one topic', async () => {
    const two = strategy();
    const extras = { batchesOf: TOPICS.alerts };
    for (const handler of [async () => {}, async () => {}]) two.addHandler('alerts.v1', handler as never, true, extras);
    expect(await listen(two)).toMatchObject({ message: expect.stringContaining('two handlers') });
  });

  it('a handler of another kind', async () => {
    const other = strategy();
    other.addHandler('alerts.v1', (async () => {}) as never, true);
    expect(await listen(other)).toMatchObject({ message: expect.stringContaining('@OnBatch') });
  });
});

it('without handlers it reads nothing and is well', async () => {
  const idle = strategy();
  expect(await listen(idle)).toBeUndefined();
  expect(idle.health()).toMatchObject({ state: 'idle', live: true, ready: true });
  expect(() => idle.unwrap()).toThrow('not listening');
  await idle.close();
});

it('the type of a handler’s records is its topic’s', () => {
  class Handlers {
    @OnBatch(TOPICS.alerts)
    async right(records: { value: Alert }[]): Promise<void> {
      void records;
    }
    // @ts-expect-error an alert has no such field
    @OnBatch(TOPICS.alerts)
    async wrong(records: { value: { noSuchField: string } }[]): Promise<void> {
      void records;
    }
  }
  expect(Object.getOwnPropertyNames(Handlers.prototype)).toContain('right');
});
