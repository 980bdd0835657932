import { beforeEach, describe, expect, it } from '@jest/globals';
import { EnetBench } from '../enet-bench.js';
import { ledgerJournals } from '../ledger/trial-balance.js';

let bench: EnetBench;
beforeEach(async () => {
  bench = await EnetBench.open();
});

const entry = (code: string, amount: string) =>
  `<JournalDetails><LedgerCode>${code}</LedgerCode><Reference>fee 1</Reference><EntryAmount>${amount}</EntryAmount></JournalDetails>`;
const item = (entries: string, head = '') =>
  `<Item><JournalType>N</JournalType><JournalReference>FEES</JournalReference>${head}${entries}</Item>`;
const FEES = entry('6100-FEES', '1.25') + entry('1250-OPAYO', '-1.25');
const NOTHING_ELSE = '<IgnoreWarnings>N</IgnoreWarnings><ApplyIfEntireDocumentValid>Y</ApplyIfEntireDocumentValid>';

describe('GENTJL', () => {
  it('posts a journal in balance and tells its key', async () => {
    const body = await bench.post('GENTJL', NOTHING_ELSE, item(FEES));
    expect(body).toMatch(/<postgljournal [\s\S]*<GlYear>2026<\/GlYear>\s*<GlPeriod>11<\/GlPeriod>\s*<GlJournal>00001</);
    expect(body).toContain('<PostingsProcessed>000002</PostingsProcessed>');
    expect(ledgerJournals(bench.books)).toMatchObject([
      { source: 'GJ', reference: 'FEES', period: '2026-11', entries: [{ amountMinor: 125 }, { amountMinor: -125 }] },
    ]);
  });

  it.each([
    ['out of balance', item(entry('6100-FEES', '1.25') + entry('1250-OPAYO', '-1.24')), '999008'],
    ['an unknown code', item(entry('X', '1.00') + entry('1250-OPAYO', '-1.00')), '999006'],
    ['a code on hold', item(entry('2990-HELD', '1.00') + entry('1250-OPAYO', '-1.00')), '999007'],
    ['a closed period', item(FEES, '<PostingPeriod>10</PostingPeriod><PostingYear>2026</PostingYear>'), '999005'],
    ['no number', item(entry('6100-FEES', 'one') + entry('1250-OPAYO', '-1.00')), '100031'],
    ['no entry', item(''), '100030'],
    [
      'a control account, a warning where warnings refuse',
      item(entry('1200-AR', '1') + entry('4000-WEB', '-1')),
      '999030',
    ],
  ])('refuses %s and posts nothing', async (_, document, number) => {
    const body = await bench.post('GENTJL', NOTHING_ELSE, document);
    expect(body).toContain(`<ErrorNumber>${number}</ErrorNumber>`);
    expect(body).toContain('<PostingsInvalid>000001</PostingsInvalid>');
    expect(ledgerJournals(bench.books)).toEqual([]);
  });

  it('posts nothing when one of several is refused, or when it only validates', async () => {
    await bench.post('GENTJL', NOTHING_ELSE, item(FEES) + item(''));
    await bench.post('GENTJL', '<ValidateOnly>Y</ValidateOnly>', item(FEES));
    expect(ledgerJournals(bench.books)).toEqual([]);
  });
});

describe('GENQGL', () => {
  const ask = (code: string) => bench.query('GENQGL', `<Query><key><LedgerCode>${code}</LedgerCode></key></Query>`);

  it('tells of a code what a journal has to know', async () => {
    expect(await ask('1200-AR')).toMatch(/<ControlAccFlag>Y<[\s\S]*<AccOnHldFlag>N</);
  });

  it('does not know another: an exception, as queries do', async () => {
    expect(await ask('X')).toMatch(/^ERROR: .*'X' not found/);
  });
});
