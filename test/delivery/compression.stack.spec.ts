import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ConfigResourceTypes } from 'kafkajs';
import { alertMessage, ALERTS, DeliverySpace, numbered, textsOf, waitFor } from './delivery-space.js';

describe('what outside producers may pack their batches with', () => {
  let delivery: DeliverySpace;
  beforeEach(async () => {
    delivery = await DeliverySpace.open('compression');
  });
  afterEach(() => delivery.close());

  // A topic's own compression makes the broker, which is Java, pack everything anew: these are Java's bytes.
  it.each(['gzip', 'snappy', 'lz4', 'zstd', 'uncompressed'])('%s is read', async (codec) => {
    const configEntries = [{ name: 'compression.type', value: codec }];
    const resource = { type: ConfigResourceTypes.TOPIC, name: delivery.space.topic(ALERTS), configEntries };
    await delivery.admin.alterConfigs({ validateOnly: false, resources: [resource] });
    const long =
      'a text that repeats itself, repeats itself, repeats itself, and is longer than any window of a codec. '.repeat(
        800,
      );
    const texts = [...numbered('short', 300), long, randomText(60_000)];
    await delivery.publisher().publish(texts.map((text) => alertMessage(text)));
    const reader = await delivery.reader(async () => {});
    await waitFor('all records', () => reader.stored.length === texts.length);
    expect(textsOf(reader.stored)).toEqual(texts);
  });
});

/** Text that no codec can shorten much. */
function randomText(length: number): string {
  return Array.from({ length }, () => String.fromCharCode(33 + Math.floor(Math.random() * 90))).join('');
}
