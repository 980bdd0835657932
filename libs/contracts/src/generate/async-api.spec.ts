import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { Ajv } from 'ajv';
import { TOPICS, type TopicDefinition } from '../topics.js';
import { asyncApiDocument, type AsyncApiDocument } from './async-api.js';
import { readSchemas } from './schema-files.js';

const root = join(import.meta.dirname, '../../../..');
const topics: Readonly<Record<string, TopicDefinition>> = TOPICS;

let document: AsyncApiDocument;
beforeAll(async () => {
  const records = (await readSchemas(root)).map(({ record }) => record);
  document = JSON.parse(JSON.stringify(asyncApiDocument(topics, records))) as AsyncApiDocument;
});

/** AsyncAPI's own schema of its documents. */
function asyncApiSchema(): object {
  const file = createRequire(import.meta.url).resolve('@asyncapi/specs/schemas/3.0.0-without-$id.json');
  return JSON.parse(readFileSync(file, 'utf8')) as object;
}

describe('the AsyncAPI document', () => {
  it('is one by AsyncAPI’s own schema', () => {
    const ajv = new Ajv({ strict: false, allErrors: false, validateFormats: false });
    const validate = ajv.compile(asyncApiSchema());
    validate(document);
    expect(validate.errors ?? []).toEqual([]);
    const broken = { ...document, channels: { x: { address: 5 } } };
    expect(validate(broken)).toBe(false);
  });

  it('has every topic with its record, and who writes and reads it', () => {
    for (const [key, topic] of Object.entries(topics)) {
      expect(document.channels[key]).toMatchObject({ address: topic.name });
      const mine = Object.entries(document.operations).filter(([name]) => name.endsWith(`.${key}`));
      expect(mine).toHaveLength(1 + topic.readers.length);
    }
  });

  it('points nowhere that is not there', () => {
    const text = JSON.stringify(document);
    const pointers = [...text.matchAll(/"\$ref":"#\/([^"]+)"/g)].map(([, pointer]) => pointer ?? '');
    expect(pointers.length).toBeGreaterThan(20);
    for (const pointer of new Set(pointers)) {
      const found = pointer
        .split('/')
        .reduce<unknown>((at, part) => (at as Record<string, unknown> | undefined)?.[part], document);
      expect([pointer, typeof found]).toEqual([pointer, 'object']);
    }
  });
});
