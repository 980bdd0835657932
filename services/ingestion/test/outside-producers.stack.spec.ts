import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { hasPython, javaClassPath, PYTHON, waitFor } from '#libs/testing';
import { SHOP_KEY } from './payments.js';
import { openProducersDoor, type ProducersDoor } from './producers-door.js';
import { aSubmittedEvent, aSubmittedOrder, outsideProducer } from './submitted.js';

const run = promisify(execFile);
const EXAMPLES = resolve('examples/producers');
const JARS = javaClassPath();

describe('the producers in examples/', () => {
  let door: ProducersDoor;
  let folder: string;
  beforeAll(async () => {
    door = await openProducersDoor('outside producers');
    folder = mkdtempSync(join(tmpdir(), 'producers-'));
    // What `npm run schemas -- register` does outside of tests.
    const registering = await outsideProducer(door.space);
    await registering.order(aSubmittedOrder());
    await registering.event(aSubmittedEvent());
    await registering.close();
  }, 60_000);
  afterAll(async () => {
    rmSync(folder, { recursive: true });
    await door.close();
  }, 60_000);

  /** The example's files, about an order and a transaction of their own. */
  const filesOf = (kind: 'bodies' | 'records') => {
    const orderReference = `E${randomUUID().slice(0, 8)}`;
    const transactionId = randomUUID().toUpperCase();
    const own = { orderReference, eventId: randomUUID() };
    const files = ['order.json', 'event.json'].map((name) => {
      const example = JSON.parse(readFileSync(join(EXAMPLES, kind, name), 'utf8')) as Record<string, unknown>;
      const ids = Object.entries({ ...own, transactionId, orderId: `gifts/${orderReference}` });
      const changed = { ...example, ...Object.fromEntries(ids.filter(([id]) => id in example)) };
      const file = join(folder, `${orderReference}-${name}`);
      writeFileSync(file, JSON.stringify(changed));
      return file;
    });
    return { files, orderId: `gifts/${orderReference}`, transactionId };
  };

  const isTaken = async ({ orderId, transactionId }: { orderId: string; transactionId: string }) => {
    await waitFor('the order to be taken', async () => {
      const rows = await door.rows<{ type: string }>('SELECT type FROM TABLE.outbox WHERE key = $1', [orderId]);
      return rows.some(({ type }) => type === 'OrderPlaced');
    });
    await waitFor('the event to be taken', async () => {
      const sql = 'SELECT order_id FROM TABLE.claim WHERE transaction_id = $1';
      return (await door.rows<{ order_id: string }>(sql, [transactionId]))[0]?.order_id === orderId;
    });
  };
  const environment = (others: Record<string, string> = {}) => ({
    ...process.env,
    ...{ INGESTION_URL: door.url, SHOP_KEY, KAFKA_BROKERS: door.space.kafkaBrokers },
    ...{ SCHEMA_REGISTRY_URL: door.space.schemaRegistryUrl, TOPIC_PREFIX: door.space.topicPrefix, ...others },
  });

  it('Node over HTTP', async () => {
    const example = filesOf('bodies');
    const script = join(EXAMPLES, 'node/http-producer.mjs');
    const { stdout } = await run(process.execPath, [script, ...example.files], { env: environment() });
    expect(stdout).toMatch(/^order [0-9a-f-]{36}\nevent [0-9a-f-]{36}\n$/);
    await isTaken(example);
  });

  (hasPython(['urllib.request']) ? it : it.skip)('Python over HTTP, also told what is wrong', async () => {
    const example = filesOf('bodies');
    const script = join(EXAMPLES, 'python/http_producer.py');
    const { stdout } = await run(PYTHON, [script, ...example.files], { env: environment() });
    expect(stdout).toMatch(/^order [0-9a-f-]{36}\nevent [0-9a-f-]{36}\n$/);
    await isTaken(example);
    const [order = ''] = example.files;
    writeFileSync(order, readFileSync(order, 'utf8').replace('"totalMinor":2400', '"totalMinor":2300'));
    const refused = run(PYTHON, [script, ...example.files], { env: environment() });
    await expect(refused).rejects.toMatchObject({ stderr: expect.stringContaining('placed.totalMinor: is 23.00 GBP') });
  });

  (hasPython(['confluent_kafka', 'fastavro']) ? it : it.skip).each(['none', 'gzip', 'snappy', 'lz4', 'zstd'])(
    'Python to Kafka with %s (confluent-kafka and fastavro have to be installed)',
    async (codec) => {
      const example = filesOf('records');
      const script = join(EXAMPLES, 'python/kafka_producer.py');
      const { stdout } = await run(PYTHON, [script, ...example.files], { env: environment({ COMPRESSION: codec }) });
      expect(stdout).toMatch(/^shop\.orders\.submitted\.v1 0 \d+$/m);
      await isTaken(example);
    },
  );

  (JARS ? it : it.skip)(
    'Java to Kafka, with every codec',
    async () => {
      const example = filesOf('records');
      const source = join(EXAMPLES, 'java/KafkaProducerExample.java');
      const args = ['-Dorg.slf4j.simpleLogger.defaultLogLevel=error', '-cp', JARS ?? '', source, ...example.files];
      const codecs = { COMPRESSION: 'none,gzip,snappy,lz4,zstd' };
      const { stdout } = await run('java', args, { env: environment(codecs) });
      expect(stdout.trim().split('\n')).toHaveLength(10);
      await isTaken(example);
    },
    60_000,
  );

  it('and nothing of theirs was refused or put into quarantine', async () => {
    expect(await door.rows('SELECT code, reason FROM TABLE.refused_submission')).toEqual([]);
    expect(await door.rows('SELECT code, text FROM TABLE.quarantined')).toEqual([]);
  });
});
