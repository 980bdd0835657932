// Prints where each order stands, and again whenever that changes. Node 20 or later: npm install
//
//   KAFKA_BROKERS=127.0.0.1:19092 SCHEMA_REGISTRY_URL=http://127.0.0.1:18081/apis/ccompat/v7 node order-status.mjs
//
// Runs until it is told to end (Ctrl-C, SIGTERM), or, with LIMIT=100, until it has read so many records. See ../README.md.
import { SchemaRegistry } from '@kafkajs/confluent-schema-registry';
import { Kafka, logLevel } from 'kafkajs';

const {
  KAFKA_BROKERS = '127.0.0.1:19092',
  SCHEMA_REGISTRY_URL = 'http://127.0.0.1:18081/apis/ccompat/v7',
  TOPIC = 'order.status.v1',
  GROUP_ID = 'order-status-example',
  LIMIT = 'Infinity',
} = process.env;

const kafka = new Kafka({ brokers: KAFKA_BROKERS.split(','), clientId: GROUP_ID, logLevel: logLevel.ERROR });
const registry = new SchemaRegistry({ host: SCHEMA_REGISTRY_URL });
const consumer = kafka.consumer({ groupId: GROUP_ID });

/**
 * The highest sequence seen of each order. A shop keeps it in the row of its own order and writes both in one transaction, and then a restart forgets nothing:
 * UPDATE orders SET status = …, status_sequence = $1 WHERE id = … AND status_sequence < $1
 */
const lastSequences = new Map();

/** One record of the topic. The same may come twice, and after a restart an older one may come again: the sequence tells. */
async function handle({ key, value }) {
  const orderId = key.toString();
  if (value === null) {
    lastSequences.delete(orderId);
    console.log(`${orderId} deleted`);
    return;
  }
  const snapshot = await registry.decode(value);
  if (snapshot.sequence <= (lastSequences.get(orderId) ?? 0)) return;
  lastSequences.set(orderId, snapshot.sequence);
  const { sequence, status, capturedMinor, totalMinor, currency } = snapshot;
  // Whole minor units (pence): to print 12.34 from 1234, ask the currency how many digits it has.
  console.log(`${orderId} ${sequence} ${status} ${capturedMinor}/${totalMinor ?? '-'} ${currency ?? '-'}`);
}

/** Leaves the group, having told it how far we are: the next start goes on from there. */
const stop = () => void consumer.disconnect();
process.once('SIGINT', stop).once('SIGTERM', stop);

let seen = 0;
await consumer.connect();
await consumer.subscribe({ topic: TOPIC, fromBeginning: true });
await consumer.run({
  // What throws here is tried again, and its offset is not committed before it has worked.
  eachMessage: async ({ message }) => {
    await handle(message);
    if (++seen >= Number(LIMIT)) stop();
  },
});
