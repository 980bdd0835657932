import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { OrderStatusRecord } from '#libs/contracts';
import { customerTextOf, meaningOf, STATUS_WORDS } from './status-words.js';

const readme = readFileSync(join(import.meta.dirname, '../../README.md'), 'utf8');

describe('the list of status words', () => {
  it('is closed: the schema has exactly its words, and UNKNOWN for readers', () => {
    const { fields } = OrderStatusRecord.schema as { fields: { name: string; type: { symbols?: string[] } }[] };
    const symbols = fields.find(({ name }) => name === 'status')?.type.symbols ?? [];
    expect([...STATUS_WORDS.map(({ word }) => word), 'UNKNOWN'].sort()).toEqual([...symbols].sort());
  });

  it('stands in the README as it is in the code', () => {
    const rows = STATUS_WORDS.map(({ word, meaning, facts }) => `| ${word} | ${meaning} | ${facts} |`);
    const shown = readme.split('\n').filter((line) => /^\| [A-Z_]+ +\|/.test(line));
    expect(shown.map((line) => line.replaceAll(/ +/g, ' '))).toEqual(rows);
  });

  it('every word has a sentence for the customer, without a word of ours', () => {
    for (const { word, customerText } of STATUS_WORDS) {
      expect([word, customerText]).toEqual([word, expect.stringMatching(/^[A-Z][^.]+\.( [A-Z][^.]+\.)?$/)]);
      expect(customerText).not.toMatch(/SYSPRO|Opayo|effect|capture|receipt(?!ed)/i);
    }
    expect(customerTextOf('UNKNOWN')).toBeNull();
  });

  it('every word has a meaning', () => {
    for (const { word } of STATUS_WORDS) expect(meaningOf(word)).not.toBe(meaningOf('UNKNOWN'));
  });
});
