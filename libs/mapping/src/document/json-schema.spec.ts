import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { mappingJsonSchema } from './json-schema.js';

const committed = readFileSync(join(import.meta.dirname, '../../mapping.schema.json'), 'utf8');
const accepts = new Ajv2020({ strict: false }).compile(mappingJsonSchema());
const SMALLEST = { name: 'a', version: '1', target: 'T', fields: { code: 'order.code' } };

describe('the JSON Schema of mapping files', () => {
  it('is committed as it is generated (`npm run mapping -- schema` writes it)', () => {
    expect(JSON.parse(committed)).toEqual(mappingJsonSchema());
  });

  it.each([
    ['an unknown part', { feilds: {} }],
    ['an unknown policy', { fields: { code: { value: 'x', tooLong: 'trim' } } }],
    ['a number for an expression', { fields: { code: 3 } }],
    ['a section without its id', { lines: { field: 'lines', sections: [{ fields: {} }] } }],
    ['another format', { format: 3 }],
  ])('refuses %s', (_what, part) => {
    expect(accepts(SMALLEST)).toBe(true);

    expect(accepts({ ...SMALLEST, ...part })).toBe(false);
  });

  it('explains every part to an editor', () => {
    const { properties } = mappingJsonSchema() as { properties: Record<string, { description?: string }> };

    expect(Object.entries(properties).filter(([, { description }]) => !description)).toEqual([]);
  });
});
