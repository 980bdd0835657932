import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { defineConfig, kafkaSettings } from '../index.js';
import { kafkaConnectionOf } from './kafka-connection.js';

const definition = defineConfig(kafkaSettings);
const connection = (environment: Record<string, string>) =>
  kafkaConnectionOf(
    definition.read(
      { KAFKA_BROKERS: 'a:9092', SCHEMA_REGISTRY_URL: 'http://r', ...environment },
      { service: 'posting' },
    ),
    'posting',
  );

describe('the connection to Kafka', () => {
  it('is plain without a word about log-on and encryption', () => {
    expect(connection({ TOPIC_PREFIX: 't1.', GROUP_PREFIX: 'g1.' })).toEqual({
      brokers: ['a:9092'],
      clientId: 'posting',
      topicPrefix: 't1.',
      groupPrefix: 'g1.',
    });
  });

  it('logs on with the password and encrypts with the PEM files', () => {
    const folder = mkdtempSync(join(tmpdir(), 'pem-'));
    try {
      writeFileSync(join(folder, 'ca.pem'), 'authority');
      expect(
        connection({
          KAFKA_SASL_MECHANISM: 'SCRAM-SHA-512',
          KAFKA_SASL_USERNAME: 'connect',
          KAFKA_SASL_PASSWORD: 'hunter2',
          KAFKA_TLS: 'true',
          KAFKA_TLS_CA_FILE: join(folder, 'ca.pem'),
        }),
      ).toMatchObject({
        sasl: { mechanism: 'SCRAM-SHA-512', username: 'connect', password: 'hunter2' },
        tls: { ca: 'authority' },
      });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('is refused when a log-on lacks its password', () => {
    expect(() => connection({ KAFKA_SASL_MECHANISM: 'PLAIN', KAFKA_SASL_USERNAME: 'connect' })).toThrow(
      'KAFKA_SASL_PASSWORD',
    );
  });
});
