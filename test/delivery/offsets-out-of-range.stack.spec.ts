import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ALERTS, DeliverySpace, numbered, textsOf, waitFor } from './delivery-space.js';

describe('offsets that the topic does not have (any more)', () => {
  let delivery: DeliverySpace;
  let topic: string;
  beforeEach(async () => {
    delivery = await DeliverySpace.open('out of range');
    topic = delivery.space.topic(ALERTS);
    await delivery.publish(numbered('a', 10));
  });
  afterEach(() => delivery.close());

  const readAndStop = async (): Promise<void> => {
    const reader = await delivery.reader(async () => {});
    await waitFor('all to be committed', async () => (await delivery.committed())[0] === 10);
    await reader.close();
  };

  it('because records expired unread: somebody is woken, and reading goes on with the oldest there is', async () => {
    await readAndStop();
    await delivery.publish(numbered('b', 10));
    await delivery.admin.deleteTopicRecords({ topic, partitions: [{ partition: 0, offset: '15' }] });
    const reader = await delivery.reader(async () => {});
    await waitFor('what is left', () => reader.stored.length === 5);
    expect(textsOf(reader.stored)).toEqual(numbered('b', 10).slice(5));
    expect(reader.pages).toMatchObject([{ code: 'KAFKA_OFFSET_OUT_OF_RANGE', facts: { topic, partition: 0 } }]);
  });

  it('because it was made anew: it is read from its beginning, never from its end', async () => {
    await readAndStop();
    const groupId = `${delivery.space.groupPrefix}reader`;
    await delivery.admin.setOffsets({ groupId, topic, partitions: [{ partition: 0, offset: '1000' }] });
    const reader = await delivery.reader(async () => {});
    await waitFor('all of it again', () => reader.stored.length === 10);
    expect(reader.pages).toMatchObject([{ code: 'KAFKA_OFFSET_OUT_OF_RANGE' }]);
  });
});
