import { beforeEach, describe, expect, it } from '@jest/globals';
import { Books } from '../../books/books.js';
import { MemoryBookStore } from '../../books/memory-book-store.js';
import { SandboxClock } from '../../clock/sandbox-clock.js';
import { decide, start } from '../ledger/begin.js';
import { refund } from '../ledger/follow-up.js';
import { outcome } from '../ledger/outcome.js';
import { TRANSACTIONS, type OpayoTransaction } from '../ledger/transaction.js';
import { Settlement } from './settlement.js';

const VISA = { formCardType: 'VISA', piCardType: 'Visa', lastFourDigits: '0006', expiryDate: '1130' };
const AMEX = { formCardType: 'AMEX', piCardType: 'AmericanExpress', lastFourDigits: '0004', expiryDate: '1130' };

let books: Books;
let clock: SandboxClock;
let settlement: Settlement;
beforeEach(async () => {
  books = await Books.open(new MemoryBookStore());
  clock = new SandboxClock(books);
  settlement = new Settlement({ books, clock, onError: fail });
  await clock.set(new Date('2026-07-01T12:00:00Z'), true);
});

function fail(cause: unknown): never {
  throw cause as Error;
}

async function pay(vendorTxCode: string, card = VISA, vendor = 'clarityshop'): Promise<OpayoTransaction> {
  return books.change((draft) => {
    const told = { vendor, vendorTxCode, amountMinor: 1000, currency: 'GBP', description: 'x' };
    const transactionId = `ID-${vendorTxCode}`;
    const begun = start(
      draft,
      { ...told, transactionId, securityKey: 'K', transactionType: 'Payment', system: 'P' },
      clock.now(),
    );
    if (!begun.ok) throw new Error(begun.refusal);
    return decide(draft, transactionId, outcome('OK'), clock.now(), { card });
  });
}

const batchOf = (transaction: OpayoTransaction) => books.get(TRANSACTIONS, transaction.transactionId)?.batchId;

describe("the night's run", () => {
  it('stamps what was authorised the day before, per vendor and acquirer, American Express apart', async () => {
    const payments = [await pay('a'), await pay('b', AMEX), await pay('c'), await pay('d', VISA, 'sandbox')];
    expect(await settlement.run()).toEqual([]);
    await clock.set(new Date('2026-07-01T23:01:00Z'), true); // 00:01 on the 2nd in London

    const batches = await settlement.run();
    expect(batches).toMatchObject([
      { vendor: 'clarityshop', authProcessor: 'American Express', completedAt: '2026-07-01T23:01:00.000Z' },
      { vendor: 'clarityshop', authProcessor: 'Elavon' },
      { vendor: 'sandbox', authProcessor: 'Elavon' },
    ]);
    const [a, b, c, d] = payments.map(batchOf);
    expect([a, b, c, d]).toEqual([batches[1], batches[0], batches[1], batches[2]].map((batch) => batch?.batchId));
  });

  it('leaves today alone, and what was voided', async () => {
    const today = await pay('a');
    const yesterday = await pay('b');
    const voided = { ...yesterday, state: 18 as const };
    await books.change((draft) => draft.put(TRANSACTIONS, voided.transactionId, voided));
    await settlement.run();
    expect([batchOf(today), batchOf(voided)]).toEqual([null, null]);
    await clock.advance(86_400_000);
    await settlement.run();
    expect(batchOf(today)).not.toBeNull();
    expect(batchOf(voided)).toBeNull();
  });

  it('takes refunds with what they refund', async () => {
    const payment = await pay('a');
    const made = await books.change((draft) =>
      refund(
        draft,
        payment,
        { transactionId: 'R', vendorTxCode: 'r', securityKey: 'K', system: 'S', amountMinor: 400, description: 'x' },
        clock.now(),
      ),
    );
    await clock.advance(86_400_000);
    await settlement.run();
    expect(made.ok && batchOf(made.transaction)).toBe(batchOf(payment));
  });

  it('makes up, night by night, for the days a clock leapt over', async () => {
    await pay('a');
    await clock.advance(86_400_000);
    await pay('b');
    await clock.set(new Date('2026-07-20T09:00:00Z'), true);
    expect((await settlement.run()).map(({ completedAt }) => completedAt)).toEqual([
      '2026-07-01T23:01:00.000Z',
      '2026-07-02T23:01:00.000Z',
    ]);
  });
});

describe('a failed file', () => {
  it('is an empty batch, and its transactions come with the next run', async () => {
    const payment = await pay('a');
    await clock.set(new Date('2026-07-02T08:00:00Z'), true);
    await settlement.failNext('Elavon');
    expect(await settlement.run()).toMatchObject([{ failed: true }]);
    expect(batchOf(payment)).toBeNull();

    const [again] = await settlement.run();
    expect(again).toMatchObject({ failed: false, completedAt: '2026-07-02T08:00:00.000Z' });
    expect(batchOf(payment)).toBe(again?.batchId);
  });

  it('of one acquirer is not that of another', async () => {
    await pay('a', AMEX);
    await clock.advance(86_400_000);
    await settlement.failNext('Elavon');
    expect(await settlement.run()).toMatchObject([{ authProcessor: 'American Express', failed: false }]);
  });
});

describe('a refused settlement', () => {
  it('leaves the transaction in state 23, in its batch', async () => {
    const payment = await pay('a');
    await clock.advance(86_400_000);
    await settlement.run();
    expect(await settlement.fail(payment.transactionId)).toMatchObject({ state: 23 });
    expect(batchOf(payment)).not.toBeNull();
    expect(await settlement.fail('NOBODY')).toBeUndefined();
  });
});
