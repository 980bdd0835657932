import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { STOCK } from './company/records.js';
import { EnetBench } from './enet-bench.js';

// What the sandbox writes where public sources quote a reply; the connector has to understand the same ones (golden.spec.ts there).

const FOLDER = join(process.cwd(), 'test/golden/syspro');

interface Call {
  readonly operation: string;
  readonly businessObject?: string;
  readonly parameters?: string;
  readonly document?: string;
  readonly operator?: string;
  readonly operatorPassword?: string;
  readonly userId?: string;
}

interface Golden {
  /** The connector alone reads it: an object that nothing here speaks to. */
  readonly readOnly?: boolean;
  readonly given?: { readonly onHand: Readonly<Record<string, string>> };
  readonly before?: readonly Call[];
  readonly call: Call;
  readonly reply: readonly string[];
}

const FILES = readdirSync(FOLDER)
  .map((file) => [file, JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as Golden] as const)
  .filter(([, { readOnly }]) => readOnly !== true);

let bench: EnetBench;
let userid: string;
beforeEach(async () => {
  bench = await EnetBench.open();
  userid = await bench.logon();
});

function say(call: Call): Promise<string> {
  return bench.text(call.operation.toLowerCase(), {
    userid: call.userId ?? userid,
    ...{ businessobject: call.businessObject ?? '', xmlparameters: call.parameters ?? '', xmlin: call.document ?? '' },
    ...{ operator: call.operator ?? '', operatorpassword: call.operatorPassword ?? '', companyid: 'GIFT' },
  });
}

/** Each object has a version of its own, of which few are public. */
const withoutVersion = (body: string) => body.replace(/Version='[\d.]+'/, "Version='…'");

describe('replies as public sources quote them', () => {
  it('are many', () => {
    expect(FILES.length).toBeGreaterThan(12);
  });

  it.each(FILES)('%s is what the sandbox writes', async (_, { given, before = [], call, reply }) => {
    await bench.books.change((draft) => {
      for (const [stockCode, quantity] of Object.entries(given?.onHand ?? {})) {
        const item = draft.get(STOCK, stockCode);
        if (item) draft.put(STOCK, stockCode, { ...item, onHand: { MAIN: quantity } });
      }
    });
    for (const earlier of before) await say(earlier);
    expect(withoutVersion(await say(call))).toBe(withoutVersion(reply.join('\n')));
  });
});
