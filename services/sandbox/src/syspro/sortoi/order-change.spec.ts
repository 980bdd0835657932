import { beforeEach, describe, expect, it } from '@jest/globals';
import { ORDER_LINES, SALES_ORDERS } from '../company/records.js';
import { EnetBench, IMPORT, orderXml, stockLineXml } from '../enet-bench.js';

let bench: EnetBench;
beforeEach(async () => {
  bench = await EnetBench.open();
  await bench.post('SORTOI', IMPORT, orderXml('PO-1'));
});

const ROUNDING =
  '<MiscChargeLine><CustomerPoLine>2</CustomerPoLine><LineActionType>A</LineActionType><MiscChargeValue>-0.01</MiscChargeValue>' +
  '<MiscProductClass>GIFT</MiscProductClass><MiscNotTaxable>Y</MiscNotTaxable></MiscChargeLine>';
const change = (lines: string, { salesOrder = '000101', action = 'C' } = {}) =>
  `<Orders><OrderHeader><OrderActionType>${action}</OrderActionType><SalesOrder>${salesOrder}</SalesOrder></OrderHeader>` +
  `<OrderDetails>${lines}</OrderDetails></Orders>`;
const values = () =>
  bench.books
    .all(SALES_ORDERS)
    .map(({ orderStatus, miscChargeMinor, grossMinor }) => [orderStatus, miscChargeMinor, grossMinor]);

describe('SORTOI, OrderActionType C', () => {
  it('appends a charge and a stock line to an order in suspense, and computes its values anew', async () => {
    const body = await bench.post('SORTOI', IMPORT, change(stockLineXml({ quantity: '1', price: '1.00' }) + ROUNDING));
    expect(body).toContain('<ItemsProcessed>000001</ItemsProcessed>');
    expect(values()).toEqual([['S', -1, 3060 + 120 - 1]]);
    expect(bench.books.get(ORDER_LINES, '000000000000101')?.map(({ line, kind }) => [line, kind])).toEqual([
      [1, 'STOCK'],
      [2, 'STOCK'],
      [3, 'MISC'],
    ]);
  });

  it('only validates unless it is told to import [X]', async () => {
    await bench.post('SORTOI', '', change(ROUNDING));
    expect(values()).toEqual([['S', 0, 3060]]);
  });

  it.each([
    ['an order it does not have', change(ROUNDING, { salesOrder: '999' }), "Sales order '999' not found"],
    ['an order it is not told', change(ROUNDING, { salesOrder: '' }), "XML element 'OrderHeaderSalesOrder' cannot be"],
    ['a deletion', change(ROUNDING, { action: 'D' }), "OrderActionType 'D' is not served"],
    ['a change of a line', change(ROUNDING.replace('>A<', '>C<')), "LineActionType 'C' is not served"],
    ['no line', change(''), "XML element 'OrdersOrderDetails' cannot be spaces"],
    ['a stock code it does not have', change(stockLineXml({ stockCode: 'X' })), "Stock code 'X' not found"],
  ])('refuses %s', async (_, document, text) => {
    const body = await bench.post('SORTOI', IMPORT, document);
    expect(body).toContain(text);
    expect(body).toContain('<ItemsProcessed>000000</ItemsProcessed>');
    expect(values()).toEqual([['S', 0, 3060]]);
  });

  it('refuses an order that is being picked', async () => {
    await bench.post(
      'SORTOS',
      '<ValidateOnly>N</ValidateOnly>',
      '<Item><SalesOrder>101</SalesOrder><NewOrderStatus>1</NewOrderStatus></Item>',
    );
    await bench.post('SORTOI', IMPORT, change(ROUNDING));
    expect(values()).toEqual([['1', -1, 3059]]);
    await bench.warehouse.step(1);
    expect(await bench.post('SORTOI', IMPORT, change(ROUNDING))).toContain(
      "Sales order '000101' cannot be changed in status '4'",
    );
  });
});
