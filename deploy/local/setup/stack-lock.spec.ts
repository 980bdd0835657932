import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { lockStack, refuseIfHeld } from './stack-lock.js';

let folder: string;
beforeAll(async () => (folder = await mkdtemp(join(tmpdir(), 'lock-'))));
afterAll(() => rm(folder, { recursive: true }));

describe('the lock of a data folder', () => {
  it('keeps a second run out while the first lives, and names the process to stop', async () => {
    const file = join(folder, 'run/held.json');
    const holder = spawn('sh', ['-c', 'echo ready; read line'], { stdio: ['pipe', 'pipe', 'inherit'] });
    await once(holder.stdout, 'data');
    await lockStack(file, holder.pid);
    await expect(refuseIfHeld(file)).rejects.toThrow(`kill ${holder.pid}`);
    await expect(lockStack(file)).rejects.toThrow('already running');

    holder.stdin.end();
    await once(holder, 'close');
    await expect(refuseIfHeld(file)).resolves.toBeUndefined();
  });

  it('goes when its holder lets go', async () => {
    const file = join(folder, 'released.json');
    const unlock = await lockStack(file);
    unlock();
    expect(existsSync(file)).toBe(false);
  });

  it('stays when a later run has taken it over', async () => {
    const file = join(folder, 'taken-over.json');
    const unlock = await lockStack(file);
    await writeFile(file, JSON.stringify({ pid: 1, command: 'another', since: 'later' }));
    unlock();
    expect(existsSync(file)).toBe(true);
  });

  it('does not count when the process has another command than it had', async () => {
    const file = join(folder, 'recycled.json');
    await writeFile(file, JSON.stringify({ pid: process.ppid, command: 'something else', since: 'long ago' }));
    await expect(refuseIfHeld(file)).resolves.toBeUndefined();
  });

  it('does not count when it was cut off in writing', async () => {
    const file = join(folder, 'cut-off.json');
    await writeFile(file, '{"pid": 4');
    await expect(refuseIfHeld(file)).resolves.toBeUndefined();
  });
});
