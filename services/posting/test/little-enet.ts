import http from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { Decimal } from '#libs/money';

/** What goes wrong with the next call of a business object. */
export type Fault =
  | 'none' // this call goes well; the next in line is for the one after it
  | 'drop before' // the call never happened, and nobody says so
  | 'drop after' // it happened, and nobody says so
  | 'no answer after' // it happened, and the answer never comes
  | { readonly text: string } // answered with this text, nothing done
  | { readonly error: { readonly element: string; readonly number: string; readonly text: string } };

export interface LittleOrder {
  salesOrder: string;
  customer: string;
  po: string;
  alternateReference?: string;
  status: string;
  gross: string;
  stockLines: number;
  lastInvoice: string;
}

export interface LittleInvoice {
  customer: string;
  invoice: string;
  salesOrder: string;
  value: string;
  balance: string;
}

export interface LittlePayment {
  customer: string;
  invoice: string;
  reference: string;
  value: string;
}

/**
 * Just enough e.net to drive posting in its own specs: it remembers orders, invoices and payments, and can be made to fail at a chosen
 * call. It knows nothing of prices, customers or tax; the sandbox does, and the tests of the whole system use that.
 */
export class LittleEnet {
  readonly orders: LittleOrder[] = [];
  readonly invoices: LittleInvoice[] = [];
  readonly payments: LittlePayment[] = [];
  /** Form type and key → text. */
  readonly customForms = new Map<string, string>();
  /** Rows of ArCustomer and InvMaster, keys in stored form. */
  readonly customers: Record<string, string>[] = [];
  readonly stock: Record<string, string>[] = [];
  /** Business objects called, in order; `Logon` and `Profile` too. */
  readonly calls: string[] = [];
  /** Value of the orders entered from now on. */
  gross = '119.99';
  accountingDate = '2026-11-23';
  /** False: orders are stored and not found by their purchase order number, as where keys are kept in another form than asked for. */
  showsPurchaseOrders = true;
  readonly #faults = new Map<string, Fault[]>();
  readonly #sessions = new Map<string, string>();
  readonly #sockets = new Set<Socket>();
  #server: http.Server | undefined;
  #port = 0;
  #logons = 0;
  #numbers = 100;

  get url(): string {
    return `http://127.0.0.1:${this.#port}/SYSPROWCFService/Rest`;
  }

  /** Starts, on the same port as before; a running one stays as it is. */
  async start(): Promise<this> {
    if (this.#server) return this;
    const server = http.createServer((request, response) => void this.#serve(request, response));
    server.on('connection', (socket) => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
    });
    await new Promise<void>((resolve) => server.listen(this.#port, '127.0.0.1', resolve));
    this.#port = (server.address() as AddressInfo).port;
    this.#server = server;
    return this;
  }

  /** Stops: connections are refused from now on. */
  async stop(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (!server) return;
    await new Promise<void>((resolve) => {
      server.close(() => resolve());
      for (const socket of this.#sockets) socket.destroy();
    });
  }

  /** The next call of `businessObject` goes wrong like this; several wait in line. */
  fail(businessObject: string, fault: Fault): void {
    this.#faults.set(businessObject, [...(this.#faults.get(businessObject) ?? []), fault]);
  }

  /** How often a business object was called. */
  count(businessObject: string): number {
    return this.calls.filter((call) => call === businessObject).length;
  }

  /** An order with its invoice, as a warehouse leaves it. */
  invoice(order: LittleOrder): LittleInvoice {
    const invoice = stored(String((this.#numbers += 1) + 100_400));
    Object.assign(order, { status: '9', lastInvoice: invoice });
    const { customer, salesOrder, gross: value } = order;
    const row = { customer, invoice, salesOrder, value, balance: value };
    this.invoices.push(row);
    return row;
  }

  async #serve(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const url = new URL(request.url ?? '', 'http://enet');
    const operation = url.pathname.replace('/SYSPROWCFService/Rest/', '');
    const body = Buffer.concat(chunks).toString('utf8');
    const given = (name: string) => url.searchParams.get(name) ?? between(body, name).replace(/<!\[CDATA\[|\]\]>/g, '');
    if (operation === 'Logon') return void response.end(this.#logon(given('Operator')));
    if (operation === 'Logoff') return void response.end('0');
    const businessObject = given('BusinessObject') || 'Profile';
    this.calls.push(businessObject);
    if (![...this.#sessions.values()].includes(given('UserId'))) {
      return void response.end('ERROR: The supplied UserID is invalid. Either you were not logged in, …');
    }
    const fault = this.#faults.get(businessObject)?.shift();
    if (fault === 'drop before') return void response.destroy();
    if (typeof fault === 'object' && 'text' in fault) return void response.end(fault.text);
    if (typeof fault === 'object') return void response.end(refusal(businessObject, fault.error));
    const answer = this.#answer(businessObject, given('XmlIn'), given('XmlParameters'));
    if (fault === 'drop after') return void response.destroy();
    if (fault === 'no answer after') return;
    response.end(`<?xml version="1.0" encoding="Windows-1252"?>\n${answer}\n `);
  }

  #logon(operator: string): string {
    this.calls.push('Logon');
    this.#logons += 1;
    const id = `${String(this.#logons).padStart(32, 'A')}00`;
    this.#sessions.set(operator, id);
    return `${id}  `;
  }

  #answer(businessObject: string, document: string, parameters: string): string {
    switch (businessObject) {
      case 'SORTOI':
        return this.#import(document);
      case 'SORTOS':
        return this.#move(document, parameters);
      case 'SORQRY':
        return this.#detail(document);
      case 'SORTOX':
        return this.#cancel(document, parameters);
      case 'ARSTPY':
        return this.#pay(document);
      case 'INVQRY':
        return this.#available(document);
      case 'ARSSCS':
        return this.#setUp(document, parameters);
      case 'COMTFM':
        this.customForms.set(
          `${between(document, 'FormType')} ${between(document, 'KeyField')}`,
          between(document, 'AlphaValue'),
        );
        return '<postcustomform><StatusOfItems><ItemsProcessed>000001</ItemsProcessed></StatusOfItems></postcustomform>';
      case 'COMFND':
        return this.#find(document);
      case 'Profile':
        return `<UserInfo><CompanyName>Gifts</CompanyName><AccountingDate>${this.accountingDate}</AccountingDate></UserInfo>`;
      default:
        return `ERROR: e.net exception raised: 100000`;
    }
  }

  #import(document: string): string {
    if (between(document, 'OrderActionType') === 'C') return this.#append(document);
    this.orders.push({
      salesOrder: stored(String((this.#numbers += 1))),
      customer: stored(between(document, 'Customer')),
      po: between(document, 'CustomerPoNumber'),
      alternateReference: between(document, 'AlternateReference'),
      status: 'S',
      gross: this.gross,
      stockLines: document.split('<StockLine>').length - 1,
      lastInvoice: '',
    });
    return `<SalesOrders>${counters('ItemsRejectedWithWarnings')}</SalesOrders>`;
  }

  #append(document: string): string {
    const order = this.orders.find((row) => row.salesOrder === stored(between(document, 'SalesOrder')));
    if (!order) return 'ERROR: not found';
    order.stockLines += document.split('<StockLine>').length - 1;
    order.gross = Decimal.parse(order.gross)
      .plus(Decimal.parse(between(document, 'MiscChargeValue') || '0'))
      .toString();
    return `<SalesOrders>${counters('ItemsRejectedWithWarnings')}</SalesOrders>`;
  }

  #move(document: string, parameters: string): string {
    const order = this.orders.find((row) => row.salesOrder === stored(between(document, 'SalesOrder')));
    if (order && between(parameters, 'ValidateOnly') === 'N') order.status = between(document, 'NewOrderStatus');
    return `<postsororderstatus>${counters('ItemsInvalid')}</postsororderstatus>`;
  }

  #detail(document: string): string {
    const order = this.orders.find((row) => row.salesOrder === stored(between(document, 'SalesOrder')));
    if (!order) return 'ERROR: not found';
    const lines = '<SalesOrderLine><Merchandise/></SalesOrderLine>'.repeat(order.stockLines);
    return (
      `<SorDetail><SalesOrder>${order.salesOrder.slice(-6)}</SalesOrder><OrderStatus>${order.status}</OrderStatus>` +
      `<CustomerPoNumber>${order.po}</CustomerPoNumber><OrderValue>   ${order.gross}</OrderValue>${lines}</SorDetail>`
    );
  }

  #pay(document: string): string {
    const [customer, reference] = [stored(between(document, 'Customer')), between(document, 'Reference')];
    const parts = all(document, 'InvoiceToPay').map((part) => ({
      invoice: stored(between(part, 'Invoice')),
      value: between(part, 'GrossPaymentValue'),
    }));
    const unapplied = between(between(document, 'UnappliedPayment'), 'GrossPaymentValue');
    if (unapplied) {
      const credits = this.invoices.filter((row) => row.customer === customer && row.invoice.startsWith('_CRD'));
      const invoice = `_CRD${String(credits.length + 1).padStart(2, '0')}`;
      this.invoices.push({ customer, invoice, salesOrder: '', value: `-${unapplied}`, balance: '0.00' });
      parts.push({ invoice, value: unapplied });
    }
    for (const { invoice, value } of parts) {
      const row = this.invoices.find((each) => each.customer === customer && each.invoice === invoice);
      if (!row) continue;
      row.balance = (Number(row.balance) - Number(value)).toFixed(2);
      this.payments.push({ customer, invoice, reference, value });
    }
    return `<postarpayment><Item><Key><Journal>00042</Journal></Key></Item>${counters('ItemsInvalid')}</postarpayment>`;
  }

  #cancel(document: string, parameters: string): string {
    const order = this.orders.find((row) => row.salesOrder === stored(between(document, 'SalesOrder')));
    if (order && between(parameters, 'ValidateOnly') === 'N') order.status = '\\';
    return `<postsalesordercancel>${counters('ItemsInvalid')}</postsalesordercancel>`;
  }

  #available(document: string): string {
    const item = this.stock.find((row) => row['StockCode'] === between(document, 'StockCode'));
    const here = `<Warehouse>MAIN</Warehouse><AvailableQty>     ${item?.['AvailableQty'] ?? '0.000000'}</AvailableQty>`;
    const there = '<Warehouse>OTHER</Warehouse><AvailableQty>   99.000000</AvailableQty>';
    return `<InvQuery><WarehouseItem>${there}</WarehouseItem><WarehouseItem>${here}</WarehouseItem></InvQuery>`;
  }

  #setUp(document: string, parameters: string): string {
    const fields = [...document.replaceAll(/<(\w+)\/>/g, '<$1></$1>').matchAll(/<(\w+)>([^<]*)<\/\1>/g)];
    const told = Object.fromEntries(fields.map(([, name, text]) => [name, plain(text ?? '')]));
    const Customer = stored(told['Customer'] ?? '');
    const there = this.customers.find((row) => row['Customer'] === Customer);
    if (between(parameters, 'ValidateOnly') === 'N') {
      if (there) Object.assign(there, { ...told, Customer });
      else this.customers.push({ ...told, Customer });
    }
    const counts = '<RecordsRead>1</RecordsRead><RecordsInvalid>0</RecordsInvalid>';
    return `<setuparcustomer><item/><StatusOfItems>${counts}</StatusOfItems></setuparcustomer>`;
  }

  #find(document: string): string {
    const table = between(document, 'TableName');
    const columns = all(between(document, 'Columns'), 'Column');
    const conditions = all(between(document, 'Where'), 'Expression').map((expression) => ({
      column: between(expression, 'Column'),
      condition: between(expression, 'Condition'),
      value: between(expression, 'Value'),
    }));
    const rows = this.#table(table).filter((row) =>
      conditions.every(({ column, condition, value }) => compares(row[column] ?? '', condition, value)),
    );
    const limit = Number(between(document, 'ReturnRows'));
    const sortBy = between(between(document, 'OrderBy'), 'Column');
    rows.sort((left, right) => ((left[sortBy] ?? '') < (right[sortBy] ?? '') ? -1 : 1));
    const cells = (row: Record<string, string>) =>
      columns.map((name) => `<${name}>${(row[name] ?? '').replaceAll('&', '&amp;')}</${name}>`).join('');
    const found = rows.slice(0, limit).map((row) => `<Row>${cells(row)}</Row>`);
    return `<${table}>${found.join('')}<RowsReturned>  ${found.length}</RowsReturned></${table}>`;
  }

  #table(name: string): Record<string, string>[] {
    if (name === 'SorMaster') {
      return this.orders.map((row) => ({
        SalesOrder: row.salesOrder,
        Customer: row.customer,
        CustomerPoNumber: this.showsPurchaseOrders ? row.po : row.po.toLowerCase(),
        AlternateReference: row.alternateReference ?? '',
        OrderStatus: row.status,
        LastInvoice: row.lastInvoice,
      }));
    }
    if (name === 'ArInvoice') {
      return this.invoices.map((row) => ({
        Customer: row.customer,
        Invoice: row.invoice,
        DocumentType: 'I',
        SalesOrder: row.salesOrder,
        InvoiceDate: '2026-11-23',
        CurrencyValue: row.value,
        InvoiceBal1: row.balance,
      }));
    }
    if (name === 'ArCustomer') return [...this.customers];
    if (name === 'InvMaster') return [...this.stock];
    return this.payments.map((row) => ({
      Customer: row.customer,
      Invoice: row.invoice,
      Reference: row.reference,
      TrnValue: row.value,
      Journal: '00042',
    }));
  }
}

function refusal(
  businessObject: string,
  { element, number, text }: { element: string; number: string; text: string },
): string {
  const message = `<ErrorNumber>${number}</ErrorNumber><ErrorDescription>${text}</ErrorDescription>`;
  if (businessObject === 'SORTOI') {
    return `<SalesOrders><Orders><${element}><ErrorMessages>${message}</ErrorMessages></${element}></Orders></SalesOrders>`;
  }
  return `<reply><Item><${element}><Value>x</Value>${message}</${element}></Item></reply>`;
}

const counters = (refused: string) =>
  `<StatusOfItems><ItemsProcessed>000001</ItemsProcessed><${refused}>000000</${refused}></StatusOfItems>`;

const plain = (text: string) => text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');

const stored = (key: string) => (/^\d+$/.test(key) ? key.padStart(15, '0') : key);

function between(text: string, element: string): string {
  return new RegExp(`<${element}>([\\s\\S]*?)</${element}>`).exec(text)?.[1] ?? '';
}

function all(text: string, element: string): string[] {
  return [...text.matchAll(new RegExp(`<${element}>([\\s\\S]*?)</${element}>`, 'g'))].map((match) => match[1] ?? '');
}

function compares(value: string, condition: string, wanted: string): boolean {
  if (condition === 'GT') return value > wanted;
  if (condition === 'GE') return value >= wanted;
  if (condition === 'LE') return value <= wanted;
  return value === wanted;
}
