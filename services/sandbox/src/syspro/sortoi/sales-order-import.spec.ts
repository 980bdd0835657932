import { beforeEach, describe, expect, it } from '@jest/globals';
import { CUSTOMERS, ORDER_LINES, SALES_ORDERS, type SalesOrder } from '../company/records.js';
import { EnetBench, IMPORT, orderXml, stockLineXml } from '../enet-bench.js';
import { storedKey } from '../keys.js';

let bench: EnetBench;
beforeEach(async () => {
  bench = await EnetBench.open();
});

async function onlyOrder(): Promise<SalesOrder> {
  const orders = bench.books.all(SALES_ORDERS);
  expect(orders).toHaveLength(1);
  return orders[0] as SalesOrder;
}

describe('SORTOI', () => {
  it('creates nothing unless it is told to import [X]', async () => {
    const body = await bench.post('SORTOI', '', orderXml('PO-1'));
    expect(body).toContain('<ValidationStatus>\n<Status>Successful</Status>\n</ValidationStatus>');
    expect(bench.books.all(SALES_ORDERS)).toEqual([]);
  });

  it('answers a clean import with the counters only, no number, and SalesOrders in its case [L]', async () => {
    const body = await bench.post('SORTOI', IMPORT, orderXml('PO-1'));
    expect(body).toMatch(/^<\?xml version="1\.0" encoding="Windows-1252"\?>\n<SalesOrders [^>]*>\n<StatusOfItems>\n/);
    expect(body.slice(body.indexOf('<StatusOfItems>'))).toBe(
      `<StatusOfItems>
<ItemsProcessed>000001</ItemsProcessed>
<ItemsRejectedWithWarnings>000000</ItemsRejectedWithWarnings>
<ItemsProcessedWithWarnings>000000</ItemsProcessedWithWarnings>
</StatusOfItems>
</SalesOrders>
 `,
    );
    expect(await onlyOrder()).toMatchObject({
      customer: '000000000017850',
      customerPoNumber: 'PO-1',
      orderStatus: 'S',
      merchandiseMinor: 2550,
      taxMinor: 510,
      grossMinor: 3060,
    });
  });

  it('computes tax by itself, line by line, half up, whatever tax code is sent', async () => {
    const lines = [
      stockLineXml({ quantity: '1', price: '0.02' }).replace(
        '</StockLine>',
        '<StockTaxCode>Z</StockTaxCode></StockLine>',
      ),
      stockLineXml({ stockCode: '71053', quantity: '3', price: '0.70833' }),
      '<FreightLine><CustomerPoLine>3</CustomerPoLine><FreightValue>10.03</FreightValue></FreightLine>',
      '<MiscChargeLine><CustomerPoLine>4</CustomerPoLine><MiscChargeValue>-0.01</MiscChargeValue><MiscProductClass>GIFT</MiscProductClass><MiscNotTaxable>Y</MiscNotTaxable></MiscChargeLine>',
    ];
    await bench.post('SORTOI', IMPORT, orderXml('PO-1', { line: lines.join('') }));
    const order = await onlyOrder();
    const kept = bench.books.get(ORDER_LINES, order.salesOrder) ?? [];
    expect(kept.map(({ kind, netMinor, taxMinor }) => [kind, netMinor, taxMinor])).toEqual([
      ['STOCK', 2, 0], // 0.4 pence
      ['STOCK', 212, 42], // 2.12499 → 2.12; 42.4 pence
      ['FREIGHT', 1003, 201], // 200.6 pence
      ['MISC', -1, 0],
    ]);
    expect(order.grossMinor).toBe(2 + 254 + 1204 - 1);
  });

  it('charges exempt customers no tax', async () => {
    await bench.post('SORTOI', IMPORT, orderXml('PO-1', { customer: '0012583' }));
    expect(await onlyOrder()).toMatchObject({ taxMinor: 0, grossMinor: 2550, taxStatus: 'E' });
  });

  it('reprices unless AlwaysUsePriceEntered=Y [X]', async () => {
    await bench.post('SORTOI', '<Process>Import</Process>', orderXml('PO-1'));
    expect(await onlyOrder()).toMatchObject({ merchandiseMinor: 11_988, orderStatus: '1' });
  });

  it('refuses a zero price unless it is allowed', async () => {
    const zero = orderXml('PO-1', { line: stockLineXml({ price: '0.00000' }) });
    expect(await bench.post('SORTOI', IMPORT, zero)).toContain("Price of stock code '85123A' cannot be zero");
    await bench.post('SORTOI', `${IMPORT}<AllowZeroPrice>Y</AllowZeroPrice>`, zero);
    expect(await onlyOrder()).toMatchObject({ grossMinor: 0 });
  });

  it('echoes a refused order with the messages at the end of the section in error [X]', async () => {
    const body = await bench.post('SORTOI', IMPORT, orderXml('PO-1', { line: stockLineXml({ stockCode: '85123a' }) }));
    expect(body).toContain(`<PriceUom>EA</PriceUom>
<ErrorMessages>
<ErrorNumber>240004</ErrorNumber>
<ErrorDescription>Stock code '85123a' not found</ErrorDescription>
</ErrorMessages>
</StockLine>
</OrderDetails>
</Orders>`);
    expect(body).toContain('<ItemsRejectedWithWarnings>000001</ItemsRejectedWithWarnings>');
    expect(bench.books.all(SALES_ORDERS)).toEqual([]);
  });

  it('gives no numbers with the errors when so set', async () => {
    bench = await EnetBench.open({ errorNumbers: false });
    const body = await bench.post('SORTOI', IMPORT, orderXml('PO-1', { customer: '99999' }));
    expect(body).toContain(
      "<ErrorMessages>\n<ErrorDescription>Customer '99999' not found</ErrorDescription>\n</ErrorMessages>\n</OrderHeader>",
    );
  });

  it('refuses a purchase order the customer already has', async () => {
    await bench.post('SORTOI', IMPORT, orderXml('PO-1'));
    expect(await bench.post('SORTOI', IMPORT, orderXml('PO-1'))).toContain(
      "Customer purchase order 'PO-1' already exists on sales order '000101'",
    );
    await bench.post('SORTOI', IMPORT, orderXml('PO-1', { customer: '12583' }));
    expect(bench.books.all(SALES_ORDERS)).toHaveLength(2);
  });

  it.each([
    [
      'a binary-float quantity',
      { line: stockLineXml({ quantity: '0.30000000000000004' }) },
      "XML element 'OrderQty' must be numeric",
    ],
    [
      'a date',
      { header: '<OrderDate>23/11/2026</OrderDate>' },
      "Date '23/11/2026' is invalid for XML element 'OrderDate' it must be CCYY-MM-DD format",
    ],
    [
      'another currency',
      { header: '<Currency>EUR</Currency>' },
      "Currency 'EUR' differs from currency 'GBP' of customer",
    ],
    ['a warehouse', { header: '<Warehouse>MOON</Warehouse>' }, "Warehouse 'MOON' not found for stock code '85123A'"],
  ])('refuses %s', async (_, changes, text) => {
    expect(await bench.post('SORTOI', IMPORT, orderXml('PO-1', changes))).toContain(
      `<ErrorDescription>${text}</ErrorDescription>`,
    );
  });

  it('refuses a customer on hold unless it shall only warn', async () => {
    const customer = storedKey('17850');
    await bench.books.change((draft) => {
      const known = draft.get(CUSTOMERS, customer);
      if (known) draft.put(CUSTOMERS, customer, { ...known, onHold: true });
    });
    expect(await bench.post('SORTOI', IMPORT, orderXml('PO-1'))).toContain("Customer '17850' is on hold");
    await bench.post('SORTOI', `${IMPORT}<WarnIfCustomerOnHold>Y</WarnIfCustomerOnHold>`, orderXml('PO-1'));
    expect(bench.books.all(SALES_ORDERS)).toHaveLength(1);
  });

  it('a document that is no XML, or of another root, is an ERROR text', async () => {
    const userid = await bench.logon();
    const call = { userid, businessobject: 'SORTOI', xmlparameters: '' };
    expect(await bench.text('transaction/post', { ...call, xmlin: '<SalesOrders>' })).toMatch(
      /^ERROR: XML is not well-formed/,
    );
    expect(await bench.text('transaction/post', { ...call, xmlin: '<Orders/>' })).toMatch(
      /^ERROR: XML root element 'Orders'/,
    );
  });
});
