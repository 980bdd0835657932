import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { TOPICS, type Alert, type ErpOrderChange, type TopicDefinition } from '#libs/contracts';
import { alertMessage, ALERTS, DeliverySpace, numbered, textsOf, waitFor, type Reader } from './delivery-space.js';

const CHANGES: TopicDefinition<ErpOrderChange> = TOPICS.erpOrderChanges;
const SHIPPED: ErpOrderChange = {
  ...{ eventId: 'e', orderId: 'gifts/1', company: 'GIFT', salesOrder: '1', customerCode: 'C', observedAt: 1 },
  kind: 'SHIPPED',
  shipped: { complete: true },
};

describe('a record that nobody can take', () => {
  let delivery: DeliverySpace;
  beforeEach(async () => {
    delivery = await DeliverySpace.open('quarantine');
  });
  afterEach(() => delivery.close());

  const send = async (value: Buffer | null, topic: TopicDefinition = ALERTS) => {
    const headers = { ce_id: 'their-id', odd: Buffer.from([0xff, 0x00]) };
    const message = { key: 'gifts/1', value, headers, partition: 0 };
    await (await delivery.producer()).send({ topic: delivery.space.topic(topic), messages: [message] });
  };
  const quarantined = async (reader: Reader<unknown>, count = 1) => {
    await waitFor(`${count} in quarantine`, () => reader.quarantined.length >= count);
    return reader.quarantined;
  };

  it('for it is no Avro goes to quarantine with all its bytes, and the partition goes on', async () => {
    const value = Buffer.from('{"json": true}');
    await send(value);
    await delivery.publish(['after']);
    const reader = await delivery.reader(async () => {});
    await waitFor('the next record', () => textsOf(reader.stored).includes('after'));
    expect(reader.quarantined).toHaveLength(1);
    expect(reader.quarantined[0]).toMatchObject({
      topic: 'alerts.v1',
      partition: 0,
      offset: '0',
      code: 'NOT_AVRO',
      schemaId: null,
    });
    expect(reader.quarantined[0]).toMatchObject({ key: Buffer.from('gifts/1'), value, byteLength: 14 });
    expect(reader.quarantined[0]?.headers).toEqual({
      ce_id: [Buffer.from('their-id')],
      odd: [Buffer.from([0xff, 0x00])],
    });
    await waitFor('both to be committed', async () => (await delivery.committed())[0] === 2);
  });

  it('tells apart what is wrong with it, never showing what is in it', async () => {
    const good = await delivery.registry().encode(ALERTS, alertMessage('secret').body as Alert);
    const otherRecord = await delivery.registry().encode(CHANGES, SHIPPED);
    await send(good.subarray(0, -3));
    await send(Buffer.concat([good, Buffer.from('x')]));
    await send(otherRecord);
    await send(null);
    const reader = await delivery.reader(async () => {});
    const found = await quarantined(reader, 4);
    expect(found.map(({ code }) => code)).toEqual(['DECODE_FAILED', 'DECODE_FAILED', 'DECODE_FAILED', 'NOT_AVRO']);
    expect(found.map(({ schemaId }) => schemaId === null)).toEqual([false, false, false, true]);
    expect(JSON.stringify(found.map(({ text }) => text))).not.toContain('secret');
  });

  it('for its handler fails on it is found among the others, which are all stored in order', async () => {
    const reader = await delivery.reader(async (records) => {
      for (const text of textsOf(records))
        if (text === 'a7' || text === 'a13') throw new TypeError('cannot read properties');
    });
    await delivery.publish(numbered('a', 20));
    await waitFor('the others', () => reader.stored.length === 18);
    expect(textsOf(reader.stored)).toEqual(numbered('a', 20).filter((text) => text !== 'a7' && text !== 'a13'));
    expect(reader.quarantined.map(({ offset, code }) => [offset, code])).toEqual([
      ['6', 'HANDLER_FAILED'],
      ['12', 'HANDLER_FAILED'],
    ]);
    expect(reader.pages.map(({ code }) => code)).toEqual(['KAFKA_HANDLER_FAILED', 'KAFKA_HANDLER_FAILED']);
    await waitFor('all to be committed', async () => (await delivery.committed())[0] === 20);
  });

  it('is not passed by before its bytes are kept', async () => {
    let away = true;
    const kept: string[] = [];
    const keep = async ({ offset }: { offset: string }): Promise<string> => {
      if (away) throw new Error('no database');
      return `q${kept.push(offset)}`;
    };
    await delivery.publish(['before']);
    await send(Buffer.from('rubbish'));
    await delivery.publish(['after']);
    const reader = await delivery.reader(async () => {}, { keep });
    await waitFor('the pause', () => reader.strategy.health().paused[0]?.code === 'QUARANTINE_UNAVAILABLE');
    expect(textsOf(reader.stored)).toEqual(['before']);
    await waitFor('what is before it to be committed', async () => (await delivery.committed())[0] === 1);
    away = false;
    await waitFor('the record after it', () => textsOf(reader.stored).includes('after'));
    expect(kept).toEqual(['1']);
  });

  it('and too many others: the fault is ours, so it waits and somebody is woken', async () => {
    const policy = { quarantineLimitRecords: 3, quarantineWindowMs: 600_000 };
    for (const text of numbered('rubbish', 5)) await send(Buffer.from(text));
    const reader = await delivery.reader(async () => {}, { policy });
    await waitFor('the pause', () => reader.strategy.health().paused[0]?.code === 'QUARANTINE_RATE');
    expect(reader.quarantined).toHaveLength(3);
    expect(reader.pages).toMatchObject([{ code: 'KAFKA_QUARANTINE_RATE', facts: { cause: 'NOT_AVRO' } }]);
    await waitFor('the three to be committed', async () => (await delivery.committed())[0] === 3);
  });
});
