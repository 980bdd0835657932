// Jest's global set-up of the `stack` project: one stack for the whole run, its addresses in the environment that every worker inherits.
import { addressesForRun } from './addresses-for-run.js';

/** Where the tear-down finds how to stop what was started. */
export const STOP = Symbol.for('clarity-connect.stop-test-stack');

export default async function setUp() {
  const { kafkaBrokers, schemaRegistryUrl, databaseUrl, stop } = await addressesForRun();
  Object.assign(process.env, {
    KAFKA_BROKERS: kafkaBrokers,
    SCHEMA_REGISTRY_URL: schemaRegistryUrl,
    DATABASE_URL: databaseUrl,
  });
  // Set-up and tear-down share nothing but the global object.
  Reflect.set(globalThis, STOP, stop);
}
