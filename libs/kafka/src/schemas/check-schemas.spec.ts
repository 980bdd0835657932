import { describe, expect, it } from '@jest/globals';
import type { AvroRecord, SchemaFile } from '#libs/contracts';
import { checkSchemas, nextReleasePath } from './check-schemas.js';

const field = (name: string, doc = 'd') => ({ name, type: 'string' as const, doc });
const record = (...fields: AvroRecord['fields']): AvroRecord => ({
  type: 'record',
  name: 'R',
  namespace: 'n',
  doc: 'd',
  fields,
});
const file = (path: string, schema: AvroRecord): SchemaFile => ({ path, record: schema });
const now = (...fields: AvroRecord['fields']) => [file('schemas/x/R.avsc', record(...fields))];
const v1 = file('schemas/released/R.v1.avsc', record(field('a')));
const v2 = file(
  'schemas/released/R.v2.avsc',
  record(field('a'), { name: 'b', type: ['null', 'string'], doc: 'd', default: null }),
);

describe('checking schemas', () => {
  it('a record that was never released is news, not a problem', () => {
    const current = now(field('a'));
    expect(checkSchemas(current, [])).toEqual({ problems: [], unreleased: current });
  });

  it('a record as it was released is nothing, also with other words', () => {
    expect(checkSchemas(now(field('a', 'other words')), [v1])).toEqual({ problems: [], unreleased: [] });
  });

  it('is held against every version ever released, not only the last', () => {
    const { problems } = checkSchemas(now(field('c')), [v1, v2]);
    expect(problems.map((problem) => problem.replace(/: .*/, ''))).toEqual(
      [v1, v1, v2, v2, v2].map(({ path }) => `schemas/x/R.avsc against ${path}`),
    );
  });

  it('finds what breaks our rules, and a released record that has gone', () => {
    const { problems } = checkSchemas(now({ name: 'a', type: 'double', doc: 'd' }), [
      file('schemas/released/S.v1.avsc', { ...record(), name: 'S' }),
    ]);
    expect(problems).toEqual([
      expect.stringContaining("R.a: type 'double'"),
      expect.stringContaining('S was released'),
    ]);
  });

  it('the next release has the next number', () => {
    expect(nextReleasePath(record(), [])).toBe('schemas/released/R.v1.avsc');
    expect(nextReleasePath(record(), [v1, v2])).toBe('schemas/released/R.v3.avsc');
  });
});
