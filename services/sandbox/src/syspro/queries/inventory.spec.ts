import { beforeEach, describe, expect, it } from '@jest/globals';
import { STOCK } from '../company/records.js';
import { EnetBench, IMPORT, orderXml } from '../enet-bench.js';

let bench: EnetBench;
beforeEach(async () => {
  bench = await EnetBench.open();
  await bench.books.change((draft) => {
    const item = draft.get(STOCK, '85123A');
    if (item) draft.put(STOCK, '85123A', { ...item, onHand: { MAIN: '87' } });
  });
});

const ask = (stockCode: string) =>
  bench.query('INVQRY', `<Query><Key><StockCode>${stockCode}</StockCode></Key></Query>`);

describe('INVQRY', () => {
  it('tells what is available, padded with blanks [L]: on hand less what orders wait for', async () => {
    await bench.post('SORTOI', IMPORT.replace('>S<', '>1<'), orderXml('PO-1'));
    const body = await ask('85123A');
    expect(body).toContain('<StockItem>\n<StockCode>85123A</StockCode>');
    expect(body).toContain('<WarehouseItem>\n<Warehouse>MAIN</Warehouse>\n<QtyOnHand>           87.000000</QtyOnHand>');
    expect(body).toContain('<AvailableQty>           75.000000</AvailableQty>');
    while ((await bench.warehouse.step(1)) > 0);
    expect(await ask('85123A')).toContain('<QtyOnHand>           75.000000</QtyOnHand>\n<AvailableQty>           75.0');
  });

  it('gives back what a cancelled order had taken', async () => {
    await bench.post('SORTOI', IMPORT, orderXml('PO-1'));
    await bench.post('SORTOX', '', '<Item><SalesOrder>101</SalesOrder></Item>');
    expect(await ask('85123A')).toContain('<AvailableQty>           87.000000</AvailableQty>');
  });

  it('raises an error for a code it does not have, as queries do [D]', async () => {
    expect(await ask('NOPE')).toBe("ERROR: Stock code 'NOPE' not found");
  });
});
