import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { minorUnits } from '#libs/money';
import type { Outbox, Parking } from '#libs/delivery';
import { openTables, type Tables } from '../../test/tables.js';
import { Allocations } from './allocations.js';
import type { HeardFact } from './fact.js';
import { FactBook, type FactAnswer } from './fact-book.js';

describe('the book of facts', () => {
  let tables: Tables;
  let outbox: Outbox;
  let parking: Parking;
  let book: FactBook;
  beforeAll(async () => {
    tables = await openTables('fact book');
    ({ outbox, parking } = tables);
    const now = () => new Date();
    const allocations = new Allocations({ finder: { find: () => Promise.resolve(null) }, outbox, now });
    book = new FactBook({ outbox, parking, allocations, now });
  }, 60_000);
  afterAll(() => tables.close(), 60_000);

  const record = (...facts: HeardFact[]): Promise<FactAnswer[]> =>
    tables.database.transaction((tx) => book.record(tx, facts));
  const sentOf = async ({ vendorTxCode }: HeardFact): Promise<string[]> =>
    (
      await tables.database.query<{ type: string }>(
        `SELECT type FROM outbox WHERE key = $1 AND topic = 'opayo.payment-events.v1' ORDER BY id`,
        [vendorTxCode],
      )
    ).map(({ type }) => type);

  it('publishes what is new, once, whoever tells it and however many at once', async () => {
    const told = aFact();
    const heard: HeardFact[] = Array.from({ length: 20 }, (_, index) => ({
      ...told,
      heardBy: index % 2 === 0 ? 'NOTIFICATION' : 'POLL',
      detail: `words ${index}`,
      occurredAt: new Date(index),
      heardAt: new Date(index),
    }));
    const answers = (await Promise.all(heard.map((fact) => record(fact)))).flat();
    expect(answers.sort()).toEqual(['new', ...Array<string>(19).fill('repeat')]);
    expect(await sentOf(told)).toEqual(['PaymentCaptured']);
    expect(await book.factsOf(tables.database, told.transactionId)).toMatchObject([
      { kind: 'CAPTURED', amountMinor: 13912, currency: 'GBP', implied: false },
    ]);
  });

  it('answers each of several facts, in their order', async () => {
    const authorised = aFact({ kind: 'AUTHORISED' });
    const captured = { ...authorised, kind: 'CAPTURED' as const };
    await record(captured);
    expect(await record(authorised, captured)).toEqual(['new', 'repeat']);
    expect(await sentOf(authorised)).toEqual(['PaymentCaptured', 'PaymentAuthorised']);
  });

  it.each([
    ['amount', { amount: { amountMinor: minorUnits(1), currency: 'GBP' } }],
    ['currency', { amount: { amountMinor: minorUnits(13912), currency: 'EUR' } }],
    ['parent', { parentTransactionId: randomUUID().toUpperCase() }],
  ])('another %s is a conflict; it parks once, and once released it is settled for good', async (_, change) => {
    const first = aFact({ parentTransactionId: randomUUID().toUpperCase() });
    const other = { ...first, ...change };
    await record(first);
    expect(await record(other)).toEqual(['conflict']);
    expect(await record(other)).toEqual(['conflict']);
    expect(await parkedCodes(first.vendorTxCode)).toEqual(['FACT_CONFLICT']);

    await tables.database.transaction((tx) => parking.release(tx, first.vendorTxCode, 'finance', 'looked'));
    expect(await record(other)).toEqual(['settled']);
    expect(await record(first)).toEqual(['repeat']);
    expect(await parkedCodes(first.vendorTxCode)).toEqual([]);
    expect(await sentOf(first)).toHaveLength(1);
  });

  it('a parent that was found after the child was told without one contradicts nothing; another amount does', async () => {
    const [refund, parentTransactionId] = [aFact({ kind: 'REFUNDED' }), randomUUID().toUpperCase()];
    await record(refund);
    expect(await record({ ...refund, parentTransactionId })).toEqual(['repeat']);
    expect(await parkedCodes(refund.vendorTxCode)).toEqual([]);
    const amount = { amountMinor: minorUnits(1), currency: 'GBP' };
    expect(await record({ ...refund, parentTransactionId, amount })).toEqual(['conflict']);

    const implied = aFact({ implied: true });
    await record(implied);
    expect(await record({ ...implied, implied: false, parentTransactionId })).toEqual(['repeat']);
  });

  it('a second disagreement behind a parked one has its own turn after the release', async () => {
    const first = aFact();
    const [second, third] = [2, 3].map((n) => ({ ...first, amount: { amountMinor: minorUnits(n), currency: 'GBP' } }));
    await record(first);
    expect(await record(second as HeardFact)).toEqual(['conflict']);
    expect(await record(third as HeardFact)).toEqual(['conflict']);
    await tables.database.transaction((tx) => parking.release(tx, first.vendorTxCode, 'finance', 'looked'));
    expect(await record(second as HeardFact, third as HeardFact)).toEqual(['settled', 'conflict']);
    expect(await parkedCodes(first.vendorTxCode)).toEqual(['FACT_CONFLICT']);
  });

  it('what is implied fills a gap and never disagrees', async () => {
    const told = aFact();
    const implied = { ...told, implied: true, amount: { amountMinor: minorUnits(1), currency: 'GBP' } };
    await record(told);
    expect(await record(implied)).toEqual(['repeat']);

    const gap = aFact({ implied: true });
    expect(await record(gap)).toEqual(['new']);
    expect(await record({ ...gap, implied: false })).toEqual(['repeat']);
    expect(await record({ ...gap, implied: true, amount: undefined })).toEqual(['repeat']);
    expect(await sentOf(gap)).toHaveLength(1);
  });

  it('a deduced reservation is not held against what is told of it, a deduced capture is', async () => {
    const amount = { amountMinor: minorUnits(99), currency: 'GBP' };
    const reserved = aFact({ kind: 'AUTHORISED', implied: true });
    await record(reserved);
    expect(await record({ ...reserved, implied: false, amount })).toEqual(['repeat']);
    const captured = aFact({ implied: true });
    await record(captured);
    expect(await record({ ...captured, implied: false, amount })).toEqual(['conflict']);
  });

  it('words nobody knows are told once per word and alerted, never as money', async () => {
    const first = aFact({ kind: 'UNRECOGNISED', opayoStatus: 'FROBNICATED', amount: undefined });
    expect(await record(first, { ...first, opayoStatus: 'GRONKED' }, first)).toEqual(['new', 'new', 'repeat']);
    expect(await sentOf(first)).toEqual(['PaymentUnrecognised', 'PaymentUnrecognised']);
  });

  it('a capture without an amount is a bug of ours, and nothing of it stays', async () => {
    const fact = aFact({ amount: undefined });
    await expect(record(fact)).rejects.toMatchObject({ code: 'AMOUNT_MISSING' });
    expect(await record(aFact({ transactionId: fact.transactionId }))).toEqual(['new']);
  });

  const parkedCodes = async (key: string): Promise<string[]> =>
    (await parking.list()).filter((item) => item.key === key).map(({ code }) => code);
});

function aFact(overrides: Partial<HeardFact> = {}): HeardFact {
  return {
    kind: 'CAPTURED',
    vendor: 'clarityshop',
    vendorTxCode: `gifts-${randomUUID().slice(0, 8)}`,
    transactionId: randomUUID().toUpperCase(),
    parentTransactionId: null,
    orderId: null,
    opayoTxType: 'PAYMENT',
    opayoStatus: 'OK',
    occurredAt: new Date('2026-11-23T10:00:00Z'),
    heardAt: new Date('2026-11-23T10:00:01Z'),
    heardBy: 'NOTIFICATION',
    amount: { amountMinor: minorUnits(13912), currency: 'GBP' },
    detail: 'The Authorisation was Successful.',
    ...overrides,
  };
}
