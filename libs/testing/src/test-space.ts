import { randomBytes } from 'node:crypto';
import { Kafka, logLevel } from 'kafkajs';
import pg from 'pg';
import { stack, type StackAddresses } from './stack.js';
import { waitFor } from './wait-for.js';

/** What of a topic matters for creating it in a test; TopicDefinition of #libs/contracts fits. */
export interface TopicToCreate {
  readonly name: string;
  readonly partitions: number;
  readonly cleanup?: 'delete' | 'compact';
  readonly maxMessageBytes?: number;
}

/** A test's own corner of the shared stack: no other test sees its topics, groups or tables. */
export interface TestSpace extends StackAddresses {
  /** Unique; readable in the broker's and the database's own tools. */
  readonly id: string;
  /** Put it before each topic name (TOPIC_PREFIX). */
  readonly topicPrefix: string;
  /** Put it before each consumer group (GROUP_PREFIX). */
  readonly groupPrefix: string;
  /** The database schema for one service or purpose; at most 48 characters, dropped on close. */
  schema(name: string): string;
  /** The environment to `create` a service in this space with: any free port, quiet log, its own schema, and the rest under this space's prefixes. */
  env(service: string, overrides?: Record<string, string>): Record<string, string>;
  /** The name a topic has on the broker. */
  topic(definition: { readonly name: string }): string;
  /** Creates topics under the prefix and waits for their leaders. At most `maxPartitions` each, default 4: enough to show order, and quick. */
  createTopics(definitions: readonly TopicToCreate[], options?: { maxPartitions?: number }): Promise<void>;
  /** Runs one statement, outside any service. */
  query<R = Record<string, unknown>>(sql: string, parameters?: readonly unknown[]): Promise<R[]>;
  /** Drops topics, groups and schemas. Close services and clients first. */
  close(): Promise<void>;
}

/** For sealing in tests only: 32 known bytes, so that one test can open what another process sealed. */
const TEST_KEY_BASE64 = Buffer.alloc(32, 'clarity-connect-test-key').toString('base64');

/** Schemas have at most 48 characters, of which the space's own name takes up to 27. */
const MOST_OF_A_PURPOSE = 21;

/**
 * Opens a space named after the test.
 *
 * @param name letters, digits and hyphens are kept; shortened to 20 characters
 */
export async function testSpace(name: string): Promise<TestSpace> {
  const addresses = await stack();
  const unique = randomBytes(4).toString('hex');
  const id = `${slugOf(name)}-${unique}`;
  const prefix = `test-${id}.`;
  const schemaPrefix = `test_${slugOf(name).slice(0, 12).replaceAll('-', '_')}_${unique}_`;
  const kafka = new Kafka({
    clientId: `test-${id}`,
    brokers: addresses.kafkaBrokers.split(','),
    logLevel: logLevel.NOTHING,
    // Creating and deleting many topics at once on two cores may take longer than kafkajs's default second.
    retry: { retries: 8 },
  });
  const pool = new pg.Pool({ connectionString: addresses.databaseUrl, max: 2, application_name: prefix });
  pool.on('error', () => undefined);

  const space: TestSpace = {
    ...addresses,
    id,
    topicPrefix: prefix,
    groupPrefix: prefix,
    schema: (purpose) => schemaPrefix + purpose.replaceAll('-', '_').slice(0, MOST_OF_A_PURPOSE),
    topic: ({ name: topic }) => `${prefix}${topic}`,
    env: (service, overrides = {}) => ({
      KAFKA_BROKERS: addresses.kafkaBrokers,
      SCHEMA_REGISTRY_URL: addresses.schemaRegistryUrl,
      SCHEMA_AUTO_REGISTER: 'true',
      DATABASE_URL: addresses.databaseUrl,
      DATABASE_SCHEMA: space.schema(service),
      DATA_ENCRYPTION_KEY: TEST_KEY_BASE64,
      TOPIC_PREFIX: prefix,
      GROUP_PREFIX: prefix,
      HTTP_PORT: '0',
      LOG_LEVEL: 'warn',
      ...overrides,
    }),
    createTopics: (definitions, { maxPartitions = 4 } = {}) =>
      withAdmin(kafka, async (admin) => {
        const names = definitions.map(({ name: topic }) => `${prefix}${topic}`);
        await admin.createTopics({
          // KafkaJS's own wait gives up at once when the broker does not know yet what it has just created.
          waitForLeaders: false,
          topics: definitions.map(({ name: topic, partitions, cleanup, maxMessageBytes }) => ({
            topic: `${prefix}${topic}`,
            numPartitions: Math.min(partitions, maxPartitions),
            replicationFactor: 1,
            configEntries: [
              { name: 'cleanup.policy', value: cleanup ?? 'delete' },
              ...(maxMessageBytes === undefined ? [] : [{ name: 'max.message.bytes', value: String(maxMessageBytes) }]),
            ],
          })),
        });
        await waitFor('the leaders of the topics', async () => {
          const { topics } = await admin.fetchTopicMetadata({ topics: names });
          return topics.every(({ partitions }) => partitions.every(({ leader }) => leader >= 0));
        });
      }),
    query: async <R>(sql: string, parameters: readonly unknown[] = []) =>
      (await pool.query(sql, [...parameters])).rows as R[],
    close: async () => {
      await withAdmin(kafka, (admin) => dropAll(admin, prefix));
      await dropSchemas(pool, schemaPrefix);
      await pool.end();
    },
  };
  return space;
}

type Admin = ReturnType<Kafka['admin']>;

async function withAdmin(kafka: Kafka, work: (admin: Admin) => Promise<void>): Promise<void> {
  const admin = kafka.admin();
  await admin.connect();
  try {
    await work(admin);
  } finally {
    await admin.disconnect();
  }
}

async function dropAll(admin: Admin, prefix: string): Promise<void> {
  const groups = (await admin.listGroups()).groups.map(({ groupId }) => groupId).filter((id) => id.startsWith(prefix));
  // A group that still has members stays: the broker forgets it by itself once they are gone.
  if (groups.length > 0) await admin.deleteGroups(groups).catch(() => undefined);
  const topics = (await admin.listTopics()).filter((topic) => topic.startsWith(prefix));
  if (topics.length > 0) await admin.deleteTopics({ topics, timeout: 15_000 });
}

async function dropSchemas(pool: pg.Pool, schemaPrefix: string): Promise<void> {
  const { rows } = await pool.query<{ nspname: string }>(
    'SELECT nspname FROM pg_namespace WHERE starts_with(nspname, $1)',
    [schemaPrefix],
  );
  for (const { nspname } of rows) await pool.query(`DROP SCHEMA "${nspname}" CASCADE`);
}

function slugOf(name: string): string {
  const slug = name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '');
  return slug.slice(0, 20).replace(/-+$/, '') || 'space';
}
