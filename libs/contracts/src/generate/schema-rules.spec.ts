import { describe, expect, it } from '@jest/globals';
import { readSchemas } from './schema-files.js';
import type { AvroField, AvroRecord, AvroType } from './avro-schema.js';
import { brokenRules } from './schema-rules.js';

const record = (...fields: AvroField[]): AvroRecord => ({
  type: 'record',
  name: 'R',
  namespace: 'n',
  doc: 'd',
  fields,
});
const field = (name: string, type: AvroType, extra: Partial<AvroField> = {}): AvroField => ({
  name,
  type,
  doc: 'd',
  ...extra,
});
const kinds = (...symbols: string[]): AvroType => ({ type: 'enum', name: 'K', doc: 'd', symbols, default: 'UNKNOWN' });
const TIME: AvroType = { type: 'long', logicalType: 'timestamp-millis' };
const BODY: AvroType = { type: 'record', name: 'B', doc: 'd', fields: [] };

describe('the rules for schemas', () => {
  it('are kept by every schema of ours', async () => {
    const schemas = await readSchemas(process.cwd());
    expect(schemas.length).toBeGreaterThan(5);
    expect(schemas.flatMap(({ record: each }) => brokenRules(each))).toEqual([]);
  });

  it.each<[string, AvroField[]]>([
    ['an amount beside its currency', [field('totalMinor', 'long'), field('currency', 'string')]],
    ['a nullable field with default null', [field('note', ['null', 'string'], { default: null })]],
    ['an instant in milliseconds', [field('placedAt', TIME)]],
    ['a list', [field('codes', { type: 'array', items: 'string' })]],
    [
      'a kind with its body',
      [field('kind', kinds('UNKNOWN', 'MADE')), field('made', ['null', BODY], { default: null })],
    ],
  ])('allow %s', (_, fields) => {
    expect(brokenRules(record(...fields))).toEqual([]);
  });

  it.each<[string, AvroField[], string]>([
    ['a field without words', [{ name: 'a', type: 'string' }], 'R.a: has no doc (meaning, unit, source)'],
    ['a float', [field('a', 'double')], "R.a: type 'double' is not among string, boolean, int, long, bytes"],
    ['a decimal', [field('a', { type: 'bytes', logicalType: 'decimal' } as never)], 'is not one of ours'],
    ['a map', [field('a', { type: 'map', values: 'string' } as never)], 'is not one of ours'],
    ['a union of two', [field('a', ['string', 'long'] as never)], 'R.a: unions are only ["null", T]'],
    ['a union of three', [field('a', ['null', 'string', 'long'] as never, { default: null })], 'unions are only'],
    ['a nullable field without default', [field('a', ['null', 'string'])], 'R.a: default must be null'],
    ['an amount alone', [field('totalMinor', 'long')], 'R.totalMinor: an amount never stands without its currency'],
    ['an amount as text', [field('totalMinor', 'string'), field('currency', 'string')], 'an amount is a long'],
    ['an instant as text', [field('placedAt', 'string')], 'R.placedAt: an instant is a long of logicalType'],
    [
      'an instant in microseconds',
      [field('placedAt', { type: 'long', logicalType: 'timestamp-micros' })],
      'is not one of ours',
    ],
    [
      'an enum without UNKNOWN',
      [field('a', { type: 'enum', name: 'E', doc: 'd', symbols: ['X'] })],
      'an enum starts with UNKNOWN',
    ],
    ['room for a card number', [field('cardNumber', 'string')], 'R.cardNumber: no schema has room for card data'],
    [
      'room for a security code',
      [field('cv2', ['null', 'string'], { default: null })],
      'R.cv2: no schema has room for card data',
    ],
    [
      'a kind without body',
      [field('kind', kinds('UNKNOWN', 'MADE'))],
      "R: kind MADE needs a nullable body field 'made'",
    ],
    [
      'a body that is always there',
      [field('kind', kinds('UNKNOWN', 'MADE')), field('made', BODY)],
      "nullable body field 'made'",
    ],
  ])('refuse %s', (_, fields, why) => {
    expect(brokenRules(record(...fields)).join('\n')).toContain(why);
  });

  it('reach into lists, nullable records and their fields', () => {
    const inner: AvroType = { type: 'record', name: 'I', doc: 'd', fields: [field('price', 'float')] };
    const listed = field('lines', { type: 'array', items: inner });
    const nullable = field('other', ['null', { ...inner, name: 'J' }], { default: null });
    expect(brokenRules(record(listed, nullable))).toHaveLength(2);
  });
});
