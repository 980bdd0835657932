import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { applyCommand, EffectBench, QUARANTINE_MS, unappliedCommand } from '../../test/effect-bench.js';

const CUSTOMER = '000000000000010';
const INVOICE = '000000000100501';
const REFERENCE = '536365-APPLY';

let bench: EffectBench;
beforeEach(async () => {
  bench = await new EffectBench().open();
  const invoice = { customer: CUSTOMER, invoice: INVOICE, salesOrder: '000000000000101' };
  bench.enet.invoices.push({ ...invoice, value: '119.99', balance: '119.99' });
  await bench.accept(unappliedCommand());
  await bench.attemptAll();
});
afterEach(() => bench.close());

const effect = () => bench.store.find(applyCommand().effectId);
const balances = () => bench.enet.invoices.map(({ invoice, balance }) => [invoice, Number(balance)]);
const applied = () => bench.enet.payments.filter(({ reference }) => reference === REFERENCE);
const last = () => bench.outcomes.at(-1);

describe('accepted', () => {
  it('takes from the credit what it gives to the invoice; no cash moves', async () => {
    await bench.accept(applyCommand());
    expect(await bench.attemptAll()).toEqual(['done']);
    expect(balances()).toEqual([
      [INVOICE, 0],
      ['_CRD01', 0],
    ]);
    expect(last()).toMatchObject({
      kind: 'RECEIPT_APPLIED',
      receiptApplied: { creditNumber: '_CRD01', invoice: '100501', amountMinor: 11999, foundByReadBack: false },
    });
    const [attempt] = await bench.store.attemptsOf(applyCommand().effectId);
    expect(attempt?.calls.at(-1)?.document).toContain('<PaymentValue>0.00</PaymentValue>');
  });

  it('in part, of a credit the command names', async () => {
    await bench.accept(applyCommand({ creditNumber: '_CRD01', amountMinor: 5000 as never }));
    expect(await bench.attemptAll()).toEqual(['done']);
    expect(balances()).toEqual([
      [INVOICE, 69.99],
      ['_CRD01', -69.99],
    ]);
  });
});

describe('refused', () => {
  it.each([
    ['INVOICE_BALANCE_TOO_SMALL', 0, '119.98'],
    ['CREDIT_BALANCE_TOO_SMALL', 1, '-119.98'],
  ])('%s: somebody was there before us, and never above what is left', async (code, index, balance) => {
    bench.enet.invoices[index]!.balance = balance;
    await bench.accept(applyCommand());
    expect(await bench.attemptAll()).toEqual([code]);
    expect(applied()).toEqual([]);
    expect(bench.store.parked).toMatchObject([{ code, owner: 'finance', amountMinor: 11999 }]);
  });

  it.each([
    ['INVOICE_NOT_FOUND', 0],
    ['CREDIT_NOT_FOUND', 1],
  ])('%s: it is not there any more', async (code, index) => {
    bench.enet.invoices.splice(index, 1);
    await bench.accept(applyCommand());
    expect(await bench.attemptAll()).toEqual([code]);
  });

  it.each([
    ['another sum', '_CRD01', '-100.00', INVOICE, '100.00'],
    ['another invoice', '_CRD01', '-119.99', '000000000100999', '119.99'],
    ['another credit', '_CRD02', '-119.99', INVOICE, '119.99'],
  ])('DUPLICATE_TRANSACTION: our reference is on %s', async (_, credit, minus, invoice, plus) => {
    const row = { customer: CUSTOMER, reference: REFERENCE };
    bench.enet.payments.push({ ...row, invoice: credit, value: minus }, { ...row, invoice, value: plus });
    const before = bench.enet.count('ARSTPY');
    await bench.accept(applyCommand());
    expect(await bench.attemptAll()).toEqual(['DUPLICATE_TRANSACTION']);
    expect(bench.enet.count('ARSTPY')).toBe(before);
  });
});

describe('replayed', () => {
  it('a second delivery applies nothing, and a ledger that knows nothing finds both', async () => {
    await bench.accept(applyCommand());
    await bench.attemptAll();
    await bench.accept(applyCommand());
    expect(await bench.attemptAll()).toEqual([]);
    const other = await new EffectBench(bench.enet).open();
    await other.accept(unappliedCommand(), applyCommand());
    expect(await other.attemptAll()).toEqual(['done', 'done']);
    expect(applied()).toHaveLength(2);
    expect(other.outcomes).toMatchObject([{}, { receiptApplied: { foundByReadBack: true } }]);
  });
});

describe('unknown', () => {
  it('applied and unheard: found by its reference, applied once', async () => {
    bench.enet.fail('ARSTPY', 'drop after');
    await bench.accept(applyCommand());
    expect(await bench.attemptAll()).toEqual(['SYSPRO_CONNECTION_LOST', 'done']);
    expect(applied()).toHaveLength(2);
  });

  it('not applied and unheard: applied once absence is proven', async () => {
    bench.enet.fail('ARSTPY', 'drop before');
    await bench.accept(applyCommand());
    expect(await bench.attemptAll()).toEqual(['SYSPRO_CONNECTION_LOST', 'absent']);
    bench.later(QUARANTINE_MS);
    await bench.attemptAll();
    bench.later();
    expect(await bench.attemptAll()).toEqual(['done']);
    expect(applied()).toHaveLength(2);
  });
});

describe('broken', () => {
  it('SYSPRO away: nothing is sent, and it goes on when it is back', async () => {
    await bench.accept(applyCommand());
    await bench.enet.stop();
    expect((await bench.attempt()).targetAway).toMatchObject({ code: 'SYSPRO_UNREACHABLE' });
    expect(await effect()).toMatchObject({ state: 'PLANNED', sends: 0 });
    await bench.enet.start();
    bench.later();
    expect(await bench.attemptAll()).toEqual(['done']);
  });
});
