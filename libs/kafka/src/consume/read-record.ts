import type { KafkaMessage } from 'kafkajs';
import type { TopicDefinition } from '#libs/contracts';
import { UNREADABLE_BATCH_HEADER } from '../compression/unreadable-batch.js';
import { cloudEventOf, headerText } from '../record/cloud-events.js';
import type { ConsumedRecord } from '../record/consumed-record.js';
import { undecodable } from '../registry/compiled-record.js';
import type { SchemaRegistry } from '../registry/schema-registry.js';

/** A message as its handler gets it. A promise only where the registry must be asked. Throws as `SchemaRegistry.decode`. */
export function readRecord<T>(
  topic: TopicDefinition<T>,
  partition: number,
  message: KafkaMessage,
  registry: SchemaRegistry,
): ConsumedRecord<T> | Promise<ConsumedRecord<T>> {
  const { value } = message;
  const unreadable = headerText(message.headers, UNREADABLE_BATCH_HEADER);
  if (unreadable !== undefined) throw undecodable('BATCH_UNREADABLE', unreadable.slice(0, 500));
  if (!value) return recordOf(topic, partition, message, deletion(topic) as T);
  const read = (): ConsumedRecord<T> => recordOf(topic, partition, message, registry.decodeNow(topic, value));
  return registry.mustAsk(topic, value) ? registry.ask(topic, value).then(read) : read();
}

/** A record without value deletes its key, where the topic is compacted; elsewhere it says nothing. */
function deletion(topic: TopicDefinition): null {
  if (topic.cleanup !== 'compact') throw undecodable('NOT_AVRO', `A record without value on ${topic.name}`);
  return null;
}

function recordOf<T>(topic: TopicDefinition, partition: number, message: KafkaMessage, value: T): ConsumedRecord<T> {
  const headers = cloudEventOf(message.headers);
  const traceparent = headerText(message.headers, 'traceparent');
  const ownId = (value as { eventId?: string } | null)?.eventId;
  return {
    topic: topic.name,
    partition,
    offset: message.offset,
    key: message.key?.toString() ?? '',
    value,
    eventId: headers.id ?? ownId ?? `${topic.name}/${partition}/${message.offset}`,
    headers,
    ...(traceparent === undefined ? {} : { traceparent }),
    receivedAt: new Date(),
  };
}
