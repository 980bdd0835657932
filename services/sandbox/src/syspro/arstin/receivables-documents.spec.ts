import { beforeEach, describe, expect, it } from '@jest/globals';
import { INVOICES } from '../company/records.js';
import { EnetBench } from '../enet-bench.js';
import { trialBalance } from '../ledger/trial-balance.js';

let bench: EnetBench;
beforeEach(async () => {
  bench = await EnetBench.open();
});

const FIELDS = {
  ...{ TransactionType: 'I', Customer: '17850', GenerateInvoiceNumber: 'Y', InvoiceDate: '2026-11-23' },
  ...{ Reference: 'R-1', InvoiceValue: '12.00', TaxValue: '2.00', ProductClass: 'GIFT' },
};
const post = (changes: Record<string, string> = {}, parameters = '') => {
  const fields = Object.entries({ ...FIELDS, ...changes }).map(([name, value]) => `<${name}>${value}</${name}>`);
  return bench.post('ARSTIN', parameters, `<Item>${fields.join('')}</Item>`);
};
const documents = () => bench.books.all(INVOICES);

describe('ARSTIN', () => {
  it.each([
    ['I', 1200],
    ['D', 1200],
    ['C', -1200],
  ] as const)('type %s owes %i minor units, and the ledger balances', async (TransactionType, valueMinor) => {
    const body = await post({ TransactionType });
    expect(body).toContain('<Key>\n<Invoice>100501</Invoice>\n</Key>');
    expect(documents()).toMatchObject([{ documentType: TransactionType, valueMinor, balanceMinor: valueMinor }]);
    expect(trialBalance(bench.books)).toMatchObject([
      { differenceMinor: 0, receivables: { controlMinor: valueMinor, differenceMinor: 0 } },
    ]);
  });

  it('ValidateOnly=Y posts nothing [X]', async () => {
    expect(await post({}, '<ValidateOnly>Y</ValidateOnly>')).toContain('<ItemsProcessed>000001</ItemsProcessed>');
    expect(documents()).toEqual([]);
  });

  it.each<[string, Record<string, string>, string]>([
    ['an unknown customer', { Customer: 'NOBODY' }, '999001'],
    ['no type', { TransactionType: '' }, '100030'],
    ['a negative value: SYSPRO negates credits itself', { InvoiceValue: '-1.00' }, '100031'],
    ['no product class', { ProductClass: '' }, '100030'],
    ['no number and none to be made', { GenerateInvoiceNumber: 'N' }, '100030'],
    ['a date of another form', { InvoiceDate: '23/11/2026' }, '100028'],
  ])('refuses %s', async (_, changes, number) => {
    expect(await post(changes)).toContain(`<ErrorNumber>${number}</ErrorNumber>`);
    expect(documents()).toEqual([]);
  });

  it('refuses a number it has, and a period that is not open', async () => {
    await post({ GenerateInvoiceNumber: 'N', Invoice: '77' });
    expect(await post({ GenerateInvoiceNumber: 'N', Invoice: '77' })).toContain('<ErrorNumber>999032</ErrorNumber>');
    expect(await post({}, '<PostingPeriod>B</PostingPeriod>')).toContain('<ErrorNumber>999005</ErrorNumber>');
    expect(documents()).toHaveLength(1);
  });
});
