import { TOPICS } from '#libs/contracts';
import type { RunningService } from '#libs/service';
import { testSpace, type TestSpace } from '#libs/testing';
import { create } from '../src/ingestion.module.js';
import { ingestionSettings, NOWHERE } from './ingestion-environment.js';

/** Ingestion with Postgres, Kafka and the registry, and Opayo's APIs away; shops `gifts` and `books` may speak on Kafka. */
export interface ProducersDoor extends Pick<RunningService, 'url' | 'close'> {
  readonly space: TestSpace;
  /** Rows of one of ingestion's tables. */
  rows<R>(sql: string, parameters?: readonly unknown[]): Promise<R[]>;
  /** Opayo's books come to say this of a transaction, as the poll would write it down. */
  opayoSays(fact: { transactionId: string; vendorTxCode: string; kind: string; amountMinor?: number }): Promise<void>;
}

/** Starts it in a space named after the test. `TABLE` in a statement of `rows` is where the tables are: `SELECT … FROM TABLE.claim`. */
export async function openProducersDoor(name: string, overrides: Record<string, string> = {}): Promise<ProducersDoor> {
  const space = await testSpace(name);
  await space.createTopics(Object.values(TOPICS), { maxPartitions: 1 });
  const service = await create(
    space.env('ingestion', {
      ...ingestionSettings(`http://${NOWHERE}/api/v1`),
      ...{ KAFKA_SHOPS: 'gifts,books', DRAIN_TIMEOUT_MS: '5000', ...overrides },
    }),
  );
  const rows = <R>(sql: string, parameters: readonly unknown[] = []) =>
    space.query<R>(sql.replaceAll('TABLE', space.schema('ingestion')), parameters);
  return {
    url: service.url,
    space,
    rows,
    opayoSays: async ({ transactionId, vendorTxCode, kind, amountMinor }) => {
      await rows(INSERT_FACT, [
        ...[`${transactionId}:${kind}`, transactionId, kind, vendorTxCode],
        ...[amountMinor ?? null, amountMinor === undefined ? null : 'GBP'],
      ]);
    },
    close: async () => {
      await service.close();
      await space.close();
    },
  };
}

const INSERT_FACT = `
  INSERT INTO TABLE.payment_fact (identity, event_id, transaction_id, kind, vendor, vendor_tx_code, amount_minor, currency, occurred_at, heard_at, heard_by, implied)
  VALUES ($1, $1, $2, $3, 'clarityshop', $4, $5, $6, now(), now(), 'POLL', false)`;
