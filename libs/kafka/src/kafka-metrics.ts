import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

/** What this library tells whoever counts. All optional: a missing one is not told. */
export interface KafkaMetrics {
  /**
   * A handler has finished some records of a partition; `lagRecords` is how many more the partition held when they were fetched, `ageMs` how
   * long ago the oldest of them was written to the topic: one hop from service to service.
   */
  handled?(facts: {
    topic: string;
    partition: number;
    records: number;
    durationMs: number;
    lagRecords: number;
    ageMs: number;
  }): void;
  /** The brokers acknowledged records. */
  published?(facts: { topic: string; records: number; bytes: number }): void;
  /** One send, of whatever topics, was acknowledged. */
  sent?(facts: { records: number; durationMs: number }): void;
  paused?(facts: { topic: string; partition: number; code: string }): void;
  quarantined?(facts: { topic: string; code: string }): void;
}

/** Kafka's metrics in a Prometheus registry, under `kafka_…` names. Units are in the names. */
export function prometheusMetrics(registry: Registry): KafkaMetrics {
  const registers = [registry];
  const handled = new Counter({
    name: 'kafka_records_handled_total',
    help: 'Records whose handler has returned',
    labelNames: ['topic'],
    registers,
  });
  const lag = new Gauge({
    name: 'kafka_partition_lag_records',
    help: 'Records behind the last one read, when it was fetched',
    labelNames: ['topic', 'partition'],
    registers,
  });
  const handler = new Histogram({
    name: 'kafka_handler_duration_seconds',
    help: 'One call of a batch handler',
    labelNames: ['topic'],
    buckets: [0.001, 0.005, 0.02, 0.1, 0.5, 2, 10, 30],
    registers,
  });
  const age = new Histogram({
    name: 'kafka_record_age_seconds',
    help: 'From a record being written to its topic until the handler here has finished with it, the oldest of each call: one hop',
    labelNames: ['topic'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 30, 300, 3_600],
    registers,
  });
  const published = new Counter({
    name: 'kafka_records_published_total',
    help: 'Records the brokers acknowledged',
    labelNames: ['topic'],
    registers,
  });
  const send = new Histogram({
    name: 'kafka_send_duration_seconds',
    help: 'One send until it is acknowledged',
    buckets: [0.001, 0.005, 0.02, 0.1, 0.5, 2, 10, 30],
    registers,
  });
  const paused = new Counter({
    name: 'kafka_pauses_total',
    help: 'Times a partition was paused to try a batch again',
    labelNames: ['topic', 'code'],
    registers,
  });
  const quarantined = new Counter({
    name: 'kafka_records_quarantined_total',
    help: 'Records put into quarantine',
    labelNames: ['topic', 'code'],
    registers,
  });
  return {
    handled: ({ topic, partition, records, durationMs, lagRecords, ageMs }) => {
      handled.inc({ topic }, records);
      handler.observe({ topic }, durationMs / 1000);
      age.observe({ topic }, ageMs / 1000);
      lag.set({ topic, partition }, lagRecords);
    },
    published: ({ topic, records }) => published.inc({ topic }, records),
    sent: ({ durationMs }) => send.observe(durationMs / 1000),
    paused: ({ topic, code }) => paused.inc({ topic, code }),
    quarantined: ({ topic, code }) => quarantined.inc({ topic, code }),
  };
}
