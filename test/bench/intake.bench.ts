import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { Vault } from '#libs/delivery';
import { testSpace, type TestSpace } from '#libs/testing';
import { ingestionSettings, NOWHERE } from '../../services/ingestion/test/ingestion-environment.js';
import { aPayment, notificationOf, SHOP_KEY, type TestPayment } from '../../services/ingestion/test/payments.js';
import { inTurns, quantileOf, type Bench, type Report } from './bench.js';
import { asFastAsItGoes, atRate } from './intake/load.js';
import type { Told } from './intake/measured-process.js';

/** At once: the burst a group commit is for. */
const CONNECTIONS = 200;

/** A server in a process of its own. */
interface Measured {
  readonly url: string;
  memory(): Promise<{ heapBytes: number; residentBytes: number }>;
  end(): Promise<void>;
}

async function startMeasured(file: string, env: Record<string, string>): Promise<Measured> {
  const child = fork(join(import.meta.dirname, 'intake', file), { env: { ...process.env, ...env } });
  const ready = await told(child, 'ready');
  return {
    url: ready.url,
    memory: async () => {
      const answer = told(child, 'memory');
      child.send('memory');
      return answer;
    },
    end: async () => {
      child.send('end');
      await once(child, 'exit');
    },
  };
}

function told<K extends Told['kind']>(child: ChildProcess, kind: K): Promise<Extract<Told, { kind: K }>> {
  return new Promise((resolve, reject) => {
    const gone = (code: number | null): void => reject(new Error(`the measured process ended with ${code}`));
    const heard = (message: unknown): void => {
      const answer = message as Told;
      if (answer.kind !== kind) return;
      child.off('message', heard);
      child.off('exit', gone);
      resolve(answer as Extract<Told, { kind: K }>);
    };
    child.on('message', heard);
    child.once('exit', gone);
  });
}

/** Distinct genuine notifications without end: StatusDetail is not signed, so each payment's signature serves for many. */
function* notifications(payments: readonly TestPayment[]): Generator<string, never> {
  const forms = payments.map((payment) => {
    const fields = new URLSearchParams(notificationOf(payment));
    fields.delete('StatusDetail');
    return fields.toString();
  });
  for (let count = 0; ; count++) {
    yield `${forms[count % forms.length] ?? ''}&StatusDetail=0000+%3A+number+${count}`;
  }
}

async function register(url: string, payments: readonly TestPayment[]): Promise<void> {
  const left = [...payments];
  const one = async (): Promise<void> => {
    for (let payment = left.pop(); payment; payment = left.pop()) {
      const { status } = await fetch(`${url}/opayo/registrations`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${SHOP_KEY}` },
        body: JSON.stringify(payment),
      });
      if (status !== 201) throw new Error(`a registration was answered ${status}`);
    }
  };
  await Promise.all(Array.from({ length: 16 }, one));
}

/** The same tables once more, for what ingestion is compared with. */
async function plainTables(space: TestSpace, payments: readonly TestPayment[], env: Record<string, string>) {
  const schema = space.schema('plain');
  const vault = new Vault(env['DATA_ENCRYPTION_KEY'] ?? '');
  await space.query(`CREATE SCHEMA ${schema}`);
  await space.query(
    `CREATE TABLE ${schema}.notification (LIKE ${space.schema('ingestion')}.notification INCLUDING ALL)`,
  );
  await space.query(`CREATE TABLE ${schema}.plain_registration (vendor_tx_code text PRIMARY KEY, security_key bytea)`);
  await space.query(`INSERT INTO ${schema}.plain_registration SELECT * FROM unnest($1::text[], $2::bytea[])`, [
    payments.map(({ vendorTxCode }) => vendorTxCode),
    payments.map(({ securityKey }) => vault.seal(securityKey, 'plain')),
  ]);
  return { DATABASE_SCHEMA: schema };
}

/** Growth per 100,000 notifications by least squares, in mebibytes. */
function slopeOf(points: readonly { readonly count: number; readonly bytes: number }[]): number {
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const x = mean(points.map(({ count }) => count));
  const y = mean(points.map(({ bytes }) => bytes));
  const above = points.reduce((sum, { count, bytes }) => sum + (count - x) * (bytes - y), 0);
  const below = points.reduce((sum, { count }) => sum + (count - x) ** 2, 0);
  return ((above / below) * 100_000) / 1024 / 1024;
}

async function measureSpeed(report: Report, ours: Measured, plain: Measured, bare: Measured, bodies: Iterator<string>) {
  const options = { connections: CONNECTIONS, durationMs: report.quick ? 500 : 4_000 };
  const speeds = await inTurns(report.quick ? 1 : 5, {
    ours: () => asFastAsItGoes(ours.url, bodies, options),
    plain: () => asFastAsItGoes(plain.url, bodies, options),
    bare: () => asFastAsItGoes(bare.url, bodies, options),
  });
  report.figure('ingestion', speeds.ours, 'notifications/s');
  report.figure('one look-up and one INSERT per request', speeds.plain, 'notifications/s');
  report.figure('one INSERT per request, nothing checked', speeds.bare, 'notifications/s');
  report.ratio('ingestion / the same duties with one INSERT per request', speeds.ours, speeds.plain, { atLeast: 2 });
  report.ratio('ingestion / one INSERT per request, nothing checked', speeds.ours, speeds.bare);
}

async function measureSteady(report: Report, ours: Measured, bodies: Iterator<string>): Promise<void> {
  const points: { count: number; bytes: number }[] = [];
  const questions: Promise<void>[] = [];
  let seconds = 0;
  const times = await atRate(ours.url, bodies, {
    perSecond: 1_000,
    durationMs: report.quick ? 2_000 : 40_000,
    everySecond: () => {
      const count = seconds++ * 1_000;
      // A collection stops the process for a moment, so not every second; and the first ones are warming up.
      if (count % 5_000 !== 0 || count < 5_000) return;
      questions.push(ours.memory().then(({ heapBytes }) => void points.push({ count, bytes: heapBytes })));
    },
  });
  await Promise.all(questions);
  report.figure('p50 at 1,000/s, from when each was due', quantileOf(times, 0.5), 'ms');
  report.figure('p99 at 1,000/s, from when each was due', quantileOf(times, 0.99), 'ms');
  if (points.length > 1) report.figure('heap kept per 100,000 notifications (slope)', slopeOf(points), 'MiB');
}

const bench: Bench = {
  name: 'intake',
  summary:
    'notifications stored and answered with Kafka, registry and Opayo’s APIs away, against one INSERT per request',
  run: async (report) => {
    const space = await testSpace('bench intake');
    const payments = Array.from({ length: report.quick ? 500 : 20_000 }, () => aPayment());
    const env = space.env('ingestion', {
      ...ingestionSettings(`http://${NOWHERE}/api/v1`),
      ...{ KAFKA_BROKERS: NOWHERE, SCHEMA_REGISTRY_URL: `http://${NOWHERE}` },
    });
    const ours = await startMeasured('ingestion-process.ts', env);
    const plainEnv = { ...env, ...(await plainTables(space, payments, env)) };
    const plain = await startMeasured('insert-per-request.ts', plainEnv);
    const bare = await startMeasured('insert-per-request.ts', { ...plainEnv, BARE: '1' });
    const bodies = notifications(payments);
    try {
      await register(ours.url, payments);
      report.note(`${payments.length} payments registered; each notification is new, genuine and checked`);
      await measureSpeed(report, ours, plain, bare, bodies);
      await measureSteady(report, ours, bodies);
    } finally {
      await Promise.all([ours.end(), plain.end(), bare.end()]);
      await space.close();
    }
  },
};

export default bench;
