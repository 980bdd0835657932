import { setTimeout as delay } from 'node:timers/promises';
import type { Admin } from 'kafkajs';
import { TOPICS, type TopicDefinition } from '#libs/contracts';
import { ConfigResourceTypes } from '../client/kafkajs.js';
import type { KafkaConnection } from '../kafka-connection.js';

const LEADERS_TIMEOUT_MS = 30_000;
const LEADERS_POLL_MS = 50;

/** How one topic stands after `applyTopics`. */
export interface TopicReport {
  /** Name on the brokers. */
  readonly name: string;
  readonly state: 'created' | 'as described' | 'different';
  /** What differs, one sentence each: setting, what topics.ts says, what the broker has. Never changed by us. */
  readonly differences: readonly string[];
}

/**
 * Creates the topics that are missing and reports how the others differ from their description. Never deletes, shrinks or changes one:
 * more partitions move keys, another retention drops records, and both are decisions.
 *
 * Replication is capped by the number of brokers (a local stack has one), and `min.insync.replicas` by the replication.
 */
export async function applyTopics(
  kafka: KafkaConnection,
  topics: readonly TopicDefinition[] = Object.values(TOPICS),
): Promise<TopicReport[]> {
  const admin = kafka.admin();
  await admin.connect();
  try {
    const { brokers } = await admin.describeCluster();
    const present = new Set(await admin.listTopics());
    const reports: TopicReport[] = [];
    for (const topic of topics) {
      const wanted = wantedTopic(kafka.topicName(topic.name), topic, brokers.length);
      reports.push(present.has(wanted.name) ? await compare(admin, wanted) : await create(admin, wanted));
    }
    return reports;
  } finally {
    await admin.disconnect();
  }
}

interface WantedTopic {
  readonly name: string;
  readonly partitions: number;
  readonly replication: number;
  readonly config: Readonly<Record<string, string>>;
}

/** A topic's description in the broker's words. Exported for its test. */
export function wantedTopic(name: string, topic: TopicDefinition, brokers: number): WantedTopic {
  const replication = Math.min(topic.replication, brokers);
  const retention = topic.cleanup === 'compact' ? 'delete.retention.ms' : 'retention.ms';
  const config = {
    'cleanup.policy': topic.cleanup,
    [retention]: String(topic.retentionMs),
    'min.insync.replicas': String(Math.min(topic.minInsyncReplicas, replication)),
    'max.message.bytes': String(topic.maxMessageBytes),
  };
  return { name, partitions: topic.partitions, replication, config };
}

async function create(admin: Admin, { name, partitions, replication, config }: WantedTopic): Promise<TopicReport> {
  const configEntries = Object.entries(config).map(([key, value]) => ({ name: key, value }));
  const topic = { topic: name, numPartitions: partitions, replicationFactor: replication, configEntries };
  await admin.createTopics({ topics: [topic], waitForLeaders: false });
  await waitForLeaders(admin, name);
  return { name, state: 'created', differences: [] };
}

/**
 * Waits until every partition can be written to. KafkaJS's own `waitForLeaders` gives up at once when a broker that has just started does
 * not know the topic yet that it has just created.
 */
async function waitForLeaders(admin: Admin, name: string): Promise<void> {
  const deadline = Date.now() + LEADERS_TIMEOUT_MS;
  for (;;) {
    try {
      const { topics } = await admin.fetchTopicMetadata({ topics: [name] });
      if (topics[0]?.partitions.every(({ leader }) => leader >= 0)) return;
    } catch (error) {
      if ((error as { type?: string }).type !== 'UNKNOWN_TOPIC_OR_PARTITION' || Date.now() > deadline) throw error;
    }
    if (Date.now() > deadline) throw new Error(`Topic ${name} was created, but not all its partitions have a leader`);
    await delay(LEADERS_POLL_MS);
  }
}

async function compare(admin: Admin, wanted: WantedTopic): Promise<TopicReport> {
  const differences: string[] = [];
  const differs = (setting: string, described: string | number, found: string | number): void => {
    if (String(described) !== String(found)) differences.push(`${setting}: described ${described}, found ${found}`);
  };
  const { topics } = await admin.fetchTopicMetadata({ topics: [wanted.name] });
  const partitions = topics[0]?.partitions ?? [];
  differs('partitions', wanted.partitions, partitions.length);
  differs('replication', wanted.replication, partitions[0]?.replicas.length ?? 0);
  const configNames = Object.keys(wanted.config);
  const resources = [{ type: ConfigResourceTypes.TOPIC, name: wanted.name, configNames }];
  const described = await admin.describeConfigs({ resources, includeSynonyms: false });
  const found = new Map(described.resources[0]?.configEntries.map((entry) => [entry.configName, entry.configValue]));
  for (const [setting, value] of Object.entries(wanted.config))
    differs(setting, value, found.get(setting) ?? 'nothing');
  return { name: wanted.name, state: differences.length === 0 ? 'as described' : 'different', differences };
}
