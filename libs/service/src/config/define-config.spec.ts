import { inspect } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import {
  baseSettings,
  ConfigurationError,
  databaseSettings,
  defineConfig,
  kafkaSettings,
  Secret,
  setting,
  text,
  wholeNumber,
} from '../index.js';

const definition = defineConfig({
  ...baseSettings,
  ...databaseSettings,
  ...kafkaSettings,
  PAUSE_MS: setting({ schema: wholeNumber(1, 1000), doc: 'How long to wait, milliseconds', default: '50' }),
  NOTE: setting({ schema: text(), doc: 'Anything', optional: true }),
});
const KEY = Buffer.alloc(32, 7).toString('base64');
const environment = {
  DATABASE_URL: 'postgres://connect:hunter2@localhost:5432/connect',
  DATA_ENCRYPTION_KEY: KEY,
  KAFKA_BROKERS: 'a:9092, b:9093',
  SCHEMA_REGISTRY_URL: 'http://localhost:8081',
};
const read = (changes: Record<string, string | undefined> = {}) =>
  definition.read({ ...environment, ...changes }, { service: 'order-status' });

function problemsOf(changes: Record<string, string | undefined>): ConfigurationError {
  try {
    read(changes);
  } catch (error) {
    if (error instanceof ConfigurationError) return error;
  }
  throw new Error('the configuration was accepted');
}

describe('a configuration', () => {
  it('reads texts as typed values under camel-case names, with the defaults of its service', () => {
    const config = read({ PAUSE_MS: '75' });

    // The compiler checks the types, the assertions the values.
    const pauseMs: number = config.pauseMs;
    const note: string | undefined = config.note;
    const brokers: string[] = config.kafkaBrokers;
    expect({ pauseMs, note, brokers }).toEqual({ pauseMs: 75, note: undefined, brokers: ['a:9092', 'b:9093'] });
    expect(config).toMatchObject({ databaseSchema: 'order_status', httpPort: 0, kafkaTls: false, topicPrefix: '' });
    expect(config.databaseUrl.reveal()).toBe(environment.DATABASE_URL);
  });

  it('cannot be changed', () => {
    expect(() => Object.assign(read(), { pauseMs: 1 })).toThrow(TypeError);
  });

  it('an empty text is as good as none', () => {
    expect(read({ PAUSE_MS: '', NOTE: '' })).toMatchObject({ pauseMs: 50, note: undefined });
    expect(problemsOf({ KAFKA_BROKERS: '' }).problems).toHaveLength(1);
  });

  it('tells every problem at once, each with key and expectation', () => {
    const error = problemsOf({
      PAUSE_MS: 'soon',
      KAFKA_BROKERS: 'nowhere',
      LOG_LEVEL: 'loud',
      DATABASE_URL: undefined,
    });

    expect(error.problems).toEqual([
      { key: 'LOG_LEVEL', problem: expect.stringMatching(/^expected one of trace, debug.*, not 'loud'$/) },
      { key: 'DATABASE_URL', problem: expect.stringMatching(/^is missing: Postgres of this service/) },
      {
        key: 'KAFKA_BROKERS',
        problem: expect.stringContaining("expected host:port, several separated by commas, not 'nowhere'"),
      },
      { key: 'PAUSE_MS', problem: "expected a whole number from 1 to 1000, not 'soon'" },
    ]);
    expect(error.message).toContain('npm run config -- explain order-status');
  });

  it('never tells the value of a secret, right or wrong', () => {
    const wrong = problemsOf({ DATA_ENCRYPTION_KEY: 'c2hvcnQgc2VjcmV0', DATABASE_URL: 'mysql://u:hunter2@h/d' });
    const config = read();
    const printed = [
      wrong.message,
      JSON.stringify(wrong.problems),
      JSON.stringify(config),
      inspect(config),
      String(config.databaseUrl),
    ];

    expect(wrong.problems.map(({ key }) => key)).toEqual(['DATABASE_URL', 'DATA_ENCRYPTION_KEY']);
    for (const line of printed) expect(line).not.toMatch(/hunter2|c2hvcnQgc2VjcmV0|BwcHBw/);
    expect(inspect(config)).toContain('[secret]');
  });

  it.each(['65536', '-1', '1.5', '1e3', ' 80', '0x50'])('%s is no port', (HTTP_PORT) => {
    expect(problemsOf({ HTTP_PORT }).problems).toHaveLength(1);
  });
});

describe('a secret', () => {
  it('comes out by its own door only', () => {
    const secret = new Secret('hunter2');
    expect(
      [String(secret), JSON.stringify({ secret }), inspect(secret), inspect({ secret }, { showHidden: true })].join(),
    ).not.toContain('hunter2');
    expect(Object.keys(secret)).toEqual([]);
    expect(secret.reveal()).toBe('hunter2');
  });
});
