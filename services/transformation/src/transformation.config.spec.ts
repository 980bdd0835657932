import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { mappingsOf, transformationConfig } from './transformation.config.js';

const NEEDED = {
  DATABASE_URL: 'postgres://localhost/connect',
  DATA_ENCRYPTION_KEY: Buffer.alloc(32).toString('base64'),
  KAFKA_BROKERS: 'localhost:9092',
  SCHEMA_REGISTRY_URL: 'http://localhost:8081',
};
const read = (environment: Record<string, string>) =>
  transformationConfig.read({ ...NEEDED, ...environment }, { service: 'transformation' });

describe('the configuration of transformation', () => {
  it('rounds tax by line in London’s calendar and posts on invoice, unless told otherwise', () => {
    expect(read({})).toMatchObject({
      ...{ taxRounding: 'byLine', companyTimeZone: 'Europe/London' },
      databaseSchema: 'transformation',
    });
    expect(read({}).receiptPolicy('GIFT')).toBe('onInvoice');
    expect(read({ RECEIPT_POLICY: 'GIFT=onCapture' }).receiptPolicy('GIFT')).toBe('onCapture');
  });

  it('finds the mapping files that come with it, from the sources and from what is compiled of them', () => {
    expect(existsSync(join(read({}).mappingsDirectory, 'sales-order.yaml'))).toBe(true);
    expect(mappingsOf('/app/dist/services/transformation/src')).toBe('/app/services/transformation/mappings');
    expect(mappingsOf('/dist/app/services/transformation/src')).toBe('/dist/app/services/transformation/mappings');
  });

  it('names every key it cannot use', () => {
    const wrong = { TAX_ROUNDING: 'sometimes', COMPANY_TIME_ZONE: 'Europe/Londres', RECEIPT_POLICY: 'onWhim' };

    for (const key of Object.keys(wrong)) expect(() => read(wrong)).toThrow(key);
  });
});
