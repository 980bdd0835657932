import type { TopicDefinition } from '#libs/contracts';
import type { Message, TopicMessages } from 'kafkajs';

/** KafkaJS copies an array per message and partition, so a send's cost grows with the square of its size; about here it is cheapest. */
const MAX_MESSAGES = 500;
/** Part of a topic's `maxMessageBytes` that values may fill; the rest is for keys, headers and the batch itself. */
const SHARE_FOR_VALUES = 0.8;

export interface EncodedMessage {
  readonly topic: TopicDefinition;
  /** Name on the brokers. */
  readonly brokerTopic: string;
  readonly message: Message & { readonly value: Buffer | null };
}

/**
 * Cuts messages, in order, into sends: at most 500, and never more bytes than the smallest of their topics takes in one batch, as all
 * messages of a partition travel as one.
 */
export function* chunksOf(messages: readonly EncodedMessage[]): Generator<EncodedMessage[]> {
  let chunk: EncodedMessage[] = [];
  let bytes = 0;
  let limit = Infinity;
  for (const message of messages) {
    const size = message.message.value?.length ?? 0;
    const nextLimit = Math.min(limit, message.topic.maxMessageBytes * SHARE_FOR_VALUES);
    if (chunk.length === MAX_MESSAGES || (chunk.length > 0 && bytes + size > nextLimit)) {
      yield chunk;
      [chunk, bytes, limit] = [[], 0, Infinity];
    }
    chunk.push(message);
    bytes += size;
    limit = Math.min(limit, message.topic.maxMessageBytes * SHARE_FOR_VALUES);
  }
  if (chunk.length > 0) yield chunk;
}

/** The chunk as KafkaJS takes it: messages by topic, in order. */
export function byTopic(chunk: readonly EncodedMessage[]): TopicMessages[] {
  const topics = new Map<string, Message[]>();
  for (const { brokerTopic, message } of chunk) {
    const messages = topics.get(brokerTopic) ?? [];
    topics.set(brokerTopic, messages);
    messages.push(message);
  }
  return [...topics].map(([topic, messages]) => ({ topic, messages }));
}
