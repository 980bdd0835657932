import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ask, CommandFailed, runLogged, tellingLines } from './command.js';

let folder: string;
beforeAll(async () => (folder = await mkdtemp(join(tmpdir(), 'command-'))));
afterAll(() => rm(folder, { recursive: true }));

describe('a long command', () => {
  it('leaves all its output in the log', async () => {
    const logFile = join(folder, 'good.log');
    await runLogged('Talking', 'sh', ['-c', 'echo out; echo err >&2'], { cwd: folder, logFile });
    expect((await readFile(logFile, 'utf8')).split('\n').sort()).toEqual(['', 'err', 'out']);
  });

  it('that fails shows its last lines and where the rest is', async () => {
    const logFile = join(folder, 'bad.log');
    const run = runLogged('Building', 'sh', ['-c', 'echo first; echo the reason; exit 3'], { cwd: folder, logFile });
    await expect(run).rejects.toThrow(CommandFailed);
    await expect(run).rejects.toThrow(
      `Building failed (exit code 3). The last lines of ${logFile}:\n    first\n    the reason`,
    );
  });

  it('that is not there fails too', async () => {
    const run = runLogged('Nothing', 'no-such-program', [], { cwd: folder, logFile: join(folder, 'none.log') });
    await expect(run).rejects.toThrow('no-such-program');
  });
});

describe('a short command', () => {
  it('answers with code and output', async () => {
    await expect(ask('sh', ['-c', 'echo hello; exit 2'])).resolves.toEqual({ code: 2, output: 'hello\n' });
  });

  it('that is not there has code 127', async () => {
    await expect(ask('no-such-program', [])).resolves.toMatchObject({ code: 127 });
  });
});

describe('the telling lines of a log', () => {
  it('are its last ones', () => {
    expect(tellingLines(['a', 'b', 'c'], 2)).toEqual(['b', 'c']);
  });

  it('begin with the cause when it is buried under usage text', () => {
    const lines = ['fetching', 'npm error out of sync', ...Array.from({ length: 20 }, (_, index) => `usage ${index}`)];
    expect(tellingLines(lines, 4)).toEqual(['npm error out of sync', '…', 'usage 18', 'usage 19']);
  });
});
