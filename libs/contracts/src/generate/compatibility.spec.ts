import { describe, expect, it } from '@jest/globals';
import type { AvroField, AvroRecord, AvroType } from './avro-schema.js';
import { incompatibilities } from './compatibility.js';
import { readReleased, readSchemas } from './schema-files.js';

const record = (...fields: AvroField[]): AvroRecord => ({
  type: 'record',
  name: 'R',
  namespace: 'n',
  doc: 'd',
  fields,
});
const words = (...symbols: string[]): AvroType => ({ type: 'enum', name: 'E', symbols, default: 'UNKNOWN' });
const inList = (type: AvroType): AvroType => ({ type: 'array', items: type });
const A: AvroField = { name: 'a', type: 'string', doc: 'old words' };
const NULLABLE: AvroField = { name: 'b', type: ['null', 'string'], default: null };

describe('what may change once a schema is released', () => {
  it('nothing that we have now breaks what is released', async () => {
    const [released, current] = [await readReleased(process.cwd()), await readSchemas(process.cwd())];
    expect(released.length).toBeGreaterThanOrEqual(current.length);
    for (const { record: old } of released) {
      const now = current.find(({ record: each }) => each.name === old.name);
      expect(now && incompatibilities(old, now.record)).toEqual([]);
    }
  });

  it.each<[string, AvroRecord, AvroRecord]>([
    ['a new nullable field', record(A), record(A, NULLABLE)],
    ['other words', record(A), record({ ...A, doc: 'new words' })],
    ['another order of fields', record(A, NULLABLE), record(NULLABLE, A)],
    [
      'a word at the end of an enum',
      record({ ...A, type: words('UNKNOWN', 'X') }),
      record({ ...A, type: words('UNKNOWN', 'X', 'Y') }),
    ],
    [
      'a nullable field deep inside',
      record({ ...A, type: inList(record(A)) }),
      record({ ...A, type: inList(record(A, NULLABLE)) }),
    ],
  ])('%s is allowed', (_, released, next) => {
    expect(incompatibilities(released, next)).toEqual([]);
  });

  it.each<[string, AvroRecord, AvroRecord, string]>([
    ['a field that goes', record(A, NULLABLE), record(A), 'R.b: was removed'],
    ['a new field that must be there', record(A), record(A, { name: 'c', type: 'string' }), 'R.c: a new field must be'],
    [
      'a new field without default',
      record(A),
      record(A, { name: 'c', type: ['null', 'string'] }),
      'R.c: a new field must be',
    ],
    ['another type', record(A), record({ ...A, type: 'long' }), 'R.a: type changed from "string" to "long"'],
    [
      'a type that becomes nullable',
      record(A),
      record({ ...A, type: ['null', 'string'], default: null }),
      'R.a: type changed',
    ],
    ['another default', record({ ...A, default: 'x' }), record({ ...A, default: 'y' }), 'R.a: its default changed'],
    ['another name', record(A), { ...record(A), name: 'S' }, 'R: was renamed to S'],
    [
      'a word that goes',
      record({ ...A, type: words('UNKNOWN', 'X') }),
      record({ ...A, type: words('UNKNOWN') }),
      'only grows at its end',
    ],
    [
      'a word in the middle',
      record({ ...A, type: words('UNKNOWN', 'X') }),
      record({ ...A, type: words('UNKNOWN', 'Y', 'X') }),
      'only grows',
    ],
    [
      'a change deep inside',
      record({ ...A, type: inList(record(A)) }),
      record({ ...A, type: inList(record()) }),
      'R.a[].a: was removed',
    ],
  ])('%s is refused', (_, released, next, why) => {
    expect(incompatibilities(released, next).join('\n')).toContain(why);
  });
});
