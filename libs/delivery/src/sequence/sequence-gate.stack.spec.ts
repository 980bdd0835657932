import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { stack } from '#libs/testing';
import { migratedDatabase } from '../../testing/migrated-database.js';
import type { Database } from '../database/database.js';
import { SequenceGate, type SequenceAnswer } from './sequence-gate.js';

let database: Database;
let drop: () => Promise<void>;

beforeAll(async () => {
  ({ database, drop } = await migratedDatabase((await stack()).databaseUrl));
});
beforeEach(() => database.query('TRUNCATE sequence_gate'));
afterAll(() => drop());

const gate = new SequenceGate();
const apply = (sequence: number | bigint, key = 'order', reader = 'posting'): Promise<SequenceAnswer> =>
  database.transaction((tx) => gate.apply(tx, reader, key, sequence));

describe('the sequence gate', () => {
  it('lets the next one through, repeats not again, and what lies beyond a gap not yet', async () => {
    const answers: SequenceAnswer[] = [];
    for (const sequence of [2, 1, 1, 3, 2, 2, 3n, 1]) answers.push(await apply(sequence));

    expect(answers).toEqual(['gap', 'apply', 'repeat', 'gap', 'apply', 'repeat', 'apply', 'repeat']);
  });

  it('counts each key and each reader by itself', async () => {
    await apply(1);

    expect(await apply(1, 'another order')).toBe('apply');
    expect(await apply(1, 'order', 'order-status')).toBe('apply');
    expect(await apply(2)).toBe('apply');
  });

  it('takes back what a rolled back transaction applied', async () => {
    const failing = database.transaction(async (tx) => {
      await gate.apply(tx, 'posting', 'order', 1);
      throw new Error('no');
    });

    await expect(failing).rejects.toThrow('no');
    expect(await apply(1)).toBe('apply');
  });

  it('lets one of many through that come at once', async () => {
    const firsts = await Promise.all(Array.from({ length: 8 }, () => apply(1)));
    const seconds = await Promise.all(Array.from({ length: 8 }, () => apply(2)));

    for (const answers of [firsts, seconds]) expect(answers.filter((answer) => answer === 'apply')).toHaveLength(1);
  });

  it('goes beyond 2^53', async () => {
    await database.query(`INSERT INTO sequence_gate VALUES ('posting', 'order', 9007199254740993)`);

    expect(await apply(9007199254740993n)).toBe('repeat');
    expect(await apply(9007199254740994n)).toBe('apply');
  });

  it.each([0, -1, 1.5, NaN, 2 ** 53, 0n])('refuses %p, which is no sequence', async (sequence) => {
    await expect(apply(sequence)).rejects.toMatchObject({ code: 'SEQUENCE_INVALID' });
  });

  it('lets every sequence through once and in order, however they are delivered', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 6 }), { maxLength: 30 }),
        fc.uuid(),
        async (delivered, key) => {
          const applied: number[] = [];
          for (const sequence of delivered) if ((await apply(sequence, key)) === 'apply') applied.push(sequence);
          expect(applied).toEqual(applied.map((_, index) => index + 1));
        },
      ),
      { numRuns: 20 },
    );
  });
});
