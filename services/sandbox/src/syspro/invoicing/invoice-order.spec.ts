import { describe, expect, it } from '@jest/globals';
import { sumMinor } from '#libs/money';
import { INVOICES, SALES_ORDERS } from '../company/records.js';
import { EnetBench, IMPORT, orderXml, stockLineXml } from '../enet-bench.js';

const RELEASED = IMPORT.replace('>S<', '>1<');
const status = (bench: EnetBench) => bench.books.all(SALES_ORDERS).map(({ orderStatus }) => orderStatus);
const values = (bench: EnetBench) =>
  bench.books
    .all(INVOICES)
    .sort((left, right) => (left.invoice < right.invoice ? -1 : 1))
    .map(({ valueMinor }) => valueMinor);
const FREIGHT = '<FreightLine><CustomerPoLine>3</CustomerPoLine><FreightValue>10.03</FreightValue></FreightLine>';

describe('a warehouse that ships in two', () => {
  it('invoices half, has the rest on back order, and invoices that', async () => {
    const bench = await EnetBench.open({ splitPercent: 100 });
    await bench.post('SORTOI', RELEASED, orderXml('PO-1', { line: stockLineXml() + FREIGHT }));
    const seen: string[] = [];
    while ((await bench.warehouse.step(1)) > 0) seen.push(status(bench).join());
    expect(seen).toEqual(['4', '8', '2', '3', '8', '9']);
    expect(values(bench)).toEqual([1530 + 1204, 1530]);
  });

  it('shows what is on back order meanwhile', async () => {
    const bench = await EnetBench.open({ splitPercent: 100 });
    await bench.post('SORTOI', RELEASED, orderXml('PO-1', { line: stockLineXml({ quantity: '7' }) }));
    for (let steps = 0; steps < 3; steps += 1) await bench.warehouse.step(1);
    const body = await bench.query('SORQRY', '<Query><Key><SalesOrder>101</SalesOrder></Key></Query>');
    expect(body).toContain('<OrderStatusDesc>Open back order</OrderStatusDesc>');
    expect(body).toMatch(/<MBackOrderQty> +3\.000000<\/MBackOrderQty>/);
  });

  it.each([
    ['an odd penny', stockLineXml({ quantity: '3', price: '0.33333' }), 2],
    ['a fraction', stockLineXml({ quantity: '2.5', price: '1.11111' }), 2],
    ['single units', stockLineXml({ quantity: '1' }) + stockLineXml({ stockCode: '71053', quantity: '1' }), 2],
    ['one unit, written at length', stockLineXml({ quantity: '1.000000' }), 1],
    ['one unit', stockLineXml({ quantity: '1' }), 1],
    ['charges only', FREIGHT, 1],
  ])('two invoices of %s are worth the order exactly', async (_, line, invoices) => {
    const bench = await EnetBench.open({ splitPercent: 100 });
    await bench.post('SORTOI', RELEASED, orderXml('PO-1', { line }));
    while ((await bench.warehouse.step(1)) > 0);
    expect(values(bench)).toHaveLength(invoices);
    expect(sumMinor(values(bench))).toBe(bench.books.all(SALES_ORDERS)[0]?.grossMinor);
    expect(status(bench)).toEqual(['9']);
  });

  it('is a share of the orders, the same ones every time', async () => {
    const split = async () => {
      const bench = await EnetBench.open({ splitPercent: 50 });
      const orders = Array.from({ length: 20 }, (_, index) => orderXml(`PO-${index}`));
      await bench.post('SORTOI', RELEASED, orders.join(''));
      while ((await bench.warehouse.step(20)) > 0);
      return bench.books.all(INVOICES).map(({ customerPoNumber }) => customerPoNumber);
    };
    const first = await split();
    expect(first.length).toBeGreaterThan(22);
    expect(first.length).toBeLessThan(38);
    expect(await split()).toEqual(first);
  });
});

describe('SORTIC', () => {
  const item = '<Item><SalesOrder>101</SalesOrder></Item>';

  it('invoices an order that is ready, and answers with the invoice and its journal', async () => {
    const bench = await EnetBench.open();
    await bench.post('SORTOI', IMPORT.replace('>S<', '>8<'), orderXml('PO-1'));
    expect(await bench.post('SORTIC', '<ValidateOnly>Y</ValidateOnly>', item)).toContain('<ItemsInvalid>000000');
    expect(values(bench)).toEqual([]);
    const body = await bench.post('SORTIC', '', item);
    expect(body).toContain('<postsalesorderinvoice ');
    expect(body).toContain(
      '<Key>\n<InvoiceNumber>100501</InvoiceNumber>\n</Key>\n<TrnYear>2026</TrnYear>\n<TrnMonth>11</TrnMonth>\n<Register>00001',
    );
    expect(values(bench)).toEqual([3060]);
    expect(await bench.post('SORTIC', '', item)).toContain("Order status '9' cannot be changed to '9'");
  });

  it.each([
    ['a closed period', '<PostingPeriod>P</PostingPeriod>', item, "Posting period 'P' is not open"],
    ['a date', '<InvoiceDate>31/11/2026</InvoiceDate>', item, "Date '31/11/2026' is invalid"],
    ['an order it does not have', '', item.replace('101', '999'), "Sales order '999' not found"],
  ])('refuses %s', async (_, parameters, document, text) => {
    const bench = await EnetBench.open();
    await bench.post('SORTOI', IMPORT.replace('>S<', '>8<'), orderXml('PO-1'));
    expect(await bench.post('SORTIC', parameters, document)).toContain(text);
    expect(values(bench)).toEqual([]);
  });
});
