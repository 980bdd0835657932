import { beforeEach, describe, expect, it } from '@jest/globals';
import { EnetBench, IMPORT, orderXml } from '../enet-bench.js';

let bench: EnetBench;
beforeEach(async () => {
  bench = await EnetBench.open();
  for (const purchaseOrder of ['PO-1', 'PO-2', 'PO-3']) await bench.post('SORTOI', IMPORT, orderXml(purchaseOrder));
  await bench.post('SORTOX', '', '<Item><SalesOrder>102</SalesOrder></Item>');
});

async function found(filter: string, option = ''): Promise<string[]> {
  const body = await bench.query('SORQSO', `<Query><Option>${option}</Option><Filter>${filter}</Filter></Query>`);
  return [...body.matchAll(/<CustomerPoNumber>(.+?)<\/CustomerPoNumber>/g)].map(([, po]) => po ?? '');
}

describe('SORQSO', () => {
  it.each([
    ['<CustomerPo FilterType="S" FilterValue="PO-3"/>', ['PO-3']],
    ['<CustomerPo FilterType="S" FilterValue="PO-4"/>', []],
    ['<CustomerPo FilterType="A"/>', ['PO-1', 'PO-3']],
    ['<SalesOrder FilterType="R" FilterValue="101:102"/>', ['PO-1']],
    ['<OrderStatus FilterType="L" FilterValue="1,S"/>', ['PO-1', 'PO-3']],
    ['<Customer FilterType="S" FilterValue="17850"/><CustomerPo FilterType="S" FilterValue="PO-1"/>', ['PO-1']],
    ['<Customer FilterType="S" FilterValue="12583"/>', []],
  ])('finds by %s', async (filter, expected) => {
    expect(await found(filter)).toEqual(expected);
  });

  it('shows cancelled orders when asked to [X]', async () => {
    expect(await found('', '<IncludeCancelledOrders>Y</IncludeCancelledOrders>')).toEqual(['PO-1', 'PO-2', 'PO-3']);
  });
});
