import { describe, expect, it } from '@jest/globals';
import { summarise, type Readings } from './summary.js';
import { summaryText } from './summary-text.js';

const readings: Readings = {
  file: {
    name: 'orders-2010-12.csv',
    documents: 3,
    sales: 2,
    nothingToPay: 1,
    cancellations: 0,
    firstDay: '2026-11-23',
  },
  currency: 'GBP',
  sentNow: 2,
  orders: [
    {
      orderId: 'gifts/1',
      fileMinor: 123456789,
      opayoMinor: 123456789,
      sysproOrderMinor: 123456789,
      sysproInvoicedMinor: 123456789,
      sysproReceiptedMinor: 123456789,
    },
    {
      orderId: 'gifts/2',
      fileMinor: 1995,
      opayoMinor: 1995,
      sysproOrderMinor: null,
      sysproInvoicedMinor: 0,
      sysproReceiptedMinor: 0,
    },
  ],
  ledger: { bankMinor: 123456789, differenceMinor: 0, receivablesDifferenceMinor: 0 },
  planted: [
    {
      what: 'a stock code that SYSPRO does not have',
      orderId: 'gifts/2',
      expectedMinor: 1995,
      expectedOutcome: 'parked',
      expectedCode: 'STOCK_CODE_NOT_FOUND',
    },
  ],
  parked: [
    { orderId: 'gifts/2', code: 'STOCK_CODE_NOT_FOUND', text: "Stock code 'X' not found", owner: 'integration' },
  ],
};
const trace = {
  orderId: 'gifts/1',
  traceIds: ['4bf92f3577b34da6a3ce929d0e0e4736'],
  hops: [
    {
      at: '2026-11-23T10:00:00.123Z',
      what: 'payment captured',
      keys: [
        'transactionId 640209E4-560B-7FE5-5579-AA11ECBBF1F5',
        'effectId receipt:GIFT:640209E4-560B-7FE5-5579-AA11ECBBF1F5:100598',
      ],
    },
  ],
};

describe('the summary as text', () => {
  it('says what was sent, where the money is and what waits for whom', () => {
    const text = summaryText(summarise(readings), trace, { 'order status': 'http://127.0.0.1:4040/orders/gifts/1' });
    expect(text).toContain('2 orders sent.');
    expect(text).toMatch(/the file +1,234,587\.84/);
    expect(text).toMatch(/gifts\/2 +19\.95 {2}STOCK_CODE_NOT_FOUND/);
    expect(text).toMatch(/of which nothing explains +0\.00/);
    expect(text).toContain('10:00:00.123  payment captured');
    expect(text).toContain('http://127.0.0.1:4040/orders/gifts/1');
    expect(text).toContain('all the money adds up');
  });

  it('a second run says that nothing was sent', () => {
    expect(summaryText(summarise({ ...readings, sentNow: 0 }), undefined, {})).toContain(
      '1 already posted, 1 parked, nothing sent',
    );
  });

  it('names every problem when it is not right', () => {
    const text = summaryText(summarise({ ...readings, parked: [] }), undefined, {});
    expect(text).toContain('THIS IS NOT RIGHT');
    expect(text).toContain('NOTHING EXPLAINS THIS');
  });

  it('keeps to 120 columns', () => {
    const longest = Math.max(
      ...summaryText(summarise(readings), trace, {})
        .split('\n')
        .map((line) => line.length),
    );
    expect(longest).toBeLessThanOrEqual(120);
  });
});
