import { beforeEach, describe, expect, it } from '@jest/globals';
import { CUSTOMERS, SALES_ORDERS } from '../company/records.js';
import { EnetBench, IMPORT, orderXml } from '../enet-bench.js';
import { storedKey } from '../keys.js';

let bench: EnetBench;
let userid: string;
beforeEach(async () => {
  bench = await EnetBench.open();
  userid = await bench.logon();
});

const setUp = (action: 'add' | 'update', fields: string, { key = 'NEW1', parameters = '' } = {}) =>
  bench.text(`setup/${action}`, {
    userid,
    businessobject: 'ARSSCS',
    xmlparameters: `<SetupArCustomer><Parameters>${parameters}</Parameters></SetupArCustomer>`,
    xmlin: `<SetupArCustomer><Item><Key><Customer>${key}</Customer></Key>${fields}</Item></SetupArCustomer>`,
  });
const customer = (key: string) => bench.books.get(CUSTOMERS, storedKey(key));
const order = async (parameters = IMPORT.replace('>S<', '>1<'), purchaseOrder = 'PO-1') => {
  const body = await bench.text('transaction/post', {
    userid,
    businessobject: 'SORTOI',
    xmlparameters: `<SalesOrders><Parameters>${parameters}</Parameters></SalesOrders>`,
    xmlin: `<SalesOrders>${orderXml(purchaseOrder)}</SalesOrders>`,
  });
  return body;
};
const statuses = () => bench.books.all(SALES_ORDERS).map(({ orderStatus }) => orderStatus);

describe('ARSSCS', () => {
  it('adds a customer and answers in the shape of setups [L]', async () => {
    const body = await setUp('add', '<Name>Ann &amp; Co</Name><Telephone>020</Telephone><TaxStatus>E</TaxStatus>');
    expect(body).toContain('<setuparcustomer ');
    expect(body).toContain(
      '<item>\n<key>\n<customer>NEW1</customer>\n</key>\n</item>\n<StatusOfItems>\n<RecordsRead>1</RecordsRead>\n<RecordsInvalid>0</RecordsInvalid>',
    );
    expect(customer('NEW1')).toMatchObject({
      name: 'Ann & Co',
      taxStatus: 'E',
      currency: 'GBP',
      onHold: false,
      fields: { Telephone: '020' },
    });
  });

  it('changes only what it is told', async () => {
    await setUp('add', '<Name>Ann</Name><Telephone>020</Telephone><Email>a@example.org</Email>');
    await setUp('update', '<Telephone>0161</Telephone><CustomerOnHold>Y</CustomerOnHold>');
    expect(customer('NEW1')).toMatchObject({ name: 'Ann', onHold: true });
    expect(customer('NEW1')?.fields).toEqual({ Telephone: '0161', Email: 'a@example.org' });
  });

  it('ValidateOnly=Y keeps nothing [X]', async () => {
    await setUp('add', '<Name>Ann</Name>', { parameters: '<ValidateOnly>Y</ValidateOnly>' });
    expect(customer('NEW1')).toBeUndefined();
  });

  it.each([
    ['a known key', 'add', '<Name>Ann</Name>', { key: '17850' }, "Customer '17850' already exists"],
    ['an unknown one', 'update', '<Name>Ann</Name>', {}, "Customer 'NEW1' not found"],
    ['no key', 'add', '<Name>Ann</Name>', { key: '' }, "XML element 'KeyCustomer' cannot be spaces"],
    ['a key of 16', 'add', '<Name>Ann</Name>', { key: 'ABCDEFGHIJKLMNOP' }, "'ABCDEFGHIJKLMNOP' is too long"],
    ['no name', 'add', '', {}, "XML element 'ItemName' cannot be spaces"],
    ['a branch', 'add', '<Name>Ann</Name><Branch>MOON</Branch>', {}, "Branch 'MOON' not found"],
    ['a limit', 'add', '<Name>Ann</Name><CreditLimit>1.5</CreditLimit>', {}, "'CreditLimit' must be numeric"],
  ] as const)('refuses %s', async (_, action, fields, options, text) => {
    const body = await setUp(action, fields, options);
    expect(body).toContain(text);
    expect(body).toContain('<RecordsRead>1</RecordsRead>\n<RecordsInvalid>1</RecordsInvalid>');
    expect(bench.books.all(CUSTOMERS)).toHaveLength(2);
  });

  it('an order beyond the credit limit is entered in suspense, unless it shall be accepted [I]', async () => {
    await setUp('update', '<CreditLimit>70</CreditLimit>', { key: '17850' });
    await order();
    await order(undefined, 'PO-2');
    await order(undefined, 'PO-3');
    expect(statuses()).toEqual(['1', '1', 'S']);
    const accepted = `${IMPORT.replace('>S<', '>1<')}<AcceptOrdersIfNoCredit>Y</AcceptOrdersIfNoCredit>`;
    await order(accepted, 'PO-4');
    expect(statuses()).toEqual(['1', '1', 'S', '1']);
  });

  it('a customer put on hold gets no order', async () => {
    await setUp('update', '<CustomerOnHold>Y</CustomerOnHold>', { key: '17850' });
    expect(await order()).toContain("Customer '17850' is on hold");
  });
});
