import { beforeEach, describe, expect, it } from '@jest/globals';
import { ORDER_LINES, SALES_ORDERS } from '../company/records.js';
import { EnetBench, IMPORT, orderXml, stockLineXml } from '../enet-bench.js';

const TWO_LINES = orderXml('PO-1', {
  line: stockLineXml() + stockLineXml({ stockCode: '71053', quantity: '1', price: '1.00' }),
});

let bench: EnetBench;
beforeEach(async () => {
  bench = await EnetBench.open();
  await bench.post('SORTOI', IMPORT, TWO_LINES);
});

const item = (line = '', salesOrder = '000101') =>
  `<Item><SalesOrder>${salesOrder}</SalesOrder><SalesOrderLine>${line}</SalesOrderLine></Item>`;
const orders = () => bench.books.all(SALES_ORDERS).map(({ orderStatus, grossMinor }) => [orderStatus, grossMinor]);

describe('SORTOX', () => {
  it('cancels an order, once', async () => {
    const body = await bench.post('SORTOX', '', item());
    expect(body).toContain('<postsalesordercancel ');
    expect(body).toContain('<ItemsProcessed>000001</ItemsProcessed>\n<ItemsInvalid>000000</ItemsInvalid>');
    expect(orders()).toEqual([['\\', 3180]]);
    expect(await bench.post('SORTOX', '', item())).toContain("Order status '\\' cannot be changed to '\\'");
  });

  it('cancels one line, and the order is worth the rest', async () => {
    await bench.post('SORTOX', '', item('0002'));
    expect(orders()).toEqual([['S', 3060]]);
    expect(bench.books.get(ORDER_LINES, '000000000000101')?.map(({ cancelled }) => cancelled)).toEqual([
      undefined,
      true,
    ]);
    expect(await bench.post('SORTOX', '', item('2'))).toContain("Sales order line '2' not found");
    await bench.post('SORTOX', '', item('1'));
    expect(orders()).toEqual([['\\', 3060]]);
  });

  it('ValidateOnly changes nothing, nor does an entire document with one bad item [X]', async () => {
    expect(await bench.post('SORTOX', '<ValidateOnly>Y</ValidateOnly>', item())).toContain('<ItemsInvalid>000000');
    const entire = '<ApplyIfEntireDocumentValid>Y</ApplyIfEntireDocumentValid>';
    const body = await bench.post('SORTOX', entire, item() + item('', '999'));
    expect(body).toContain("<ErrorDescription>Sales order '999' not found</ErrorDescription>");
    expect(orders()).toEqual([['S', 3180]]);
    await bench.post('SORTOX', '', item() + item('', '999'));
    expect(orders()).toEqual([['\\', 3180]]);
  });

  it('leaves a complete order as it is, and the warehouse a cancelled one', async () => {
    await bench.post('SORTOI', IMPORT.replace('>S<', '>1<'), orderXml('PO-2'));
    while ((await bench.warehouse.step(1)) > 0);
    expect(await bench.post('SORTOX', '', item('', '102'))).toContain("Order status '9' cannot be changed to '\\'");
    await bench.post('SORTOX', '', item());
    expect(await bench.warehouse.step(1)).toBe(0);
  });
});
