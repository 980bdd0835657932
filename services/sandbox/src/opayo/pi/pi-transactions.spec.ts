import { beforeEach, describe, expect, it } from '@jest/globals';
import { DECLINED_VISA, errorsOf, PiBench, type Body } from './pi-bench.js';
import { ACS_PASSWORD, answerChallenge, challengeAsked, cresOf } from './challenge.js';

let bench: PiBench;
beforeEach(async () => {
  bench = await PiBench.open();
});

const post = async (changes: Body = {}, options: { card?: Body; vendor?: string } = {}) =>
  bench.call('POST', 'transactions', await bench.payment(changes, options), options);
const strict = (changes: Body = {}, card: Body = {}) => post(changes, { card, vendor: 'sandboxEC' });

describe('a payment', () => {
  it('goes through, is shown alike ever after, and says nothing of vendorTxCode', async () => {
    const asked = await bench.payment();
    const { status, body } = await bench.call('POST', 'transactions', asked);
    expect(status).toBe(201);
    expect(body).toMatchObject({
      transactionType: 'Payment',
      status: 'Ok',
      statusCode: '0000',
      retrievalReference: expect.any(Number),
      bankResponseCode: '00',
      bankAuthorisationCode: '999777',
      amount: { totalAmount: 100, saleAmount: 100, surchargeAmount: 0 },
      currency: 'GBP',
      paymentMethod: { card: { cardType: 'Visa', lastFourDigits: '0006', expiryDate: '1130', reusable: false } },
      '3DSecure': { status: 'NotChecked' },
    });
    expect(await bench.call('GET', `transactions/${String(body?.['transactionId'])}`)).toEqual({ status: 200, body });
    expect(JSON.stringify(body)).not.toContain(asked['vendorTxCode']);
    expect(bench.inBook(asked['vendorTxCode'])).toMatchObject({
      state: 16,
      system: 'P',
      customer: { surname: 'Jones' },
    });
  });

  it('is unknown to other vendors', async () => {
    const transactionId = await bench.paid();
    expect(await bench.call('GET', `transactions/${transactionId}`, '', { vendor: 'sandbox' })).toMatchObject({
      status: 404,
      body: { code: 1012 },
    });
  });

  it('is declined by the bank with 201, and without its type', async () => {
    const { status, body } = await post({}, { card: { cardNumber: DECLINED_VISA } });
    expect(status).toBe(201);
    expect(body).toMatchObject({
      status: 'NotAuthed',
      statusCode: '2000',
      bankResponseCode: '05',
      additionalDeclineDetail: {},
    });
    for (const absent of ['transactionType', 'retrievalReference', 'bankAuthorisationCode'])
      expect(body).not.toHaveProperty(absent);
  });

  it('may have an emoji in its text', async () => {
    expect((await post({ description: 'Gift 🎁' })).status).toBe(201);
  });

  it('in yen counts yen', async () => {
    expect((await post({ currency: 'JPY', amount: 500 })).body).toMatchObject({
      amount: { totalAmount: 500 },
      currency: 'JPY',
    });
  });

  it('carries its settlement reference through', async () => {
    expect((await post({ settlementReferenceText: 'REF1' })).body).toMatchObject({ settlementReferenceText: 'REF1' });
  });

  it('with a code that was used is refused and changes nothing', async () => {
    const first = await bench.payment();
    const { body } = await bench.call('POST', 'transactions', first);
    const again = await post({ vendorTxCode: first['vendorTxCode'] });
    expect(again.status).toBe(422);
    expect(errorsOf(again)).toEqual([[4042, 'vendorTxCode']]);
    expect(bench.inBook(first['vendorTxCode'])?.transactionId).toBe(body?.['transactionId']);
  });
});

describe('what is wrong with a payment', () => {
  it.each<[string, Body, unknown[]]>([
    ['a fraction', { amount: 1.5 }, [[1016, 'amount']]],
    ['a text for an amount', { amount: '100' }, [[1016, 'amount']]],
    ['a negative amount', { amount: -100 }, [[1009, 'amount']]],
    ['nothing at all', { amount: 0 }, [[1009, 'amount']]],
    ['more than 100,000.00', { amount: 10_000_001 }, [[4009, 'amount']]],
    ['more than 100,000 yen', { amount: 100_001, currency: 'JPY' }, [[4009, 'amount']]],
    ['a currency there is not', { currency: 'XYZ' }, [[1010, 'currency']]],
    ['no currency', { currency: null }, [[1003, 'currency']]],
    ['a code too long', { vendorTxCode: 'x'.repeat(41) }, [[1004, 'vendorTxCode']]],
    ['a code of other characters', { vendorTxCode: 'a b' }, [[1005, 'vendorTxCode']]],
    ['an empty description', { description: '' }, [[1003, 'description']]],
    ['a description with a zero character', { description: 'a\u0000b' }, [[1005, 'description']]],
    ['half an emoji', { description: '\ud83d' }, [[1005, 'description']]],
    ['a description too long', { description: 'x'.repeat(101) }, [[1004, 'description']]],
    ['a name that is a number', { customerLastName: 7 }, [[1009, 'customerLastName']]],
    ['an address that is a text', { billingAddress: 'x' }, [[1009, 'billingAddress']]],
    ['an empty address', { billingAddress: {} }, [[1015, 'billingAddress']]],
    ['no payment method', { paymentMethod: null }, [[1003, 'paymentMethod']]],
    ['PayPal', { paymentMethod: { paypal: { callbackUrl: 'x' } } }, [[1030, 'paymentMethod.paypal']]],
    ['a wallet', { paymentMethod: { applePay: { payload: 'x' } } }, [[6401, 'paymentMethod.applePay']]],
    ['a setting there is not', { apply3DSecure: 'Maybe' }, [[1009, 'apply3DSecure']]],
    ['a settlement reference with a blank', { settlementReferenceText: 'a b' }, [[1005, 'settlementReferenceText']]],
    [
      'a postcode missing outside Ireland, a state in the United States',
      { billingAddress: { address1: 'x', city: 'y', country: 'US' } },
      [
        [1003, 'billingAddress.postalCode'],
        [1003, 'billingAddress.state'],
      ],
    ],
    [
      'a recurring payment of the merchant without its terms',
      { credentialType: { cofUsage: 'Subsequent', initiatedType: 'MIT', mitType: 'Recurring' } },
      [
        [1003, 'credentialType.recurringExpiry'],
        [1003, 'credentialType.recurringFrequency'],
      ],
    ],
    [
      'localhost for the answer of a challenge, and a screen without size',
      {
        strongCustomerAuthentication: {
          ...browser(),
          notificationURL: 'http://localhost/back',
          browserScreenWidth: undefined,
        },
      },
      [
        [1003, 'strongCustomerAuthentication.browserScreenWidth'],
        [1009, 'strongCustomerAuthentication.notificationURL'],
      ],
    ],
  ])('%s', async (_, changes, expected) => {
    const asked = await bench.payment(changes);
    const answer = await bench.call('POST', 'transactions', asked);
    expect(answer.status).toBe(422);
    expect(errorsOf(answer)).toEqual(expected);
    expect(bench.inBook(asked['vendorTxCode'])).toBeUndefined();
  });

  it('is told all at once', async () => {
    const answer = await bench.call('POST', 'transactions', {});
    expect(answer.status).toBe(422);
    expect(errorsOf(answer)).toEqual(
      [
        ...['amount', 'billingAddress', 'currency', 'customerFirstName', 'customerLastName', 'description'],
        ...['paymentMethod', 'transactionType', 'vendorTxCode'],
      ].map((property) => [1003, property]),
    );
  });

  it.each(['100.0', '1e2', '9007199254740993'])('an amount written %s is no integer', async (amount) => {
    const text = JSON.stringify(await bench.payment()).replace('"amount":100', `"amount":${amount}`);
    expect(errorsOf(await bench.call('POST', 'transactions', text))).toEqual([[1016, 'amount']]);
  });

  it.each(['', '{', '[]', 'null', '"x"', '\u0000'])('a body of %j is no request', async (text) => {
    expect(await bench.call('POST', 'transactions', text)).toMatchObject({ status: 400, body: { code: 1000 } });
  });

  it('a type there is not', async () => {
    expect(await post({ transactionType: 'PAYMENT' })).toMatchObject({ status: 403, body: { code: 1013 } });
  });

  it('a card and a session that do not belong together', async () => {
    const [mine, other] = [await bench.card(), await bench.card()];
    const card = { ...mine, merchantSessionKey: other['merchantSessionKey'] };
    expect(errorsOf(await post({ paymentMethod: { card } }))).toEqual([[1011, 'paymentMethod.card.cardIdentifier']]);
    const unknown = { ...mine, merchantSessionKey: '8B424E67-A809-036E-0C50-EF24982A5D61' };
    expect(errorsOf(await post({ paymentMethod: { card: unknown } }))).toEqual([
      [1011, 'paymentMethod.card.merchantSessionKey'],
    ]);
  });
});

describe('address and security code', () => {
  it.each([
    [{}, {}, 'NotChecked'],
    [{ applyAvsCvcCheck: 'Force' }, {}, 'AllMatched'],
    [{ applyAvsCvcCheck: 'Force' }, { securityCode: '321' }, 'AddressMatchOnly'],
    [{ applyAvsCvcCheck: 'Force', billingAddress: elsewhere() }, {}, 'SecurityCodeMatchOnly'],
    [{ applyAvsCvcCheck: 'Force', billingAddress: elsewhere() }, { securityCode: '321' }, 'NoMatches'],
  ])('lenient, %j, %j: %s, and the payment goes through', async (changes, card, status) => {
    expect((await post(changes, { card })).body).toMatchObject({ status: 'Ok', avsCvcCheck: { status } });
  });

  it('American Express has a code of four digits', async () => {
    const amex = (securityCode: string) => ({ cardNumber: '374200000000004', securityCode });
    const check = { applyAvsCvcCheck: 'Force' };
    expect((await post(check, { card: amex('1234') })).body).toMatchObject({
      avsCvcCheck: { securityCode: 'Matched' },
    });
    expect((await post(check, { card: amex('123') })).body).toMatchObject({
      avsCvcCheck: { securityCode: 'NotMatched' },
    });
  });

  it('strict: what does not match is rejected, with 201', async () => {
    expect(await strict({ billingAddress: elsewhere() })).toMatchObject({
      status: 201,
      body: { status: 'Rejected', statusCode: '2001', bankResponseCode: '00' },
    });
    expect((await strict()).body).toMatchObject({ status: 'Ok', avsCvcCheck: { status: 'AllMatched' } });
  });

  it('strict: nothing is rejected when checks are off or their rules are not applied', async () => {
    for (const applyAvsCvcCheck of ['Disable', 'ForceIgnoringRules']) {
      expect((await strict({ applyAvsCvcCheck, billingAddress: elsewhere() })).body).toMatchObject({ status: 'Ok' });
    }
  });
});

describe('3-D Secure by the name on the card', () => {
  it.each([
    ['SUCCESSFUL', 'Ok', 'Authenticated', '0000'],
    ['PROOFATTEMPT', 'Ok', 'AttemptOnly', '0000'],
    ['NOTENROLLED', 'Ok', 'CardNotEnrolled', '0000'],
    ['NOTAUTH', 'Rejected', 'NotAuthenticated', '4026'],
    ['REJECT', 'Rejected', 'NotAuthenticated', '4026'],
    ['TECHDIFFICULTIES', 'Rejected', 'Incomplete', '4027'],
    ['ERROR', 'Rejected', 'Error', '4027'],
    ['Sam Jones', 'Rejected', 'NotAuthenticated', '4026'],
  ])('%s is %s, %s, %s', async (cardholderName, status, threeD, statusCode) => {
    const body = { status, statusCode, '3DSecure': { status: threeD } };
    expect((await strict({}, { cardholderName })).body).toMatchObject(body);
    expect((await post({ apply3DSecure: 'Force' }, { card: { cardholderName } })).body).toMatchObject(body);
    expect((await post({}, { card: { cardholderName } })).body).toMatchObject({
      status: 'Ok',
      '3DSecure': { status: 'NotChecked' },
    });
  });

  it('comes after the bank and before address and code', async () => {
    expect((await strict({}, { cardNumber: DECLINED_VISA, cardholderName: 'NOTAUTH' })).body).toMatchObject({
      statusCode: '2000',
    });
    expect((await strict({ billingAddress: elsewhere() }, { cardholderName: 'NOTAUTH' })).body).toMatchObject({
      statusCode: '4026',
    });
  });

  it('decides nothing where its rules are not applied, or nobody is there to be asked', async () => {
    expect((await strict({ apply3DSecure: 'ForceIgnoringRules' }, { cardholderName: 'NOTAUTH' })).body).toMatchObject({
      status: 'Ok',
      '3DSecure': { status: 'NotAuthenticated' },
    });
    expect((await strict({ entryMethod: 'MailOrder' }, { cardholderName: 'NOTAUTH' })).body).toMatchObject({
      status: 'Ok',
    });
  });
});

describe('a challenge', () => {
  const challenged = async (changes: Body = {}) => {
    const { status, body = {} } = await strict(
      { strongCustomerAuthentication: browser(), ...changes },
      { cardholderName: 'CHALLENGE' },
    );
    expect(status).toBe(202);
    return body as Record<'transactionId' | 'cReq' | 'acsTransId', string> & Body;
  };
  /** The shopper answers at the ACS, the shop hands the answer over. */
  const answered = async ({ cReq }: { cReq: string }, password: string) => {
    const challenge = challengeAsked(bench.books, cReq);
    if (!challenge) throw new Error('the ACS does not know its challenge');
    return cresOf(await bench.books.change((draft) => answerChallenge(draft, challenge, password)));
  };
  const meet = (transactionId: string, cRes: unknown) =>
    bench.call('POST', `transactions/${transactionId}/3d-secure-challenge`, { cRes }, { vendor: 'sandboxEC' });

  it('is met with the right password: the payment goes through, once', async () => {
    const asked = await challenged();
    expect(asked).toMatchObject({
      status: '3DAuth',
      statusCode: '2021',
      acsUrl: 'http://127.0.0.1:4050/acs/challenge',
    });
    expect(await bench.call('GET', `transactions/${asked.transactionId}`, '', { vendor: 'sandboxEC' })).toMatchObject({
      status: 200,
      body: { status: '3DAuth' },
    });
    const cRes = await answered(asked, ACS_PASSWORD);
    const { status, body } = await meet(asked.transactionId, cRes);
    expect(status).toBe(201);
    expect(body).toMatchObject({ status: 'Ok', acsTransId: asked.acsTransId, '3DSecure': { status: 'Authenticated' } });
    expect(await meet(asked.transactionId, cRes)).toMatchObject({ status: 403, body: { code: 1014 } });
  });

  it('fails with any other', async () => {
    const asked = await challenged();
    expect((await meet(asked.transactionId, await answered(asked, 'x'))).body).toMatchObject({
      status: 'Rejected',
      statusCode: '4026',
    });
  });

  it('passed does not spare address and code', async () => {
    const asked = await challenged({ billingAddress: elsewhere() });
    expect((await meet(asked.transactionId, await answered(asked, ACS_PASSWORD))).body).toMatchObject({
      statusCode: '2001',
    });
  });

  it('believes nobody but the ACS', async () => {
    const asked = await challenged();
    const challenge = challengeAsked(bench.books, asked.cReq);
    const madeUp = cresOf({ ...challenge!, passed: true });
    const failed = cresOf({ ...challenge!, passed: false });
    for (const cRes of [madeUp, failed, 'x', asked.cReq])
      expect(errorsOf(await meet(asked.transactionId, cRes))).toEqual([[1009, 'cRes']]);
    expect(errorsOf(await meet(asked.transactionId, null))).toEqual([[1003, 'cRes']]);
    await answered(asked, 'wrong');
    expect(errorsOf(await meet(asked.transactionId, madeUp))).toEqual([[1009, 'cRes']]);
  });

  it('is over after twenty minutes', async () => {
    const asked = await challenged();
    const cRes = await answered(asked, ACS_PASSWORD);
    await bench.clock.advance(20 * 60_000);
    expect(await meet(asked.transactionId, cRes)).toMatchObject({ status: 403, body: { code: 1014 } });
    expect(bench.inBook(asked['vendorTxCode'] ?? 'gifts-536365-1', 'sandboxEC')).toMatchObject({ state: 20 });
  });

  it('is not known for any other transaction', async () => {
    expect(await meet(await bench.paid(), 'x')).toMatchObject({ status: 404, body: { code: 1012 } });
  });
});

describe('what follows a payment', () => {
  const follow = (transactionType: string, referenceTransactionId: string, changes: Body = {}) =>
    bench.call('POST', 'transactions', {
      ...{ transactionType, referenceTransactionId, amount: 40, description: 'x' },
      vendorTxCode: `${transactionType}-${Math.random().toString(36).slice(2)}`,
      ...changes,
    });

  it('a refund shows neither identifier nor 3-D Secure', async () => {
    const { status, body } = await follow('Refund', await bench.paid());
    expect(status).toBe(201);
    expect(body).toMatchObject({
      transactionType: 'Refund',
      status: 'Ok',
      amount: { totalAmount: 40 },
      currency: 'GBP',
    });
    expect(body).not.toHaveProperty('3DSecure');
    expect(body).not.toHaveProperty('paymentMethod.card.cardIdentifier');
  });

  it('refunds beyond the original: 403/1018', async () => {
    const paid = await bench.paid();
    expect(await follow('Refund', paid, { amount: 60 })).toMatchObject({ status: 201 });
    expect(await follow('Refund', paid, { amount: 41 })).toMatchObject({ status: 403, body: { code: 1018 } });
    expect(await follow('Refund', paid)).toMatchObject({ status: 201 });
  });

  it('of an unknown transaction: 404/1012; of another vendor’s too', async () => {
    expect(await follow('Refund', '8B424E67-A809-036E-0C50-EF24982A5D61')).toMatchObject({
      status: 404,
      body: { code: 1012 },
    });
    expect(await follow('Refund', await bench.paid({}, { vendor: 'sandbox' }))).toMatchObject({ status: 404 });
  });

  it('of a decline: 403/1014', async () => {
    const declined = await bench.paid({}, { card: { cardNumber: DECLINED_VISA } });
    expect(await follow('Refund', declined)).toMatchObject({ status: 403, body: { code: 1014 } });
  });

  it('everything missing, at once', async () => {
    expect(errorsOf(await bench.call('POST', 'transactions', { transactionType: 'Refund' }))).toEqual(
      ['amount', 'description', 'referenceTransactionId', 'vendorTxCode'].map((property) => [1003, property]),
    );
  });

  it('an Authenticate is registered, authorised up to 115 % (4044), cancelled', async () => {
    const authenticated = await post({ transactionType: 'Authenticate' });
    expect(authenticated.body).toMatchObject({
      status: 'Registered',
      statusCode: '2011',
      '3DSecure': { status: 'NotChecked' },
    });
    const id = String(authenticated.body?.['transactionId']);
    expect(await follow('Authorise', id, { amount: 75 })).toMatchObject({ status: 201, body: { status: 'Ok' } });
    expect(errorsOf(await follow('Authorise', id, { amount: 41 }))).toEqual([[4044, 'amount']]);
    expect(await bench.call('POST', `transactions/${id}/instructions`, { instructionType: 'cancel' })).toMatchObject({
      status: 201,
    });
    expect(await follow('Authorise', id, { amount: 1 })).toMatchObject({ status: 403, body: { code: 1014 } });
  });

  it('an Authenticate with 3-D Secure is authenticated, may be of nothing, and asks no bank before it is authorised', async () => {
    expect((await post({ transactionType: 'Authenticate', apply3DSecure: 'Force', amount: 0 })).body).toMatchObject({
      status: 'Authenticated',
      statusCode: '2010',
    });
    const id = await bench.paid({ transactionType: 'Authenticate' }, { card: { cardNumber: DECLINED_VISA } });
    expect((await follow('Authorise', id)).body).toMatchObject({ status: 'NotAuthed' });
  });

  it('a repeat is the merchant’s, in any currency', async () => {
    const paid = await bench.paid();
    const repeat = (changes: Body) => follow('Repeat', paid, { currency: 'EUR', ...changes });
    expect(errorsOf(await repeat({}))).toEqual([[1003, 'credentialType']]);
    const credentialType = { cofUsage: 'Subsequent', initiatedType: 'MIT', mitType: 'Unscheduled' };
    expect(errorsOf(await repeat({ credentialType: { ...credentialType, cofUsage: 'First' } }))).toEqual([
      [1009, 'credentialType.cofUsage'],
    ]);
    expect(await repeat({ credentialType })).toMatchObject({
      status: 201,
      body: { transactionType: 'Repeat', currency: 'EUR' },
    });
  });
});

describe('an instruction', () => {
  const instruct = (id: string, body: Body) => bench.call('POST', `transactions/${id}/instructions`, body);

  it.each([
    ['void', 'Payment', {}],
    ['abort', 'Deferred', {}],
    ['release', 'Deferred', { amount: 100 }],
    ['cancel', 'Authenticate', {}],
  ])('%s of a %s is done, dated and listed', async (instructionType, transactionType, more) => {
    const id = await bench.paid({ transactionType });
    expect(await bench.call('GET', `transactions/${id}/instructions`)).toMatchObject({
      status: 404,
      body: { code: 1019 },
    });
    const { status, body } = await instruct(id, { instructionType, ...more });
    expect({ status, body }).toEqual({ status: 201, body: { instructionType, date: '2026-11-23T12:00:00.000Z' } });
    expect(await bench.call('GET', `transactions/${id}/instructions`)).toEqual({
      status: 200,
      body: { instructions: [body] },
    });
  });

  it('release: an integer, once, and no more than the original (1021)', async () => {
    const id = await bench.paid({ transactionType: 'Deferred' });
    const release = (amount: unknown) => instruct(id, { instructionType: 'release', amount });
    expect(errorsOf(await release(null))).toEqual([[1003, 'amount']]);
    expect(errorsOf(await release(1.5))).toEqual([[1016, 'amount']]);
    expect(errorsOf(await release(0))).toEqual([[1009, 'amount']]);
    expect(await release(101)).toMatchObject({ status: 403, body: { code: 1021 } });
    expect(await release(60)).toMatchObject({ status: 201 });
    expect(await release(40)).toMatchObject({ status: 403, body: { code: 1014 } });
  });

  it.each([
    ['of another kind: 1017', { instructionType: 'abort' }, 403, 1017],
    ['void after midnight: 1014', { instructionType: 'void' }, 403, 1014],
  ])('%s', async (_, body, status, code) => {
    const id = await bench.paid();
    await bench.clock.advance(12 * 3_600_000);
    expect(await instruct(id, body)).toMatchObject({ status, body: { code } });
  });

  it('there is not, or not named', async () => {
    const id = await bench.paid();
    expect(errorsOf(await instruct(id, { instructionType: 'pause' }))).toEqual([[1009, 'instructionType']]);
    expect(errorsOf(await instruct(id, {}))).toEqual([[1003, 'instructionType']]);
    expect(await instruct('8B424E67-A809-036E-0C50-EF24982A5D61', { instructionType: 'void' })).toMatchObject({
      status: 404,
      body: { code: 1012 },
    });
  });

  it('release of what has lapsed', async () => {
    const id = await bench.paid({ transactionType: 'Deferred' });
    await bench.clock.advance(30 * 86_400_000);
    expect(await instruct(id, { instructionType: 'release', amount: 1 })).toMatchObject({
      status: 403,
      body: { code: 1014 },
    });
  });
});

function elsewhere() {
  return { address1: '1 Other Street', city: 'London', postalCode: 'EC1A 1BB', country: 'GB' };
}

function browser() {
  return {
    notificationURL: 'https://shop.example/back',
    browserIP: '192.0.2.1',
    browserAcceptHeader: '*/*',
    browserLanguage: 'en',
    browserUserAgent: 'x',
    browserJavascriptEnabled: true,
    browserJavaEnabled: false,
    browserColorDepth: '24',
    browserScreenHeight: '900',
    browserScreenWidth: '1440',
    browserTZ: '0',
    challengeWindowSize: 'Small',
    transType: 'GoodsAndServicePurchase',
  };
}
