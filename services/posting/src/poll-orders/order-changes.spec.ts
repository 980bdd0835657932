import { describe, expect, it } from '@jest/globals';
import { minorUnits } from '#libs/money';
import type { InvoiceRow, SalesOrderRow } from '#libs/syspro';
import { changeMessage, observe } from './order-changes.js';
import type { WatchedOrder } from './watched-order.js';

const AT = new Date('2026-11-23T12:00:00Z');
const watched: WatchedOrder = {
  company: 'GIFT',
  salesOrder: '000101',
  orderId: 'gifts/1',
  customerCode: '0000010',
  currency: 'GBP',
  status: null,
  shipped: false,
  rowHash: null,
  invoices: [],
};
const row = (status: string): SalesOrderRow => ({
  salesOrder: '000101',
  customer: '0000010',
  customerPoNumber: 'P',
  status,
  lastInvoice: '',
});
const invoice = (balance: string, number = '100501'): InvoiceRow => ({
  customer: '0000010',
  invoice: number,
  salesOrder: '000101',
  invoiceDate: '2026-11-23',
  value: '119.99',
  balance,
});

/** Looks one after the other; each sees what the one before left. */
function looks(...seen: [SalesOrderRow, InvoiceRow[]][]) {
  let before = watched;
  return seen.map(([orderRow, invoices]) => {
    const observation = observe(before, orderRow, invoices, AT);
    if (!observation) return undefined;
    const { status, shipped, rowHash } = observation;
    before = { ...before, status, shipped, rowHash, invoices: observation.invoices };
    return observation;
  });
}
const kinds = (...seen: Parameters<typeof looks>) =>
  looks(...seen).map((observation) => observation?.changes.map((change) => change.kind));

describe('what the poller tells', () => {
  it('each status once, shipping once, an invoice once, its balance when it changes', () => {
    expect(
      kinds(
        [row('1'), []],
        [row('1'), []],
        [row('4'), []],
        [row('8'), []],
        [row('9'), [invoice('119.99')]],
        [row('9'), [invoice('119.99')]],
        [row('9'), [invoice('19.99')]],
      ),
    ).toEqual([
      ['STATUS_CHANGED'],
      undefined,
      ['STATUS_CHANGED'],
      ['STATUS_CHANGED', 'SHIPPED'],
      ['STATUS_CHANGED', 'INVOICED'],
      undefined,
      ['INVOICE_BALANCE_CHANGED'],
    ]);
  });

  it('everything at once when it looked away meanwhile', () => {
    const [observation] = looks([row('9'), [invoice('119.99')]]);
    expect(observation?.changes).toMatchObject([
      {
        kind: 'STATUS_CHANGED',
        orderId: 'gifts/1',
        salesOrder: '000101',
        observedAt: AT.getTime(),
        statusChanged: { statusCode: '9', statusWord: 'Complete', previousStatusCode: null },
      },
      { kind: 'SHIPPED', shipped: { complete: true } },
      {
        kind: 'INVOICED',
        invoiced: {
          invoice: '100501',
          valueMinor: 11999,
          balanceMinor: 11999,
          currency: 'GBP',
          invoiceDate: '2026-11-23',
        },
      },
    ]);
  });

  it('a second invoice of the same order, and a status nobody has heard of in its own letters', () => {
    const [, second] = looks([row('9'), [invoice('1.00')]], [row('Q'), [invoice('1.00'), invoice('2.00', '100502')]]);
    expect(second?.changes).toMatchObject([
      { statusChanged: { statusCode: 'Q', statusWord: 'Unknown status Q', previousStatusCode: '9' } },
      { kind: 'INVOICED', invoiced: { invoice: '100502' } },
    ]);
  });

  it.each<[string, SalesOrderRow, InvoiceRow[], boolean]>([
    ['complete and paid', row('9'), [invoice('0.00')], true],
    ['complete and owed', row('9'), [invoice('0.01')], false],
    ['complete, invoice not seen yet', row('9'), [], false],
    ['paid but not complete', row('8'), [invoice('0.00')], false],
    ['cancelled', row('\\'), [], true],
  ])('%s: nothing more to come is %s', (_, orderRow, invoices, closed) => {
    expect(observe(watched, orderRow, invoices, AT)?.closed).toBe(closed);
  });

  it('goes out under the order, each event with its own identity', () => {
    const changes = looks([row('9'), [invoice('119.99')]])[0]?.changes ?? [];
    const messages = changes.map(changeMessage);
    expect(new Set(messages.map((message) => message.eventId)).size).toBe(3);
    expect(messages[0]).toMatchObject({
      topic: 'erp.order-changes.v1',
      key: 'gifts/1',
      type: 'OrderStatusChanged',
      subject: 'gifts/1',
      occurredAt: AT,
    });
  });

  it('knows an order again after the watch was kept as minor units', () => {
    const [first] = looks([row('9'), [invoice('119.99')]]);
    const kept = { ...watched, status: '9', shipped: true, rowHash: first?.rowHash ?? null };
    const invoices = [{ invoice: '100501', balanceMinor: minorUnits(11999) }];
    expect(observe({ ...kept, invoices }, row('9'), [invoice('119.990')], AT)).toBeUndefined();
  });
});
