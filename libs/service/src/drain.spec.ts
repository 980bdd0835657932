import { describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { drain } from './drain.js';

const quiet = pino({ level: 'silent' });

describe('a drain', () => {
  it('goes step by step, and one that fails or hangs does not keep the next from running', async () => {
    const closed: string[] = [];
    const step = (name: string, work: () => Promise<void> = async () => {}) => ({
      name,
      close: async () => {
        closed.push(name);
        await work();
      },
    });
    const unwell = await drain(
      [
        step('relay'),
        step('lane', () => Promise.reject(new Error('no'))),
        step('consumer', () => new Promise<never>(() => {})),
        step('database'),
      ],
      50,
      quiet,
    );
    expect(closed).toEqual(['relay', 'lane', 'consumer', 'database']);
    expect(unwell).toEqual(expect.arrayContaining(['lane', 'consumer']));
    expect(unwell).not.toContain('relay');
  });
});
