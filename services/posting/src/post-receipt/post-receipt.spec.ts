import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { aReceipt, EffectBench, QUARANTINE_MS, receiptCommand, salesOrderCommand } from '../../test/effect-bench.js';

const EFFECT = receiptCommand().effectId;
const INVOICE = {
  customer: '000000000000010',
  invoice: '000000000100501',
  salesOrder: '000000000000101',
  value: '119.99',
};

let bench: EffectBench;
beforeEach(async () => {
  bench = await new EffectBench().open();
  bench.enet.invoices.push({ ...INVOICE, balance: '119.99' });
});
afterEach(() => bench.close());

const effect = () => bench.store.find(EFFECT);

describe('accepted', () => {
  it('posts the whole amount to the invoice in the period of the payment and says so', async () => {
    await bench.accept(receiptCommand());
    expect(await bench.attemptAll()).toEqual(['done']);
    expect(bench.enet.calls).toEqual(['Logon', 'COMFND', 'Profile', 'COMFND', 'ARSTPY']);
    expect(bench.enet.payments).toMatchObject([{ reference: aReceipt.reference, value: '119.99' }]);
    expect(bench.outcomes).toMatchObject([
      {
        kind: 'RECEIPT_POSTED',
        attempts: 1,
        receiptPosted: {
          transactionId: aReceipt.transactionId,
          reference: aReceipt.reference,
          invoice: '100501',
          journal: '00042',
          amountMinor: 11999,
          paymentDate: '2026-11-20',
          foundByReadBack: false,
        },
      },
    ]);
    const [attempt] = await bench.store.attemptsOf(EFFECT);
    expect(attempt?.calls.at(-1)?.parameters).toContain('<PostingPeriod>C</PostingPeriod>');
  });

  it('goes into the previous period when the payment was made in it', async () => {
    await bench.accept(receiptCommand({ paymentDate: '2026-10-31' }));
    await bench.attemptAll();
    const [attempt] = await bench.store.attemptsOf(EFFECT);
    expect(attempt?.calls.at(-1)?.parameters).toContain('<PostingPeriod>P</PostingPeriod>');
  });

  it('waits for the sales order it depends on', async () => {
    const order = salesOrderCommand();
    await bench.accept(receiptCommand({}, 2, [order.effectId]));
    expect(await bench.attemptAll()).toEqual([]);
    await bench.accept(order);
    expect(await bench.attemptAll()).toEqual(['done', 'done']);
    expect(bench.outcomes.map((outcome) => outcome.kind)).toEqual(['SALES_ORDER_CREATED', 'RECEIPT_POSTED']);
  });
});

describe('at month end', () => {
  it('a payment of the next month waits, is nobody’s failure, and is posted when finance has moved the period on', async () => {
    await bench.accept(receiptCommand({ paymentDate: '2026-12-01' }));
    expect(await bench.attemptAll()).toEqual(['PERIOD_NOT_OPEN_YET']);
    expect(await bench.attemptAll()).toEqual([]);
    expect(await effect()).toMatchObject({ state: 'PLANNED', parked: false, failures: 0, sends: 0 });
    expect((await effect())?.lastText).toMatch(/2026-12-01 is after SYSPRO's current period 2026-11/);
    expect([bench.outcomes, bench.store.parked, bench.enet.count('ARSTPY')]).toEqual([[], [], 0]);

    for (let looks = 0; looks < 20; looks += 1) {
      bench.later();
      expect(await bench.attemptAll()).toEqual(['PERIOD_NOT_OPEN_YET']);
    }
    bench.enet.accountingDate = '2026-12-01';
    bench.later();
    expect(await bench.attemptAll()).toEqual(['done']);
    expect(bench.outcomes).toMatchObject([{ kind: 'RECEIPT_POSTED', receiptPosted: { postingPeriod: '2026-12' } }]);
  });
});

const CLOSED = { element: 'PostingPeriod', number: '999005', text: "Posting period 'P' is not open" };

describe('a closed period, by policy', () => {
  async function openWith(closedPolicy: 'hold' | 'redate'): Promise<void> {
    await bench.close();
    bench = await new EffectBench().open({ closedPolicy });
    bench.enet.invoices.push({ ...INVOICE, balance: '119.99' });
  }
  const posted = async () => (await bench.store.attemptsOf(EFFECT)).at(-1)?.calls.at(-1);

  it('redate: what no period reaches any more goes into the current one, under the accounting date', async () => {
    await openWith('redate');
    await bench.accept(receiptCommand({ paymentDate: '2026-08-31' }));
    expect(await bench.attemptAll()).toEqual(['done']);
    expect((await posted())?.parameters).toContain('<PostingPeriod>C</PostingPeriod>');
    expect((await posted())?.document).toContain(`<PaymentDate>${bench.enet.accountingDate}</PaymentDate>`);
    // Finance reads the day the money was taken beside it.
    expect((await posted())?.document).toMatch(/<PaymentNarration>[^<]* of 2026-08-31<\/PaymentNarration>/);
    expect(bench.outcomes).toMatchObject([
      { receiptPosted: { paymentDate: '2026-11-23', postingPeriod: '2026-11', redatedFrom: '2026-08-31' } },
    ]);
  });

  it('redate: what SYSPRO refuses for its period is posted once, under another date', async () => {
    await openWith('redate');
    bench.enet.fail('ARSTPY', { error: CLOSED });
    await bench.accept(receiptCommand({ paymentDate: '2026-10-31' }));
    expect(await bench.attemptAll()).toEqual(['done']);
    expect(bench.enet.payments).toHaveLength(1);
    expect(bench.outcomes).toMatchObject([{ receiptPosted: { redatedFrom: '2026-10-31', postingPeriod: '2026-11' } }]);
  });

  it('redate: when the current period is closed as well, a person has to decide', async () => {
    await openWith('redate');
    for (let times = 0; times < 2; times += 1) bench.enet.fail('ARSTPY', { error: CLOSED });
    await bench.accept(receiptCommand({ paymentDate: '2026-10-31' }));
    expect(await bench.attemptAll()).toEqual(['PERIOD_CLOSED']);
    expect(await effect()).toMatchObject({ state: 'REJECTED' });
    expect(bench.enet.payments).toEqual([]);
  });

  it('redate: money of the current month, when that is closed, is not sent a second time under another date', async () => {
    await openWith('redate');
    bench.enet.fail('ARSTPY', { error: CLOSED });
    await bench.accept(receiptCommand());
    expect(await bench.attemptAll()).toEqual(['PERIOD_CLOSED']);
    expect(bench.enet.count('ARSTPY')).toBe(1);
    expect(bench.enet.payments).toEqual([]);
  });

  it('hold: it waits as long as it takes, spends nothing of its budget, and is posted once the period is open', async () => {
    await openWith('hold');
    await bench.accept(receiptCommand({ paymentDate: '2026-10-31' }));
    for (let looks = 0; looks < 20; looks += 1) {
      bench.enet.fail('ARSTPY', { error: CLOSED });
      expect(await bench.attemptAll()).toEqual(['PERIOD_CLOSED']);
      expect(await effect()).toMatchObject({ state: 'PLANNED', parked: false, failures: 0 });
      bench.later();
    }
    expect(bench.store.parked).toEqual([]);
    expect(await bench.attemptAll()).toEqual(['done']);
    expect(bench.outcomes).toMatchObject([{ receiptPosted: { paymentDate: '2026-10-31', redatedFrom: null } }]);
    expect(bench.enet.payments).toHaveLength(1);
  });

  it('hold: what no period reaches waits unsent', async () => {
    await openWith('hold');
    await bench.accept(receiptCommand({ paymentDate: '2026-08-31' }));
    expect(await bench.attemptAll()).toEqual(['PERIOD_CLOSED']);
    expect(await effect()).toMatchObject({ state: 'PLANNED', parked: false });
    expect(bench.enet.count('ARSTPY')).toBe(0);
  });
});

describe('refused', () => {
  it('by us, without sending: too old for any period SYSPRO still takes', async () => {
    await bench.accept(receiptCommand({ paymentDate: '2026-08-31' }));
    expect(await bench.attemptAll()).toEqual(['PERIOD_CLOSED']);
    expect(bench.enet.count('ARSTPY')).toBe(0);
    expect(await effect()).toMatchObject({ state: 'REJECTED', sends: 0 });
    expect(bench.outcomes).toMatchObject([{ kind: 'REJECTED', rejected: { code: 'PERIOD_CLOSED', owner: 'finance' } }]);
  });

  it('by SYSPRO, whose period is closed', async () => {
    bench.enet.fail('ARSTPY', { error: CLOSED });
    await bench.accept(receiptCommand({ paymentDate: '2026-10-31' }));
    expect(await bench.attemptAll()).toEqual(['PERIOD_CLOSED']);
    expect(await effect()).toMatchObject({ state: 'REJECTED', sends: 1 });
    expect(bench.store.parked).toMatchObject([
      { code: 'PERIOD_CLOSED', text: CLOSED.text, amountMinor: 11999, currency: 'GBP' },
    ]);
  });

  it('when somebody paid the invoice meanwhile: never above the balance read just before', async () => {
    bench.enet.invoices[0]!.balance = '119.98';
    await bench.accept(receiptCommand());
    expect(await bench.attemptAll()).toEqual(['INVOICE_BALANCE_TOO_SMALL']);
    expect(bench.enet.count('ARSTPY')).toBe(0);
    expect(bench.store.parked[0]?.text).toMatch(/119\.98 GBP.*119\.99 GBP/);
  });

  it('when there is no such invoice', async () => {
    bench.enet.invoices.length = 0;
    await bench.accept(receiptCommand());
    expect(await bench.attemptAll()).toEqual(['INVOICE_NOT_FOUND']);
  });
});

describe('replayed', () => {
  it('a second delivery posts nothing', async () => {
    await bench.accept(receiptCommand());
    await bench.attemptAll();
    await bench.accept(receiptCommand());
    expect(await bench.attemptAll()).toEqual([]);
    expect(bench.enet.payments).toHaveLength(1);
  });

  it('a receipt SYSPRO has already under our reference is taken for ours', async () => {
    bench.enet.payments.push({ ...INVOICE, reference: aReceipt.reference, value: '-119.99' });
    await bench.accept(receiptCommand());
    expect(await bench.attemptAll()).toEqual(['done']);
    expect(bench.enet.count('ARSTPY')).toBe(0);
    expect(bench.outcomes).toMatchObject([{ receiptPosted: { foundByReadBack: true } }]);
  });
});

describe('unknown', () => {
  it('posted and unheard: found by its reference, posted once', async () => {
    bench.enet.fail('ARSTPY', 'drop after');
    await bench.accept(receiptCommand());
    expect(await bench.attemptAll()).toEqual(['SYSPRO_CONNECTION_LOST', 'done']);
    expect(bench.enet.payments).toHaveLength(1);
    expect(bench.outcomes.map((outcome) => outcome.kind)).toEqual(['IN_DOUBT', 'RECEIPT_POSTED']);
  });

  it('not posted and unheard: posted again with the same reference once absence is proven', async () => {
    bench.enet.fail('ARSTPY', 'drop before');
    await bench.accept(receiptCommand());
    expect(await bench.attemptAll()).toEqual(['SYSPRO_CONNECTION_LOST', 'absent']);
    bench.later(QUARANTINE_MS);
    await bench.attemptAll();
    bench.later();
    expect(await bench.attemptAll()).toEqual(['done']);
    expect(bench.enet.payments.map((payment) => payment.reference)).toEqual([aReceipt.reference]);
  });

  it('found in parts that add up to it: done; found with another sum or on another invoice: for a person', async () => {
    const part = { ...INVOICE, reference: aReceipt.reference };
    bench.enet.payments.push({ ...part, value: '100.00' }, { ...part, value: '19.99' });
    await bench.accept(receiptCommand());
    expect(await bench.attemptAll()).toEqual(['done']);

    const other = await new EffectBench(bench.enet).open();
    bench.enet.payments[1]!.invoice = '000000000100999';
    await other.accept(receiptCommand());
    expect(await other.attemptAll()).toEqual(['DUPLICATE_TRANSACTION']);
    expect(other.store.parked).toMatchObject([{ code: 'DUPLICATE_TRANSACTION', owner: 'finance' }]);
    expect(bench.enet.count('ARSTPY')).toBe(0);
  });
});

describe('broken', () => {
  it('a query that fails before anything was sent is tried again, with a budget, then parked', async () => {
    await bench.accept(receiptCommand());
    for (let attempt = 1; attempt <= 12; attempt += 1) {
      bench.enet.fail('COMFND', { text: 'ERROR: Key not found on table' });
      await bench.attempt();
      expect(bench.store.parked).toHaveLength(attempt === 12 ? 1 : 0);
      bench.later(20 * 60 * 1000);
    }
    expect(await effect()).toMatchObject({ state: 'PLANNED', parked: true, sends: 0 });
    expect(bench.outcomes).toMatchObject([{ kind: 'REJECTED', rejected: { code: 'RETRIES_EXHAUSTED' } }]);
  });

  it('an outage spends nothing of that budget: what fails once when SYSPRO is back is tried again', async () => {
    await bench.accept(receiptCommand());
    await bench.enet.stop();
    for (let minute = 0; minute < 15; minute += 1) {
      expect((await bench.attempt()).result).toBe('SYSPRO_UNREACHABLE');
      bench.later(60_000);
    }
    await bench.enet.start();
    bench.enet.fail('COMFND', { text: 'ERROR: SYSPRO is starting' });
    expect((await bench.attempt()).result).toBe('SYSPRO_QUERY_FAILED');
    expect(await effect()).toMatchObject({ state: 'PLANNED', parked: false, failures: 1 });
    bench.later();
    expect(await bench.attemptAll()).toEqual(['done']);
  });

  it('any other ERROR to the posting itself is a doubt: SYSPRO refuses in XML', async () => {
    bench.enet.fail('ARSTPY', { text: 'ERROR: SQL error -2' });
    await bench.accept(receiptCommand());
    await bench.attempt();
    expect(await effect()).toMatchObject({ state: 'UNKNOWN', lastCode: 'SYSPRO_EXCEPTION' });
  });

  it('a doubt is not ended by SYSPRO being away: it stays unknown, however long', async () => {
    bench.enet.fail('ARSTPY', 'drop after');
    await bench.accept(receiptCommand());
    await bench.attempt();
    await bench.enet.stop();
    for (let hour = 0; hour < 15; hour += 1) {
      expect((await bench.attempt()).result).toBe('SYSPRO_UNREACHABLE');
      bench.later();
    }
    expect(await effect()).toMatchObject({ state: 'UNKNOWN', parked: false });
    await bench.enet.start();
    expect(await bench.attemptAll()).toEqual(['done']);
    expect(bench.enet.payments).toHaveLength(1);
  });

  it('a doubt as old as a long outage and then proven unfounded is posted, not parked', async () => {
    bench.enet.fail('ARSTPY', 'drop before');
    await bench.accept(receiptCommand());
    await bench.attempt();
    await bench.enet.stop();
    for (let hour = 0; hour < 8; hour += 1) {
      await bench.attempt();
      bench.later();
    }
    await bench.enet.start();
    expect((await bench.attempt()).result).toBe('absent');
    bench.later();
    expect(await bench.attemptAll()).toEqual(['done']);
    expect(bench.enet.payments).toHaveLength(1);
  });
});
