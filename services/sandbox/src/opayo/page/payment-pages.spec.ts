import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { waitFor } from '#libs/testing';
import { TRANSACTIONS } from '../ledger/transaction.js';
import { tokenSignature, vpsSignature } from '../notification/vps-signature.js';
import { CARD, ServerBench } from '../server/server-bench.js';
import { TOKENS } from '../server/tokens.js';
import type { Shown } from './payment-pages.js';

let bench: ServerBench;
beforeEach(async () => {
  bench = await ServerBench.open();
});
afterEach(() => bench.close());

async function registered(fields: Record<string, string> = {}): Promise<string> {
  const reply = await bench.register(fields);
  return (reply['VPSTxId'] ?? '').slice(1, -1);
}
const transactionOf = (id: string) => bench.books.get(TRANSACTIONS, id);
const stateOf = (id: string) => transactionOf(id)?.state;
const titleOf = (shown: Shown) => ('html' in shown ? /<h1>(.*?)<\/h1>/.exec(shown.html)?.[1] : shown.redirectTo);
const THANKS = 'https://shop.example/thanks?order=1';

describe('the payment pages', () => {
  it('lead from the card by the confirmation to the vendor and back to the shop: states 2, 3, 4, 6, 7, 16', async () => {
    const id = await registered();
    const first = await bench.pages.show(`{${id}}`);
    expect(titleOf(first)).toBe('Pay by card');
    expect(titleOf(await bench.step(id, 'card', CARD))).toBe('Check and confirm');
    expect(await bench.step(id, 'confirm')).toEqual({ redirectTo: THANKS });
    expect(transactionOf(id)?.history.map(({ state }) => state)).toEqual([2, 3, 4, 6, 7, 16]);
    expect(await bench.pages.show(id)).toEqual({ redirectTo: THANKS });
  });

  it('skip the confirmation for a frame (Profile LOW)', async () => {
    const id = await registered({ Profile: 'LOW' });
    await bench.pages.show(id);
    expect(await bench.step(id, 'card', CARD)).toEqual({ redirectTo: THANKS });
  });

  it('have a label for each field, say what is wrong beside it, and never show the number again', async () => {
    const id = await registered();
    const shown = await bench.step(id, 'card', { ...CARD, number: '4111 1111 1111 1111', expiry: '01/20' });
    if (!('html' in shown)) throw new Error('no page');
    expect(shown.status).toBe(422);
    for (const field of ['holder', 'number', 'expiry', 'code']) expect(shown.html).toContain(`<label for="${field}">`);
    expect(shown.html).toContain('<title>Error: Pay by card');
    expect(shown.html).toContain('role="alert"');
    expect(shown.html).toContain('takes only the test cards');
    expect(shown.html).toContain('value="SUCCESSFUL"');
    expect(shown.html).not.toContain('4111');
    expect(stateOf(id)).toBe(2);
  });

  it('name only cards to try that do what is said of them', async () => {
    const shown = await bench.pages.show(await registered());
    const said = [...('html' in shown ? shown.html : '').matchAll(/<dt>([\d ]{13,})<\/dt><dd>([^<]*)<\/dd>/g)];
    expect(said).toHaveLength(4);
    for (const [index, [, number = '', what = '']] of said.entries()) {
      const id = await registered({ VendorTxCode: `to-try-${index}` });
      await bench.pay(id, { number, code: /code is (\d+)/.exec(what)?.[1] ?? '123' });
      expect([what, stateOf(id)]).toEqual([what, /declines/.test(what) ? 12 : 16]);
    }
  });

  it('lead back from the confirmation to another card, and forget the first', async () => {
    const id = await registered();
    await bench.pages.show(id);
    await bench.step(id, 'card', { ...CARD, number: '4929602110085639' });
    expect(titleOf(await bench.step(id, 'change'))).toBe('Pay by card');
    expect(await bench.step(id, 'confirm')).toMatchObject({ html: expect.stringContaining('Card number') });
    await bench.step(id, 'card', CARD);
    expect(await bench.step(id, 'confirm')).toEqual({ redirectTo: THANKS });
    expect(transactionOf(id)).toMatchObject({ state: 16, card: { lastFourDigits: '0006' } });
  });

  it.each(['11/30', '11/2030', '1130', '11 / 30'])('take an expiry date written %s', async (expiry) => {
    expect(titleOf(await bench.step(await registered(), 'card', { ...CARD, expiry }))).toBe('Check and confirm');
  });

  it('keep neither number nor security code', async () => {
    const id = await registered();
    await bench.pay(id);
    const kept =
      JSON.stringify(bench.books.all(TRANSACTIONS)) + JSON.stringify(bench.books.all({ name: 'opayo.entered-cards' }));
    expect(kept).not.toContain('4929000000006');
    expect(transactionOf(id)?.card).toMatchObject({ lastFourDigits: '0006', formCardType: 'VISA' });
  });

  it('do not let what was typed become markup', async () => {
    const id = await registered({ Description: '<script>alert(1)</script>' });
    const shown = await bench.step(id, 'card', { ...CARD, holder: '"><b>', code: '' });
    expect('html' in shown && shown.html).not.toMatch(/<script>|<b>/);
  });

  it('know nothing of a transaction that was not registered', async () => {
    expect(await bench.pages.show('{00000000-0000-0000-0000-000000000000}')).toMatchObject({ status: 404 });
    expect(await bench.step('nothing', 'confirm')).toMatchObject({ status: 404 });
  });

  it('take a step once: a second confirmation or cancellation changes nothing', async () => {
    const id = await registered();
    await bench.pay(id);
    const before = transactionOf(id);
    await bench.step(id, 'confirm');
    await bench.step(id, 'cancel');
    await bench.step(id, 'card', CARD);
    expect(transactionOf(id)).toEqual(before);
    expect(bench.heard).toHaveLength(1);
  });
});

describe('what the vendor is told', () => {
  it.each([
    ['PAYMENT', {}, {}, 'OK', 16],
    ['DEFERRED', {}, {}, 'OK', 14],
    ['AUTHENTICATE', {}, {}, 'REGISTERED', 21],
    ['AUTHENTICATE', { Apply3DSecure: '1' }, {}, 'AUTHENTICATED', 15],
    ['PAYMENT', {}, { number: '4929602110085639' }, 'NOTAUTHED', 12],
    ['PAYMENT', { Apply3DSecure: '1' }, { holder: 'NOTAUTH' }, 'REJECTED', 10],
    ['PAYMENT', { Vendor: 'strictshop' }, { code: '999' }, 'REJECTED', 10],
    ['TOKEN', {}, {}, 'OK', 25],
  ])('of %s %j with card %j is %s, state %i', async (TxType, fields, card, Status, state) => {
    const id = await registered({ TxType, ...fields });
    await bench.pay(id, card);
    expect(stateOf(id)).toBe(state);
    const [told] = bench.heard;
    expect([told?.get('TxType'), told?.get('Status')]).toEqual([TxType, Status]);
    const { securityKey = '', vendor = '' } = transactionOf(id) ?? {};
    const { VPSSignature, ...signed } = Object.fromEntries(told ?? []) as Record<string, string>;
    const sign = TxType === 'TOKEN' ? tokenSignature : vpsSignature;
    expect(VPSSignature).toBe(sign(signed, { vendor, securityKey }));
  });

  it.each([
    ['2.23', [false, false]],
    ['3.00', [true, false]],
    ['4.00', [true, true]],
  ])('in protocol %s has the fields of that protocol', async (VPSProtocol, [since3, since4]) => {
    await bench.pay(await registered({ VPSProtocol, Apply3DSecure: '1' }));
    const [told] = bench.heard;
    expect(told?.get('VPSProtocol')).toBe(VPSProtocol);
    expect([told?.has('BankAuthCode'), told?.has('SchemeTraceID')]).toEqual([since3, since4]);
    expect(told?.has('CAVV')).toBe(true);
  });

  it('is ABORT when the shopper cancels', async () => {
    const id = await registered();
    await bench.pages.show(id);
    expect(await bench.step(id, 'cancel')).toEqual({ redirectTo: THANKS });
    expect(bench.heard[0]?.get('Status')).toBe('ABORT');
    expect(stateOf(id)).toBe(11);
  });

  it('waits for the card issuer where it asks the shopper: state 5, then 16 or 10', async () => {
    const strict = { Vendor: 'strictshop' };
    const passed = await registered(strict);
    expect(titleOf(await bench.pay(passed, { holder: 'CHALLENGE' }))).toBe('Confirm with your bank');
    expect([stateOf(passed), bench.heard.length]).toEqual([5, 0]);
    await bench.step(passed, 'confirm');
    expect(transactionOf(passed)?.history.map(({ state }) => state)).toEqual([2, 3, 4, 6, 5]);
    expect(await bench.step(passed, 'challenge', { password: 'password' })).toEqual({ redirectTo: THANKS });
    const failed = await registered({ ...strict, VendorTxCode: 'other' });
    await bench.pay(failed, { holder: 'CHALLENGE' });
    await bench.step(failed, 'challenge', { password: 'wrong' });
    expect([stateOf(passed), stateOf(failed)]).toEqual([16, 10]);
  });

  it.each([
    ['INVALID', 9],
    ['ERROR', 9],
  ])('and answers %s to cancels a good payment, and only that', async (status, state) => {
    bench.answers = () => `Status=${status}\r\nStatusDetail=no\r\nRedirectURL=https://shop.example/sorry\r\n`;
    const good = await registered();
    expect(await bench.pay(good)).toEqual({ redirectTo: 'https://shop.example/sorry' });
    const declined = await registered({ VendorTxCode: 'declined' });
    await bench.pay(declined, { number: '4929602110085639' });
    expect([stateOf(good), stateOf(declined)]).toEqual([state, 12]);
  });

  it('leads nowhere but to a web address', async () => {
    bench.answers = () => 'Status=OK\r\nRedirectURL=javascript:alert(1)\r\nStatusDetail=\r\n';
    expect(titleOf(await bench.pay(await registered()))).toBe('Finished');
  });
});

describe('tokens', () => {
  it('made with a payment pay again without the number, once unless they are to be stored', async () => {
    await bench.pay(await registered({ CreateToken: '1' }));
    const Token = bench.heard[0]?.get('Token') ?? '';
    const stored = await registered({ VendorTxCode: 'b', Token, StoreToken: '1' });
    const shown = await bench.pages.show(stored);
    expect('html' in shown && shown.html).toContain('ending 0006');
    await bench.step(stored, 'card', { code: '123' });
    await bench.step(stored, 'confirm');
    expect([stateOf(stored), bench.books.all(TOKENS).length]).toEqual([16, 1]);
    const last = await registered({ VendorTxCode: 'c', Token });
    await bench.step(last, 'card', { code: '123' });
    await bench.step(last, 'confirm');
    expect([stateOf(last), bench.books.all(TOKENS).length]).toEqual([16, 0]);
  });
});

describe('the transaction monitor', () => {
  const MINUTE_MS = 60_000;
  const heard = (count: number) => waitFor(`${count} notifications`, async () => bench.heard.length >= count);

  it('cancels a page nobody uses for fifteen minutes and tells ABORT', async () => {
    const id = await registered();
    await bench.pages.show(id);
    bench.notifier.start();
    await bench.clock.advance(14 * MINUTE_MS);
    expect(stateOf(id)).toBe(3);
    await bench.clock.advance(MINUTE_MS);
    await heard(1);
    expect(bench.heard[0]?.get('Status')).toBe('ABORT');
    expect(stateOf(id)).toBe(8);
    expect(await bench.step(id, 'card', CARD)).toEqual({ redirectTo: THANKS });
    expect(stateOf(id)).toBe(8);
  });

  it('repeats what got no reply after five minutes, with the same signature, and no more once it did', async () => {
    bench.answers = () => undefined;
    const id = await registered();
    expect(titleOf(await bench.pay(id))).toBe('Waiting for the shop');
    expect(stateOf(id)).toBe(7);
    bench.notifier.start();
    await bench.clock.advance(4 * MINUTE_MS);
    bench.answers = () => 'Status=OK\r\nRedirectURL=https://shop.example/late\r\nStatusDetail=\r\n';
    await bench.clock.advance(MINUTE_MS);
    await waitFor('the reply', async () => stateOf(id) === 16);
    expect(bench.heard.map((told) => told.toString())).toEqual([
      bench.heard[0]?.toString(),
      bench.heard[0]?.toString(),
    ]);
    expect(await bench.pages.show(id)).toEqual({ redirectTo: 'https://shop.example/late' });
    await bench.clock.advance(24 * 60 * MINUTE_MS);
    expect(bench.heard).toHaveLength(2);
  });

  it('gives up after thirty days: the payment is cancelled', async () => {
    bench.answers = () => undefined;
    const id = await registered();
    await bench.pay(id);
    const attempts = Array.from({ length: 63 }, () => ({
      sentAt: bench.clock.now().toISOString(),
      reply: null,
      detail: '',
    }));
    await bench.books.change((draft) => {
      const transaction = draft.get(TRANSACTIONS, id);
      if (transaction) draft.put(TRANSACTIONS, id, { ...transaction, notifications: attempts });
    });
    bench.notifier.start();
    await bench.clock.advance(24 * 60 * MINUTE_MS);
    await waitFor('the end', async () => stateOf(id) === 9);
    expect(bench.heard).toHaveLength(1);
  });

  it('sends a notification that was never begun', async () => {
    const id = await registered();
    await bench.pay(id);
    await bench.books.change((draft) => {
      const transaction = draft.get(TRANSACTIONS, id);
      if (transaction) draft.put(TRANSACTIONS, id, { ...transaction, state: 7, notifications: [] });
    });
    bench.notifier.start();
    await bench.clock.advance(6_000);
    await heard(2);
  });
});

describe('faults of notifications', () => {
  it.each([
    ['DROP', 0, 7],
    ['CUT_AFTER_EFFECT', 1, 7],
    ['DUPLICATE', 2, 16],
  ] as const)('%s: the vendor hears it %i times, then state %i', async (kind, times, state) => {
    await bench.faults.add({ system: 'OPAYO_NOTIFICATION', kind });
    const id = await registered();
    await bench.pay(id);
    expect([bench.heard.length, stateOf(id)]).toEqual([times, state]);
    expect(new Set(bench.heard.map((told) => told.toString())).size).toBe(Math.min(times, 1));
  });
});
