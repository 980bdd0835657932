import { beforeEach, describe, expect, it } from '@jest/globals';
import { companyOf, companySetUp } from '../company/company.js';
import { openPeriod } from '../company/periods.js';
import { GIFT } from '../company/company.js';
import { INVOICES, RECEIPTS } from '../company/records.js';
import { EnetBench, IMPORT, orderXml } from '../enet-bench.js';

let bench: EnetBench;
beforeEach(async () => {
  bench = await EnetBench.open();
  await bench.post('SORTOI', IMPORT, orderXml('PO-1'));
  await bench.post(
    'SORTOS',
    '<ValidateOnly>N</ValidateOnly>',
    '<Item><SalesOrder>101</SalesOrder><NewOrderStatus>1</NewOrderStatus></Item>',
  );
  while ((await bench.warehouse.step(1)) > 0);
});

interface PaymentXml {
  readonly customer?: string;
  readonly value?: string;
  readonly more?: string;
  readonly parts?: string;
}

const toInvoice = (gross: string, invoice = '100501') =>
  `<InvoiceToPay><TransactionType>I</TransactionType><Invoice>${invoice}</Invoice><GrossPaymentValue>${gross}</GrossPaymentValue></InvoiceToPay>`;

const paymentXml = ({ customer = '17850', value = '30.60', more = '', parts = toInvoice('30.60') }: PaymentXml = {}) =>
  `<Item><Payment><Customer>${customer}</Customer><PaymentValue>${value}</PaymentValue><Reference>536365-ABC123</Reference>` +
  `<PaymentDate>2026-11-23</PaymentDate><JournalNotation>CARD</JournalNotation>${more}${parts}</Payment></Item>`;

const balances = () =>
  Object.fromEntries(
    bench.books.all(INVOICES).map(({ invoice, balanceMinor }) => [invoice.replace(/^0+/, ''), balanceMinor]),
  );

describe('ARSTPY', () => {
  it('pays an invoice: balance, receipt, bank and a row of ArInvoicePay', async () => {
    const body = await bench.post('ARSTPY', '', paymentXml({ more: '<Bank>OPAYO</Bank>' }));
    expect(body).toContain('<postarpayment ');
    expect(body).toContain(
      '<Key>\n<Journal>00001</Journal>\n<TrnYear>2026</TrnYear>\n<TrnMonth>11</TrnMonth>\n</Key>\n<ItemNumber>000001',
    );
    expect(balances()).toEqual({ 100501: 0 });
    expect(bench.books.all(RECEIPTS)).toMatchObject([
      { valueMinor: 3060, bank: 'OPAYO', period: '2026-11', reference: '536365-ABC123' },
    ]);
    const rows = await bench.query(
      'COMFND',
      '<Query><TableName>ArInvoicePay</TableName><Columns><Column>Invoice</Column><Column>TrnValue</Column></Columns>' +
        '<Where><Expression><Column>Reference</Column><Condition>EQ</Condition><Value>536365-ABC123</Value></Expression></Where></Query>',
    );
    expect(rows).toContain(
      '<Row>\n<Invoice>000000000100501</Invoice>\n<TrnValue>30.60</TrnValue>\n</Row>\n<RowsReturned>       1</RowsReturned>',
    );
  });

  it('does not mind a reference it already has: that is the caller’s duty', async () => {
    await bench.post('ARSTPY', '', paymentXml());
    await bench.post('ARSTPY', '', paymentXml());
    expect(balances()).toEqual({ 100501: -3060 });
  });

  it('posts nothing with ValidateOnly=Y', async () => {
    expect(await bench.post('ARSTPY', '<ValidateOnly>Y</ValidateOnly>', paymentXml())).toContain(
      '<ItemsInvalid>000000',
    );
    expect(bench.books.all(RECEIPTS)).toEqual([]);
  });

  it('refuses what is not distributed in full, AutoCorrectPaymentValue being N [X]', async () => {
    const body = await bench.post('ARSTPY', '', paymentXml({ value: '40.00' }));
    expect(body).toContain('Payment value of 40.00 not fully distributed, 9.40 remaining');
    expect(balances()).toEqual({ 100501: 3060 });
  });

  it('with Y silently takes less, with U leaves the rest as _CRDnn [X]', async () => {
    await bench.post(
      'ARSTPY',
      '<AutoCorrectPaymentValue>Y</AutoCorrectPaymentValue>',
      paymentXml({ value: '40.00', parts: toInvoice('10.00') }),
    );
    expect(bench.books.all(RECEIPTS).map(({ valueMinor }) => valueMinor)).toEqual([1000]);
    await bench.post(
      'ARSTPY',
      '<AutoCorrectPaymentValue>U</AutoCorrectPaymentValue>',
      paymentXml({ value: '40.00', parts: toInvoice('20.60') }),
    );
    expect(balances()).toEqual({ 100501: 0, _CRD01: -1940 });
  });

  it('keeps an unapplied payment under the next _CRDnn of the customer', async () => {
    const parts = '<UnappliedPayment><GrossPaymentValue>30.60</GrossPaymentValue></UnappliedPayment>';
    await bench.post('ARSTPY', '', paymentXml({ parts }));
    await bench.post('ARSTPY', '', paymentXml({ parts }));
    expect(balances()).toEqual({ 100501: 3060, _CRD01: -3060, _CRD02: -3060 });
  });

  it('moves a credit onto an invoice by a payment of no value, and never more than the credit has', async () => {
    const unapplied = '<UnappliedPayment><GrossPaymentValue>30.00</GrossPaymentValue></UnappliedPayment>';
    await bench.post('ARSTPY', '', paymentXml({ value: '30.00', parts: unapplied }));
    const move = (value: string) =>
      paymentXml({ value: '0.00', parts: toInvoice(`-${value}`, '_CRD01') + toInvoice(value) });
    expect(await bench.post('ARSTPY', '', move('30.01'))).toContain(
      "<ErrorNumber>999029</ErrorNumber>\n<ErrorDescription>Credit '_CRD01' has only 30.00 left",
    );
    await bench.post('ARSTPY', '', move('20.00'));
    expect(balances()).toEqual({ 100501: 1060, _CRD01: -1000 });
    const rows = await bench.query(
      'COMFND',
      '<Query><TableName>ArInvoicePay</TableName><Columns><Column>Invoice</Column><Column>TrnValue</Column></Columns></Query>',
    );
    expect(rows).toContain('<Invoice>_CRD01</Invoice>\n<TrnValue>-20.00</TrnValue>');
  });

  it.each([
    ['an unknown customer', { customer: '99999' }, '<Payment>\n<Customer>\n<Value>99999</Value>\n<ErrorNumber>999001'],
    [
      'an unknown invoice',
      { parts: toInvoice('30.60', '7') },
      '<Payment>\n<InvoiceToPay>\n<Invoice>\n<Value>7</Value>\n<ErrorNumber>999003',
    ],
    ['an unknown bank', { more: '<Bank>MOON</Bank>' }, "Bank 'MOON' not found"],
    ['an amount with three decimals', { value: '30.600000000000001' }, "XML element 'PaymentValue' must be numeric"],
  ])('refuses %s', async (_, changes, expected) => {
    expect(await bench.post('ARSTPY', '', paymentXml(changes))).toContain(expected);
    expect(bench.books.all(RECEIPTS)).toEqual([]);
  });

  it('ignores Bank where no deposit slip is required', async () => {
    await bench.books.change((draft) =>
      draft.put(companySetUp, 'company', { ...companyOf(draft), depositSlipRequired: false }),
    );
    await bench.post('ARSTPY', '', paymentXml({ more: '<Bank>MOON</Bank>' }));
    expect(bench.books.all(RECEIPTS)).toMatchObject([{ bank: 'OPAYO' }]);
  });

  it('refuses a closed period, and a code that is none', async () => {
    const closed = await bench.post('ARSTPY', '<PostingPeriod>P</PostingPeriod>', paymentXml());
    expect(closed).toContain(
      "<PostingPeriod>\n<Value>P</Value>\n<ErrorNumber>999005</ErrorNumber>\n<ErrorDescription>Posting period 'P' is not open",
    );
    expect(await bench.post('ARSTPY', '<PostingPeriod>202611</PostingPeriod>', paymentXml())).toContain(
      "Posting period '202611' is not open",
    );
    expect(bench.books.all(RECEIPTS)).toEqual([]);
  });

  it('posts all items or none, and each by itself when asked', async () => {
    const both = paymentXml() + paymentXml({ customer: '99999' });
    await bench.post('ARSTPY', '', both);
    expect(bench.books.all(RECEIPTS)).toEqual([]);
    const body = await bench.post('ARSTPY', '<ApplyIfEntireDocumentValid>N</ApplyIfEntireDocumentValid>', both);
    expect(body).toContain('<ItemsProcessed>000001</ItemsProcessed>\n<ItemsInvalid>000001</ItemsInvalid>');
    expect(bench.books.all(RECEIPTS)).toHaveLength(1);
  });
});

describe('posting periods', () => {
  const open = { ...GIFT, periods: { C: true, P: true, B: true } };

  it.each([
    ['C', '2026-01-15', '2026-01'],
    ['P', '2026-01-15', '2025-12'],
    ['B', '2026-01-15', '2025-11'],
    ['P', '2026-12-31', '2026-11'],
  ])('%s on %s is %s', (code, today, month) => {
    expect(openPeriod(open, code, today)).toBe(month);
  });

  it.each(['', 'X', '2026', 'toString'])("'%s' is none", (code) => {
    expect(openPeriod(open, code, '2026-01-15')).toBeUndefined();
  });
});
