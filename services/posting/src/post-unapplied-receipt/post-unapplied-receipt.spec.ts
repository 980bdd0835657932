import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { anUnappliedReceipt, EffectBench, QUARANTINE_MS, unappliedCommand } from '../../test/effect-bench.js';

const EFFECT = unappliedCommand().effectId;
const CUSTOMER = '000000000000010';
const { reference } = anUnappliedReceipt;

let bench: EffectBench;
beforeEach(async () => {
  bench = await new EffectBench().open();
});
afterEach(() => bench.close());

const effect = () => bench.store.find(EFFECT);

describe('accepted', () => {
  it('posts the money to the account and tells which credit SYSPRO made of it', async () => {
    await bench.accept(unappliedCommand());
    expect(await bench.attemptAll()).toEqual(['done']);
    expect(bench.enet.invoices).toMatchObject([{ invoice: '_CRD01', balance: '-119.99' }]);
    expect(bench.outcomes).toMatchObject([
      {
        kind: 'UNAPPLIED_RECEIPT_POSTED',
        unappliedReceiptPosted: {
          ...{ transactionId: anUnappliedReceipt.transactionId, reference, creditNumber: '_CRD01', journal: '00042' },
          ...{ amountMinor: 11999, reason: 'ON_CAPTURE', foundByReadBack: false, postingPeriod: '2026-11' },
        },
      },
    ]);
    expect((await effect())?.evidence).toMatchObject({ creditNumber: '_CRD01' });
    const document = (await bench.store.attemptsOf(EFFECT))[0]?.calls.find(
      ({ businessObject }) => businessObject === 'ARSTPY',
    );
    expect(document?.parameters).toContain('<AutoCorrectPaymentValue>N</AutoCorrectPaymentValue>');
    expect(document?.document).toContain('<CustomerPurchaseOrder>536365-K7Q2MA</CustomerPurchaseOrder>');
  });

  it('of the next month waits until finance has moved the period on', async () => {
    await bench.accept(unappliedCommand({ paymentDate: '2026-12-01' }));
    expect(await bench.attemptAll()).toEqual(['PERIOD_NOT_OPEN_YET']);
    bench.enet.accountingDate = '2026-12-01';
    bench.later();
    expect(await bench.attemptAll()).toEqual(['done']);
  });
});

describe('refused', () => {
  it('too old for any period SYSPRO still takes, without sending', async () => {
    await bench.accept(unappliedCommand({ paymentDate: '2026-08-31' }));
    expect(await bench.attemptAll()).toEqual(['PERIOD_CLOSED']);
    expect(bench.enet.count('ARSTPY')).toBe(0);
  });

  it('by SYSPRO, which does not know the bank', async () => {
    bench.enet.fail('ARSTPY', { error: { element: 'Bank', number: '999011', text: "Bank 'OPAYO' not found" } });
    await bench.accept(unappliedCommand());
    expect(await bench.attemptAll()).toEqual(['BANK_NOT_FOUND']);
    expect(bench.store.parked).toMatchObject([{ owner: 'finance', amountMinor: 11999, currency: 'GBP' }]);
  });

  it('when something else is under our reference', async () => {
    bench.enet.payments.push({ customer: CUSTOMER, invoice: '_CRD07', reference, value: '100.00' });
    await bench.accept(unappliedCommand());
    expect(await bench.attemptAll()).toEqual(['DUPLICATE_TRANSACTION']);
    expect(bench.enet.count('ARSTPY')).toBe(0);
  });
});

describe('replayed', () => {
  it('a second delivery posts nothing, and neither does a ledger that knows nothing of it', async () => {
    await bench.accept(unappliedCommand());
    await bench.attemptAll();
    await bench.accept(unappliedCommand());
    expect(await bench.attemptAll()).toEqual([]);
    const other = await new EffectBench(bench.enet).open();
    await other.accept(unappliedCommand());
    expect(await other.attemptAll()).toEqual(['done']);
    expect(bench.enet.count('ARSTPY')).toBe(1);
    expect(other.outcomes).toMatchObject([
      { unappliedReceiptPosted: { creditNumber: '_CRD01', foundByReadBack: true, postingPeriod: null } },
    ]);
  });
});

describe('unknown', () => {
  it('posted and unheard: found by its reference, posted once', async () => {
    bench.enet.fail('ARSTPY', 'drop after');
    await bench.accept(unappliedCommand());
    expect(await bench.attemptAll()).toEqual(['SYSPRO_CONNECTION_LOST', 'done']);
    expect(bench.enet.payments).toHaveLength(1);
  });

  it('not posted and unheard: posted again once absence is proven', async () => {
    bench.enet.fail('ARSTPY', 'drop before');
    await bench.accept(unappliedCommand());
    expect(await bench.attemptAll()).toEqual(['SYSPRO_CONNECTION_LOST', 'absent']);
    bench.later(QUARANTINE_MS);
    await bench.attemptAll();
    bench.later();
    expect(await bench.attemptAll()).toEqual(['done']);
    expect(bench.enet.payments.map((payment) => payment.reference)).toEqual([reference]);
  });
});

describe('broken', () => {
  it('SYSPRO away before and between: nothing is lost, nothing posted twice', async () => {
    await bench.accept(unappliedCommand());
    await bench.enet.stop();
    expect((await bench.attempt()).targetAway).toMatchObject({ code: 'SYSPRO_UNREACHABLE' });
    await bench.enet.start();
    bench.later();
    expect(await bench.attemptAll()).toEqual(['done']);
    expect(bench.enet.count('ARSTPY')).toBe(1);
  });

  it('a query that fails after SYSPRO took it raises a doubt, never a second posting', async () => {
    await bench.accept(unappliedCommand());
    bench.enet.fail('COMFND', { text: 'keine Antwort' });
    bench.enet.fail('COMFND', { text: '' });
    await bench.attempt();
    bench.later();
    await bench.attemptAll();
    bench.later();
    await bench.attemptAll();
    expect(await effect()).toMatchObject({ state: 'CONFIRMED' });
    expect(bench.enet.count('ARSTPY')).toBe(1);
  });
});
