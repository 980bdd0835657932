import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import * as golden from '../reply/golden-replies.js';
import { SysproSession } from '../session/syspro-session.js';
import { SysproCompany } from '../syspro-company.js';
import { readXml } from '../xml/read-xml.js';
import type { SalesOrderImport } from './sales-order-import.js';

let reply = '';
let sent: URLSearchParams[] = [];
let listening: http.Server;
let syspro: SysproCompany;

beforeAll(async () => {
  listening = http.createServer((request, response) => {
    const url = new URL(request.url ?? '', 'http://h');
    if (url.pathname.endsWith('/Logon')) return response.end('0F1E2D3C4B5A69788796A5B4C3D2E1F000  ');
    sent.push(url.searchParams);
    response.end(reply);
  });
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
  const secret = { reveal: () => 'x' };
  const session = new SysproSession({
    baseUrl: `http://127.0.0.1:${(listening.address() as AddressInfo).port}/Rest`,
    operator: 'POST01',
    operatorPassword: secret,
    companyId: 'GIFT',
    companyPassword: secret,
  });
  syspro = new SysproCompany(session, { currencyCodes: { GBP: '£' } });
});
afterAll(() => new Promise<void>((resolve) => listening.close(() => resolve())));
beforeEach(() => {
  sent = [];
});

const last = () => ({
  businessObject: sent.at(-1)?.get('BusinessObject'),
  parameters: sent.at(-1)?.get('XmlParameters') ?? '',
  document: sent.at(-1)?.get('XmlIn') ?? '',
});

const order: SalesOrderImport = {
  customer: '0017850',
  customerPoNumber: '536365-K7Q2MA',
  orderDate: '2026-11-23',
  currency: 'GBP',
  warehouse: 'MAIN',
  email: 'ann@example.org',
  shipTo: { name: "Ann O'Neil & Søn 🎁", lines: ['1 High Street', '', 'Leeds'], postcode: 'LS1 1AA' },
  orderStatus: 'S',
  lines: [
    {
      kind: 'STOCK',
      customerPoLine: 1,
      stockCode: '85123A',
      description: 'WHITE HANGING HEART <T-LIGHT>',
      quantity: '6',
      unitOfMeasure: 'EA',
      unitPrice: '2.12500',
      taxCode: 'S',
    },
    { kind: 'FREIGHT', customerPoLine: 2, value: '15.00', taxCode: 'S' },
    { kind: 'CHARGE', customerPoLine: 3, value: '-0.01', description: 'Rounding', taxCode: '' },
  ],
};

describe('SORTOI', () => {
  it('says IMPORT, keeps our prices, and writes the header and the lines by type', async () => {
    reply = golden.SORTOI_CLEAN_L;
    expect(await syspro.importSalesOrder(order)).toEqual({ salesOrder: undefined, warnings: [] });

    expect(last().businessObject).toBe('SORTOI');
    const parameters = readXml(last().parameters).child('Parameters')!;
    expect(
      [
        'Process',
        'OrderStatus',
        'AlwaysUsePriceEntered',
        'AllowZeroPrice',
        'IgnoreWarnings',
        'AllowDuplicateOrderNumbers',
      ].map((name) => parameters.value(name)),
    ).toEqual(['IMPORT', 'S', 'Y', 'Y', 'W', 'N']);
    const document = readXml(last().document);
    expect(document.name).toBe('SalesOrders');
    const header = document.child('Orders')!.child('OrderHeader')!;
    expect(header.value('CustomerName')).toBe("Ann O'Neil & Søn ?");
    expect(header.value('Currency')).toBe('£');
    expect(header.elements.map((element) => element.name)).not.toContain('ShipAddress2');
    expect(header.value('ShipAddress3')).toBe('Leeds');
    const details = document.child('Orders')!.child('OrderDetails')!;
    expect(details.elements.map((line) => line.name)).toEqual(['StockLine', 'MiscChargeLine', 'FreightLine']);
    expect(details.child('StockLine')!.value('Price')).toBe('2.12500');
    expect(details.child('MiscChargeLine')!.value('MiscNotTaxable')).toBe('Y');
    expect(details.child('FreightLine')!.value('FreightValue')).toBe('15.00');
  });

  it('tells number and warnings where SYSPRO does', async () => {
    reply = golden.SORTOI_WITH_WARNINGS_L;
    expect(await syspro.importSalesOrder(order)).toEqual({
      salesOrder: '015562',
      warnings: ["Line 0001 for stock code '85123A' was placed on back order"],
    });
  });

  it('tells the people who pack the order what they are to know, in 30 characters, and nothing where there is nothing', async () => {
    reply = golden.SORTOI_CLEAN_L;
    await syspro.importSalesOrder({ ...order, specialInstructions: 'Leave it at the back door, please' });
    expect(JSON.stringify(last())).toContain('<SpecialInstrs>Leave it at the back door, ple</SpecialInstrs>');

    await syspro.importSalesOrder({ ...order, specialInstructions: null });
    expect(JSON.stringify(last())).not.toContain('SpecialInstrs');
  });

  it("a refusal is a rejection in SYSPRO's words", async () => {
    reply = golden.SORTOI_REJECTED_X;
    await expect(syspro.importSalesOrder(order)).rejects.toMatchObject({
      kind: 'rejected',
      message: "Stock code 'NOSUCH' not found",
      facts: { businessObject: 'SORTOI', element: 'StockLine' },
    });
  });

  it('a purchase order number SYSPRO would store changed is never sent: it could not be found again', async () => {
    const attempt = syspro.importSalesOrder({ ...order, customerPoNumber: '536365-Ω' });
    await expect(attempt).rejects.toMatchObject({ code: 'UNSUPPORTED_CHARACTERS' });
    await expect(syspro.importSalesOrder({ ...order, customer: 'C'.repeat(16) })).rejects.toMatchObject({
      code: 'INVALID_VALUE',
    });
    expect(sent).toEqual([]);
  });
});

describe('SORTOS', () => {
  it('says ValidateOnly=N, without which nothing would move', async () => {
    reply = golden.TRANSACTION_DONE_L;
    await syspro.changeOrderStatus({ salesOrder: '015562', from: 'S', to: '1' });
    expect(last()).toMatchObject({ businessObject: 'SORTOS' });
    expect(last().parameters).toContain('<PostSorOrderStatus><Parameters><ValidateOnly>N</ValidateOnly>');
    expect(last().document).toContain('<SalesOrder>015562</SalesOrder><OrderStatus>S</OrderStatus><NewOrderStatus>1<');
  });
});

describe('SORQRY', () => {
  const detail = (values: string) =>
    `<SorDetail><SalesOrder>015562</SalesOrder><Customer>0017850</Customer><OrderStatus>S</OrderStatus><CustomerPoNumber>P</CustomerPoNumber>` +
    `<LastInvoice/><SalesOrderLine><Merchandise><MStockCode>A</MStockCode></Merchandise></SalesOrderLine>${values}</SorDetail>`;

  it("reads SYSPRO's own value of the order", async () => {
    reply = detail('<OrderValue>     1139.12</OrderValue>');
    expect(await syspro.readSalesOrder('015562')).toEqual({
      salesOrder: '015562',
      customer: '0017850',
      customerPoNumber: 'P',
      status: 'S',
      grossValue: '1139.12',
      merchandiseLines: 1,
      lastInvoice: '',
    });
    expect(last().document).toContain('<IncludeValues>Y</IncludeValues>');
  });

  it('no value is no zero', async () => {
    reply = detail('');
    await expect(syspro.readSalesOrder('015562')).rejects.toMatchObject({ code: 'SYSPRO_VALUE_MISSING' });
  });
});

describe('COMFND', () => {
  it('asks for keys in stored form and answers in short form', async () => {
    reply = golden.COMFND_ROWS_L;
    expect(await syspro.findSalesOrders({ customer: '0000010', customerPoNumber: '536365-K7Q2MA' })).toEqual([
      { salesOrder: '015562', customer: '0000010', customerPoNumber: '536365-K7Q2MA', status: 'S', lastInvoice: '' },
    ]);
    expect(last().document).toContain(
      '<Column>Customer</Column><Condition>EQ</Condition><Value>000000000000010</Value><CloseBracket>)</CloseBracket></Expression>' +
        '<Expression><AndOr>And</AndOr><OpenBracket>(</OpenBracket><Column>CustomerPoNumber</Column>',
    );
  });

  it('nothing found is no rows', async () => {
    reply = golden.COMFND_NOTHING_I.replaceAll('SorMaster', 'ArInvoicePay');
    expect(await syspro.findReceipts({ customer: '10', reference: 'R' })).toEqual([]);
    reply = golden.COMFND_NOTHING_I.replaceAll('SorMaster', 'ArInvoice');
    expect(await syspro.findInvoice({ customer: '10', invoice: '1' })).toBeUndefined();
  });

  it.each([
    ['another document', '<html><body>Service restarting</body></html>'],
    ["another table's answer", golden.COMFND_NOTHING_I],
    ['an answer that counts more than it holds', '<ArInvoicePay><RowsReturned> 1</RowsReturned></ArInvoicePay>'],
  ])('%s is no absence: a receipt that is not found is posted', async (_, answered) => {
    reply = answered;
    await expect(syspro.findReceipts({ customer: '10', reference: 'R' })).rejects.toMatchObject({
      kind: 'retryable',
      code: 'SYSPRO_ANSWER_UNFAMILIAR',
    });
  });
});

describe('ARSTPY', () => {
  const receipt = {
    customer: '0017850',
    invoice: '100536',
    value: '119.99',
    reference: '536365-R7Q2MA',
    paymentDate: '2026-11-23',
    postingPeriod: 'C' as const,
    bank: 'OPAYO',
    notation: 'CARD',
    narration: 'Card VISA',
  };

  it('distributes the whole payment to the invoice and never lets SYSPRO correct it', async () => {
    reply = golden.ARSTPY_DONE_I;
    expect(await syspro.postReceipt(receipt)).toEqual({ journal: '00042' });
    expect(last().parameters).toContain('<AutoCorrectPaymentValue>N</AutoCorrectPaymentValue>');
    expect(last().document).toContain(
      '<InvoiceToPay><TransactionType>I</TransactionType><Invoice>100536</Invoice><GrossPaymentValue>119.99</GrossPaymentValue><DiscountValue>0.00</DiscountValue></InvoiceToPay>',
    );
  });

  it('posts to the account, under the purchase order of the order it is for', async () => {
    reply = golden.ARSTPY_DONE_I;
    const { invoice: _, ...unapplied } = receipt;
    const posted = await syspro.postUnappliedReceipt({ ...unapplied, customerPoNumber: "536365 O'Neil & Co" });
    expect(posted).toEqual({ journal: '00042' });
    const payment = readXml(last().document).child('Item')!.child('Payment')!;
    expect(payment.value('PaymentValue')).toBe('119.99');
    expect(payment.child('UnappliedPayment')!.value('GrossPaymentValue')).toBe('119.99');
    expect(payment.child('UnappliedPayment')!.value('CustomerPurchaseOrder')).toBe("536365 O'Neil & Co");
    expect(payment.child('InvoiceToPay')).toBeUndefined();
  });

  it('applies a credit by a payment of no value that takes here what it gives there', async () => {
    reply = golden.ARSTPY_DONE_I;
    await syspro.applyCredit({ ...receipt, credit: '_CRD01' });
    const payment = readXml(last().document).child('Item')!.child('Payment')!;
    expect(payment.value('PaymentValue')).toBe('0.00');
    expect(
      payment.elements
        .filter((part) => part.name === 'InvoiceToPay')
        .map((part) => [part.value('Invoice'), part.value('GrossPaymentValue')]),
    ).toEqual([
      ['_CRD01', '-119.99'],
      ['100536', '119.99'],
    ]);
  });

  it.each([
    ['something else in XML', '<html><body>Please log in</body></html>'],
    [
      'a report that counts nothing',
      golden.ARSTPY_DONE_I.replace('000001</ItemsProcessed>', '000000</ItemsProcessed>'),
    ],
  ])('answered with %s it is in doubt, never posted on trust', async (_, answered) => {
    reply = answered;
    await expect(syspro.postReceipt(receipt)).rejects.toMatchObject({
      kind: 'outcome-unknown',
      code: 'SYSPRO_ANSWER_UNFAMILIAR',
    });
  });
});

describe('SORTOX', () => {
  const done = golden.ARSTPY_DONE_I.replaceAll('postarpayment', 'postsalesordercancel');

  it('cancels for good, with the reason of the site where there is one', async () => {
    reply = done;
    await syspro.cancelSalesOrder({ salesOrder: '015562', reasonCode: 'SHOP' });
    expect(last().businessObject).toBe('SORTOX');
    expect(last().parameters).toContain('<ValidateOnly>N</ValidateOnly>');
    expect(last().document).toContain('<SalesOrder>015562</SalesOrder><CancelReasonCode>SHOP</CancelReasonCode>');
    await syspro.cancelSalesOrder({ salesOrder: '015562', reasonCode: null });
    expect(last().document).not.toContain('CancelReasonCode');
  });

  it('a reason longer than six characters is refused before anything is sent', async () => {
    await expect(syspro.cancelSalesOrder({ salesOrder: '015562', reasonCode: 'SHOPPER' })).rejects.toMatchObject({
      code: 'INVALID_VALUE',
    });
    expect(sent).toEqual([]);
  });
});

const DONE =
  '<StatusOfItems><ItemsProcessed>000001</ItemsProcessed><ItemsInvalid>000000</ItemsInvalid></StatusOfItems>';
const documentSent = () => readXml(last().document);
const parametersSent = () =>
  Object.fromEntries(
    readXml(last().parameters)
      .child('Parameters')
      ?.elements.map((each) => [each.name, each.text]) ?? [],
  );

describe('what accountants key by hand', () => {
  it('SORTIC says what its defaults would leave undone, and tells the invoice [C]', async () => {
    reply = `<postsalesorderinvoice><Item><Key><InvoiceNumber>100536</InvoiceNumber></Key></Item>${DONE}</postsalesorderinvoice>`;
    const invoicing = { salesOrder: '015562', invoiceDate: '2026-11-23', postingPeriod: 'P' } as const;
    expect(await syspro.invoiceSalesOrder(invoicing)).toEqual({ invoice: '100536' });
    expect(last().businessObject).toBe('SORTIC');
    expect(parametersSent()).toMatchObject({ ValidateOnly: 'N', PostingPeriod: 'P', OrderType: 'I' });
  });

  it('ARSTIN never sends a number it does not have, nor a sign: SYSPRO negates credits [X]', async () => {
    reply = `<postarinvoices><Item><Key><Invoice>000077</Invoice></Key></Item>${DONE}</postarinvoices>`;
    const document = {
      ...({
        kind: 'CREDIT_NOTE',
        customer: '17850',
        invoice: null,
        invoiceDate: '2026-11-23',
        reference: 'R',
      } as const),
      ...({ value: '12.00', taxValue: '2.00', productClass: 'GIFT', postingPeriod: 'C' } as const),
    };
    expect(await syspro.postReceivablesDocument(document)).toEqual({ invoice: '000077' });
    const item = documentSent().child('Item');
    expect(item?.value('TransactionType')).toBe('C');
    expect(item?.value('GenerateInvoiceNumber')).toBe('Y');
    expect(item?.child('Invoice')).toBeUndefined();
    await syspro.postReceivablesDocument({ ...document, invoice: '78' });
    expect(documentSent().child('Item')?.value('Invoice')).toBe('78');
  });

  it('GENTJL adds up before anything is sent, and counts journals as done [X]', async () => {
    const journal = { date: '2026-11-23', reference: 'R', period: '2026-10' as const };
    const entry = (amount: string) => ({ ledgerCode: '1200', amount, reference: 'R', comment: '' });
    for (const amounts of [[], ['1.00'], ['0.10', '0.20', '-0.31']]) {
      const uneven = syspro.postLedgerJournal({ ...journal, entries: amounts.map(entry) });
      await expect(uneven).rejects.toMatchObject({ code: 'OUT_OF_BALANCE' });
    }
    expect(sent).toEqual([]);
    reply =
      '<postgljournal><Item><Transaction><Key><GlYear>2026</GlYear><GlPeriod>10</GlPeriod><GlJournal>00012</GlJournal></Key></Transaction></Item>' +
      '<StatusOfItems><JournalsProcessed>1</JournalsProcessed><PostingsInvalid>0</PostingsInvalid></StatusOfItems></postgljournal>';
    const entries = ['0.10', '0.20', '-0.30'].map(entry);
    expect(await syspro.postLedgerJournal({ ...journal, entries })).toEqual({
      year: '2026',
      period: '10',
      journal: '00012',
    });
    expect(documentSent().child('Item')?.value('PostingPeriod')).toBe('10');
    reply = reply.replace('<PostingsInvalid>0', '<PostingsInvalid>1');
    await expect(syspro.postLedgerJournal({ ...journal, entries })).rejects.toMatchObject({ code: 'SYSPRO_REJECTED' });
  });

  it('CSHTWD is distributed whole or not sent', async () => {
    reply = `<postcbdepositswithdrawals><Item/>${DONE}</postcbdepositswithdrawals>`;
    const part = { ledgerCode: '6100', value: '3.20', notation: 'fee' };
    const entry = {
      ...({ bank: 'OPAYO', direction: 'WITHDRAWAL', value: '3.20', date: '2026-11-23', reference: 'R' } as const),
      ...({ narration: 'Fees', postingPeriod: 'C', distribution: [part] } as const),
    };
    await syspro.postCashBookEntry(entry);
    expect(documentSent().child('Item')?.child('AddTransaction')?.value('DepositOrWithdrawal')).toBe('W');
    const less = syspro.postCashBookEntry({ ...entry, value: '3.21' });
    await expect(less).rejects.toMatchObject({ code: 'OUT_OF_BALANCE' });
    expect(sent).toHaveLength(1);
  });

  it('COMTFM says ValidateOnly=N, which its twin COMSFM has at Y [X]', async () => {
    reply = `<postcustomform><Item/>${DONE}</postcustomform>`;
    await syspro.writeCustomFormText({ formType: 'ORD', key: '000000000015562', fieldName: 'PAYREF', text: '{A}' });
    expect(parametersSent()).toMatchObject({ ValidateOnly: 'N' });
    expect(documentSent().child('Item')?.child('Key')?.value('FieldName')).toBe('PAYREF');
  });
});
