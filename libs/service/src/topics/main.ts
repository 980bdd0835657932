import { parseArgs } from 'node:util';
import { applyTopics, createKafka, type TopicReport } from '#libs/kafka';
import { kafkaConnectionOf } from '../config/kafka-connection.js';
import { topicsConfig } from './topics.config.js';

const HELP = `Usage: npm run topics -- apply

Creates the topics of libs/contracts/src/topics.ts that the brokers do not have, and shows how the others differ from
their description. Never deletes, shrinks or changes one.

Reads KAFKA_BROKERS, KAFKA_SASL_*, KAFKA_TLS* and TOPIC_PREFIX, as the services do.
Ends with 0 when all topics are as described, 2 when some differ, 1 when it could not look.`;

const DIFFERENT = 2;

async function main(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({ args, allowPositionals: true, options: { help: { type: 'boolean' } } });
  if (values.help || positionals[0] !== 'apply') {
    console.log(HELP);
    return values.help ? 0 : 1;
  }
  const config = topicsConfig.read(process.env, { service: 'topics' });
  const kafka = createKafka(kafkaConnectionOf(config, 'topics'));
  const reports = await applyTopics(kafka);
  for (const report of reports) tell(report);
  return reports.some(({ state }) => state === 'different') ? DIFFERENT : 0;
}

function tell({ name, state, differences }: TopicReport): void {
  console.log(`${name}: ${state}`);
  for (const difference of differences) console.log(`  ${difference}`);
}

process.exitCode = await main(process.argv.slice(2)).catch((error: unknown) => {
  console.error((error as Error).message);
  return 1;
});
