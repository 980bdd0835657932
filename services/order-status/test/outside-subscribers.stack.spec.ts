import { execFile, spawn } from 'node:child_process';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TOPICS, type OrderStatus } from '#libs/contracts';
import { createKafka, SchemaRegistry } from '#libs/kafka';
import { minorUnits } from '#libs/money';
import { hasPython, javaClassPath, PYTHON, testSpace, waitFor, type TestSpace } from '#libs/testing';

const run = promisify(execFile);
const EXAMPLES = resolve('examples/subscribers');
const JARS = javaClassPath();

/** How each example is started, and why it is not where it is not. */
const LANGUAGES = [
  { language: 'Node', command: [process.execPath, join(EXAMPLES, 'node/order-status.mjs')], there: true },
  {
    language: 'Python (confluent-kafka and fastavro have to be installed)',
    command: [PYTHON, join(EXAMPLES, 'python/order_status.py')],
    there: hasPython(['confluent_kafka', 'fastavro']),
  },
  {
    language: 'Java (17, with the jars of the local stack)',
    command: ['java', '-Dorg.slf4j.simpleLogger.defaultLogLevel=error', '-cp', JARS ?? '', javaSource()],
    there: JARS !== undefined,
  },
];

function javaSource(): string {
  return join(EXAMPLES, 'java/OrderStatusExample.java');
}

function snapshot(orderReference: string, sequence: number, overrides: Partial<OrderStatus> = {}): OrderStatus {
  const orderId = `gifts/${orderReference}`;
  return {
    ...{ eventId: `${orderId}-${sequence}`, orderId, shop: 'gifts', orderReference, sequence },
    ...{
      updatedAt: Date.UTC(2026, 10, 23, 8, 0),
      status: 'PAID',
      customerText: null,
      currency: 'GBP',
      totalMinor: minorUnits(2400),
    },
    ...{ capturedMinor: minorUnits(2400), invoicedMinor: minorUnits(0), receiptedMinor: minorUnits(0) },
    ...{ salesOrder: null, customerPoNumber: null, invoices: [], payments: [], attention: null },
    ...overrides,
  };
}

/** What is on the topic, in this sequence: each order stays in its partition, so its lines come in this order. */
const RECORDS: readonly (OrderStatus | { readonly deleted: string })[] = [
  snapshot('1', 1, { status: 'AWAITING_PAYMENT', capturedMinor: minorUnits(0) }),
  snapshot('2', 4, { currency: null, totalMinor: null }),
  snapshot('1', 3),
  // The same again, and one from before it: a replay, or a producer that was not answered.
  snapshot('1', 3),
  snapshot('1', 2, { status: 'AUTHORISED', capturedMinor: minorUnits(0) }),
  snapshot('Größe', 4_503_599_627_370_496, { attention: { code: 'CODE', text: 'Grüße: look', owner: 'finance' } }),
  snapshot('1', 7, {
    ...{ status: 'COMPLETED', salesOrder: '000777', customerPoNumber: 'WEB-1', invoices: ['000321', '000322'] },
    payments: [
      { transactionId: 'TX1', vendorTxCode: 'tx-1', status: 'CAPTURED', amountMinor: minorUnits(2400) },
      { transactionId: 'TX2', vendorTxCode: 'tx-2', status: 'DECLINED', amountMinor: null },
    ],
  }),
  { deleted: 'gifts/2' },
  // An order of the same name, after the first was deleted, begins anew.
  snapshot('2', 1, { status: 'CANCELLED' }),
];

const PRINTED = {
  'gifts/1': ['1 AWAITING_PAYMENT 0/2400 GBP', '3 PAID 2400/2400 GBP', '7 COMPLETED 2400/2400 GBP'],
  'gifts/2': ['4 PAID 2400/- -', 'deleted', '1 CANCELLED 2400/2400 GBP'],
  'gifts/Größe': ['4503599627370496 PAID 2400/2400 GBP'],
};

describe('the subscribers in examples/', () => {
  let space: TestSpace;
  let publish: (topic: string, record: (typeof RECORDS)[number]) => Promise<void>;
  let close: () => Promise<void>;
  beforeAll(async () => {
    space = await testSpace('outside subscribers');
    const kafka = createKafka({ brokers: space.kafkaBrokers.split(','), clientId: 'spec' });
    const registry = new SchemaRegistry({ url: space.schemaRegistryUrl, autoRegister: true });
    const producer = kafka.producer();
    await producer.connect();
    publish = async (topic, record) => {
      const [key, value] =
        'deleted' in record
          ? [record.deleted, null]
          : [record.orderId, await registry.encode(TOPICS.orderStatus, record)];
      await producer.send({ topic, messages: [{ key, value }] });
    };
    close = async () => {
      await producer.disconnect();
      await space.close();
    };
  });
  afterAll(() => close());

  /** A topic of this language's own with the records on it, and the environment to read it. */
  const filled = async (name: string) => {
    const definition = { ...TOPICS.orderStatus, name: `${name}.${TOPICS.orderStatus.name}` };
    await space.createTopics([definition], { maxPartitions: 3 });
    const topic = space.topic(definition);
    for (const record of RECORDS) await publish(topic, record);
    const own = { KAFKA_BROKERS: space.kafkaBrokers, SCHEMA_REGISTRY_URL: space.schemaRegistryUrl, TOPIC: topic };
    // Letters as they are, whatever the machine's language is set to.
    const utf8 = { PYTHONUTF8: '1', JAVA_TOOL_OPTIONS: '-Dfile.encoding=UTF-8 -Dstdout.encoding=UTF-8' };
    return { topic, environment: { ...process.env, ...own, ...utf8, GROUP_ID: `${space.groupPrefix}${name}` } };
  };

  for (const { language, command, there } of LANGUAGES) {
    const [program = '', ...args] = command;
    const name = language.split(' ')[0]?.toLowerCase() ?? '';

    (there ? it : it.skip)(
      `${language} prints what is new of each order from the beginning, and after a restart goes on from there`,
      async () => {
        const { topic, environment } = await filled(name);
        const first = await run(program, args, { env: { ...environment, LIMIT: String(RECORDS.length) } });
        expect(byOrder(first.stdout)).toEqual(PRINTED);

        await publish(topic, snapshot('3', 1));
        const second = await run(program, args, { env: { ...environment, LIMIT: '1' } });
        expect(byOrder(second.stdout)).toEqual({ 'gifts/3': ['1 PAID 2400/2400 GBP'] });
      },
      90_000,
    );

    (there ? it : it.skip)(
      `${language} ends when it is told to, having committed what it printed`,
      async () => {
        const { topic, environment } = await filled(`${name}-told`);
        const child = spawn(program, args, { env: environment, stdio: ['ignore', 'pipe', 'inherit'] });
        let printed = '';
        child.stdout.setEncoding('utf8').on('data', (text: string) => (printed += text));
        const ended = new Promise((resolve) => child.once('exit', resolve));
        await waitFor('everything to be printed', () => lines(printed).length === Object.values(PRINTED).flat().length);
        child.kill('SIGTERM');
        await ended;

        await publish(topic, snapshot('3', 1));
        const { stdout } = await run(program, args, { env: { ...environment, LIMIT: '1' } });
        expect(byOrder(stdout)).toEqual({ 'gifts/3': ['1 PAID 2400/2400 GBP'] });
      },
      90_000,
    );
  }
});

function lines(printed: string): string[] {
  return printed.split('\n').filter((line) => line !== '');
}

/** Order → what was printed of it, in sequence; partitions are read in any order. */
function byOrder(printed: string): Record<string, string[]> {
  const found: Record<string, string[]> = {};
  for (const line of lines(printed)) {
    const [, orderId = '', rest = ''] = /^(\S+) (.*?)\r?$/.exec(line) ?? [];
    (found[orderId] ??= []).push(rest);
  }
  return found;
}
