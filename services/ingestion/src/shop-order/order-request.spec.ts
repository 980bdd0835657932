import { describe, expect, it } from '@jest/globals';
import { anOrder, content, line } from '../../test/orders.js';
import { check } from '../request-body/checked.js';
import { orderRequest } from './order-request.js';

const problemsOf = (body: unknown): Record<string, string> => {
  const checking = check(orderRequest, body);
  return checking.ok ? {} : Object.fromEntries(checking.problems.map(({ field, message }) => [field, message]));
};
const withContent = (overrides: Record<string, unknown>) => anOrder({ placed: content(overrides) });
const withLine = (overrides: Record<string, unknown>) => withContent({ lines: [line(1, overrides), line(2)] });

describe("a shop's order", () => {
  it('is read into the contract, absent and blank as null', () => {
    const { kind: _kind, version: _version, ...order } = anOrder();
    expect(orderRequest.parse(order)).toMatchObject({
      kind: 'PLACED',
      version: 1,
      placed: {
        placedAt: Date.parse('2026-11-23T09:58:00Z'),
        billingAddress: null,
        customer: { customerPurchaseOrder: null },
        deliveryAddress: { recipient: null, line2: null, region: null },
      },
    });
  });

  it.each([
    ['orderReference', anOrder({ orderReference: 'a/b' })],
    ['version', anOrder({ version: 0 })],
    ['version', anOrder({ version: 1.5 })],
    ['kind', anOrder({ kind: 'SHIPPED' })],
    ['shop', anOrder({ shop: undefined })],
    ['placed', anOrder({ placed: undefined })],
    ['placed.currency', withContent({ currency: 'gbp' })],
    ['placed.placedAt', withContent({ placedAt: '23.11.2026' })],
    ['placed.totalMinor', withContent({ totalMinor: 36.0001 })],
    ['placed.totalMinor', withContent({ totalMinor: '3600' })],
    ['placed.totalMinor', withContent({ totalMinor: 2 ** 53 })],
    ['placed.lines.0.netMinor', withLine({ netMinor: 2 ** 53 - 1, taxMinor: 2 ** 53 - 1 })],
    ['placed.lines', withContent({ lines: [] })],
    [
      'placed.deliveryAddress.countryCode',
      withContent({ deliveryAddress: { ...content().deliveryAddress, countryCode: 'UK1' } }),
    ],
    ['placed.customer.name', withContent({ customer: { name: ' ' } })],
    ['placed.customer.customerCode', withContent({ customer: { name: 'A', customerCode: 'x'.repeat(16) } })],
    ['placed.payments.0.vendorTxCode', withContent({ payments: [{ vendorTxCode: 'a b' }] })],
    ['placed.lines.0.quantity', withLine({ quantity: 6 })],
    ['placed.lines.0.quantity', withLine({ quantity: '0.000' })],
    ['placed.lines.0.quantity', withLine({ quantity: '-1' })],
    ['placed.lines.0.quantity', withLine({ quantity: '1.1234567' })],
    ['placed.lines.0.quantity', withLine({ quantity: '1e3' })],
    ['placed.lines.0.stockCode', withLine({ stockCode: 'x'.repeat(31) })],
    ['placed.lines.0.description', withLine({ description: 'a\u0000b' })],
    ['placed.lines.0.lineNumber', withLine({ lineNumber: 10_000 })],
    ['placed.lines.0.taxRatePercent', withLine({ taxRatePercent: '20%' })],
  ])('with a wrong %s is refused by that name', (field, body) => {
    expect(Object.keys(problemsOf(body))).toContain(field);
  });

  it('with a field nobody knows is refused, so that a misspelt one is not lost', () => {
    expect(problemsOf(withContent({ billingAdress: {} }))).toEqual({
      'placed.billingAdress': "is no field that is known here; did you mean 'billingAddress'?",
    });
  });

  it('never repeats what was sent', () => {
    const problems = problemsOf(withContent({ customer: { name: 'Ada\nByron', email: 12 } }));
    expect(JSON.stringify(problems)).not.toMatch(/Ada|12/);
  });

  it('tells both figures of each sum that is wrong', () => {
    const lines = [line(1), line(2)];
    expect(problemsOf(withContent({ lines, netMinor: 2999, taxMinor: 601, totalMinor: 3599 }))).toEqual({
      'placed.netMinor': 'is 29.99 GBP, but the lines make 30.00 GBP',
      'placed.taxMinor': 'is 6.01 GBP, but the lines make 6.00 GBP',
      'placed.totalMinor': 'is 35.99 GBP, but the lines make 36.00 GBP',
    });
  });

  it('names a line number that comes twice, and lets a stock code come twice', () => {
    expect(problemsOf(withContent({ lines: [line(1), line(1)] }))).toEqual({
      'placed.lines.1.lineNumber': '1 comes twice',
    });
    expect(problemsOf(withContent({ lines: [line(1), line(2)] }))).toEqual({});
  });

  it('may speak in emoji and any script, and not in half characters', () => {
    const customer = { name: 'Zoë 🎁 Ünal 李', email: 'zoë@example.org' };
    expect(problemsOf(withContent({ customer }))).toEqual({});
    expect(problemsOf(withLine({ description: '\ud83c' }))).toHaveProperty(['placed.lines.0.description']);
  });

  it('has at most 2000 lines, and says so of 10,000', () => {
    const lines = Array.from({ length: 10_000 }, (_, index) => line((index % 9999) + 1));
    expect(problemsOf(withContent({ lines }))['placed.lines']).toBe(
      'at most 2000 lines; send a larger order as several',
    );
  });

  it('may hold zero prices and discounts', () => {
    const free = line(2, { netMinor: 0, taxMinor: 0, grossMinor: 0 });
    const discount = line(3, {
      kind: 'CHARGE',
      stockCode: 'D',
      quantity: '1',
      netMinor: -500,
      taxMinor: -100,
      grossMinor: -600,
    });
    const totals = { netMinor: 1000, taxMinor: 200, totalMinor: 1200 };
    expect(problemsOf(withContent({ lines: [line(1), free, discount], ...totals }))).toEqual({});
  });
});
