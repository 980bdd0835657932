import { describe, expect, it } from '@jest/globals';
import type { KafkaMessage } from 'kafkajs';
import { InvariantViolation, RejectedError, RetryableError } from '#libs/errors';
import type { ConsumedRecord } from '../record/consumed-record.js';
import { consumeBatch, type BatchTools } from './partition-batch.js';

type Text = ConsumedRecord<string>;
const AWAY = new RetryableError('away', { code: 'AWAY' });
const UNREADABLE = new RejectedError('unreadable', { code: 'NOT_AVRO', owner: 'integration', suggestedFix: '' });
const messages = (...values: string[]) => values.map((value) => ({ value: Buffer.from(value) }) as KafkaMessage);
const textOf = (message: KafkaMessage) => String(message.value);

/** Takes `values` to a handler that stores what it is given; tells what became of them. */
async function consume(values: string[], changes: Partial<BatchTools<string>> = {}) {
  const stored: string[] = [];
  const quarantined: string[] = [];
  const calls: number[] = [];
  const { handle = async () => {}, ...rest } = changes;
  const result = await consumeBatch<string>(messages(...values), {
    maxRecordsPerCall: 4,
    mayGoOn: () => true,
    read: (message) => ({ value: textOf(message) }) as Text,
    quarantine: async (message, why) => void quarantined.push(`${textOf(message)} ${why.code}`),
    ...rest,
    handle: async (records) => {
      calls.push(records.length);
      await handle(records);
      stored.push(...records.map(({ value }) => value));
    },
  });
  return { ...result, stored, quarantined, calls };
}
const failOn = (bad: string[], error: unknown) => async (records: Text[]) => {
  if (records.some(({ value }) => bad.includes(value))) throw error;
};

describe('a batch', () => {
  it('goes to its handler in order, a transaction’s worth at a time', async () => {
    const { stored, calls, finished } = await consume([...'abcdefghi']);
    expect([stored.join(''), calls, finished]).toEqual(['abcdefghi', [4, 4, 1], 9]);
  });

  it('stops at the first record that waiting may mend', async () => {
    const result = await consume([...'abcdefghi'], { handle: failOn(['g'], AWAY) });
    expect(result).toMatchObject({ finished: 4, waitsFor: AWAY, stored: [...'abcd'] });
  });

  it('stores what comes before a record whose schema must be waited for', async () => {
    const read = async (message: KafkaMessage) => {
      if (textOf(message) === 'c') throw AWAY;
      return { value: textOf(message) } as Text;
    };
    expect(await consume([...'abcd'], { read })).toMatchObject({ finished: 2, waitsFor: AWAY, stored: ['a', 'b'] });
  });

  it('passes by what cannot be read, once it is kept', async () => {
    const read = (message: KafkaMessage) => {
      if ('bf'.includes(textOf(message))) throw UNREADABLE;
      return { value: textOf(message) } as Text;
    };
    const result = await consume([...'abcdef'], { read });
    expect(result).toMatchObject({ finished: 6, stored: [...'acde'], quarantined: ['b NOT_AVRO', 'f NOT_AVRO'] });
    const full = await consume([...'abc'], { read, quarantine: () => Promise.reject(AWAY) });
    expect(full).toMatchObject({ finished: 1, waitsFor: AWAY, stored: ['a'] });
  });

  it.each([new TypeError('x'), new InvariantViolation('x'), UNREADABLE, 'no error at all'])(
    'finds the record that a handler cannot bear: %s',
    async (error) => {
      const result = await consume([...'abcdefgh'], { maxRecordsPerCall: 8, handle: failOn(['c', 'h'], error) });
      expect(result).toMatchObject({
        finished: 8,
        stored: [...'abdefg'],
        quarantined: ['c HANDLER_FAILED', 'h HANDLER_FAILED'],
      });
      expect(result.waitsFor).toBeUndefined();
    },
  );

  it('waits in the middle of the search, when the database goes away then', async () => {
    let calls = 0;
    const handle = async (records: Text[]) => {
      calls += 1;
      if (calls > 2) throw AWAY;
      await failOn(['d'], new TypeError('x'))(records);
    };
    const result = await consume([...'abcd'], { handle });
    expect(result).toMatchObject({ finished: 2, waitsFor: AWAY, stored: ['a', 'b'], quarantined: [] });
  });

  it('goes no further once its partition is lost', async () => {
    let stored = 0;
    const result = await consume([...'abcdefgh'], {
      handle: async () => void (stored += 1),
      mayGoOn: () => stored === 0,
    });
    expect(result).toMatchObject({ finished: 4, stored: [...'abcd'] });
  });
});
