import { describe, expect, it } from '@jest/globals';
import { ConfigurationError } from '#libs/service';
import { aVendor, ingestionSettings } from '../test/ingestion-environment.js';
import { ingestionConfig } from './ingestion.config.js';

const ENVIRONMENT = {
  ...ingestionSettings('http://127.0.0.1:4090/api/v1'),
  DATABASE_URL: 'postgres://user:password@127.0.0.1:5432/connect',
  DATA_ENCRYPTION_KEY: Buffer.alloc(32).toString('base64'),
  KAFKA_BROKERS: '127.0.0.1:9092',
  SCHEMA_REGISTRY_URL: 'http://127.0.0.1:8081',
};
const read = (environment: Record<string, string>) => ingestionConfig.read(environment, { service: 'ingestion' });

describe('the configuration of ingestion', () => {
  it('is read whole', () => {
    expect(read(ENVIRONMENT)).toMatchObject({
      piTimeoutMs: 2000,
      databaseSchema: 'ingestion',
    });
  });

  it('refuses what would cancel payments or lock shops out, all at once and without telling a secret', () => {
    const problems = (): unknown =>
      read({
        ...ENVIRONMENT,
        OPAYO_VENDORS: JSON.stringify([
          aVendor({ vendor: 'a shop', redirectUrl: '/thanks', pi: { key: 'the-secret-key' } }),
        ]),
        SHOP_API_KEYS: 'the-secret-key',
      });
    expect(problems).toThrow(ConfigurationError);
    expect(problems).toThrow(
      /OPAYO_VENDORS: expected 0\.vendor: letters and digits(.|\n)*0\.redirectUrl: (.|\n)*SHOP_API_KEYS/,
    );
    expect(problems).not.toThrow(/the-secret-key/);
  });
});
