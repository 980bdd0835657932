import { describe, expect, it } from '@jest/globals';
import { baseSettings, databaseSettings, defineConfig } from '../index.js';
import { explainConfig } from './explain.js';

describe('the explained configuration', () => {
  const definition = defineConfig({ ...baseSettings, ...databaseSettings });
  const lines = explainConfig('order-status', definition).split('\n');

  it('has a line for every key, with default, secrecy and meaning', () => {
    expect(lines[0]).toBe('order-status');
    for (const key of Object.keys(definition.settings)) {
      expect(lines.filter((line) => line.startsWith(`  ${key} `))).toHaveLength(1);
    }
    expect(lines.find((line) => line.includes('DATABASE_SCHEMA'))).toMatch(/ order_status +Schema that holds/);
    expect(lines.find((line) => line.includes('DATA_ENCRYPTION_KEY'))).toMatch(/ REQUIRED +secret +Key that seals/);
    expect(lines.find((line) => line.includes('LOG_FILE'))).toMatch(/ \(none\) +File that/);
  });
});
