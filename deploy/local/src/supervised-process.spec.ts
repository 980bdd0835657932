import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { waitFor } from '#libs/testing';
import { commandLine } from '../setup/ports.js';
import { stopLeftOver, SupervisedProcess } from './supervised-process.js';

let folder: string;
beforeAll(async () => (folder = await mkdtemp(join(tmpdir(), 'supervised-'))));
afterAll(() => rm(folder, { recursive: true }));

/** A part that tells in its log when it runs and how it was asked to end; it never ends by itself. */
const PATIENT = `trap 'echo asked to end; exit 0' TERM; echo running; while :; do sleep 0.05; done`;

function start(name: string, script: string): SupervisedProcess {
  return SupervisedProcess.start({
    title: name,
    command: '/bin/sh',
    args: ['-c', script, name],
    logFile: join(folder, `${name}.log`),
    pidFile: join(folder, `${name}.pid`),
    stopSignal: 'TERM',
  });
}

const logOf = (name: string): string => readFileSync(join(folder, `${name}.log`), 'utf8');
const pidOf = (name: string): number => Number(readFileSync(join(folder, `${name}.pid`), 'utf8'));
const running = (name: string) => waitFor(`${name} to run`, () => logOf(name).includes('running'));

describe('a supervised process', () => {
  it('is asked to end and leaves no pid file', async () => {
    const part = start('polite', PATIENT);
    await running('polite');
    await part.stop();
    expect(part.ended).toBe(true);
    expect(logOf('polite')).toContain('asked to end');
    expect(existsSync(join(folder, 'polite.pid'))).toBe(false);
  });

  it('is killed when it does not listen', async () => {
    const part = start('stubborn', `trap '' TERM; echo running; while :; do sleep 0.05; done`);
    await running('stubborn');
    const pid = pidOf('stubborn');
    await part.stop(200);
    expect(await commandLine(pid)).toBeUndefined();
  });

  it('that ends by itself is known to have ended, with its last words', async () => {
    const part = start('short', 'echo no such file; exit 1');
    await waitFor('it to end', () => part.ended);
    expect(part.lastWords).toContain('no such file');
  });

  it('ends with its parent, even when that is killed', async () => {
    const module = join(import.meta.dirname, 'supervised-process.ts');
    const hooks = join(import.meta.dirname, '../typescript.mjs');
    const options = {
      title: 'orphan',
      command: '/bin/sh',
      args: ['-c', PATIENT],
      logFile: join(folder, 'orphan.log'),
      pidFile: join(folder, 'orphan.pid'),
      stopSignal: 'TERM',
    };
    const script = `import { SupervisedProcess } from ${JSON.stringify(module)};
      SupervisedProcess.start(${JSON.stringify(options)}); setInterval(() => {}, 1000);`;
    const parent = spawn(process.execPath, ['--import', hooks, '--input-type=module', '-e', script], {
      stdio: 'inherit',
    });
    await waitFor('the part to run', () => existsSync(options.logFile) && logOf('orphan').includes('running'));
    const pid = pidOf('orphan');
    parent.kill('SIGKILL');
    await waitFor('the part to end', async () => (await commandLine(pid)) === undefined);
    expect(logOf('orphan')).toContain('asked to end');
  });
});

describe('a left-over', () => {
  it('is stopped when its command shows that it is ours', async () => {
    const child = spawn('/bin/sh', ['-c', PATIENT, 'mark-of-ours']);
    await once(child.stdout, 'data');
    await writeFile(join(folder, 'left.pid'), `${child.pid}\n`);
    await expect(stopLeftOver(join(folder, 'left.pid'), 'mark-of-ours', 'TERM')).resolves.toBe(child.pid);
    expect(existsSync(join(folder, 'left.pid'))).toBe(false);
  });

  it('is left alone when the pid belongs to somebody else by now', async () => {
    await writeFile(join(folder, 'recycled.pid'), `${process.pid}\n`);
    await expect(stopLeftOver(join(folder, 'recycled.pid'), 'mark-of-ours', 'TERM')).resolves.toBeUndefined();
  });
});
