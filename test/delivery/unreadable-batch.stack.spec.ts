import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { CompressionTypes } from 'kafkajs';
import { alertMessage, ALERTS, DeliverySpace, textsOf, waitFor } from './delivery-space.js';

describe('a batch nobody can unpack', () => {
  let delivery: DeliverySpace;
  beforeEach(async () => {
    delivery = await DeliverySpace.open('unreadable batch');
  });
  afterEach(() => delivery.close());

  it('goes to quarantine as it came, and the partition goes on behind it', async () => {
    const producer = delivery.client.producer();
    await producer.connect();
    const topic = delivery.space.topic(ALERTS);
    const reader = await delivery.reader(async () => {});
    await delivery.publisher().publish([alertMessage('before', 'same key')]);
    await waitFor('the record before it', () => reader.stored.length === 1);
    const { partition } = reader.stored[0] as { partition: number };
    // Seventy megabytes of nothing in seventy kilobytes.
    const bomb = { partition, key: 'same key', value: Buffer.alloc(70 * 1024 * 1024) };
    await producer.send({ topic, messages: [bomb], compression: CompressionTypes.GZIP });
    await producer.disconnect();
    await delivery.publisher().publish([alertMessage('behind', 'same key')]);
    await waitFor('the record behind it', () => reader.stored.length === 2);
    expect(textsOf(reader.stored)).toEqual(['before', 'behind']);
    expect(reader.quarantined).toEqual([
      expect.objectContaining({ code: 'BATCH_UNREADABLE', partition, offset: '1', key: null, schemaId: null }),
    ]);
    expect(reader.quarantined[0]?.byteLength).toBeLessThan(200_000);
    expect(reader.strategy.health()).toMatchObject({ live: true });
  });
});
