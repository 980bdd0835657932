import { describe, expect, it } from '@jest/globals';
import { postingConfig } from './posting.config.js';
import { sysproSessions } from './syspro-sessions.js';

const environment = {
  DATABASE_URL: 'postgres://u:p@localhost/connect',
  DATA_ENCRYPTION_KEY: Buffer.alloc(32).toString('base64'),
  KAFKA_BROKERS: 'localhost:9092',
  SCHEMA_REGISTRY_URL: 'http://localhost:8081',
  SYSPRO_BASE_URL: 'http://syspro:31002/SYSPROWCFService/Rest',
  SYSPRO_COMPANY_ID: 'GIFT',
  SYSPRO_LANE_OPERATOR: 'POST01',
  SYSPRO_LANE_PASSWORD: 'secret',
  SYSPRO_POLLER_OPERATOR: 'POLL01',
  SYSPRO_POLLER_PASSWORD: 'secret',
};
const configOf = (overrides: Record<string, string> = {}) =>
  postingConfig.read({ ...environment, ...overrides }, { service: 'posting' });

describe('the configuration', () => {
  it('reads tables and lists, and defaults to what live clients use', () => {
    expect(
      configOf({ SYSPRO_CURRENCY_CODES: 'GBP=£, USD=$', SYSPRO_ORDER_VALUE_ELEMENTS: 'OrderValue, Net+Tax' }),
    ).toMatchObject({
      sysproCurrencyCodes: { GBP: '£', USD: '$' },
      sysproOrderValueElements: ['OrderValue', 'Net+Tax'],
      sysproTimeoutMs: 30_000,
      sysproUrlLimitBytes: 8_000,
      sysproCurrentPeriod: undefined,
    });
  });

  it.each([
    ['SYSPRO_COMPANY_ID', 'TOOLONG'],
    ['SYSPRO_CURRENCY_CODES', 'GBP'],
    ['SYSPRO_CURRENT_PERIOD', '2026-13'],
    ['SYSPRO_BASE_URL', 'syspro:31002'],
    ['SYSPRO_LARGE_DOCUMENTS', 'SOMETIMES'],
  ])('refuses %s=%s and names it', (key, value) => {
    expect(() => configOf({ [key]: value })).toThrow(key);
  });

  it('refuses one operator for both sessions: each logon would end the other', () => {
    const sessions = () => sysproSessions(configOf({ SYSPRO_POLLER_OPERATOR: 'POST01' }), () => undefined);
    expect(sessions).toThrow('must differ');
    expect(() => sysproSessions(configOf(), () => undefined)).not.toThrow();
  });
});
