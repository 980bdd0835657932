import { beforeEach, describe, expect, it } from '@jest/globals';
import { INVOICES, RECEIPTS } from '../company/records.js';
import { EnetBench, IMPORT, orderXml } from '../enet-bench.js';
import { trialBalance } from '../ledger/trial-balance.js';

let bench: EnetBench;
beforeEach(async () => {
  bench = await EnetBench.open();
  await bench.post('SORTOI', IMPORT.replace('>S<', '>1<'), orderXml('PO-1'));
  while ((await bench.warehouse.step(1)) > 0);
});

const adjust = (fields: string, parameters = '') =>
  bench.post(
    'ARSTPY',
    parameters,
    `<Item><Adjustments><Customer>17850</Customer><InvoiceToAdjust><Invoice>100501</Invoice>${fields}</InvoiceToAdjust></Adjustments></Item>`,
  );
const miscellaneous = (fields: string, parameters = '') =>
  bench.post('ARSTPY', parameters, `<Item><MiscellaneousReceipt>${fields}</MiscellaneousReceipt></Item>`);
const balance = () => bench.books.all(INVOICES)[0]?.balanceMinor;
const ledger = () =>
  Object.fromEntries(
    trialBalance(bench.books)[0]?.accounts.map(({ ledgerCode, balanceMinor }) => [ledgerCode, balanceMinor]) ?? [],
  );

describe('ARSTPY, adjustments', () => {
  it('change what an invoice owes and go to their ledger code', async () => {
    const body = await adjust('<AdjustmentValue>-0.60</AdjustmentValue><Reference>A-1</Reference>');
    expect(body).toContain('<Journal>00001</Journal>');
    expect(balance()).toBe(3000);
    expect(ledger()).toMatchObject({ '1200-AR': 3000, '4900-WEB': 60 });
    expect(trialBalance(bench.books)[0]?.receivables.differenceMinor).toBe(0);
    expect(bench.books.all(RECEIPTS)).toEqual([]);
    const where =
      '<Where><Expression><Column>Reference</Column><Condition>EQ</Condition><Value>A-1</Value></Expression></Where>';
    const found = await bench.query('COMFND', `<Query><TableName>ArInvoicePay</TableName>${where}</Query>`);
    expect(found).toContain('<TrnType>A</TrnType>');
  });

  it.each([
    ['<AdjustmentValue>0.00</AdjustmentValue>', '999015'],
    ['<AdjustmentValue>much</AdjustmentValue>', '100031'],
    ['<AdjustmentValue>1.00</AdjustmentValue><AdjustmentLedgerCode>X</AdjustmentLedgerCode>', '999006'],
    ['<Invoice>1</Invoice>', '100031'],
  ])('are refused: %s', async (fields, number) => {
    expect(await adjust(fields)).toContain(`<ErrorNumber>${number}</ErrorNumber>`);
    expect(balance()).toBe(3060);
  });
});

describe('ARSTPY, miscellaneous receipts', () => {
  const FIELDS = '<Bank>OPAYO</Bank><Reference>M-1</Reference><CreditLedgerCode>4200-WEB</CreditLedgerCode>';

  it('bring cash that belongs to no customer', async () => {
    await miscellaneous(`${FIELDS}<MiscellaneousReceiptValue>7.00</MiscellaneousReceiptValue>`);
    expect(ledger()).toMatchObject({ '1250-OPAYO': 700, '4200-WEB': -700, '1200-AR': 3060 });
  });

  it('below zero are a warning, which refuses unless it is ignored [X]', async () => {
    const fields = `${FIELDS}<MiscellaneousReceiptValue>-7.00</MiscellaneousReceiptValue>`;
    expect(await miscellaneous(fields)).toContain('<ErrorNumber>999036</ErrorNumber>');
    await miscellaneous(fields, '<IgnoreWarnings>Y</IgnoreWarnings>');
    expect(ledger()).toMatchObject({ '1250-OPAYO': -700 });
  });

  it.each([
    [`${FIELDS}<MiscellaneousReceiptValue>0</MiscellaneousReceiptValue>`, '999015'],
    ['<Bank>MOON</Bank><MiscellaneousReceiptValue>1.00</MiscellaneousReceiptValue>', '999011'],
    ['<MiscellaneousReceiptValue>1.00</MiscellaneousReceiptValue>', '999006'],
  ])('are refused: %s', async (fields, number) => {
    expect(await miscellaneous(fields)).toContain(`<ErrorNumber>${number}</ErrorNumber>`);
    expect(ledger()).toMatchObject({ '1200-AR': 3060 });
  });

  it('and adjustments keep to open periods', async () => {
    const closed = '<PostingPeriod>B</PostingPeriod>';
    expect(await adjust('<AdjustmentValue>1.00</AdjustmentValue>', closed)).toContain('999005');
    expect(
      await miscellaneous(`${FIELDS}<MiscellaneousReceiptValue>1.00</MiscellaneousReceiptValue>`, closed),
    ).toContain('999005');
  });
});
