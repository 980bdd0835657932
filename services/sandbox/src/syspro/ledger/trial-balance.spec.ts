import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { INVOICES } from '../company/records.js';
import { EnetBench, IMPORT, orderXml, stockLineXml } from '../enet-bench.js';
import { ledgerJournals, trialBalance } from './trial-balance.js';

const PARAMETERS = '<AutoCorrectPaymentValue>U</AutoCorrectPaymentValue>';
const payment = (value: string, part: string) =>
  `<Item><Payment><Customer>17850</Customer><PaymentValue>${value}</PaymentValue><Reference>R</Reference>` +
  `<PaymentDate>2026-11-23</PaymentDate><JournalNotation>CARD</JournalNotation>${part}</Payment></Item>`;
const toInvoice = (gross: string, invoice: string) =>
  `<InvoiceToPay><TransactionType>I</TransactionType><Invoice>${invoice}</Invoice><GrossPaymentValue>${gross}</GrossPaymentValue></InvoiceToPay>`;
const pounds = (minor: number) => (minor / 100).toFixed(2);

async function enter(bench: EnetBench, po: string, quantity: number): Promise<void> {
  const document = orderXml(po).replace(stockLineXml(), stockLineXml({ quantity: String(quantity) }));
  await bench.post('SORTOI', IMPORT, document);
  const number = [...bench.books.all(ORDERS)].length + 100;
  await bench.post(
    'SORTOS',
    NOT_ONLY,
    `<Item><SalesOrder>${number}</SalesOrder><NewOrderStatus>1</NewOrderStatus></Item>`,
  );
}
const ORDERS = { name: 'syspro.sales-orders' };
const NOT_ONLY = '<ValidateOnly>N</ValidateOnly>';

describe('the general ledger', () => {
  it('says of one order: receivables against goods and tax; of its money: the bank against receivables', async () => {
    const bench = await EnetBench.open();
    await enter(bench, 'PO-1', 12);
    while ((await bench.warehouse.step(1)) > 0);
    await bench.post('ARSTPY', PARAMETERS, payment('20.00', toInvoice('20.00', '100501')));
    const [balance] = trialBalance(bench.books);
    expect(balance).toMatchObject({ currency: 'GBP', differenceMinor: 0, debitMinor: 3060 + 2000, creditMinor: 5060 });
    expect(balance?.accounts.map(({ ledgerCode, balanceMinor }) => [ledgerCode, balanceMinor])).toEqual([
      ['1200-AR', 1060],
      ['1250-OPAYO', 2000],
      ['2200-VAT', -510],
      ['4000-WEB', -2550],
    ]);
    expect(balance?.receivables).toEqual({ controlMinor: 1060, openMinor: 1060, differenceMinor: 0 });
    expect(balance?.banks).toEqual([{ bank: 'OPAYO', ledgerCode: '1250-OPAYO', balanceMinor: 2000 }]);
  });

  it('balances after whatever orders, part shipments, payments, credits and journals there were', async () => {
    const action = fc.oneof(
      fc.record({ kind: fc.constant('order' as const), size: fc.integer({ min: 1, max: 40 }) }),
      fc.record({ kind: fc.constant('ship' as const), size: fc.integer({ min: 1, max: 5 }) }),
      fc.record({ kind: fc.constant('pay' as const), size: fc.integer({ min: 1, max: 9_999 }) }),
      fc.record({ kind: fc.constant('onAccount' as const), size: fc.integer({ min: 1, max: 9_999 }) }),
      fc.record({ kind: fc.constant('journal' as const), size: fc.integer({ min: -999, max: 999 }) }),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(action, { maxLength: 15 }),
        fc.integer({ min: 0, max: 100 }),
        async (actions, split) => {
          const bench = await EnetBench.open({ splitPercent: split });
          for (const [index, { kind, size }] of actions.entries()) await act(bench, kind, size, index);
          for (const balance of trialBalance(bench.books)) {
            expect(balance.differenceMinor).toBe(0);
            expect(balance.receivables.differenceMinor).toBe(0);
          }
          for (const { entries } of ledgerJournals(bench.books)) {
            expect(entries.reduce((sum, { amountMinor }) => sum + amountMinor, 0)).toBe(0);
          }
        },
      ),
      { numRuns: 40 },
    );
  });
});

async function act(bench: EnetBench, kind: string, size: number, index: number): Promise<void> {
  const value = pounds(size);
  switch (kind) {
    case 'order':
      return enter(bench, `PO-${index}`, size);
    case 'ship':
      return void (await bench.warehouse.step(size));
    case 'pay': {
      const open = bench.books.all(INVOICES).find(({ balanceMinor }) => balanceMinor >= size);
      if (open) await bench.post('ARSTPY', PARAMETERS, payment(value, toInvoice(value, open.invoice)));
      return;
    }
    case 'onAccount':
      await bench.post('ARSTPY', PARAMETERS, payment(value, ''));
      return;
    default: {
      // Every other one is out of balance and has to be refused.
      const other = pounds(index % 2 === 0 ? 0 - size : size + 1);
      await bench.post(
        'GENTJL',
        '',
        journal([
          ['4000-WEB', value],
          ['4900-WEB', other],
        ]),
      );
    }
  }
}

function journal(entries: readonly (readonly [code: string, amount: string])[]): string {
  const details = entries.map(
    ([code, amount]) =>
      `<JournalDetails><LedgerCode>${code}</LedgerCode><EntryAmount>${amount}</EntryAmount></JournalDetails>`,
  );
  return `<Item><JournalType>N</JournalType>${details.join('')}</Item>`;
}
