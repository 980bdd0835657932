import { describe, expect, it } from '@jest/globals';
import { Registry } from 'prom-client';
import { logLevel } from './client/kafkajs.js';
import { createKafka, securityOptions } from './kafka-connection.js';
import { logCreatorFor } from './kafka-log.js';
import { prometheusMetrics } from './kafka-metrics.js';

describe('a connection', () => {
  it('puts its prefixes before names, and nothing where there are none', () => {
    const prefixed = createKafka({ brokers: ['b:1'], clientId: 'c', topicPrefix: 'run1.', groupPrefix: 'run2.' });
    expect([prefixed.topicName('alerts.v1'), prefixed.groupId('posting')]).toEqual(['run1.alerts.v1', 'run2.posting']);
    const plain = createKafka({ brokers: ['b:1'], clientId: 'c' });
    expect([plain.topicName('alerts.v1'), plain.groupId('posting')]).toEqual(['alerts.v1', 'posting']);
  });

  it('is neither encrypted nor logged on unless told to', () => {
    expect(securityOptions({})).toEqual({});
  });

  it('with TLS always checks who the broker is', () => {
    expect(securityOptions({ tls: {} })).toEqual({ ssl: { rejectUnauthorized: true } });
    expect(securityOptions({ tls: { ca: 'CA', cert: 'CERT', key: 'KEY', servername: 'broker' } })).toEqual({
      ssl: { ca: ['CA'], cert: 'CERT', key: 'KEY', servername: 'broker', rejectUnauthorized: true },
    });
  });

  it.each([
    ['PLAIN', 'plain'],
    ['SCRAM-SHA-256', 'scram-sha-256'],
    ['SCRAM-SHA-512', 'scram-sha-512'],
  ] as const)('logs on with %s', (mechanism, name) => {
    const user = { username: 'u', password: 'p' };
    expect(securityOptions({ sasl: { mechanism, ...user } })).toEqual({ sasl: { mechanism: name, ...user } });
  });
});

it('what KafkaJS calls an error is a warning: it is about to try again', () => {
  const lines: unknown[] = [];
  const line = (level: string) => (facts: object, text: string) => void lines.push([level, text, facts]);
  const log = { debug: line('debug'), info: line('info'), warn: line('warn'), error: line('error') };
  const entry = (level: number) => ({
    level,
    namespace: 'Connection',
    label: '',
    log: { message: 'm', timestamp: 't', logger: 'l', broker: 'b' },
  });
  const write = logCreatorFor(log)(logLevel.INFO);
  for (const level of [logLevel.ERROR, logLevel.WARN, logLevel.INFO]) write(entry(level));
  expect(lines).toEqual(['warn', 'warn', 'debug'].map((level) => [level, 'kafkajs Connection: m', { broker: 'b' }]));
});

it('the metrics of a topic carry its name', async () => {
  const registry = new Registry();
  const metrics = prometheusMetrics(registry);
  metrics.handled?.({ topic: 't', partition: 1, records: 3, durationMs: 20, lagRecords: 7, ageMs: 30 });
  metrics.published?.({ topic: 't', records: 2, bytes: 10 });
  metrics.sent?.({ records: 2, durationMs: 5 });
  metrics.paused?.({ topic: 't', partition: 1, code: 'AWAY' });
  metrics.quarantined?.({ topic: 't', code: 'NOT_AVRO' });
  const text = await registry.metrics();
  for (const line of [
    'kafka_records_handled_total{topic="t"} 3',
    'kafka_partition_lag_records{topic="t",partition="1"} 7',
    'kafka_handler_duration_seconds_sum{topic="t"} 0.02',
    'kafka_record_age_seconds_sum{topic="t"} 0.03',
    'kafka_records_published_total{topic="t"} 2',
    'kafka_pauses_total{topic="t",code="AWAY"} 1',
    'kafka_records_quarantined_total{topic="t",code="NOT_AVRO"} 1',
  ]) {
    expect(text).toContain(line);
  }
});
