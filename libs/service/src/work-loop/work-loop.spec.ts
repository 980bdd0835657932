import { afterEach, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { waitFor } from '#libs/testing';
import { WorkLoop } from './work-loop.js';

const AN_HOUR_MS = 3_600_000;
const log = pino({ level: 'silent' });

describe('a work loop', () => {
  let loop: WorkLoop;
  afterEach(() => loop.stop());

  it('goes on at once while there is more, and then waits to be woken', async () => {
    let left = 3;
    let rounds = 0;
    const work = async () => {
      rounds += 1;
      return --left > 0;
    };
    loop = new WorkLoop({ name: 'test', work, idleMs: AN_HOUR_MS, log });
    loop.start();
    await waitFor('three rounds', () => rounds === 3);
    left = 1;
    loop.wake();
    await waitFor('one more', () => rounds === 4);
  });

  it('woken during a round does not sleep after it', async () => {
    let rounds = 0;
    const work = async () => {
      if (++rounds === 1) loop.wake();
      return false;
    };
    loop = new WorkLoop({ name: 'test', work, idleMs: AN_HOUR_MS, log });
    loop.start();
    await waitFor('the second round', () => rounds === 2);
  });

  it('survives rounds that fail', async () => {
    let rounds = 0;
    const work = async () => {
      if (++rounds < 3) throw new Error('away');
      return false;
    };
    loop = new WorkLoop({ name: 'test', work, idleMs: AN_HOUR_MS, log });
    loop.start();
    await waitFor('the third round', () => rounds === 3);
  });

  it('stopped, it ends with the round under way', async () => {
    let rounds = 0;
    loop = new WorkLoop({ name: 'test', work: async () => (rounds += 1) > 0, idleMs: AN_HOUR_MS, log });
    loop.start();
    await waitFor('a round', () => rounds > 0);
    await loop.stop();
    const ended = rounds;
    loop.wake();
    await Promise.resolve();
    expect(rounds).toBe(ended);
  });
});
