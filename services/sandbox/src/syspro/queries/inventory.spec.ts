import { beforeEach, describe, expect, it } from '@jest/globals';
import { SALES_ORDERS, STOCK } from '../company/records.js';
import { EnetBench, IMPORT, orderXml, stockLineXml } from '../enet-bench.js';

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

describe('SORTOI for more than there is', () => {
  const more = (warnings: string) =>
    bench.post(
      'SORTOI',
      `${IMPORT}<IgnoreWarnings>${warnings}</IgnoreWarnings>`,
      orderXml('PO-9', { line: stockLineXml({ quantity: '50' }) + stockLineXml({ quantity: '38' }) }),
    );
  const entered = () => bench.books.all(SALES_ORDERS).length;

  it('enters it with W and says so in the words seen live [L]', async () => {
    const body = await more('W');
    expect(body).toContain("<WarningDescription>Line 0002 for stock code '85123A' was placed on back order");
    expect(body).toContain(
      "<BackOrderComment>One or more lines have been placed on back order for order '000000000000101'",
    );
    expect(body).toContain('<SalesOrder>000101</SalesOrder>');
    expect(body).toContain('<ItemsProcessedWithWarnings>000001</ItemsProcessedWithWarnings>');
    expect(entered()).toBe(1);
  });

  it('enters it with Y without a word, and refuses it with N, the default [X]', async () => {
    expect(await more('Y')).not.toContain('Warning</');
    expect(entered()).toBe(1);
    const body = await bench.post('SORTOI', IMPORT, orderXml('PO-8', { line: stockLineXml({ quantity: '88' }) }));
    expect(body).toContain('<ItemsRejectedWithWarnings>000001</ItemsRejectedWithWarnings>');
    expect(body).toContain('was placed on back order</WarningDescription>');
    expect(entered()).toBe(1);
  });

  it('says nothing of what is there', async () => {
    const body = await bench.post('SORTOI', IMPORT, orderXml('PO-7', { line: stockLineXml({ quantity: '87' }) }));
    expect(body).not.toContain('back order');
    expect(body).toContain('<ItemsProcessed>000001</ItemsProcessed>');
  });
});
