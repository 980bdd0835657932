import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { alertMessage, DeliverySpace, numbered, waitFor } from './delivery-space.js';

const KEYS = numbered('key', 6);
const ROUNDS = 200;

let delivery: DeliverySpace;
const processes: ChildProcess[] = [];
beforeEach(async () => {
  delivery = await DeliverySpace.open('crash', 2);
});
afterEach(async () => {
  for (const each of processes.splice(0)) each.kill('SIGKILL');
  await delivery.close();
});

function readerProcess(stored: string[]): ChildProcess {
  const args = ['--import', './deploy/local/typescript.mjs', 'test/delivery/reader-process.ts'];
  const env = { ...process.env, ...delivery.space.env('reader') };
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'inherit'] });
  createInterface({ input: child.stdout }).on('line', (line) => stored.push(line));
  processes.push(child);
  return child;
}

it('a process killed at any moment loses nothing, and each key is stored in order', async () => {
  const rounds = Array.from({ length: ROUNDS }, (_, round) => KEYS.map((key) => alertMessage(`${key} ${round}`, key)));
  const publishing = delivery.publisher().publish(rounds.slice(0, 100).flat());
  const stored: string[] = [];
  const distinct = () => new Set(stored).size;
  await publishing;

  for (const share of [0.1, 0.6]) {
    const child = readerProcess(stored);
    await waitFor('it to have stored some', () => distinct() > share * ROUNDS * KEYS.length * 0.5, {
      timeoutMs: 30_000,
      intervalMs: 1,
    });
    child.kill('SIGKILL');
    await waitFor('it to be dead', () => child.signalCode ?? undefined);
  }
  readerProcess(stored);
  await delivery.publisher().publish(rounds.slice(100).flat());
  await waitFor('everything to be stored', () => distinct() === ROUNDS * KEYS.length, { timeoutMs: 40_000 });

  for (const key of KEYS) {
    const firstTimes = [...new Set(stored)].filter((line) => line.startsWith(`${key} `));
    expect(firstTimes).toEqual(rounds.map((_, round) => `${key} ${round}`));
  }
  await waitFor('all to be committed', async () => {
    const committed = await delivery.committed();
    return committed.reduce((sum, offset) => sum + offset, 0) === ROUNDS * KEYS.length;
  });
});
