import { beforeEach, describe, expect, it } from '@jest/globals';
import { INVOICES } from '../company/records.js';
import { EnetBench, IMPORT, orderXml } from '../enet-bench.js';
import { trialBalance } from '../ledger/trial-balance.js';

let bench: EnetBench;
beforeEach(async () => {
  bench = await EnetBench.open();
  await bench.post('SORTOI', IMPORT.replace('>S<', '>1<'), orderXml('PO-1'));
  while ((await bench.warehouse.step(1)) > 0);
});

const credit = (invoice = '100501', more = '') =>
  bench.post(
    'SORTCI',
    '',
    `<Item><Customer>17850</Customer><InvoiceNumber>${invoice}</InvoiceNumber><CreditReason>RET</CreditReason>${more}</Item>`,
  );
const invoice = (note: string) =>
  bench.post('SORTIC', '<OrderType>C</OrderType>', `<Item><SalesOrder>${note}</SalesOrder></Item>`);
const receivables = () => bench.books.all(INVOICES).map(({ documentType, valueMinor }) => [documentType, valueMinor]);

describe('a credit note from an invoice', () => {
  it('reaches receivables and the ledger when it is invoiced, and not before', async () => {
    expect(await credit()).toContain('<CreditNoteNumber>000102</CreditNoteNumber>');
    expect(receivables()).toEqual([['I', 3060]]);
    expect(await invoice('102')).toContain('<InvoiceNumber>100502</InvoiceNumber>');
    expect(receivables()).toEqual([
      ['I', 3060],
      ['C', -3060],
    ]);
    const [balance] = trialBalance(bench.books);
    expect(balance).toMatchObject({ differenceMinor: 0, receivables: { controlMinor: 0, openMinor: 0 } });
    expect(balance?.accounts.every(({ balanceMinor }) => balanceMinor === 0)).toBe(true);
  });

  it('is invoiced once', async () => {
    await credit();
    await invoice('102');
    expect(await invoice('102')).toContain('<ErrorNumber>999013</ErrorNumber>');
    expect(receivables()).toHaveLength(2);
  });

  it('is refused for an invoice that is not there or credited already, and for single lines', async () => {
    expect(await credit('999')).toContain('<ErrorNumber>999003</ErrorNumber>');
    expect(await credit('100501', '<Lines><LineNumber>1</LineNumber></Lines>')).toContain('999034');
    await credit();
    expect(await credit()).toContain('<ErrorNumber>999035</ErrorNumber>');
    expect(await invoice('101')).toContain('<ErrorNumber>999012</ErrorNumber>');
  });
});
