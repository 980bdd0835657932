import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { readReport } from '../reply/reply-report.js';
import { EnetWire } from './enet-wire.js';

// What the connector reads out of replies that public sources quote; the sandbox has to write the same ones (enet-golden.spec.ts there).

const FOLDER = join(process.cwd(), 'test/golden/syspro');

interface Golden {
  readonly reply: readonly string[];
  readonly meaning: { readonly kind: string; readonly report?: object; readonly rows?: readonly object[] };
}

const secret = { reveal: () => '' };
const wire = new EnetWire({
  ...{ baseUrl: 'http://syspro/Rest', operator: 'POST01', companyId: 'GIFT' },
  ...{ operatorPassword: secret, companyPassword: secret },
});
const context = { effect: 'POSTS', target: 'syspro:GIFT', facts: {} } as const;

describe('replies as public sources quote them', () => {
  const files = readdirSync(FOLDER);

  it('are there', () => {
    expect(files.length).toBeGreaterThan(15);
  });

  it.each(files)('%s is understood', (file) => {
    const { reply, meaning } = JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as Golden;
    const body = Buffer.from(reply.join('\n'), 'latin1');
    const answer = wire.read(
      { status: 200, contentType: 'application/octet-stream', body },
      { method: 'GET', url: '', operation: 'Transaction/Post', evidence: { parameters: '', document: '' } },
      context,
    );
    expect(answer.kind).toBe(meaning.kind);
    if (answer.kind !== 'ANSWER') return;
    if (meaning.report) expect(readReport(answer.root())).toEqual({ processed: undefined, ...meaning.report });
    if (!meaning.rows) return;
    const rows = answer.root().children('Row');
    expect(rows.map((row) => Object.fromEntries(row.elements.map(({ name, text }) => [name, text])))).toEqual(
      meaning.rows,
    );
  });
});
