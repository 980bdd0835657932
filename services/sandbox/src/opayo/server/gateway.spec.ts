import { readdirSync, readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { TRANSACTIONS } from '../ledger/transaction.js';
import { ServerBench } from './server-bench.js';

const GOLDEN = new URL('../../../../../test/golden/opayo/server/', import.meta.url);

let bench: ServerBench;
beforeEach(async () => {
  bench = await ServerBench.open();
});
afterEach(() => bench.close());

const idOf = (reply: Record<string, string>) => (reply['VPSTxId'] ?? '').slice(1, -1);

describe('the golden registrations', () => {
  const names = readdirSync(GOLDEN).filter((name) => name.startsWith('registration-'));

  it.each(names)('%s', async (name) => {
    const { request, reply } = JSON.parse(readFileSync(new URL(name, GOLDEN), 'utf8'));
    const wanted = linesOf(reply.body);
    const address = request.path.split('/').at(-1);
    if (name === 'registration-repeated.json') await bench.postBody(address, request.body);
    if (name === 'registration-code-used.json') await bench.pay(idOf(await bench.register()));

    const given = await bench.postBody(address, request.body);
    expect(Object.keys(given)).toEqual(Object.keys(wanted));
    expect(given['Status']).toBe(wanted['Status']);
    expect(given['StatusDetail']?.slice(0, 4)).toBe(wanted['StatusDetail']?.slice(0, 4));
    if (given['Status']?.startsWith('OK')) {
      expect(given['VPSTxId']).toMatch(/^\{[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}\}$/);
      expect(given['SecurityKey']).toMatch(/^[A-Z0-9]{10}$/);
      expect(given['NextURL']).toBe(`http://pages.example/gateway/service/cardselection?vpstxid=${given['VPSTxId']}`);
    }
  });

  function linesOf(body: string): Record<string, string> {
    const lines = body.split('\r\n').slice(0, -1);
    return Object.fromEntries(
      lines.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
    );
  }
});

describe('a registration', () => {
  it.each([
    ['2.23', 'PAYMENT', 'Payment'],
    ['3.00', 'DEFERRED', 'Deferred'],
    ['4.00', 'AUTHENTICATE', 'Authenticate'],
    ['3.00', 'TOKEN', 'Token'],
  ])('of protocol %s, %s, is entered as %s in state 2', async (VPSProtocol, TxType, transactionType) => {
    const reply = await bench.register({ VPSProtocol, TxType });
    expect(reply).toMatchObject({ VPSProtocol, Status: 'OK' });
    expect(bench.books.get(TRANSACTIONS, idOf(reply))).toMatchObject({ transactionType, state: 2, system: 'S' });
  });

  it.each([
    ['139.12', 'GBP', 13_912],
    ['500', 'JPY', 500],
    ['1.234', 'KWD', 1234],
    ['0.01', 'GBP', 1],
    ['100000.00', 'GBP', 10_000_000],
  ])('of %s %s is %i minor units', async (Amount, Currency, amountMinor) => {
    const reply = await bench.register({ Amount, Currency });
    expect(bench.books.get(TRANSACTIONS, idOf(reply))).toMatchObject({ amountMinor, currency: Currency });
  });

  it.each([
    ['MALFORMED', '3096', { VPSProtocol: '' }],
    ['INVALID', '3095', { VPSProtocol: '2.00' }],
    ['MALFORMED', '3039', { TxType: '' }],
    ['INVALID', '3014', { TxType: 'GIFT' }],
    ['MALFORMED', '3034', { Vendor: '' }],
    ['INVALID', '3008', { Vendor: 'a vendor' }],
    ['INVALID', '4000', { Vendor: 'nobody' }],
    ['MALFORMED', '3009', { VendorTxCode: '' }],
    ['INVALID', '3080', { VendorTxCode: 'x'.repeat(41) }],
    ['INVALID', '3035', { VendorTxCode: 'a b' }],
    ['MALFORMED', '3031', { Amount: '' }],
    ['INVALID', '3004', { Amount: '1,000.00' }],
    ['INVALID', '3004', { Amount: '-1.00' }],
    ['INVALID', '3006', { Amount: '1.001' }],
    ['INVALID', '3006', { Amount: '500.00', Currency: 'JPY' }],
    ['INVALID', '4009', { Amount: '0.00' }],
    ['INVALID', '4009', { Amount: '100000.01' }],
    ['MALFORMED', '3045', { Currency: '' }],
    ['INVALID', '3003', { Currency: 'XXY' }],
    ['INVALID', '3003', { Currency: 'gbp' }],
    ['MALFORMED', '3013', { Description: ' ' }],
    ['INVALID', '3082', { Description: 'x'.repeat(101) }],
    ['MALFORMED', '3076', { NotificationURL: '' }],
    ['INVALID', '3011', { NotificationURL: 'shop.example/notify' }],
    ['INVALID', '3037', { NotificationURL: `https://shop.example/${'x'.repeat(255)}` }],
    ['MALFORMED', '3107', { BillingSurname: '' }],
    ['INVALID', '3112', { BillingAddress1: 'x'.repeat(51) }],
    ['MALFORMED', '3090', { BillingPostCode: '' }],
    ['INVALID', '3141', { BillingCountry: '88' }],
    ['MALFORMED', '3147', { BillingCountry: 'US' }],
    ['MALFORMED', '3118', { DeliverySurname: '' }],
    ['INVALID', '3078', { CustomerEMail: 'nobody' }],
    ['INVALID', '3020', { Apply3DSecure: '4' }],
    ['INVALID', '2018', { Token: '{0F1E2D3C-4B5A-6978-8796-A5B4C3D2E1F0}' }],
  ])('is %s %s: %j', async (Status, code, fields) => {
    expect(await bench.register(fields)).toMatchObject({ Status, StatusDetail: expect.stringMatching(`^${code} : .`) });
    expect(bench.books.all(TRANSACTIONS)).toEqual([]);
  });

  it('may have longer address lines before protocol 4.00, and no postcode in Ireland', async () => {
    const longer = { BillingAddress1: 'x'.repeat(100), BillingCountry: 'IE', BillingPostCode: '' };
    expect(await bench.register({ ...longer, VPSProtocol: '3.00' })).toMatchObject({ Status: 'OK' });
  });

  it.each([
    ['4002', { Amount: '1.00' }],
    ['4003', { Currency: 'EUR' }],
    ['4004', { TxType: 'DEFERRED' }],
    ['4005', { Description: 'another' }],
  ])('again with other fields while its shopper pays is MALFORMED %s', async (code, fields) => {
    await bench.register();
    expect(await bench.register(fields)).toMatchObject({
      Status: 'MALFORMED',
      StatusDetail: expect.stringMatching(`^${code}`),
    });
  });

  it('again is OK REPEATED with the same ids, and 4042 once it is decided', async () => {
    const first = await bench.register();
    expect(await bench.register()).toEqual({ ...first, Status: 'OK REPEATED' });
    await bench.pay(idOf(first));
    expect(await bench.register()).toMatchObject({ Status: 'INVALID', StatusDetail: expect.stringMatching(/^4042/) });
    expect(bench.books.all(TRANSACTIONS)).toHaveLength(1);
  });

  it.each(['', '%', '&&&=', '\u0000'.repeat(10), 'x'.repeat(100_000)])(
    'of nonsense is answered all the same',
    async (body) => {
      expect(await bench.postBody('vspserver-register.vsp', body)).toMatchObject({ Status: 'MALFORMED' });
    },
  );
});

describe('the back office', () => {
  async function paid(fields: Record<string, string> = {}, card: Record<string, string> = {}) {
    const registered = await bench.register(fields);
    await bench.pay(idOf(registered), card);
    const transaction = bench.books.get(TRANSACTIONS, idOf(registered));
    if (!transaction) throw new Error('not entered');
    const { vendorTxCode, securityKey, txAuthNo, transactionId } = transaction;
    return { vendorTxCode, securityKey, txAuthNo: String(txAuthNo ?? ''), transactionId };
  }
  type Paid = Awaited<ReturnType<typeof paid>>;

  const common = { VPSProtocol: '3.00', Vendor: 'clarityshop' };
  const related = ({ transactionId, vendorTxCode, securityKey, txAuthNo }: Paid) => ({
    RelatedVPSTxId: `{${transactionId}}`,
    RelatedVendorTxCode: vendorTxCode,
    RelatedSecurityKey: securityKey,
    RelatedTxAuthNo: txAuthNo,
  });
  const itself = ({ transactionId, vendorTxCode, securityKey, txAuthNo }: Paid) => ({
    VendorTxCode: vendorTxCode,
    VPSTxId: transactionId,
    SecurityKey: securityKey,
    TxAuthNo: txAuthNo,
  });
  const stateOf = ({ transactionId }: { transactionId: string }) => bench.books.get(TRANSACTIONS, transactionId)?.state;
  const refund = (original: Paid, fields: Record<string, string> = {}) =>
    bench.post('refund.vsp', {
      ...common,
      TxType: 'REFUND',
      VendorTxCode: 'refund-1',
      Amount: '40.00',
      Currency: 'GBP',
      Description: 'Broken',
      ...related(original),
      ...fields,
    });

  it('refunds, up to what was paid', async () => {
    const original = await paid();
    const reply = await refund(original);
    expect(reply).toMatchObject({
      Status: 'OK',
      StatusDetail: expect.stringMatching(/^0000/),
      TxAuthNo: expect.any(String),
    });
    expect(bench.books.get(TRANSACTIONS, idOf(reply))).toMatchObject({
      transactionType: 'Refund',
      relatedTransactionId: original.transactionId,
      amountMinor: 4000,
      state: 16,
      system: 'M',
    });
    expect(await refund(original, { VendorTxCode: 'refund-2', Amount: '99.13' })).toMatchObject({
      Status: 'INVALID',
      StatusDetail: expect.stringMatching(/^4035/),
    });
    await refund(original, { VendorTxCode: 'refund-3', Amount: '99.12' });
    expect(await refund(original, { VendorTxCode: 'refund-4', Amount: '0.01' })).toMatchObject({
      StatusDetail: expect.stringMatching(/^4034/),
    });
  });

  it.each([
    ['MALFORMED', '3013', { Description: '' }],
    ['INVALID', '3082', { Description: 'x'.repeat(101) }],
    ['MALFORMED', '3070', { RelatedVPSTxId: '' }],
    ['INVALID', '4028', { RelatedVPSTxId: '{00000000-0000-0000-0000-000000000000}' }],
    ['INVALID', '4029', { RelatedVendorTxCode: 'other' }],
    ['INVALID', '4030', { RelatedTxAuthNo: '1' }],
    ['INVALID', '4031', { RelatedSecurityKey: 'WRONGKEY00' }],
    ['INVALID', '4033', { Currency: 'EUR' }],
    ['INVALID', '4042', { VendorTxCode: 'gifts-536365-1' }],
    ['INVALID', '4032', { Vendor: 'strictshop' }],
    ['INVALID', '3014', { TxType: 'VOID' }],
  ])('a refund is %s %s: %j', async (Status, code, fields) => {
    const reply = await refund(await paid(), fields);
    expect(reply).toMatchObject({ Status, StatusDetail: expect.stringMatching(`^${code}`) });
    expect(bench.books.all(TRANSACTIONS)).toHaveLength(1);
  });

  it('voids once, on the day', async () => {
    const original = await paid();
    const post = () => bench.post('void.vsp', { ...common, TxType: 'VOID', ...itself(original) });
    expect(await post()).toEqual({
      VPSProtocol: '3.00',
      Status: 'OK',
      StatusDetail: '2005 : The Void was Successful.',
    });
    expect(stateOf(original)).toBe(18);
    expect(await post()).toMatchObject({ Status: 'INVALID', StatusDetail: expect.stringMatching(/^4036/) });

    const another = await paid({ VendorTxCode: 'another' });
    await bench.clock.advance(86_400_000);
    expect(await bench.post('void.vsp', { ...common, TxType: 'VOID', ...itself(another) })).toMatchObject({
      Status: 'INVALID',
    });
  });

  it('releases a deferred payment once, or aborts it', async () => {
    const deferred = await paid({ TxType: 'DEFERRED' });
    expect(stateOf(deferred)).toBe(14);
    const release = (ReleaseAmount: string) =>
      bench.post('release.vsp', { ...common, TxType: 'RELEASE', ...itself(deferred), ReleaseAmount });
    expect(await release('')).toMatchObject({ Status: 'MALFORMED', StatusDetail: expect.stringMatching(/^3102/) });
    expect(await release('139.13')).toMatchObject({ Status: 'INVALID', StatusDetail: expect.stringMatching(/^4049/) });
    expect(await release('100.00')).toMatchObject({ Status: 'OK', StatusDetail: expect.stringMatching(/^2004/) });
    expect(bench.books.get(TRANSACTIONS, deferred.transactionId)).toMatchObject({ state: 16, releasedMinor: 10_000 });
    expect(await release('1.00')).toMatchObject({ Status: 'INVALID', StatusDetail: expect.stringMatching(/^4038/) });

    const other = await paid({ TxType: 'DEFERRED', VendorTxCode: 'other' });
    expect(await bench.post('abort.vsp', { ...common, TxType: 'ABORT', ...itself(other) })).toMatchObject({
      Status: 'OK',
      StatusDetail: expect.stringMatching(/^2006/),
    });
    expect(stateOf(other)).toBe(19);
    const payment = await paid({ VendorTxCode: 'payment' });
    expect(await bench.post('abort.vsp', { ...common, TxType: 'ABORT', ...itself(payment) })).toMatchObject({
      StatusDetail: expect.stringMatching(/^4041/),
    });
  });

  it('authorises what was authenticated up to 115 %, then cancels it', async () => {
    const original = await paid({ TxType: 'AUTHENTICATE', Amount: '100.00', Apply3DSecure: '1' });
    expect(stateOf(original)).toBe(15);
    const authorise = (Amount: string, VendorTxCode: string) =>
      bench.post('authorise.vsp', {
        ...common,
        TxType: 'AUTHORISE',
        VendorTxCode,
        Amount,
        Description: 'Part',
        ...related(original),
      });
    const reply = await authorise('60.00', 'a1');
    expect(reply).toMatchObject({ Status: 'OK', BankAuthCode: '999777', DeclineCode: '00' });
    expect(await authorise('55.01', 'a2')).toMatchObject({ StatusDetail: expect.stringMatching(/^4044/) });
    const cancel = { ...common, TxType: 'CANCEL', ...itself(original) };
    expect(await bench.post('cancel.vsp', cancel)).toMatchObject({ Status: 'OK' });
    expect([stateOf(original), stateOf({ transactionId: idOf(reply) })]).toEqual([22, 16]);
  });

  it('repeats, and is declined where the bank declines', async () => {
    const repeat = async (original: Paid, VendorTxCode: string, Currency = 'GBP') =>
      bench.post('repeat.vsp', {
        ...common,
        TxType: 'REPEAT',
        VendorTxCode,
        Amount: Currency === 'JPY' ? '500' : '5.00',
        Currency,
        Description: 'Again',
        ...related(original),
      });
    const original = await paid();
    expect(await repeat(original, 'r1')).toMatchObject({ Status: 'OK', AVSCV2: 'DATA NOT CHECKED' });
    const yen = await repeat(original, 'r2', 'JPY');
    expect(bench.books.get(TRANSACTIONS, idOf(yen))).toMatchObject({ amountMinor: 500, currency: 'JPY' });
    const declined = await paid({ VendorTxCode: 'declined', TxType: 'AUTHENTICATE' }, { number: '4929602110085639' });
    const authorised = await bench.post('authorise.vsp', {
      ...common,
      TxType: 'AUTHORISE',
      VendorTxCode: 'd1',
      Amount: '1.00',
      Description: 'x',
      ...related(declined),
      RelatedTxAuthNo: '',
    });
    expect(authorised).toMatchObject({ Status: 'NOTAUTHED', BankAuthCode: '' });
  });

  it('forgets a token when it is told to', async () => {
    await bench.pay(idOf(await bench.register({ CreateToken: '1' })));
    const Token = bench.heard[0]?.get('Token') ?? '';
    expect(Token).toMatch(/^\{[0-9A-F-]{36}\}$/);
    const remove = { ...common, TxType: 'REMOVETOKEN', Token };
    expect(await bench.post('removetoken.vsp', { ...remove, Vendor: 'strictshop' })).toMatchObject({
      Status: 'INVALID',
    });
    expect(await bench.post('removetoken.vsp', remove)).toMatchObject({ Status: 'OK' });
    expect(await bench.post('removetoken.vsp', remove)).toMatchObject({ Status: 'INVALID' });
  });
});
