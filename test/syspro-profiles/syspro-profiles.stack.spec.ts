import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { OutcomeUnknownError, RejectedError, RetryableError } from '#libs/errors';
import type { RunningService } from '#libs/service';
import {
  SysproCompany,
  SysproSession,
  type CallTrail,
  type CustomerAccount,
  type InvoiceReceipt,
  type SalesOrderImport,
  type Syspro,
  type SysproProfile,
} from '#libs/syspro';
import { testSpace, waitFor, type TestSpace } from '#libs/testing';
import { SYSPRO_PATHS } from '../../deploy/local/src/pipeline.js';
import { create } from '../../services/sandbox/src/sandbox.module.js';
import { askSandbox } from './ask-sandbox.js';

// One suite for both ways to speak to SYSPRO: whatever is said here of the port has to hold by each of them.

const TIMEOUT_MS = 1_500;
const PASSWORD = 'sandbox-operator-password';

let space: TestSpace;
let sandbox: RunningService;
beforeAll(async () => {
  space = await testSpace('syspro profiles');
  sandbox = await create(
    space.env('sandbox', {
      INGESTION_URL: 'http://127.0.0.1:9',
      SYSPRO_OPERATORS: `POST01:${PASSWORD},LOOK01:${PASSWORD}:COMFND`,
    }),
  );
  // Noon, so that no case meets midnight between two of its steps.
  await send('PUT', '/clock', { now: '2026-11-23T12:00:00Z', frozen: true });
});
afterAll(async () => {
  await sandbox.close();
  await space.close();
});

const send = (method: string, path: string, body?: unknown) => askSandbox(sandbox.url, method, path, body);

const open: SysproCompany[] = [];
afterEach(async () => {
  for (const each of open.splice(0)) await each.close();
  await send('DELETE', '/faults');
  await send('PUT', '/company/periods', { C: true, P: true, B: true });
});

let orders = 0;

describe.each<SysproProfile>(['enet', 'harmony'])('SYSPRO by the profile %s', (profile) => {
  function company(operator = 'POST01', password = PASSWORD): SysproCompany {
    const session = new SysproSession({
      ...{ profile, baseUrl: sandbox.url + SYSPRO_PATHS[profile], operator, companyId: 'GIFT', timeoutMs: TIMEOUT_MS },
      operatorPassword: { reveal: () => password },
      companyPassword: { reveal: () => '' },
    });
    const opened = new SysproCompany(session);
    open.push(opened);
    return opened;
  }

  const order = (changes: Partial<SalesOrderImport> = {}): SalesOrderImport => ({
    customer: '17850',
    customerPoNumber: `${profile}-${(orders += 1)}`,
    orderDate: '2026-11-23',
    currency: 'GBP',
    warehouse: 'MAIN',
    email: null,
    shipTo: { name: 'Ann Example', lines: ['1 High Street'], postcode: 'LS1 1AA' },
    lines: [line(1)],
    orderStatus: 'S',
    ...changes,
  });
  const line = (customerPoLine: number) => ({
    ...{ kind: 'STOCK' as const, customerPoLine, stockCode: '22748', description: 'Knitted ball' },
    ...{ quantity: '4', unitOfMeasure: 'EA', unitPrice: '2.50000', taxCode: 'S' },
  });

  const referenceOf = ({ customer, customerPoNumber }: SalesOrderImport) => ({ customer, customerPoNumber });

  async function entered(syspro: Syspro, wanted = order()): Promise<string> {
    await syspro.importSalesOrder(wanted);
    const [found] = await syspro.findSalesOrders(referenceOf(wanted));
    return found?.salesOrder ?? 'none';
  }

  async function invoiced(syspro: Syspro): Promise<string> {
    const salesOrder = await entered(syspro);
    await syspro.changeOrderStatus({ salesOrder, from: 'S', to: '1' });
    const range = { from: salesOrder, to: salesOrder, pageRows: 10 };
    return waitFor(`the invoice of ${salesOrder}`, async () => (await syspro.readInvoices(range))[0]?.invoice);
  }

  const receipt = (invoice: string, changes: Partial<InvoiceReceipt> = {}): InvoiceReceipt => ({
    ...{ customer: '17850', invoice, value: '12.00', reference: `R-${profile}-${invoice}`, bank: 'OPAYO' },
    ...{ paymentDate: '2026-11-23', postingPeriod: 'C', notation: 'CARD', narration: 'Opayo' },
    ...changes,
  });

  const account = (customer: string): CustomerAccount => ({
    ...{ customer, reference: `clarity:${customer}`, currency: 'GBP', name: `O'Neill & "Söhne"`, shortName: null },
    ...{ contact: 'A. Person', email: 'a@example.com', telephone: null, taxStatus: 'N', taxExemptNumber: null },
    ...{ soldTo: { lines: ['1 High Street', '', 'Leeds'], postcode: 'LS1 1AA' }, shipTo: null, branch: null },
    ...{ area: null, salesperson: null, customerClass: null, termsCode: null },
  });

  it('tells the company: its day and its currency', async () => {
    expect(await company().readProfile()).toMatchObject({ companyDate: '2026-11-23', localCurrency: 'GBP' });
  });

  it('takes an order in suspense, shows its value, releases it, invoices it, and takes the money for it', async () => {
    const syspro = company();
    const wanted = order();
    const salesOrder = await entered(syspro, wanted);
    const shown = await syspro.readSalesOrder(salesOrder);
    expect(shown).toMatchObject({ customer: '0017850', customerPoNumber: wanted.customerPoNumber, status: 'S' });
    expect(shown).toMatchObject({ grossValue: '12.00', merchandiseLines: 1 });
    await syspro.changeOrderStatus({ salesOrder, from: 'S', to: '1' });
    const range = { from: salesOrder, to: salesOrder, pageRows: 10 };
    const invoice = await waitFor('its invoice', async () => (await syspro.readInvoices(range))[0]);
    expect(invoice).toMatchObject({ salesOrder, value: '12.00', balance: '12.00' });
    await syspro.postReceipt(receipt(invoice.invoice));
    expect(await syspro.findInvoice(invoice)).toMatchObject({ balance: '0.00' });
    expect(await syspro.findReceipts({ customer: '17850', reference: `R-${profile}-${invoice.invoice}` })).toHaveLength(
      1,
    );
  });

  it('takes money on account and moves it onto an invoice', async () => {
    const syspro = company();
    const invoice = await invoiced(syspro);
    const reference = `U-${profile}-${invoice}`;
    await syspro.postUnappliedReceipt({ ...receipt(invoice), reference, customerPoNumber: 'PO' });
    const [onAccount] = await syspro.findReceipts({ customer: '17850', reference });
    expect(onAccount?.invoice).toMatch(/^_CRD\d+$/);
    const credit = onAccount?.invoice ?? '';
    await syspro.applyCredit({ ...receipt(invoice), credit, reference: `A-${profile}-${invoice}` });
    expect(await syspro.findInvoice({ customer: '17850', invoice })).toMatchObject({ balance: '0.00' });
    expect(await syspro.findInvoice({ customer: '17850', invoice: credit })).toMatchObject({ balance: '0.00' });
  });

  it('cancels an order', async () => {
    const syspro = company();
    const salesOrder = await entered(syspro);
    await syspro.cancelSalesOrder({ salesOrder, reasonCode: null });
    expect((await syspro.readSalesOrder(salesOrder)).status).toBe('\\');
  });

  it('takes an order of 593 lines, and more lines for one that is there', async () => {
    const syspro = company();
    const wanted = order({ lines: Array.from({ length: 593 }, (_, index) => line(index + 1)) });
    const salesOrder = await entered(syspro, wanted);
    await syspro.appendSalesOrderLines({ ...wanted, salesOrder, lines: [line(594)] });
    expect(await syspro.readSalesOrder(salesOrder)).toMatchObject({ merchandiseLines: 594, grossValue: '7128.00' });
  });

  it('adds a customer and changes the fields that are ours', async () => {
    const syspro = company();
    const code = `${profile.slice(0, 4).toUpperCase()}01`;
    expect(await syspro.compareCustomer(account(code))).toBeUndefined();
    await syspro.addCustomer(account(code));
    expect(await syspro.compareCustomer(account(code))).toMatchObject({ currency: 'GBP', differing: [] });
    const moved = { ...account(code), contact: 'B. Person' };
    expect((await syspro.compareCustomer(moved))?.differing).toEqual(['Contact']);
    await syspro.changeCustomer(moved, ['Contact']);
    expect((await syspro.compareCustomer(moved))?.differing).toEqual([]);
  });

  it('shows customers and stock codes by pages, and what is available of one', async () => {
    const syspro = company();
    const first = await syspro.readCustomers({ after: '', pageRows: 2 });
    const second = await syspro.readCustomers({ after: first.next ?? '', pageRows: 2 });
    expect(new Set([...first.rows, ...second.rows].map(({ customer }) => customer)).size).toBe(4);
    expect((await syspro.readStockItems({ after: '22747', pageRows: 1 })).rows[0]).toMatchObject({
      stockCode: '22748',
    });
    expect(await syspro.readAvailability('22748')).toMatchObject([{ warehouse: 'MAIN' }]);
    expect(await syspro.readAvailability('NO-SUCH')).toEqual([]);
  });

  it('keeps documents, journals and the cash book of people, and shows an account', async () => {
    const syspro = company();
    const reference = `N-${profile}`;
    const { invoice } = await syspro.postReceivablesDocument({
      ...{ kind: 'CREDIT_NOTE', customer: '12583', invoice: null, invoiceDate: '2026-11-23', reference },
      ...{ value: '7.50', taxValue: '0.00', productClass: 'GIFT', postingPeriod: 'C' },
    });
    const statement = await syspro.readStatement({ customer: '12583', settled: false });
    expect(statement).toMatchObject({ customer: '0012583', currency: 'GBP' });
    expect(statement?.invoices.find((each) => each.invoice === invoice)).toMatchObject({
      ...{ documentType: 'C', value: '-7.50', balance: '-7.50', customerPoNumber: reference, postings: [] },
    });
    expect(await syspro.readStatement({ customer: 'NO-SUCH', settled: true })).toBeUndefined();

    const entry = (ledgerCode: string, amount: string) => ({ ledgerCode, amount, reference, comment: '' });
    const journal = { date: '2026-11-23', reference, period: null };
    const entries = [entry('6100-FEES', '1.10'), entry('4900-WEB', '-1.10')];
    expect(await syspro.postLedgerJournal({ ...journal, entries })).toMatchObject({ year: '2026', period: '11' });
    const uneven = syspro.postLedgerJournal({ ...journal, entries: [entry('6100-FEES', '1.10')] });
    await expect(uneven).rejects.toMatchObject({ code: 'OUT_OF_BALANCE' });
    const unknown = [entry('6100-FEES', '1.10'), entry('NO-SUCH', '-1.10')];
    await expect(syspro.postLedgerJournal({ ...journal, entries: unknown })).rejects.toMatchObject({
      code: 'GL_CODE_NOT_FOUND',
    });
    await syspro.postCashBookEntry({
      ...{ bank: 'OPAYO', direction: 'WITHDRAWAL', value: '3.20', date: '2026-11-23', reference, narration: 'Fees' },
      ...{ postingPeriod: 'C', distribution: [{ ledgerCode: '6100-FEES', value: '3.20', notation: 'Elavon' }] },
    });
    expect(await syspro.readLedgerAccount('1200-AR')).toMatchObject({ isControlAccount: true, isOnHold: false });
    expect(await syspro.readLedgerAccount('NO-SUCH')).toBeUndefined();
  });

  it('writes into a custom form, as often as it is told, and shows a record whole', async () => {
    const syspro = company();
    const key = (await entered(syspro)).padStart(15, '0');
    const field = { formType: 'ORD', key, fieldName: 'PAYREF' };
    for (const text of ['{A}', '{B}']) await syspro.writeCustomFormText({ ...field, text });
    await expect(syspro.writeCustomFormText({ ...field, fieldName: 'NONE', text: 'x' })).rejects.toBeInstanceOf(
      RejectedError,
    );
    const record = await syspro.readRecord({ table: 'SorMaster', column: 'SalesOrder', value: key });
    expect(record).toMatchObject({ SalesOrder: key, OrderStatus: 'S', Currency: 'GBP' });
    expect(await syspro.readRecord({ table: 'SorMaster', column: 'SalesOrder', value: 'NO-SUCH' })).toBeUndefined();
  });

  it('does not invoice an order that is not ready', async () => {
    const syspro = company();
    const invoicing = { salesOrder: await entered(syspro), invoiceDate: '2026-11-23', postingPeriod: 'C' } as const;
    await expect(syspro.invoiceSalesOrder(invoicing)).rejects.toMatchObject({ code: 'STATUS_CHANGE_REFUSED' });
  });

  it.each<[string, string]>([
    ['quotes, angle brackets and ampersands', `O'Neill & "Sons" <b>5 > 4</b>`],
    ['control characters', 'one\u0000two\u0007three\ttwo\u001F'],
    ['emoji and letters SYSPRO lacks', 'Ő 🎁 Łódź 東京'],
    ['the end of a CDATA section', ']]><x/>'],
  ])('takes %s in every text', async (_, text) => {
    const syspro = company();
    const wanted = order({
      shipTo: { name: text, lines: [text, text], postcode: text.slice(0, 8) },
      specialInstructions: text,
      email: text,
      lines: [
        { ...line(1), description: text },
        { kind: 'CHARGE', customerPoLine: 2, value: '1.00', description: text, taxCode: 'S' },
      ],
    });
    expect(await syspro.readSalesOrder(await entered(syspro, wanted))).toMatchObject({ grossValue: '13.20' });
  });

  it.each<[string, (syspro: Syspro) => Promise<unknown>]>([
    [
      'STOCK_CODE_NOT_FOUND',
      (syspro) => syspro.importSalesOrder(order({ lines: [{ ...line(1), stockCode: 'NO-SUCH' }] })),
    ],
    ['CUSTOMER_CODE_INVALID', (syspro) => syspro.importSalesOrder(order({ customer: 'NO-SUCH' }))],
    ['INVALID_VALUE', (syspro) => syspro.importSalesOrder(order({ customer: '1234567890123456' }))],
    ['UNSUPPORTED_CHARACTERS', (syspro) => syspro.importSalesOrder(order({ customerPoNumber: 'PO-🎁' }))],
    [
      'DUPLICATE_ORDER',
      async (syspro) => {
        const wanted = order();
        await syspro.importSalesOrder(wanted);
        await syspro.importSalesOrder(wanted);
      },
    ],
    ['INVOICE_NOT_FOUND', (syspro) => syspro.postReceipt(receipt('999999'))],
    [
      'PERIOD_CLOSED',
      async (syspro) => {
        const invoice = await invoiced(syspro);
        await send('PUT', '/company/periods', { C: false, P: true, B: true });
        await syspro.postReceipt(receipt(invoice));
      },
    ],
  ])('refuses with %s and SYSPRO’s own words beside it', async (code, attempt) => {
    const error = await attempt(company()).catch((cause: unknown) => cause);
    expect(error).toBeInstanceOf(RejectedError);
    expect(error).toMatchObject({ code });
    expect((error as Error).message).not.toBe('');
  });

  it('says that an object is not licensed, that a logon is refused, that nobody is there: nothing was done', async () => {
    const looker = company('LOOK01');
    await expect(looker.importSalesOrder(order())).rejects.toMatchObject({ code: 'NOT_LICENSED' });
    await expect(company('POST01', 'wrong').readProfile()).rejects.toMatchObject({ code: 'SYSPRO_LOGON_REFUSED' });
    const nobody = new SysproSession({
      ...{ profile, baseUrl: 'http://127.0.0.1:9', operator: 'POST01', companyId: 'GIFT' },
      operatorPassword: { reveal: () => '' },
      companyPassword: { reveal: () => '' },
    });
    await expect(new SysproCompany(nobody).readProfile()).rejects.toMatchObject({ code: 'SYSPRO_UNREACHABLE' });
  });

  // Point 14 of the reference: what each fault means to a posting, and how often the order is there afterwards.
  it.each<[string, object, 'done' | 'in doubt', number]>([
    ['an answer that comes late, in time', { kind: 'LATENCY', delayMs: 50 }, 'done', 1],
    ['an answer that comes too late', { kind: 'LATENCY', delayMs: TIMEOUT_MS * 1.2 }, 'in doubt', 1],
    ['a connection cut before the effect', { kind: 'CUT_BEFORE_EFFECT' }, 'in doubt', 0],
    ['a connection cut after the effect', { kind: 'CUT_AFTER_EFFECT' }, 'in doubt', 1],
    ['an effect that comes after the connection was cut', { kind: 'LATE_COMMIT', delayMs: 100 }, 'in doubt', 1],
    ['an operator evicted by somebody else', { kind: 'EVICT_SESSION' }, 'done', 1],
    ['an ERROR text', { kind: 'ERROR' }, 'in doubt', 0],
    ['a body quoted as JSON', { kind: 'JSON_QUOTED' }, 'done', 1],
    ['a body wrapped in an element', { kind: 'STRING_WRAPPED' }, 'done', 1],
    ['HTTP 500', { kind: 'HTTP_500' }, 'in doubt', 0],
  ])('under %s tells the truth about a posting, and never sends it twice', async (_, fault, expected, times) => {
    const syspro = company();
    const wanted = order();
    await send('POST', '/faults', { operation: 'Transaction/Post', ...fault });
    const outcome = await syspro.importSalesOrder(wanted).catch((error: unknown) => error);
    if (expected === 'done') expect(outcome).not.toBeInstanceOf(Error);
    else expect(outcome).toBeInstanceOf(OutcomeUnknownError);
    const found = await waitFor(`${times} order`, async () => {
      const rows = await syspro.findSalesOrders(referenceOf(wanted));
      return rows.length === times ? rows : undefined;
    });
    expect(found).toHaveLength(times);
  });

  it.each([
    { kind: 'LATENCY', delayMs: TIMEOUT_MS * 1.2 },
    { kind: 'CUT_AFTER_EFFECT' },
    { kind: 'ERROR' },
    { kind: 'HTTP_500' },
  ])('may be asked again when a query is met by $kind', async (fault) => {
    const syspro = company();
    await send('POST', '/faults', { operation: 'Query/Query', ...fault });
    await expect(syspro.findSalesOrders(referenceOf(order()))).rejects.toBeInstanceOf(RetryableError);
    expect(await syspro.findSalesOrders(referenceOf(order()))).toEqual([]);
  });

  it('two sessions of one operator end each other and yet both go on', async () => {
    const [one, other] = [company(), company()];
    await one.readProfile();
    await other.readProfile();
    expect(await entered(one)).toMatch(/^\d+$/);
    expect(await entered(other)).toMatch(/^\d+$/);
  });

  it('leaves evidence without passwords or sessions', async () => {
    const trail: CallTrail = [];
    const syspro = company().watched({ trail });
    await syspro.importSalesOrder(order());
    expect(trail).toHaveLength(1);
    expect(trail[0]?.document).toContain('22748');
    expect(JSON.stringify(trail)).not.toMatch(new RegExp(`${PASSWORD}|[0-9A-F]{32}`));
  });
});
