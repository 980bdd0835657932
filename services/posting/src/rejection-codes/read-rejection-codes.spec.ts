import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readRejectionCodes } from './read-rejection-codes.js';

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'rejection-codes-'));
});
afterAll(() => rm(directory, { recursive: true }));

async function table(text: string): Promise<string> {
  const file = join(directory, 'rejection-codes.yaml');
  await writeFile(file, text);
  return file;
}

describe("a site's table rejection-codes", () => {
  it('is optional', () => {
    expect(readRejectionCodes(undefined)).toEqual([]);
  });

  it('maps numbers and texts to codes, with advice where the code is new', async () => {
    const file = await table(`
- { number: 410021, code: CUSTOMER_ON_HOLD }
- { pattern: 'load .* is closed', code: LOAD_CLOSED, owner: operations, suggestedFix: Open the load }
`);
    expect(readRejectionCodes(file)).toEqual([
      { number: '410021', code: 'CUSTOMER_ON_HOLD' },
      { pattern: 'load .* is closed', code: 'LOAD_CLOSED', owner: 'operations', suggestedFix: 'Open the load' },
    ]);
  });

  it('names every wrong row', async () => {
    const file = await table(`
- { code: CUSTOMER_ON_HOLD }
- { number: 1, code: lower }
- { pattern: '(', code: A }
- { number: 2, code: B, owner: nobody, colour: red }
`);
    expect(() => readRejectionCodes(file)).toThrow(
      /row 0: needs number or pattern[\s\S]*row 1.code[\s\S]*row 2: pattern[\s\S]*row 3/,
    );
  });
});
