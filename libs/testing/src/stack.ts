import { addressesForRun } from '../jest/addresses-for-run.js';

/** Where the broker, the registry and the database of this test run are. */
export interface StackAddresses {
  /** `host:port[,host:port]` */
  readonly kafkaBrokers: string;
  /** Base URL of Confluent's API. */
  readonly schemaRegistryUrl: string;
  /** A user who may create schemas. */
  readonly databaseUrl: string;
}

let own: Promise<StackAddresses> | undefined;

/**
 * The stack of this run. Jest's `stack` project has started it and told its addresses; outside Jest the first call starts one, which ends with this process.
 *
 * @throws SetupProblem when neither addresses, Java nor Docker are there
 */
export function stack(): Promise<StackAddresses> {
  const { KAFKA_BROKERS, SCHEMA_REGISTRY_URL, DATABASE_URL } = process.env;
  if (KAFKA_BROKERS && SCHEMA_REGISTRY_URL && DATABASE_URL) {
    return Promise.resolve({
      kafkaBrokers: KAFKA_BROKERS,
      schemaRegistryUrl: SCHEMA_REGISTRY_URL,
      databaseUrl: DATABASE_URL,
    });
  }
  return (own ??= addressesForRun());
}
