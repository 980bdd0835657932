import { beforeEach, describe, expect, it } from '@jest/globals';
import { authorisableMinor, capturedMinor, refundableMinor } from './amounts.js';
import { decide, start } from './begin.js';
import { authorise, refund, repeat } from './follow-up.js';
import { abort, cancel, release, voidTransaction } from './instruct.js';
import { lapse } from './lapse.js';
import { LedgerBench, NOON } from './ledger-bench.js';
import { outcome, type Result } from './outcome.js';
import { failSettlement, settle } from './settle.js';
import { byVendorTxCode, ownTransaction, type TransactionType } from './transaction.js';

let ledger: LedgerBench;
beforeEach(async () => {
  ledger = await LedgerBench.open();
});

describe('a transaction that is decided', () => {
  // Opayo's txstateids: opayo.md 3.7.
  it.each<[TransactionType, Result, number]>([
    ['Payment', 'OK', 16],
    ['Payment', 'NOTAUTHED', 12],
    ['Payment', 'REJECTED', 10],
    ['Payment', 'ABORT', 11],
    ['Payment', 'ERROR', 13],
    ['Payment', 'INVALID', 1],
    ['Payment', 'MALFORMED', 1],
    ['Payment', 'PENDING', 28],
    ['Deferred', 'OK', 14],
    ['Deferred', 'NOTAUTHED', 12],
    ['Authenticate', 'AUTHENTICATED', 15],
    ['Authenticate', 'REGISTERED', 21],
    ['Repeat', 'OK', 16],
    ['Token', 'OK', 25],
  ])('%s %s is in state %i', async (transactionType, result, state) => {
    expect(await ledger.made(transactionType, { decided: outcome(result) })).toMatchObject({ state });
  });

  it('has authorisation numbers that increase when authorised, and none when not', async () => {
    const first = await ledger.made('Payment');
    const second = await ledger.made('Deferred');
    expect(second.txAuthNo).toBe((first.txAuthNo ?? 0) + 1);
    expect(await ledger.made('Payment', { decided: outcome('NOTAUTHED') })).toMatchObject({
      txAuthNo: null,
      bankAuthCode: null,
    });
  });

  it('stays as it was decided', async () => {
    const paid = await ledger.made('Payment');
    await ledger.books.change((draft) => decide(draft, paid.transactionId, outcome('NOTAUTHED'), ledger.at));
    expect(ledger.read(paid.transactionId)).toEqual(paid);
  });

  it('of Server waits for its vendor before it is anything', async () => {
    expect(await ledger.made('Payment', { system: 'S' })).toMatchObject({ state: 7 });
  });

  it('by American Express is settled by American Express, any other by the acquirer', async () => {
    const card = { piCardType: '', lastFourDigits: '0004', expiryDate: '1130' };
    const amex = await ledger.made('Payment', { card: { ...card, formCardType: 'AMEX' } });
    const visa = await ledger.made('Payment', { card: { ...card, formCardType: 'VISA' } });
    expect(amex.authProcessor).toBe('American Express');
    expect(visa).toMatchObject({ authProcessor: 'Elavon', merchantNumber: expect.stringMatching(/^\d{10}$/) });
    expect(visa.merchantNumber).not.toBe(amex.merchantNumber);
  });
});

describe('a VendorTxCode', () => {
  it('is used once by a vendor, and by another vendor again', async () => {
    const { vendorTxCode, transactionId } = await ledger.made('Payment');
    const again = (vendor: string) => () => {
      const told = {
        ...ledger.followUp(1),
        vendorTxCode,
        vendor,
        transactionType: 'Payment',
        currency: 'GBP',
      } as const;
      return ledger.books.change((draft) => start(draft, told, ledger.at));
    };
    expect(await again('ClarityShop')()).toEqual({ ok: false, refusal: 'VENDOR_TX_CODE_USED' });
    expect(await again('other')()).toMatchObject({ ok: true });
    expect(byVendorTxCode(ledger.books, 'CLARITYSHOP', vendorTxCode)).toMatchObject({ transactionId });
  });

  it('and its transaction are nobody else’s', async () => {
    const { transactionId } = await ledger.made('Payment');
    expect(ownTransaction(ledger.books, 'clarityshop', `{${transactionId.toLowerCase()}}`)).toBeDefined();
    expect(ownTransaction(ledger.books, 'other', transactionId)).toBeUndefined();
  });
});

describe('a refund', () => {
  it('is its own transaction, and several may take all there was and no penny more', async () => {
    const { transactionId } = await ledger.made('Payment');
    const back = (amountMinor: number) =>
      ledger.does(transactionId, (draft, original, at) => refund(draft, original, ledger.followUp(amountMinor), at));
    expect(await back(1001)).toBe('REFUND_TOO_LARGE');
    expect(await back(400)).toBe('ok');
    expect(await back(601)).toBe('REFUND_TOO_LARGE');
    expect(await back(600)).toBe('ok');
    expect(await back(1)).toBe('REFUND_TOO_LARGE');
    expect(ledger.read(transactionId)).toMatchObject({ state: 16, refundedMinor: 1000 });
  });

  it('that is voided or fails at settlement leaves the money refundable', async () => {
    const { transactionId } = await ledger.made('Payment');
    const asked = ledger.followUp(700);
    await ledger.does(transactionId, (draft, original, at) => refund(draft, original, asked, at));
    expect(refundableMinor(ledger.read(transactionId))).toBe(300);
    expect(await ledger.does(asked.transactionId, voidTransaction)).toBe('ok');
    expect(refundableMinor(ledger.read(transactionId))).toBe(1000);

    const again = ledger.followUp(700);
    await ledger.does(transactionId, (draft, original, at) => refund(draft, original, again, at));
    await ledger.books.change((draft) => failSettlement(draft, ledger.read(again.transactionId), ledger.at));
    expect(ledger.read(again.transactionId).state).toBe(23);
    expect(refundableMinor(ledger.read(transactionId))).toBe(1000);
  });

  it('of a release takes what was released, not what was reserved', async () => {
    const { transactionId } = await ledger.made('Deferred');
    const back = (amountMinor: number) =>
      ledger.does(transactionId, (draft, original, at) => refund(draft, original, ledger.followUp(amountMinor), at));
    expect(await back(1)).toBe('NOT_THIS_STATE');
    await ledger.does(transactionId, (draft, original, at) => release(draft, original, 600, at));
    expect(await back(601)).toBe('REFUND_TOO_LARGE');
    expect(await back(600)).toBe('ok');
  });

  it.each<[TransactionType, Result, string]>([
    ['Payment', 'NOTAUTHED', 'NOT_THIS_STATE'],
    ['Authenticate', 'REGISTERED', 'TYPE_NOT_ALLOWED'],
  ])('of a %s that is %s is refused: %s', async (type, result, refusal) => {
    const { transactionId } = await ledger.made(type, { decided: outcome(result) });
    const asked = ledger.followUp(1);
    expect(await ledger.does(transactionId, (draft, original, at) => refund(draft, original, asked, at))).toBe(refusal);
    expect(() => ledger.read(asked.transactionId)).toThrow(RangeError);
  });
});

describe('a void', () => {
  it('takes back the day’s payment once', async () => {
    const { transactionId } = await ledger.made('Payment');
    expect(await ledger.does(transactionId, voidTransaction)).toBe('ok');
    expect(await ledger.does(transactionId, voidTransaction)).toBe('ALREADY_VOIDED');
    expect(ledger.read(transactionId)).toMatchObject({ state: 18, instructions: [{ type: 'void' }] });
    expect(capturedMinor(ledger.read(transactionId))).toBe(0);
  });

  it('is refused while a refund of the payment stands', async () => {
    const { transactionId } = await ledger.made('Payment');
    const asked = ledger.followUp(1);
    await ledger.does(transactionId, (draft, original, at) => refund(draft, original, asked, at));
    expect(await ledger.does(transactionId, voidTransaction)).toBe('NOT_THIS_STATE');
    await ledger.does(asked.transactionId, voidTransaction);
    expect(await ledger.does(transactionId, voidTransaction)).toBe('ok');
  });

  it.each([
    ['in winter', '2026-11-23T12:00:00Z', '2026-11-23T23:59:59Z', 'ok'],
    ['in winter', '2026-11-23T12:00:00Z', '2026-11-24T00:00:00Z', 'TOO_LATE_TO_VOID'],
    ['in summer', '2026-07-01T12:00:00Z', '2026-07-01T22:59:59Z', 'ok'],
    ['in summer', '2026-07-01T12:00:00Z', '2026-07-01T23:00:00Z', 'TOO_LATE_TO_VOID'],
  ])('is possible until midnight in London, %s: paid %s, voided %s', async (_, paid, voided, expected) => {
    ledger.at = new Date(paid);
    const { transactionId } = await ledger.made('Payment');
    ledger.at = new Date(voided);
    expect(await ledger.does(transactionId, voidTransaction)).toBe(expected);
  });

  it('counts the day of the release, and not once it is in a batch', async () => {
    const { transactionId } = await ledger.made('Deferred');
    expect(await ledger.does(transactionId, voidTransaction)).toBe('TYPE_NOT_ALLOWED');
    ledger.at = new Date('2026-11-25T12:00:00Z');
    await ledger.does(transactionId, (draft, transaction, at) => release(draft, transaction, 1000, at));
    await ledger.books.change((draft) => settle(draft, ledger.read(transactionId), '1', ledger.at));
    expect(await ledger.does(transactionId, voidTransaction)).toBe('TOO_LATE_TO_VOID');
  });
});

describe('a deferred transaction', () => {
  it('is released once, at most for what was reserved', async () => {
    const { transactionId } = await ledger.made('Deferred');
    const releaseOf = (amountMinor: number) =>
      ledger.does(transactionId, (draft, transaction, at) => release(draft, transaction, amountMinor, at));
    expect(await releaseOf(1001)).toBe('RELEASE_TOO_LARGE');
    expect(capturedMinor(ledger.read(transactionId))).toBe(0);
    expect(await releaseOf(600)).toBe('ok');
    expect(await releaseOf(400)).toBe('ALREADY_RELEASED');
    expect(ledger.read(transactionId)).toMatchObject({ state: 16, amountMinor: 1000, releasedMinor: 600 });
    expect(capturedMinor(ledger.read(transactionId))).toBe(600);
  });

  it('is aborted once, and then not released', async () => {
    const { transactionId } = await ledger.made('Deferred');
    expect(await ledger.does(transactionId, abort)).toBe('ok');
    expect(await ledger.does(transactionId, abort)).toBe('ALREADY_ABORTED');
    expect(await ledger.does(transactionId, (draft, transaction, at) => release(draft, transaction, 1, at))).toBe(
      'ALREADY_ABORTED',
    );
    expect(ledger.read(transactionId).state).toBe(19);
  });

  it('lapses after 30 days, at that moment, whenever somebody looks', async () => {
    const { transactionId } = await ledger.made('Deferred');
    const look = (at: string) => ledger.books.change((draft) => lapse(draft, ledger.read(transactionId), new Date(at)));
    expect(await look('2026-12-23T11:59:59Z')).toMatchObject({ state: 14 });
    expect(await look('2027-02-01T00:00:00Z')).toMatchObject({
      state: 27,
      history: expect.arrayContaining([{ state: 27, at: '2026-12-23T12:00:00.000Z' }]),
    });
    expect(await ledger.does(transactionId, abort)).toBe('NOT_THIS_STATE');
  });
});

describe('an authenticated transaction', () => {
  const asked = (transactionId: string) => (amountMinor: number, decided?: Parameters<typeof authorise>[4]) =>
    ledger.does(transactionId, (draft, original, at) =>
      authorise(draft, original, ledger.followUp(amountMinor), at, decided),
    );

  it('is authorised up to 115 % in all, and is used up by that', async () => {
    const { transactionId } = await ledger.made('Authenticate', { decided: outcome('REGISTERED') });
    expect(await asked(transactionId)(1151)).toBe('AUTHORISE_TOO_LARGE');
    expect(await asked(transactionId)(900)).toBe('ok');
    expect(await asked(transactionId)(251)).toBe('AUTHORISE_TOO_LARGE');
    expect(await asked(transactionId)(250)).toBe('ok');
    expect(ledger.read(transactionId)).toMatchObject({ state: 26, authorisedMinor: 1150 });
    expect(await asked(transactionId)(1)).toBe('NOT_THIS_STATE');
  });

  it('loses nothing by an authorisation that is declined or voided', async () => {
    const { transactionId } = await ledger.made('Authenticate', { decided: outcome('AUTHENTICATED') });
    expect(await asked(transactionId)(1000, outcome('NOTAUTHED'))).toBe('ok');
    const followUp = ledger.followUp(1000);
    await ledger.does(transactionId, (draft, original, at) => authorise(draft, original, followUp, at));
    expect(authorisableMinor(ledger.read(transactionId))).toBe(150);
    await ledger.does(followUp.transactionId, voidTransaction);
    expect(authorisableMinor(ledger.read(transactionId))).toBe(1150);
  });

  it('is cancelled, or lapses after 90 days', async () => {
    const first = await ledger.made('Authenticate', { decided: outcome('REGISTERED') });
    expect(await ledger.does(first.transactionId, cancel)).toBe('ok');
    expect(await ledger.does(first.transactionId, cancel)).toBe('NOT_THIS_STATE');
    expect(ledger.read(first.transactionId).state).toBe(22);

    const second = await ledger.made('Authenticate', { decided: outcome('REGISTERED') });
    const after = (days: number) => new Date(NOON.getTime() + days * 86_400_000);
    const look = (at: Date) => ledger.books.change((draft) => lapse(draft, ledger.read(second.transactionId), at));
    expect(await look(after(89.99))).toMatchObject({ state: 21 });
    expect(await look(after(90))).toMatchObject({ state: 26 });
  });
});

describe('a repeat', () => {
  it('charges the same card anew and leaves a mark on the original', async () => {
    const { transactionId } = await ledger.made('Payment');
    const asked = { ...ledger.followUp(5000), currency: 'EUR' };
    expect(await ledger.does(transactionId, (draft, original, at) => repeat(draft, original, asked, at))).toBe('ok');
    expect(ledger.read(transactionId).repeated).toBe(true);
    expect(ledger.read(asked.transactionId)).toMatchObject({
      transactionType: 'Repeat',
      relatedTransactionId: transactionId,
      amountMinor: 5000,
      currency: 'EUR',
      state: 16,
    });
  });

  it('of what never went through is refused', async () => {
    const { transactionId } = await ledger.made('Payment', { decided: outcome('NOTAUTHED') });
    const asked = { ...ledger.followUp(1), currency: 'GBP' };
    expect(await ledger.does(transactionId, (draft, original, at) => repeat(draft, original, asked, at))).toBe(
      'NOT_THIS_STATE',
    );
  });
});

describe('every instruction on the wrong kind', () => {
  it.each([
    ['abort', 'Payment', 'TYPE_NOT_ALLOWED'],
    ['release', 'Payment', 'TYPE_NOT_ALLOWED'],
    ['cancel', 'Payment', 'TYPE_NOT_ALLOWED'],
    ['cancel', 'Deferred', 'TYPE_NOT_ALLOWED'],
    ['abort', 'Refund', 'TYPE_NOT_ALLOWED'],
    ['void', 'Authenticate', 'TYPE_NOT_ALLOWED'],
  ] as const)('%s of a %s is refused: %s', async (instruction, type, refusal) => {
    const { transactionId } = await ledger.made(type, {
      decided: outcome(type === 'Authenticate' ? 'REGISTERED' : 'OK'),
    });
    const before = ledger.read(transactionId);
    const does = {
      abort,
      cancel,
      void: voidTransaction,
      release: (...[draft, transaction, at]: Parameters<typeof abort>) => release(draft, transaction, 1, at),
    };
    expect(await ledger.does(transactionId, does[instruction])).toBe(refusal);
    expect(ledger.read(transactionId)).toEqual(before);
  });
});

describe('what the bank does not take', () => {
  it('is no money, and cannot be voided, released or refunded any more', async () => {
    const { transactionId } = await ledger.made('Payment');
    await ledger.books.change((draft) => settle(draft, ledger.read(transactionId), '77', ledger.at));
    await ledger.books.change((draft) => failSettlement(draft, ledger.read(transactionId), ledger.at));
    expect(ledger.read(transactionId)).toMatchObject({ state: 23, batchId: '77' });
    expect(capturedMinor(ledger.read(transactionId))).toBe(0);
    expect(await ledger.does(transactionId, voidTransaction)).toBe('NOT_THIS_STATE');
  });
});
