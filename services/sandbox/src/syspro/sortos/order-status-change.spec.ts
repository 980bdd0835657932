import { beforeEach, describe, expect, it } from '@jest/globals';
import { SALES_ORDERS } from '../company/records.js';
import { EnetBench, IMPORT, orderXml } from '../enet-bench.js';

let bench: EnetBench;
beforeEach(async () => {
  bench = await EnetBench.open();
  await bench.post('SORTOI', IMPORT, orderXml('PO-1'));
});

const item = (status: string, salesOrder = '000101') =>
  `<Item><SalesOrder>${salesOrder}</SalesOrder><NewOrderStatus>${status}</NewOrderStatus></Item>`;
const status = () => bench.books.all(SALES_ORDERS).map(({ orderStatus }) => orderStatus);

describe('SORTOS', () => {
  it('succeeds and changes nothing unless ValidateOnly=N [X]', async () => {
    const body = await bench.post('SORTOS', '', item('1'));
    expect(body).toContain('<postsororderstatus ');
    expect(body).toContain('<ItemsProcessed>000001</ItemsProcessed>\n<ItemsInvalid>000000</ItemsInvalid>');
    expect(status()).toEqual(['S']);
  });

  it('releases from suspense, and again without harm', async () => {
    await bench.post('SORTOS', '<ValidateOnly>N</ValidateOnly>', item('1'));
    expect(status()).toEqual(['1']);
    expect(await bench.post('SORTOS', '<ValidateOnly>N</ValidateOnly>', item('1'))).toContain('<ItemsInvalid>000000');
  });

  it.each([
    ['an order it does not have', item('1', '999'), "Sales order '999' not found"],
    ['a status that cannot follow', item('8'), "Order status 'S' cannot be changed to '8'"],
  ])('refuses %s', async (_, document, text) => {
    const body = await bench.post('SORTOS', '<ValidateOnly>N</ValidateOnly>', document);
    expect(body).toContain(`<ErrorDescription>${text}</ErrorDescription>`);
    expect(body).toContain('<ItemsInvalid>000001</ItemsInvalid>');
    expect(status()).toEqual(['S']);
  });
});

describe('the warehouse', () => {
  it('takes a released order through 4 and 8 to an invoice, and never one in suspense', async () => {
    await bench.post('SORTOI', IMPORT, orderXml('PO-2'));
    await bench.post('SORTOS', '<ValidateOnly>N</ValidateOnly>', item('1'));
    const seen = [];
    while ((await bench.warehouse.step(1)) > 0) seen.push(status().join(''));
    expect(seen).toEqual(['4S', '8S', '9S']);
    const body = await bench.query('ARSQRY', '<Query><Key><Customer>17850</Customer></Key></Query>');
    expect(body).toContain('<InvoiceDetail>');
    expect(body).toMatch(
      /<Invoice>100501<\/Invoice>[^]*<InvoiceBal> +30\.60<\/InvoiceBal>\n<SalesOrder>000101<\/SalesOrder>/,
    );
  });

  it('begins no more orders than its pace allows', async () => {
    for (const po of ['PO-2', 'PO-3']) await bench.post('SORTOI', IMPORT, orderXml(po));
    for (const order of ['101', '102', '103'])
      await bench.post('SORTOS', '<ValidateOnly>N</ValidateOnly>', item('1', order));
    expect(await bench.warehouse.step(2)).toBe(2);
    expect(status()).toEqual(['4', '4', '1']);
  });
});
