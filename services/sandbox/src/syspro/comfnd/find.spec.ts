import { beforeEach, describe, expect, it } from '@jest/globals';
import { EnetBench, IMPORT, orderXml, stockLineXml } from '../enet-bench.js';

let bench: EnetBench;
beforeEach(async () => {
  bench = await EnetBench.open();
  await bench.post('SORTOI', IMPORT, orderXml('A-1') + orderXml('A-2', { customer: '12583' }) + orderXml('B-1'));
});

const expression = (column: string, condition: string, value: string, { andOr = '', open = '', close = '' } = {}) =>
  `<Expression>${andOr && `<AndOr>${andOr}</AndOr>`}<OpenBracket>${open}</OpenBracket><Column>${column}</Column>` +
  `<Condition>${condition}</Condition><Value>${value}</Value><CloseBracket>${close}</CloseBracket></Expression>`;

async function orders(where: string, more = ''): Promise<string[]> {
  const body = await bench.query(
    'COMFND',
    `<Query><TableName>SorMaster</TableName><Columns><Column>CustomerPoNumber</Column></Columns><Where>${where}</Where>${more}</Query>`,
  );
  return [...body.matchAll(/<CustomerPoNumber>([^<]*)</g)].map((match) => match[1] ?? '');
}

describe('COMFND', () => {
  it('answers in the recorded shape [L]', async () => {
    const body = await bench.query(
      'COMFND',
      `<Query><TableName>SorMaster</TableName><Columns><Column>SalesOrder</Column><Column>LastInvoice</Column></Columns><Where>${expression('CustomerPoNumber', 'EQ', 'A-2', { open: '(', close: ')' })}</Where></Query>`,
    );
    expect(body.slice(body.indexOf('<HeaderDetails>'))).toBe(`<HeaderDetails>
<TableName>SorMaster</TableName>
<Columns>
<Column>SalesOrder</Column>
<Column>LastInvoice</Column>
</Columns>
<OrderBy>
<Column>SalesOrder</Column>
</OrderBy>
</HeaderDetails>
<Row>
<SalesOrder>000000000000102</SalesOrder>
<LastInvoice/>
</Row>
<RowsReturned>       1</RowsReturned>
</SorMaster>
 `);
  });

  it('compares keys in stored form only [L]', async () => {
    expect(await orders(expression('Customer', 'EQ', '17850'))).toEqual([]);
    expect(await orders(expression('Customer', 'EQ', '000000000017850'))).toEqual(['A-1', 'B-1']);
  });

  it.each([
    ['NE', 'A-1', ['A-2', 'B-1']],
    ['GT', 'A-1', ['A-2', 'B-1']],
    ['GE', 'A-2', ['A-2', 'B-1']],
    ['LT', 'A-2', ['A-1']],
    ['LE', 'A-2', ['A-1', 'A-2']],
    ['LIKE', 'A*', ['A-1', 'A-2']],
    ['LIKE', '?-1', ['A-1', 'B-1']],
    ['LIKE', 'A.1', []],
  ])('knows %s %s', async (condition, value, expected) => {
    expect(await orders(expression('CustomerPoNumber', condition, value))).toEqual(expected);
  });

  it('joins by And, which binds closer than Or, and by brackets', async () => {
    const [a1, b1] = [
      expression('CustomerPoNumber', 'EQ', 'A-1'),
      expression('CustomerPoNumber', 'EQ', 'B-1', { andOr: 'Or' }),
    ];
    const exempt = expression('Customer', 'EQ', '000000000012583', { andOr: 'And' });
    expect(await orders(a1 + b1 + exempt)).toEqual(['A-1']);
    const bracketed =
      expression('CustomerPoNumber', 'EQ', 'A-1', { open: '(' }) +
      expression('CustomerPoNumber', 'EQ', 'A-2', { andOr: 'or', close: ')' }) +
      exempt;
    expect(await orders(bracketed)).toEqual(['A-2']);
    expect(
      await orders(expression('Customer', 'EQ', '000000000017850') + expression('CustomerPoNumber', 'EQ', 'B-1')),
    ).toEqual(['B-1']);
  });

  it('compares amounts as numbers', async () => {
    await bench.post(
      'SORTOI',
      IMPORT.replace('>S<', '>8<'),
      orderXml('C-1', { line: stockLineXml({ quantity: '400' }) }),
    );
    await bench.warehouse.step(0);
    const body = await bench.query(
      'COMFND',
      `<Query><TableName>ArInvoice</TableName><Where>${expression('InvoiceBal1', 'GT', '99')}</Where></Query>`,
    );
    expect(body).toContain('<InvoiceBal1>1020.00</InvoiceBal1>');
  });

  it('orders and limits', async () => {
    expect(await orders('', '<OrderBy><Column>Customer</Column></OrderBy>')).toEqual(['A-2', 'A-1', 'B-1']);
    expect(await orders('', '<ReturnRows>2</ReturnRows>')).toEqual(['A-1', 'A-2']);
  });

  it('answers nothing found with no rows, and what is unknown with an ERROR text', async () => {
    const query = (table: string, where = '') =>
      bench.query('COMFND', `<Query><TableName>${table}</TableName><Where>${where}</Where></Query>`);
    expect(await query('SorMaster', expression('SalesOrder', 'EQ', 'x'))).toContain(
      '<RowsReturned>       0</RowsReturned>',
    );
    expect(await query('sormaster')).toBe("ERROR: Table 'sormaster' not found");
    expect(await query('SorMaster', expression('Nothing', 'EQ', 'x'))).toBe(
      "ERROR: Column 'Nothing' not found on table",
    );
    expect(await query('SorMaster', expression('SalesOrder', 'EQ', 'x', { open: '(' }))).toMatch(/^ERROR: Brackets/);
  });
});

describe('SORQRY', () => {
  it('shows an order in short form, with its values when asked', async () => {
    const query = (option: string) =>
      bench.query('SORQRY', `<Query><Key><SalesOrder>101</SalesOrder></Key><Option>${option}</Option></Query>`);
    const body = await query('<IncludeValues>Y</IncludeValues>');
    expect(body).toContain('<SorDetail ');
    expect(body).toContain('<SalesOrder>000101</SalesOrder>');
    expect(body).toContain('<OrderStatus>S</OrderStatus>');
    expect(body).toMatch(/<OrderValue> +30\.60<\/OrderValue>/);
    expect(body).toMatch(/<MStockCode>85123A<\/MStockCode>[^]*<MOrderQty> +12\.000000<\/MOrderQty>/);
    expect(await query('')).not.toContain('OrderValue');
  });

  it('raises an ERROR for an order it does not have [D]', async () => {
    expect(await bench.query('SORQRY', '<Query><Key><SalesOrder>9</SalesOrder></Key></Query>')).toBe(
      "ERROR: Sales order '9' not found",
    );
  });
});
