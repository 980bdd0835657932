import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TOPICS, type Alert, type PaymentEvent } from '#libs/contracts';
import { checkEncodable } from '#libs/kafka';
import { minorUnits } from '#libs/money';
import { Secret } from '#libs/service';
import { openTables, type Tables } from '../../test/tables.js';
import { RegistrationBook } from '../registration/registration-book.js';
import { RegistrationStore } from '../registration/registration-store.js';
import { WatchList } from '../transaction-watch/watch-list.js';
import { Vendors, type Vendor } from '../vendor/vendors.js';
import { Allocations } from './allocations.js';
import type { HeardFact } from './fact.js';
import { FactBook } from './fact-book.js';
import { ListedPayments } from './listed-payments.js';
import { OrderFinder } from './order-finder.js';

/** What was sent of one payment: key, kind, order in the head, order it was given to. */
type Sent = readonly [key: string, kind: string, orderId: string | null, givenTo?: string, by?: string];

describe('a payment whose order becomes known after facts of it were published', () => {
  let tables: Tables;
  let facts: FactBook;
  let registrations: RegistrationBook;
  let listed: ListedPayments;
  beforeAll(async () => {
    tables = await openTables('allocations');
    const { database, vault, outbox, parking } = tables;
    const now = () => new Date();
    const vendors = new Vendors([
      { name: 'ClarityShop', orderReference: undefined } as Vendor,
      { name: 'other', orderReference: undefined } as Vendor,
    ]);
    const finder = new OrderFinder(vendors);
    const watchList = new WatchList({ lookAfterMs: 60_000, now });
    const allocations = new Allocations({ finder, outbox, now });
    facts = new FactBook({ outbox, parking, allocations, now });
    listed = new ListedPayments({ finder, allocations, watchList, vendors, now });
    registrations = new RegistrationBook({
      ...{ database, store: new RegistrationStore(vault), watchList, allocations, now },
      onNew: () => undefined,
    });
  }, 60_000);
  afterAll(() => tables.close(), 60_000);

  const record = (...heard: HeardFact[]) => tables.database.transaction((tx) => facts.record(tx, heard));
  const lists = (orderId: string, ...vendorTxCodes: string[]) =>
    tables.database.transaction((tx) =>
      listed.list(
        tx,
        orderId,
        vendorTxCodes.map((vendorTxCode) => ({ vendorTxCode })),
      ),
    );
  const register = ({ vendor, vendorTxCode, transactionId }: HeardFact, orderReference: string | null) =>
    registrations.register({
      ...{ vendor, vendorTxCode, transactionId, orderReference, shop: 'gifts', registeredAt: null },
      securityKey: new Secret('KEY'),
    });
  const outbox = async <T>(topic: string): Promise<{ key: string; body: T }[]> => {
    const rows = await tables.database.query<{ key: string; body: Buffer; event_id: string }>(
      'SELECT key, body, event_id FROM outbox WHERE topic = $1 ORDER BY id',
      [topic],
    );
    return rows.map((row) => ({ key: row.key, body: tables.vault.open<T>(row.body, `outbox ${row.event_id}`) }));
  };
  const sent = async ({ transactionId }: HeardFact): Promise<Sent[]> =>
    (await outbox<PaymentEvent>(TOPICS.paymentEvents.name))
      .filter(({ body }) => body.transactionId === transactionId)
      .map(({ key, body }) => {
        expect(() => checkEncodable(TOPICS.paymentEvents.name, body)).not.toThrow();
        const given = body.allocated;
        return [key, body.kind, body.orderId, ...(given ? [given.orderId, given.allocatedBy] : [])] as unknown as Sent;
      });
  const alerts = async ({ vendorTxCode }: HeardFact) =>
    (await outbox<Alert>(TOPICS.alerts.name))
      .map(({ body }) => body)
      .filter(({ what }) => what.includes(vendorTxCode))
      .map(({ code, orderId, owner }) => [code, orderId, owner]);

  it.each([
    ['the shop registers it', 'REGISTRATION', (fact: HeardFact, order: string) => register(fact, order.slice(6))],
    ['an order lists it', 'ORDER', (fact: HeardFact, order: string) => lists(order, 'another', fact.vendorTxCode)],
    [
      'it is heard again with the order a producer named',
      'CLAIM',
      (fact: HeardFact, orderId: string) => record({ ...fact, orderId }),
    ],
  ])(
    'accepted: %s; readers are told once, behind its facts, and later facts have the order',
    async (_what, by, tell) => {
      const [captured, orderId] = [aFact(), anOrderId()];
      const { vendorTxCode: code } = captured;
      await record({ ...captured, kind: 'AUTHORISED' });
      await record(captured);
      await tell(captured, orderId);
      await tell(captured, orderId);
      await record(captured, { ...captured, orderId });
      await record({ ...captured, kind: 'VOIDED' });

      expect(await sent(captured)).toEqual([
        [code, 'AUTHORISED', null],
        [code, 'CAPTURED', null],
        [code, 'ALLOCATED', null, orderId, by],
        [orderId, 'VOIDED', orderId],
      ]);
      expect(await alerts(captured)).toEqual([]);
    },
  );

  it('accepted: a fact that finds the order is published behind the event', async () => {
    const [captured, orderId] = [aFact(), anOrderId()];
    await record(captured);
    await record({ ...captured, kind: 'VOIDED', orderId });
    expect((await sent(captured)).map(([key, kind]) => [key, kind])).toEqual([
      [captured.vendorTxCode, 'CAPTURED'],
      [captured.vendorTxCode, 'ALLOCATED'],
      [orderId, 'VOIDED'],
    ]);
  });

  it('a payment whose order was known from the beginning needs no event', async () => {
    const [first, second] = [aFact(), aFact()];
    await register(first, '1');
    await record(first);
    await record({ ...second, orderId: 'gifts/2' });
    await lists('gifts/2', second.vendorTxCode);
    expect([await sent(first), await sent(second)]).toEqual([
      [['gifts/1', 'CAPTURED', 'gifts/1']],
      [['gifts/2', 'CAPTURED', 'gifts/2']],
    ]);
  });

  it('what came of it is given along: refunds of it, and of its repeat', async () => {
    const orderId = anOrderId();
    const parent = aFact();
    const repeat = aFact({ parentTransactionId: parent.transactionId });
    const refund = aFact({ kind: 'REFUNDED', parentTransactionId: repeat.transactionId });
    await record(refund);
    await record(parent);
    await record(repeat);
    await register(parent, orderId.slice(6));
    for (const [fact, by] of [
      [parent, 'REGISTRATION'],
      [repeat, 'PARENT'],
      [refund, 'PARENT'],
    ] as const)
      expect((await sent(fact)).at(-1)).toEqual([fact.vendorTxCode, 'ALLOCATED', null, orderId, by]);
    expect(await sent(refund)).toHaveLength(2);
  });

  it('what came of a payment that was not published yet is given to its order with the first word of it', async () => {
    const [told, published] = [aFact(), aFact()];
    const [one, two] = [told, published].map(({ transactionId }) =>
      aFact({ kind: 'REFUNDED', parentTransactionId: transactionId }),
    ) as [HeardFact, HeardFact];
    await record(one, two);
    await register(told, '71');
    await record({ ...published, orderId: 'gifts/72' });
    expect([(await sent(one)).at(-1)?.[3], (await sent(two)).at(-1)?.[3]]).toEqual(['gifts/71', 'gifts/72']);
    expect(await sent(published)).toEqual([['gifts/72', 'CAPTURED', 'gifts/72']]);
  });

  it('the first order stands, for later facts too; who claims it as well is told to finance, once', async () => {
    const captured = aFact();
    await record(captured);
    await register(captured, '81');
    await lists('gifts/82', captured.vendorTxCode);
    await lists('gifts/82', captured.vendorTxCode, 'more');
    await record({ ...captured, kind: 'VOIDED', orderId: 'gifts/82' });
    expect(await sent(captured)).toEqual([
      [captured.vendorTxCode, 'CAPTURED', null],
      [captured.vendorTxCode, 'ALLOCATED', null, 'gifts/81', 'REGISTRATION'],
      ['gifts/81', 'VOIDED', 'gifts/81'],
    ]);
    expect(await alerts(captured)).toEqual([['PAYMENT_OF_TWO_ORDERS', 'gifts/82', 'finance']]);
  });

  it('refused: two orders list it before it has one, a registration without an order, or of another transaction or vendor', async () => {
    const [shared, without, wrong, elsewhere] = [aFact(), aFact(), aFact(), aFact()];
    await lists('gifts/91', shared.vendorTxCode);
    await lists('gifts/92', shared.vendorTxCode);
    await record(shared, without, wrong, elsewhere);
    await lists('gifts/91', shared.vendorTxCode);
    await register(without, null);
    await register({ ...wrong, transactionId: randomUUID().toUpperCase() }, '93');
    await register({ ...elsewhere, vendor: 'other' }, '94');
    await record(shared, without, wrong, elsewhere);
    for (const fact of [shared, without, wrong, elsewhere])
      expect(await sent(fact)).toEqual([[fact.vendorTxCode, 'CAPTURED', null]]);
  });

  it('refused: a fact told differently is parked and gives nothing to anybody', async () => {
    const captured = aFact();
    await record(captured);
    const amount = { amountMinor: minorUnits(1), currency: 'GBP' };
    expect(await record({ ...captured, amount, orderId: 'gifts/95' })).toEqual(['conflict']);
    expect(await sent(captured)).toHaveLength(1);
  });

  it('unknown: what was undone is told when it is done again', async () => {
    const captured = aFact();
    await record(captured);
    await expect(
      tables.database.transaction(async (tx) => {
        await listed.list(tx, 'gifts/96', [captured]);
        throw new Error('the answer was lost');
      }),
    ).rejects.toThrow('lost');
    expect(await sent(captured)).toHaveLength(1);
    await lists('gifts/96', captured.vendorTxCode);
    expect(await sent(captured)).toHaveLength(2);
  });

  it('at once: whoever is first, the payment is either published under its order or given to it, never neither', async () => {
    const payments = Array.from({ length: 30 }, () => aFact());
    await Promise.all(
      payments.flatMap((fact, index) => {
        const child = aFact({ kind: 'REFUNDED', parentTransactionId: fact.transactionId });
        payments[index] = { ...fact, detail: child.transactionId };
        return [
          record(fact),
          index % 2 === 0 ? register(fact, `at-once-${index}`) : lists(`gifts/at-once-${index}`, fact.vendorTxCode),
          record(child),
          record({ ...fact, heardBy: 'POLL' }),
        ];
      }),
    );
    for (const [index, fact] of payments.entries()) {
      for (const transactionId of [fact.transactionId, fact.detail]) {
        const told = await sent({ ...fact, transactionId });
        const owners = told.map(([, , orderId, givenTo]) => givenTo ?? orderId).filter((owner) => owner !== null);
        expect([...new Set(owners)]).toEqual([`gifts/at-once-${index}`]);
        expect(told.filter(([, kind]) => kind === 'ALLOCATED').length).toBe(
          told.some(([, kind, orderId]) => kind !== 'ALLOCATED' && orderId === null) ? 1 : 0,
        );
      }
    }
  });

  it('what nobody expected is no gap any more, nor is its refund', async () => {
    const [captured, refund] = [aFact(), aFact({ kind: 'REFUNDED' })];
    const child = { ...refund, parentTransactionId: captured.transactionId };
    await record(captured, child);
    const watched = [captured.transactionId, child.transactionId];
    await tables.database.query(
      `INSERT INTO watched_transaction (vendor, vendor_tx_code, transaction_id, fact_kind, seen_at)
       SELECT 'clarityshop', 'code ' || id, id, 'CAPTURED', now() FROM unnest($1::text[]) AS id`,
      [watched],
    );
    await lists('gifts/97', captured.vendorTxCode);
    expect(
      await tables.database.query(
        'SELECT DISTINCT order_id AS "orderId", gap FROM watched_transaction WHERE transaction_id = ANY ($1::text[])',
        [watched],
      ),
    ).toEqual([{ orderId: 'gifts/97', gap: null }]);
  });
});

const anOrderId = (): string => `gifts/${randomUUID().slice(0, 8)}`;

function aFact(overrides: Partial<HeardFact> = {}): HeardFact {
  return {
    kind: 'CAPTURED',
    vendor: 'ClarityShop',
    vendorTxCode: `nobody-${randomUUID().slice(0, 8)}`,
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
