import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { CreateSalesOrder, PostReceipt } from '#libs/contracts';
import { compileRelease } from '../mapping-files/mapping-files.js';
import { newMappings, sampleOf, templateRelease, templates } from './new-mappings.js';
import { readRecordedOrders, type RecordedOrder } from './recorded-order.js';
import { runRelease, type Outcome } from './run-release.js';
import { standardMappings } from './tool.js';

const standard = standardMappings();
const sample = (name: string): RecordedOrder => readRecordedOrders(sampleOf(name))[0] as RecordedOrder;

function run(name: string, change: (order: RecordedOrder) => RecordedOrder = (order) => order): Outcome {
  return runRelease(compileRelease(templateRelease(name, standard)), change(sample(name)));
}

function salesOrder({ commands }: Outcome): CreateSalesOrder | undefined {
  return commands.flatMap((made) => (made.kind === 'CREATE_SALES_ORDER' ? [made.createSalesOrder] : []))[0];
}

function receipt({ commands }: Outcome): PostReceipt | undefined {
  return commands.flatMap((made) => (made.kind === 'POST_RECEIPT' ? [made.postReceipt] : []))[0];
}

/** The sample with something else in the shop's order. */
function placed(change: object): (order: RecordedOrder) => RecordedOrder {
  return (order) => ({
    ...order,
    facts: order.facts.map((fact) =>
      fact.source === 'shopOrder' && fact.event.placed
        ? { ...fact, event: { ...fact.event, placed: { ...fact.event.placed, ...change } } as typeof fact.event }
        : fact,
    ),
  });
}

const rulesOf = ({ failures }: Outcome): string[] => failures.map(({ rule }) => rule);

describe('every template', () => {
  it('is told with what it is for', () => {
    expect(templates().map(({ name }) => name)).toEqual([
      'b2b-accounts',
      'b2b-purchase-orders',
      'card-shop',
      'deposit-with-release',
      'multi-currency',
      'subscription',
    ]);
  });

  it.each(templates())('$name makes a sales order and a receipt of its sample', ({ name }) => {
    const outcome = run(name);

    expect({ name, failures: outcome.failures, rest: outcome.rest }).toEqual({
      name,
      failures: [],
      rest: 'waits for NOTHING',
    });
    expect(salesOrder(outcome)?.expectedGrossMinor).toBe(receipt(outcome)?.amountMinor);
    for (const { mappingVersion } of outcome.commands) expect(mappingVersion).toMatch(/^[\w.-]+\+[0-9a-f]{12}$/);
  });

  it.each(templates())('$name keeps every comment of the standard mappings', ({ name }) => {
    const made = templateRelease(name, standard).files.get('sales-order.yaml') ?? '';
    const comments = readFileSync(join(standard, 'sales-order.yaml'), 'utf8').match(/^\s*# .*$/gm) ?? [];

    expect(comments.length).toBeGreaterThan(5);
    for (const comment of comments) expect(made).toContain(comment);
  });

  it.each(templates())('$name can be written to a folder, and compiles from there', ({ name }) => {
    const into = mkdtempSync(join(tmpdir(), 'new-mappings-'));
    try {
      expect(newMappings(name, into, standard)[0]).toContain(templates().find((each) => each.name === name)?.summary);
      expect(() => newMappings(name, into, standard)).toThrow(/is not empty/);
      expect(readFileSync(join(into, 'receipt.yaml'), 'utf8')).toMatch(
        /\$schema=.*libs\/mapping\/mapping\.schema\.json\n/,
      );
    } finally {
      rmSync(into, { recursive: true });
    }
  });
});

describe('a template', () => {
  it('of a card shop refuses an order without an e-mail address', () => {
    const customer = { customerCode: null, name: 'Jo', email: null, customerPurchaseOrder: null };

    expect(rulesOf(run('card-shop', placed({ customer })))).toEqual(['REQUIRED']);
  });

  it('of a deposit dates the payment by its release, not its reservation', () => {
    const outcome = run('deposit-with-release');

    expect(salesOrder(outcome)).toMatchObject({
      orderDate: '2026-11-23',
      paymentDate: '2026-11-27',
      paymentMethod: 'Deposit, Card VISA',
    });
    expect(receipt(outcome)).toMatchObject({ paymentDate: '2026-11-27', paymentMethod: 'Deposit, Card VISA' });
  });

  it('of a subscription takes the plan’s article and period, and knows no guests', () => {
    expect(salesOrder(run('subscription'))?.lines[0]).toMatchObject({
      stockCode: 'SUBBOX01',
      description: 'Gift box, one month from 2026-11-23',
    });

    const customer = { customerCode: null, name: 'Jo', email: null, customerPurchaseOrder: null };
    expect(rulesOf(run('subscription', placed({ customer })))).toEqual(['SUBSCRIBER_UNKNOWN']);
  });

  it('of several currencies books each in its own, and values it by the rate of its day or refuses it', () => {
    expect(salesOrder(run('multi-currency'))).toMatchObject({
      currency: 'EUR',
      customerCode: 'GUESTXEUR',
      expectedGrossMinor: 3495,
    });
    expect(receipt(run('multi-currency'))).toMatchObject({ currency: 'EUR', bank: 'OPAYOEUR', amountMinor: 3495 });

    const noRate = run('multi-currency', placed({ placedAt: Date.UTC(2026, 11, 1) }));
    expect(noRate.failures).toMatchObject([
      { field: 'values.homeRate', rule: 'LOOKUP_MISS', value: 'EUR × GBP × 2026-12-01' },
    ]);
  });

  it('of business buyers with accounts enters theirs first, with the address the bill goes to', () => {
    const outcome = run('b2b-accounts');
    const [customer, order] = outcome.commands;

    expect(outcome.commands.map(({ kind }) => kind)).toEqual(['ENSURE_CUSTOMER', 'CREATE_SALES_ORDER', 'POST_RECEIPT']);
    expect(customer).toMatchObject({
      ...{ effectId: 'customer:GIFT:CAFEZURICH:1', company: 'GIFT', mappingName: 'customer' },
      ensureCustomer: {
        ...{ customerCode: 'CAFEZURICH', reference: 'gifts/CAFEZURICH', name: 'Café Zürich Ltd', currency: 'GBP' },
        ...{ email: 'ap@example.com', telephone: null, branch: null, onBehalfOfOrderId: 'gifts/B-7001' },
        soldTo: { lines: ['Bahnhofstrasse 2', 'Leeds', 'United Kingdom'], postcode: 'LS1 4DY' },
        shipTo: { lines: ['1 High Street', 'Leeds', 'United Kingdom'], postcode: 'LS1 1AA' },
      },
    });
    expect(order).toMatchObject({
      dependsOn: ['customer:GIFT:CAFEZURICH:1'],
      createSalesOrder: { customerCode: 'CAFEZURICH' },
    });
  });

  it('of business buyers with accounts lets guests share one, and enters nobody for them', () => {
    const customer = { customerCode: null, name: 'Jo', email: null, customerPurchaseOrder: null };
    const outcome = run('b2b-accounts', placed({ customer }));

    expect(outcome.commands.map(({ kind }) => kind)).toEqual(['CREATE_SALES_ORDER', 'POST_RECEIPT']);
    expect(salesOrder(outcome)?.customerCode).toBe('GUESTGB');
  });

  it('of business buyers leads with the buyer’s number and keeps ours beside it', () => {
    expect(salesOrder(run('b2b-purchase-orders'))).toMatchObject({
      ...{ customerCode: '17850', customerPoNumber: 'PO-2026/0815', ownReferenceIn: 'ALTERNATE_REFERENCE' },
      alternateReference: expect.stringMatching(/^B-6001-[A-Z2-7]{6}$/),
    });

    const customer = { customerCode: null, name: 'Jo', email: null, customerPurchaseOrder: null };
    expect(rulesOf(run('b2b-purchase-orders', placed({ customer }))).sort()).toEqual([
      'BUYER_UNKNOWN',
      'PURCHASE_ORDER_MISSING',
      'REQUIRED',
      'REQUIRED',
    ]);
  });
});
