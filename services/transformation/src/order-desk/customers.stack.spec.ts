import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { OrderContent } from '#libs/contracts';
import { DeskBench, MAPPINGS } from '../../test/desk-bench.js';
import { aCapture, anOrder, anOrderContent, aRejection, ON_CAPTURE } from '../../test/example-facts.js';
import { compileRelease } from '../mapping-files/mapping-files.js';
import { readRelease } from '../mapping-files/release.js';
import { templateRelease } from '../mapping-tool/new-mappings.js';
import type { OrderFact } from '../order/order-fact.js';
import type { Candidate } from '../validation/order-validator.js';
import type { OrderDesk } from './order-desk.js';

const payment = (orderId: string, transactionId: string): OrderFact =>
  aCapture(3000, transactionId, 1, { orderId, vendorTxCode: `code-${transactionId}` });

let bench: DeskBench;
beforeAll(async () => {
  bench = await DeskBench.open('customers');
});
beforeEach(() => bench.clear());
afterAll(() => bench.close());

describe('a customer of our own', () => {
  const accounts = compileRelease(templateRelease('b2b-accounts', MAPPINGS));
  const acme = (orderId: string, more: Partial<OrderContent['customer']> = {}, placedAt = 1000): OrderFact =>
    anOrder(
      anOrderContent({
        placedAt,
        customer: { customerCode: 'ACME', name: 'Acme Ltd', email: null, customerPurchaseOrder: null, ...more },
      }),
      1,
      orderId,
    );
  const ENSURE = 'customer/GIFT/ACME 1 customer:GIFT:ACME:1';
  const dependsOn = async () => (await bench.commands()).map((command) => [command.effectId, command.dependsOn]);
  const deskOfAccounts = (files = accounts): OrderDesk => bench.deskOf(files);

  beforeEach(() => {
    bench.desk = deskOfAccounts();
  });

  it('is entered before its first order, under a key and a sequence of its own', async () => {
    await bench.take(acme('gifts/1'), payment('gifts/1', 'TX-1'));

    expect(await bench.effects()).toEqual([ENSURE, 'gifts/1 1 sales-order:GIFT:gifts/1']);
    expect((await dependsOn())[1]).toEqual(['sales-order:GIFT:gifts/1', ['customer:GIFT:ACME:1']]);
    expect((await bench.commands())[0]).toMatchObject({
      ...{ kind: 'ENSURE_CUSTOMER', orderId: 'customer/GIFT/ACME', sequence: 1, dependsOn: [] },
      ensureCustomer: { customerCode: 'ACME', onBehalfOfOrderId: 'gifts/1', name: 'Acme Ltd' },
    });
  });

  it('is told once for all its orders, in one batch or several, and replayed tells nothing', async () => {
    const facts = [acme('gifts/1'), payment('gifts/1', 'TX-1'), acme('gifts/2'), payment('gifts/2', 'TX-2')];
    await bench.take(...facts);
    await bench.take(acme('gifts/3', {}, 2000), payment('gifts/3', 'TX-3'));
    await bench.take(...facts);

    expect((await bench.effects()).filter((effect) => effect.startsWith('customer/'))).toEqual([ENSURE]);
    expect((await dependsOn()).slice(1).every(([, needs]) => String(needs) === 'customer:GIFT:ACME:1')).toBe(true);
  });

  it('is told again when something of it changed, not when an older order says what it was', async () => {
    await bench.take(acme('gifts/1'), payment('gifts/1', 'TX-1'));
    await bench.take(acme('gifts/2', { email: 'ap@acme.example' }, 3000), payment('gifts/2', 'TX-2'));
    await bench.take(acme('gifts/3', {}, 2000), payment('gifts/3', 'TX-3'));

    expect((await bench.effects()).filter((effect) => effect.startsWith('customer/'))).toEqual([
      ...[ENSURE, 'customer/GIFT/ACME 2 customer:GIFT:ACME:2'],
    ]);
    expect((await dependsOn()).at(-1)).toEqual(['sales-order:GIFT:gifts/3', ['customer:GIFT:ACME:2']]);
  });

  it('two batches at the same time tell it once', async () => {
    await Promise.all(
      ['1', '2', '3', '4'].map((name) => bench.take(acme(`gifts/${name}`), payment(`gifts/${name}`, `TX-${name}`))),
    );

    expect((await bench.effects()).filter((effect) => effect.startsWith('customer/'))).toEqual([ENSURE]);
  });

  it('is not entered for an order that is refused', async () => {
    const long = anOrderContent({
      customer: { customerCode: 'ACME', name: 'A', email: null, customerPurchaseOrder: null },
    });
    const lines = long.lines.map((line) => ({ ...line, stockCode: 'X'.repeat(31) }));
    await bench.take(anOrder({ ...long, lines }, 1, 'gifts/1'), payment('gifts/1', 'TX-1'));

    expect([await bench.effects(), await bench.parked()]).toEqual([[], ['gifts/1 TOO_LONG']]);
  });

  it.each(['refuse', 'wait'] as const)('is not entered for an order that is not sent: %s', async (verdict) => {
    const validate = (_tx: unknown, candidates: readonly Candidate[]) =>
      Promise.resolve(
        new Map(candidates.map(({ orderId, command }) => [orderId, { verdict, command, findings: [], awaits: [] }])),
      );
    await bench.takeBy(
      bench.deskOf(accounts, { validator: { validate } }),
      acme('gifts/1'),
      payment('gifts/1', 'TX-1'),
    );
    expect(await bench.effects()).toEqual([]);

    await bench.take(acme('gifts/2'), payment('gifts/2', 'TX-2'));
    expect((await bench.effects())[0]).toBe(ENSURE);
  });

  it('whose code is of 16 characters parks its order, and nobody is entered', async () => {
    await bench.take(acme('gifts/1', { customerCode: 'C'.repeat(16) }), payment('gifts/1', 'TX-1'));

    expect([await bench.effects(), await bench.parked()]).toEqual([[], ['gifts/1 CUSTOMER_FIELD_TOO_LONG']]);
  });

  it('pays on capture to the account once that is there', async () => {
    await bench.takeBy(bench.deskOf(accounts, { policy: ON_CAPTURE }), acme('gifts/1'), payment('gifts/1', 'TX-1'));

    expect((await dependsOn()).at(-1)).toEqual(['unapplied:GIFT:TX-1', ['customer:GIFT:ACME:1']]);
  });

  it('that SYSPRO refused is made anew when its key is released', async () => {
    await bench.take(acme('gifts/1'), payment('gifts/1', 'TX-1'));
    const refusal = aRejection('customer:GIFT:ACME:1', { code: 'CUSTOMER_REFUSED' });
    const event = { ...refusal.event, orderId: 'customer/GIFT/ACME' };
    await bench.take({ source: 'outcome', event } as OrderFact);
    const branch = new Map(templateRelease('b2b-accounts', MAPPINGS).files);
    branch.set('customer.yaml', `${branch.get('customer.yaml') ?? ''}  branch: '"10"'\n`);
    bench.desk = deskOfAccounts(compileRelease({ name: '', contentHash: '', files: branch }));
    const answer = await bench.desk.release('customer/GIFT/ACME', 'ada', 'branch 10 it is');

    expect(answer).toEqual({
      ...{ released: [], redriven: [{ effectId: 'customer:GIFT:ACME:1', revision: 2, code: 'CUSTOMER_REFUSED' }] },
    });
    expect((await bench.commands()).at(-1)).toMatchObject({
      ...{ orderId: 'customer/GIFT/ACME', sequence: 1, revision: 2, ensureCustomer: { branch: '10' } },
    });
    await bench.take(acme('gifts/2', {}, 2000), payment('gifts/2', 'TX-2'));
    expect((await bench.effects()).filter((effect) => effect.startsWith('customer/'))).toHaveLength(2);
  });

  it('is nobody’s business where the release has no such mapping', async () => {
    const without = new Map(readRelease(MAPPINGS).files);
    without.delete('customer.yaml');
    bench.desk = deskOfAccounts(compileRelease({ name: '', contentHash: '', files: without }));
    await bench.take(acme('gifts/1'), payment('gifts/1', 'TX-1'));

    expect(await bench.effects()).toEqual(['gifts/1 1 sales-order:GIFT:gifts/1']);
  });
});
