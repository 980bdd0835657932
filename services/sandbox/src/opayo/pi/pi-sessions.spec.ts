import { beforeEach, describe, expect, it } from '@jest/globals';
import { errorsOf, PiBench, VISA } from './pi-bench.js';
import { londonTimestamp } from './london-timestamp.js';

let bench: PiBench;
beforeEach(async () => {
  bench = await PiBench.open();
});

describe('credentials', () => {
  const anything = (authorisation: string | undefined) =>
    bench.callAs(authorisation, 'GET', 'transactions/8B424E67-A809-036E-0C50-EF24982A5D61');

  it.each([
    ['none', undefined, 1001],
    ['of another scheme', 'Bearer x', 1001],
    ['wrong', `Basic ${Buffer.from('clarityshop-key:wrong').toString('base64')}`, 1002],
    ['of two vendors', `Basic ${Buffer.from('clarityshop-key:sandbox-password').toString('base64')}`, 1002],
    ['not a pair', 'Basic eA==', 1002],
  ])('%s: 401/%s', async (_, authorisation, code) => {
    expect(await anything(authorisation)).toMatchObject({ status: 401, body: { code } });
  });
});

describe('a merchant session', () => {
  it('lasts 400 seconds', async () => {
    const { status, body } = await bench.call('POST', 'merchant-session-keys', { vendorName: 'clarityshop' });
    expect(status).toBe(201);
    expect(body?.['expiry']).toBe('2026-11-23T12:06:40.000Z');
    const show = () => bench.call('GET', `merchant-session-keys/${String(body?.['merchantSessionKey'])}`);
    expect(await show()).toEqual({ status: 200, body });
    await bench.clock.advance(400_000);
    expect(await show()).toMatchObject({ status: 404, body: { code: 1006 } });
  });

  it('is its vendor’s own, made under its own name', async () => {
    expect(errorsOf(await bench.call('POST', 'merchant-session-keys', { vendorName: 'sandbox' }))).toEqual([
      [1009, 'vendorName'],
    ]);
    expect(errorsOf(await bench.call('POST', 'merchant-session-keys', {}))).toEqual([[1003, 'vendorName']]);
    const key = await bench.session('sandbox');
    expect(await bench.call('GET', `merchant-session-keys/${key}`)).toMatchObject({ status: 404 });
  });

  it('makes one card identifier', async () => {
    const key = await bench.session();
    expect(await bench.identify(key)).toMatchObject({ status: 201, body: { cardType: 'Visa' } });
    expect(await bench.identify(key)).toMatchObject({ status: 401, body: { code: 1002 } });
  });

  it('ends at the third failure', async () => {
    const key = await bench.session();
    for (let failure = 1; failure <= 3; failure += 1)
      expect(await bench.identify(key, { cardNumber: '1' })).toMatchObject({ status: 422 });
    expect(await bench.identify(key)).toMatchObject({ status: 401, body: { code: 1002 } });
  });

  it('makes none without its key, or when it is over', async () => {
    expect(await bench.callAs(undefined, 'POST', 'card-identifiers', {})).toMatchObject({
      status: 401,
      body: { code: 1001 },
    });
    const key = await bench.session();
    await bench.clock.advance(400_000);
    expect(await bench.identify(key)).toMatchObject({ status: 401, body: { code: 1002 } });
  });
});

describe('a card', () => {
  it.each([
    ['a number without its check digit', { cardNumber: '4929000000007' }, [[1007, 'cardDetails.cardNumber']]],
    ['a number Opayo did not publish', { cardNumber: '4111111111111111' }, [[1008, 'cardDetails.cardNumber']]],
    ['letters', { cardNumber: '4929a' }, [[1005, 'cardDetails.cardNumber']]],
    ['a number too long', { cardNumber: '49290000000060000' }, [[1004, 'cardDetails.cardNumber']]],
    ['an expiry in the past', { expiryDate: '1026' }, [[1009, 'cardDetails.expiryDate']]],
    ['a 13th month', { expiryDate: '1330' }, [[1009, 'cardDetails.expiryDate']]],
    ['a name too long', { cardholderName: 'x'.repeat(46) }, [[1004, 'cardDetails.cardholderName']]],
    [
      'everything missing but the code, which is too short',
      { cardholderName: null, cardNumber: null, expiryDate: null, securityCode: '12' },
      [
        [1003, 'cardDetails.cardNumber'],
        [1003, 'cardDetails.cardholderName'],
        [1003, 'cardDetails.expiryDate'],
        [1004, 'cardDetails.securityCode'],
      ],
    ],
  ])('with %s is refused, all at once', async (_, details, expected) => {
    const answer = await bench.identify(await bench.session(), details);
    expect(answer.status).toBe(422);
    expect(errorsOf(answer)).toEqual(expected);
  });

  it('is not repeated in the refusal', async () => {
    const answer = await bench.identify(await bench.session(), { cardNumber: '4111111111111111' });
    expect(JSON.stringify(answer)).not.toContain('4111');
  });

  it('may do without a security code, and lasts through its month', async () => {
    expect(await bench.identify(await bench.session(), { securityCode: null, expiryDate: '1126' })).toMatchObject({
      status: 201,
    });
  });

  it('leaves nothing in the books but its last four digits', async () => {
    await bench.paid({}, { card: { cardNumber: VISA, securityCode: '987' } });
    await bench.card({ cardNumber: '374200000000004', securityCode: '1234' });
    const stored = JSON.stringify(await bench.store.load());
    expect(stored).toContain('"lastFourDigits":"0006"');
    for (const secret of [VISA, VISA.slice(0, 8), '374200000000004', '37420000', '"987"', '"1234"']) {
      expect(stored).not.toContain(secret);
    }
  });

  it('is used for one transaction, unless it is saved', async () => {
    const once = await bench.payment();
    expect(await bench.call('POST', 'transactions', once)).toMatchObject({ status: 201 });
    const again = await bench.payment({ paymentMethod: once['paymentMethod'] });
    expect(errorsOf(await bench.call('POST', 'transactions', again))).toEqual([
      [1011, 'paymentMethod.card.cardIdentifier'],
    ]);
  });

  it('that is saved is used with any session, does not expire, and cannot be saved again', async () => {
    const { merchantSessionKey, cardIdentifier } = await bench.card();
    const saving = { paymentMethod: { card: { merchantSessionKey, cardIdentifier, save: true } } };
    expect(await bench.call('POST', 'transactions', await bench.payment(saving))).toMatchObject({
      status: 201,
      body: { paymentMethod: { card: { cardIdentifier, reusable: true } } },
    });
    await bench.clock.advance(86_400_000);
    const fresh = async (more: object) => ({
      paymentMethod: { card: { merchantSessionKey: await bench.session(), cardIdentifier, ...more } },
    });
    const pay = async (more: object) => bench.call('POST', 'transactions', await bench.payment(await fresh(more)));
    expect(await pay({ reusable: true })).toMatchObject({ status: 201, body: { status: 'Ok' } });
    expect(errorsOf(await pay({}))).toEqual([[1011, 'paymentMethod.card.cardIdentifier']]);
    expect(errorsOf(await pay({ reusable: true, save: true }))).toEqual([[1020, 'paymentMethod.card.cardIdentifier']]);
  });

  it('that is saved takes a security code for one transaction', async () => {
    const { merchantSessionKey, cardIdentifier } = await bench.card();
    const checked = { applyAvsCvcCheck: 'Force' };
    await bench.paid({ paymentMethod: { card: { merchantSessionKey, cardIdentifier, save: true } } });
    const key = await bench.session();
    const give = (securityCode: string) =>
      bench.callAs(`Bearer ${key}`, 'POST', `card-identifiers/${String(cardIdentifier)}/security-code`, {
        securityCode,
      });
    expect(errorsOf(await give('12'))).toEqual([[1004, 'securityCode']]);
    expect(await give('123')).toEqual({ status: 204 });
    const pay = async () => {
      const card = { merchantSessionKey: key, cardIdentifier, reusable: true };
      const { body } = await bench.call(
        'POST',
        'transactions',
        await bench.payment({ ...checked, paymentMethod: { card } }),
      );
      return body?.['avsCvcCheck'];
    };
    expect(await pay()).toMatchObject({ status: 'AllMatched', securityCode: 'Matched' });
    expect(await pay()).toMatchObject({ status: 'AddressMatchOnly', securityCode: 'NotProvided' });
  });

  it('is forgotten on request, by its own vendor only', async () => {
    const { cardIdentifier } = await bench.card();
    const path = `card-identifiers/${String(cardIdentifier)}`;
    expect(await bench.call('DELETE', path, '', { vendor: 'sandbox' })).toMatchObject({ status: 404 });
    expect(await bench.call('DELETE', path)).toMatchObject({ status: 200 });
    expect(await bench.call('DELETE', path)).toMatchObject({ status: 404 });
  });
});

describe('a time in an answer', () => {
  it.each([
    ['2015-08-11T10:45:16.285Z', '2015-08-11T11:45:16.285+01:00'],
    ['2026-11-23T11:45:16.285Z', '2026-11-23T11:45:16.285Z'],
    ['2026-03-29T00:59:59.999Z', '2026-03-29T00:59:59.999Z'],
    ['2026-03-29T01:00:00.000Z', '2026-03-29T02:00:00.000+01:00'],
    ['2026-10-25T00:30:00.000Z', '2026-10-25T01:30:00.000+01:00'],
    ['2026-10-25T01:30:00.000Z', '2026-10-25T01:30:00.000Z'],
  ])('%s is written %s', (instant, expected) => {
    expect(londonTimestamp(new Date(instant))).toBe(expected);
  });
});
