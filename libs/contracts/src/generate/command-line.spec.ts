import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';

const root = join(import.meta.dirname, '../../../..');

describe('npm run contracts', () => {
  it('writes nothing for a word it does not know, such as a misspelt check', () => {
    const hooks = join(root, 'deploy/local/typescript.mjs');
    // In this folder there are no schemas: had it gone on, it would have failed for that.
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      ['--import', hooks, join(import.meta.dirname, 'main.ts'), 'chekc'],
      { cwd: import.meta.dirname, encoding: 'utf8' },
    );
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toContain('Usage: npm run contracts');
  });
});
