import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { runTool, standardMappings } from './tool.js';

const SAMPLES = join(import.meta.dirname, '../../samples');
const CARD_ORDER = join(SAMPLES, 'card-order.json');
const RECORDED = join(SAMPLES, 'online-retail.jsonl');

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tool-'));
  cpSync(standardMappings(), folder, { recursive: true });
});

afterEach(() => rmSync(folder, { recursive: true }));

function run(...args: string[]): { code: number; out: string; err: string } {
  const said = { out: [] as string[], err: [] as string[] };
  const code = runTool(args, { out: (line) => said.out.push(line), err: (line) => said.err.push(line) });
  return { code, out: said.out.join('\n'), err: said.err.join('\n') };
}

function edit(file: string, from: string | RegExp, to: string): string {
  const path = join(folder, file);
  const text = readFileSync(path, 'utf8');
  expect(text).toMatch(from);
  writeFileSync(path, text.replace(from, to));
  return path;
}

describe('npm run mapping', () => {
  it.each(['check', 'test', 'explain', 'diff', 'new', 'schema'])('%s explains itself', (command) => {
    expect(run(command, '--help')).toMatchObject({
      code: 0,
      out: expect.stringContaining(`npm run mapping -- ${command}`),
    });
  });

  it.each([
    [[], /^Usage/],
    [['chek'], /'chek' is no command/],
    [['check', '--fast'], /Unknown option '--fast'/],
    [['test'], /^Usage: npm run mapping -- test/],
    [['diff', 'a', 'b'], /--on FILE/],
    [['new', 'card-shop'], /--into FOLDER/],
    [['new', 'card-shp', '--into', '/nowhere'], /no template 'card-shp'; did you mean card-shop\?/],
    [['check', '/nowhere'], /no folder or file '\/nowhere'/],
    [['check', 'git:nowhere'], /git cannot show .* at 'nowhere'/],
    [['test', '/nowhere.json'], /no such file/],
    [['test', join(SAMPLES, 'SOURCE.md')], /SOURCE\.md is no JSON/],
    [['explain', 'custmerCode'], /Did you mean customerCode\?/],
  ] as [string[], RegExp][])('%j asks wrongly: exit 2, and what to ask', (args, said) => {
    const { code, err } = run(...args);

    expect({ code, err }).toEqual({ code: 2, err: expect.stringMatching(said) });
  });

  it('says of a sample what is wrong with it', () => {
    const path = join(folder, 'odd.jsonl');
    writeFileSync(
      path,
      `${readFileSync(RECORDED, 'utf8').split('\n')[0] ?? ''}\n{"shopOrder": {"shop": "gifts"}, "paymnts": []}\n`,
    );

    expect(run('test', path)).toMatchObject({
      code: 2,
      err: expect.stringMatching(/odd\.jsonl:2 is no recorded order: shopOrder\.orderReference: .*; .*paymnts/),
    });
  });
});

describe('check', () => {
  it('is content with the mappings that come with the service', () => {
    expect(run('check').code).toBe(0);
  });

  it('tells every problem of every file and ends with 1', () => {
    edit('receipt.yaml', 'invoice.currency', 'invoice.currancy');
    edit('lookups/companies.csv', /$/, 'clarityshop,GBP,UK,OTHR,MAIN,OPAYO,GUESTGB\n');

    const { code, err } = run('check', folder);

    expect(code).toBe(1);
    expect(err).toMatch(/lookups\/companies\.csv:\d+:1 .*each key once/);
    expect(err).toMatch(/receipt\.yaml:\d+:\d+ .*did you mean invoice\.currency\?/);
    expect(err).toMatch(/^2 problems\.$/m);
  });

  it('takes one file beside the others, by its name or by its target', () => {
    const other = join(folder, 'other.yaml');
    writeFileSync(other, readFileSync(edit('sales-order.yaml', /^version: .*/m, 'version: 3.2.1'), 'utf8'));

    for (const file of [join(folder, 'sales-order.yaml'), other]) {
      expect(run('check', file)).toMatchObject({ code: 0, out: expect.stringContaining('sales-order 3.2.1+') });
    }
  });
});

describe('test', () => {
  it('tells each field with value, line and what it was read from', () => {
    const { code, out } = run('test', CARD_ORDER);

    expect(code).toBe(0);
    expect(out).toMatch(
      /currency = "GBP" {2}sales-order\.yaml:\d+\n\s+fields\.currency: order\.currency\n\s+from order\.currency = "GBP"/,
    );
    expect(out).toContain('lines[3].description = "Rounding"');
  });

  it('ends with 1 for an order that is refused, with rule and line', () => {
    edit('lookups/countries.csv', /^GB,.*\n/m, '');

    const { code, out } = run('test', CARD_ORDER, '--mappings', folder);

    expect(code).toBe(1);
    expect(out).toMatch(
      /Refused: gifts\/S-1001\n\s+values\.row LOOKUP_MISS \(site\.yaml:\d+\): "GB"\n\s+add a row for 'GB' \(code\) to lookups\/countries\.csv/,
    );
  });

  it('ends with 1 for one that validation refuses, whatever the mapping lets through', () => {
    edit(
      'sales-order.yaml',
      'warehouse: { value: site.warehouse, required: true, maxLength: 10 }',
      'warehouse: { constant: A WAREHOUSE TOO FAR }',
    );

    const { code, out } = run('test', CARD_ORDER, '--mappings', folder);

    expect(code).toBe(1);
    expect(out).toMatch(/warehouse FIELD_TOO_LONG: "A WAREHOUSE TOO FAR"/);
  });

  it('tells all of it to a program', () => {
    const outcomes = JSON.parse(run('test', CARD_ORDER, '--json').out) as { commands: { kind: string }[] }[];

    expect(outcomes[0]?.commands.map(({ kind }) => kind)).toEqual(['CREATE_SALES_ORDER', 'POST_RECEIPT']);
  });
});

describe('a company that posts on capture', () => {
  const ON_CAPTURE = join(SAMPLES, 'on-capture.json');

  it('is mapped as the service would: to the account, then to the invoice; the rest waits for its refund', () => {
    const { code, out } = run('test', ON_CAPTURE);

    expect(code).toBe(0);
    expect(out).toMatch(/reason = "ON_CAPTURE" {2}unapplied-receipt\.yaml:\d+/);
    expect(out).toMatch(/creditNumber = "_CRD01" {2}apply-receipt\.yaml:\d+/);
    expect(out).toMatch(/applicationDate = "2026-11-24" {2}apply-receipt\.yaml:\d+/);
    expect(out).toMatch(
      /gifts\/S-1003: CREATE_SALES_ORDER \S+, POST_UNAPPLIED_RECEIPT unapplied:\S+, APPLY_RECEIPT apply:\S+; then it waits for REFUND/,
    );
  });

  it('has its fields explained, filled or not, and those of customers', () => {
    expect(run('explain', 'applicationDate').out).toMatch(/apply-receipt\.yaml:\d+/);
    expect(run('explain', 'reason').out).toMatch(/unapplied-receipt\.yaml:\d+/);
    expect(run('explain', 'termsCode').out).toMatch(/not filled by customer\.yaml/);
  });

  it('is compared: whose account, which field', () => {
    edit('unapplied-receipt.yaml', 'account: glAccountOf(site.company, "CLEARING").glAccount', 'account: \'"1299"\'');

    const { code, out } = run('diff', standardMappings(), folder, '--on', ON_CAPTURE);
    expect(code).toBe(1);
    expect(out).toMatch(/GIFT receipts 1250-OPAYO\s+GBP\s+36\.00 →\s+0\.00 -36\.00/);
    expect(out).toMatch(/unapplied-receipt glAccount: in 1 order/);
  });
});

describe('diff', () => {
  it('finds nothing between two that are alike, and ends with 0', () => {
    expect(run('diff', standardMappings(), folder, '--on', RECORDED)).toEqual({
      code: 0,
      out: 'No difference over 102 recorded orders.',
      err: '',
    });
  });

  it('tells amounts by account whose sum is the same, when money goes elsewhere', () => {
    edit('lookups/gl-accounts.csv', '4100-WEB', '4199-WEB');

    const { code, out } = run('diff', standardMappings(), folder, '--on', RECORDED, '--json');
    const { amounts } = JSON.parse(out) as {
      amounts: { account: string; currency: string; beforeMinor: number; afterMinor: number }[];
    };

    expect(code).toBe(1);
    expect(amounts.map(({ account }) => account)).toEqual(['GIFT sales 4100-WEB', 'GIFT sales 4199-WEB']);
    expect(amounts.reduce((sum, { beforeMinor, afterMinor }) => sum + afterMinor - beforeMinor, 0)).toBe(0);
    expect(amounts[0]).toMatchObject({ currency: 'GBP', afterMinor: 0, beforeMinor: amounts[1]?.afterMinor });
  });

  it('tells documents that become valid or invalid, with the rule and its line', () => {
    edit(
      'sales-order.yaml',
      /^rules:\n/m,
      'rules:\n  - { id: TOO_LARGE, field: lines, expect: size(lines) < 20, fix: split it }\n',
    );

    const there = run('diff', standardMappings(), folder, '--on', RECORDED);
    const back = run('diff', folder, standardMappings(), '--on', RECORDED);

    expect(there.out).toMatch(
      /^Orders that are refused now: (\d+)\n {2}gifts\/\d+: CREATE_SALES_ORDER.* → lines TOO_LARGE \(sales-order\.yaml:\d+\)/m,
    );
    expect(back.out).toMatch(
      /^Orders that are mapped now: (\d+)\n {2}gifts\/\d+: lines TOO_LARGE .* → CREATE_SALES_ORDER/m,
    );
    expect(/refused now: (\d+)/.exec(there.out)?.[1]).toBe(/mapped now: (\d+)/.exec(back.out)?.[1]);
  });
});
