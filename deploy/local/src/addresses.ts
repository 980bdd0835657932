import { ADDRESS_KEYS, type Part } from '../setup/choice.js';
import { SetupProblem } from '../setup/problem.js';
import { kafkaAnswers } from './kafka-probe.js';
import { postgresAnswers } from './postgres.js';
import { registryAnswers } from './registry.js';

/**
 * Checks that what stands in KAFKA_BROKERS, SCHEMA_REGISTRY_URL or DATABASE_URL answers, before anything else is started.
 *
 * A broker with TLS or SASL is only asked for by its clients: when `KAFKA_TLS` or `KAFKA_SASL_MECHANISM` is set, its answer is not tried here.
 *
 * @throws SetupProblem naming the setting and the address, without the password in it
 */
export async function checkAddress(
  part: Part,
  address: string,
  env: Record<string, string | undefined>,
): Promise<void> {
  if (await addressAnswers(part, address, env)) return;
  throw new SetupProblem(
    `${ADDRESS_KEYS[part]} is ${withoutPassword(address)}, but nothing answers there as ${SPEAKS[part]}.`,
    `start it, correct ${ADDRESS_KEYS[part]}, or unset it to have a local one.`,
  );
}

const SPEAKS: Readonly<Record<Part, string>> = {
  kafka: 'a Kafka broker',
  registry: 'a schema registry (its URL includes the path, e.g. …/apis/ccompat/v7 for Apicurio)',
  postgres: 'a Postgres that lets this user in',
};

async function addressAnswers(part: Part, address: string, env: Record<string, string | undefined>): Promise<boolean> {
  switch (part) {
    case 'kafka': {
      if (env['KAFKA_SASL_MECHANISM'] || (env['KAFKA_TLS'] && env['KAFKA_TLS'] !== 'false')) return true;
      const answers = await Promise.all(address.split(',').map((broker) => kafkaAnswers(broker)));
      return answers.includes(true);
    }
    case 'registry':
      return registryAnswers(address, 5_000);
    case 'postgres':
      return postgresAnswers(address, 5_000);
  }
}

/** The address as it may be shown: user and host, never the password. */
export function withoutPassword(address: string): string {
  return address.replace(/\/\/([^:/@]+):[^@]*@/, '//$1:…@');
}
