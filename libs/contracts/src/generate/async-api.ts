import type { TopicDefinition } from '../topics.js';
import type { AvroRecord } from './avro-schema.js';

/** An AsyncAPI 3 document: the topics of the system for tools and people outside. */
export interface AsyncApiDocument {
  readonly asyncapi: '3.0.0';
  readonly info: object;
  readonly defaultContentType: string;
  readonly channels: Readonly<Record<string, object>>;
  readonly operations: Readonly<Record<string, object>>;
  readonly components: { readonly messages: Readonly<Record<string, object>>; readonly schemas: object };
}

const CONTENT_TYPE = 'application/vnd.confluent.avro';
const AVRO = 'application/vnd.apache.avro+json;version=1.9.0';

/** CloudEvents in the binary form of its Kafka binding, as every record of ours carries it. */
const HEADERS = {
  type: 'object',
  required: ['ce_specversion', 'ce_id', 'ce_source', 'ce_type', 'ce_time'],
  properties: {
    ce_specversion: { type: 'string', const: '1.0' },
    ce_id: { type: 'string', description: 'The same for every delivery of the event' },
    ce_source: { type: 'string', description: '/clarity-connect/<service>, or the producer’s own' },
    ce_type: { type: 'string', description: 'Full name of the record and, after a dot, its kind where it has several' },
    ce_subject: { type: 'string', description: 'What it is about: as the key' },
    ce_time: { type: 'string', format: 'date-time' },
    traceparent: { type: 'string', description: 'W3C trace context' },
  },
};

/**
 * The document of all topics: a channel each, with what a broker is to keep of it, a message per record with its Avro schema, and an operation
 * per service that writes or reads. Topics of outside producers are those they send to.
 */
export function asyncApiDocument(
  topics: Readonly<Record<string, TopicDefinition>>,
  records: readonly AvroRecord[],
): AsyncApiDocument {
  const entries = Object.entries(topics);
  const nameOf = (topic: TopicDefinition): string => topic.record.name.split('.').at(-1) ?? topic.record.name;
  const used = [...new Map(entries.map(([, topic]) => [nameOf(topic), topic])).keys()];
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Clarity Connect: topics',
      version: '1',
      description:
        'Avro-typed Kafka topics between Opayo, SYSPRO and shops. Values are in the Confluent wire format (a zero byte, the schema’s id, Avro); ' +
        'schemas are registered as <topic>-value under FULL_TRANSITIVE. Amounts are minor units of the currency beside them, times UTC.',
      license: { name: 'Apache-2.0' },
    },
    defaultContentType: CONTENT_TYPE,
    channels: Object.fromEntries(entries.map(([key, topic]) => [key, channel(topic, nameOf(topic))])),
    operations: Object.fromEntries(entries.flatMap(([key, topic]) => operations(key, topic))),
    components: {
      messages: Object.fromEntries(used.map((name) => [name, message(name, records)])),
      schemas: { CloudEventHeaders: HEADERS },
    },
  };
}

function channel(topic: TopicDefinition, message: string): object {
  return {
    address: topic.name,
    description: description(topic),
    messages: { [message]: { $ref: `#/components/messages/${message}` } },
    bindings: {
      kafka: {
        bindingVersion: '0.5.0',
        partitions: topic.partitions,
        replicas: topic.replication,
        topicConfiguration: {
          'cleanup.policy': [topic.cleanup],
          'retention.ms': topic.retentionMs,
          'max.message.bytes': topic.maxMessageBytes,
        },
      },
    },
  };
}

function description({ key, writer, readers, personalData }: TopicDefinition): string {
  const data = personalData ? 'Carries personal data.' : 'No personal data.';
  return `Key: ${key}. Written by ${writer === 'any' ? 'every service' : writer}; read by ${readers.join(', ')}. ${data}`;
}

function message(name: string, records: readonly AvroRecord[]): object {
  const record = records.find((each) => each.name === name);
  if (!record) throw new Error(`There is no schema of the record ${name}`);
  return {
    name,
    title: name,
    ...(typeof record.doc === 'string' && { summary: record.doc }),
    contentType: CONTENT_TYPE,
    headers: { $ref: '#/components/schemas/CloudEventHeaders' },
    payload: { schemaFormat: AVRO, schema: record },
    bindings: { kafka: { bindingVersion: '0.5.0', key: { type: 'string' } } },
  };
}

/** `posting.receive.erpCommands` and its like. */
function operations(key: string, topic: TopicDefinition): [string, object][] {
  const of = (who: string, action: 'send' | 'receive'): [string, object] => [
    `${who.replaceAll(' ', '-')}.${action}.${key}`,
    {
      action,
      channel: { $ref: `#/channels/${key}` },
      summary: `${who} ${action === 'send' ? 'writes' : 'reads'} ${topic.name}`,
    },
  ];
  const writer = topic.writer === 'any' ? 'every service' : topic.writer;
  return [of(writer, 'send'), ...topic.readers.map((reader) => of(reader, 'receive'))];
}
