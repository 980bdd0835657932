import { describe, expect, it } from '@jest/globals';
import { waitFor } from './wait-for.js';

describe('waitFor', () => {
  it('returns the first thing seen', async () => {
    const looks = [undefined, false as const, null, 'there', 'later'];
    await expect(waitFor('something', () => looks.shift())).resolves.toBe('there');
  });

  it('takes nought and an empty text for something', async () => {
    await expect(waitFor('a count', () => 0)).resolves.toBe(0);
    await expect(waitFor('a text', () => '')).resolves.toBe('');
  });

  it('says what it waited for, how long and what it saw last', async () => {
    const wait = waitFor('the receipt', async () => undefined, { timeoutMs: 30, intervalMs: 5 });
    await expect(wait).rejects.toThrow('waited 30 ms for the receipt; the last look gave undefined');
  });

  it('takes a probe that throws for not seen yet, and tells the last error with its cause', async () => {
    const failure = new Error('connection refused');
    const wait = waitFor('the server', () => Promise.reject(failure), { timeoutMs: 30, intervalMs: 5 });
    await expect(wait).rejects.toMatchObject({
      message: 'waited 30 ms for the server; the last look failed: Error: connection refused',
      cause: failure,
    });
  });

  it('gives up on a probe that never comes back', async () => {
    const wait = waitFor('an answer', () => new Promise<true>(() => undefined), { timeoutMs: 30 });
    await expect(wait).rejects.toThrow(/waited 30 ms for an answer; .*has not come back/);
  });
});
