import { describe, expect, it } from '@jest/globals';
import { TOPICS } from '#libs/contracts';
import { byTopic, chunksOf, type EncodedMessage } from './chunks.js';

const message = (key: string, bytes = 100, topic: EncodedMessage['topic'] = TOPICS.alerts): EncodedMessage => ({
  topic,
  brokerTopic: `p.${topic.name}`,
  message: { key, value: Buffer.alloc(bytes) },
});
const keysOf = (chunk: EncodedMessage[]) => chunk.map(({ message: { key } }) => key);

describe('sends', () => {
  it('have at most 500 messages, in order, none lost', () => {
    const messages = Array.from({ length: 1201 }, (_, index) => message(String(index)));
    const chunks = [...chunksOf(messages)];
    expect(chunks.map((chunk) => chunk.length)).toEqual([500, 500, 201]);
    expect(chunks.flatMap(keysOf)).toEqual(messages.map(({ message: { key } }) => key));
  });

  it('never have more bytes than one batch of their topics may', () => {
    const chunks = [...chunksOf(Array.from({ length: 10 }, (_, index) => message(String(index), 300_000)))];
    expect(chunks.map((chunk) => chunk.length)).toEqual([2, 2, 2, 2, 2]);
    const large = message('large', 3_000_000, TOPICS.shopOrders);
    const mixed = [...chunksOf([large, message('small'), message('other')])];
    expect(mixed.map(keysOf)).toEqual([['large'], ['small', 'other']]);
  });

  it('of nothing are none', () => {
    expect([...chunksOf([])]).toEqual([]);
  });

  it('tell KafkaJS each topic once', () => {
    const chunk = [message('1'), message('2', 1, TOPICS.shopOrders), message('3')];
    expect(byTopic(chunk).map(({ topic, messages }) => [topic, messages.length])).toEqual([
      ['p.alerts.v1', 2],
      ['p.shop.orders.v1', 1],
    ]);
  });
});
