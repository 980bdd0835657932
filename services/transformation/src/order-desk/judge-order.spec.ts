import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CustomersOfBatch } from '../ensure-customer/customers-of-batch.js';
import { CommandMaker } from '../erp-command/command-maker.js';
import { loadMappingFiles } from '../mapping-files/mapping-files.js';
import {
  aCapture,
  anInvoice,
  anOrder,
  anOrderContent,
  aPayment,
  aStatus,
  ON_CAPTURE,
  ON_INVOICE,
  ORDER_ID,
  SETTINGS,
} from '../../test/example-facts.js';
import { NOTHING_ACKNOWLEDGED } from '../order/decide.js';
import type { OrderFact } from '../order/order-fact.js';
import { judgeOrder, sentSalesOrder, type OrderRecord } from './judge-order.js';
import type { MadeCommand } from '../erp-command/command-maker.js';

const DECIDED_AT = Date.UTC(2026, 10, 25, 12);
const maker = new CommandMaker(loadMappingFiles(join(import.meta.dirname, '../../mappings')), SETTINGS);

/** Judges after each arrival, as the desk does: a fact heard before changes nothing. */
function commandsAfter(arrivals: readonly OrderFact[], policy = ON_INVOICE): MadeCommand[] {
  let record: OrderRecord = {
    orderId: ORDER_ID,
    facts: [],
    issued: [],
    sent: [],
    salesOrder: undefined,
    acknowledged: NOTHING_ACKNOWLEDGED,
  };
  const sent: MadeCommand[] = [];
  for (const fact of arrivals) {
    if (record.facts.includes(fact)) continue;
    const facts = [...record.facts, fact];
    const { commands, issued } = judgeOrder({ ...record, facts }, policy, maker, {
      decidedAt: DECIDED_AT,
      customers: new CustomersOfBatch(),
    });
    sent.push(...commands);
    record = { ...record, facts, issued, salesOrder: record.salesOrder ?? commands.map(sentSalesOrder).find(Boolean) };
  }
  return sent;
}

const byEffect = (commands: readonly MadeCommand[]): MadeCommand[] =>
  [...commands].sort((left, right) => (left.effectId < right.effectId ? -1 : 1));

/** All facts in any order, with any repeats among them. */
function arrivalsOf(facts: readonly OrderFact[]): fc.Arbitrary<OrderFact[]> {
  return fc
    .tuple(
      fc.shuffledSubarray([...facts], { minLength: facts.length }),
      fc.array(fc.tuple(fc.nat(), fc.constantFrom(...facts)), { maxLength: 5 }),
    )
    .map(([all, repeats]) =>
      repeats.reduce((list, [at, fact]) => list.toSpliced(at % (list.length + 1), 0, fact), [...all]),
    );
}

describe('the commands of an order', () => {
  it.each([
    ['one payment, one invoice', [anOrder(), aCapture(), anInvoice('1')]],
    [
      'a decline before the payment',
      [anOrder(), aPayment('DECLINED', {}, { transactionId: 'TX-0' }), aCapture(), anInvoice('1')],
    ],
    ['two payments, one invoice', [anOrder(), aCapture(1000, 'TX-1', 1), aCapture(2000, 'TX-2', 2), anInvoice('1')]],
    ['a reservation that became a capture', [anOrder(), aPayment('AUTHORISED'), aCapture(), anInvoice('1')]],
    ['one payment, several shipments', [anOrder(), aCapture(), anInvoice('1', 1000), anInvoice('2', 2000)]],
    ['an order amended before it was paid', [amended(), aCapture(), anInvoice('1')]],
  ])('%s: the same in any order of arrival, with any repeats', (_what, facts) => {
    const expected = byEffect(commandsAfter(facts));
    expect(expected.length).toBeGreaterThan(1);

    fc.assert(
      fc.property(arrivalsOf(facts), (arrivals) => expect(byEffect(commandsAfter(arrivals))).toEqual(expected)),
      { numRuns: 60 },
    );
  });

  it('of several payments and several invoices pay each invoice in full and each payment at most once, however they arrive', () => {
    const facts = [
      anOrder(),
      aCapture(1200, 'TX-1', 1),
      aCapture(1800, 'TX-2', 2),
      anInvoice('1', 1000),
      anInvoice('2', 2000),
    ];

    fc.assert(
      fc.property(arrivalsOf(facts), (arrivals) => {
        const receipts = commandsAfter(arrivals).flatMap((each) =>
          each.kind === 'POST_RECEIPT' ? [each.postReceipt] : [],
        );
        const total = (of: (receipt: (typeof receipts)[number]) => boolean): number =>
          receipts.filter(of).reduce((sum, receipt) => sum + receipt.amountMinor, 0);
        expect([total((each) => each.invoice === '1'), total((each) => each.invoice === '2')]).toEqual([1000, 2000]);
        expect([
          total((each) => each.transactionId === 'TX-1'),
          total((each) => each.transactionId === 'TX-2'),
        ]).toEqual([1200, 1800]);
      }),
      { numRuns: 60 },
    );
  });

  it('carry what posting needs: version of the mapping, what they depend on, references of their own', () => {
    const [create, pay] = commandsAfter([anOrder(), aCapture(), anInvoice('100001')]);

    expect(create).toMatchObject({
      ...{ kind: 'CREATE_SALES_ORDER', effectId: 'sales-order:GIFT:gifts/1001', company: 'GIFT', dependsOn: [] },
      ...{ mappingName: 'sales-order', mappingVersion: expect.stringMatching(/^1\.\d+\.\d+\+[0-9a-f]{12}$/) },
    });
    expect(pay).toMatchObject({
      ...{ kind: 'POST_RECEIPT', effectId: 'receipt:GIFT:TX-1:100001', company: 'GIFT', mappingName: 'receipt' },
      dependsOn: ['sales-order:GIFT:gifts/1001'],
      postReceipt: {
        ...{ transactionId: 'TX-1', vendorTxCode: 'code-TX-1', invoice: '100001', salesOrder: '000123', bank: 'OPAYO' },
        ...{
          amountMinor: 3000,
          currency: 'GBP',
          paymentDate: '2026-11-23',
          paymentMethod: 'Card VISA',
          customerCode: '17850',
        },
        customerPoNumber: create?.kind === 'CREATE_SALES_ORDER' && create.createSalesOrder.customerPoNumber,
      },
    });
    expect(pay?.kind === 'POST_RECEIPT' && pay.postReceipt.reference).toMatch(/^1001-[A-Z2-7]{6}$/);
  });
});

describe('the commands of a company that posts on capture', () => {
  const [create, post, apply] = commandsAfter([anOrder(), aCapture(), anInvoice('100001')], ON_CAPTURE);

  it('post the capture to the account of the order, with a reference of its own', () => {
    expect(post).toEqual({
      ...{ kind: 'POST_UNAPPLIED_RECEIPT', effectId: 'unapplied:GIFT:TX-1', company: 'GIFT', dependsOn: [] },
      ...{ mappingName: 'unapplied-receipt', mappingVersion: expect.stringMatching(/^1\.\d+\.\d+\+[0-9a-f]{12}$/) },
      postUnappliedReceipt: {
        ...{ transactionId: 'TX-1', vendorTxCode: 'code-TX-1', customerCode: '17850', amountMinor: 3000 },
        ...{ currency: 'GBP', paymentDate: '2026-11-23', bank: 'OPAYO', paymentMethod: 'Card VISA' },
        customerPoNumber: create?.createSalesOrder?.customerPoNumber,
        reference: expect.stringMatching(/^1001-[A-Z2-7]{6}$/),
        ...{ reason: 'ON_CAPTURE', salesOrder: null, glAccount: '1250-OPAYO', netMinor: 2500 },
        ...{ authProcessor: null, merchantNumber: null },
      },
    });
  });

  it('apply its credit to the invoice on the company’s day, after both are there', () => {
    expect(apply).toEqual({
      ...{ kind: 'APPLY_RECEIPT', effectId: 'apply:GIFT:TX-1:100001', company: 'GIFT' },
      dependsOn: ['sales-order:GIFT:gifts/1001', 'unapplied:GIFT:TX-1'],
      ...{ mappingName: 'apply-receipt', mappingVersion: expect.stringMatching(/^1\.\d+\.\d+\+[0-9a-f]{12}$/) },
      applyReceipt: {
        ...{ transactionId: 'TX-1', vendorTxCode: 'code-TX-1', customerCode: '17850', amountMinor: 3000 },
        ...{ currency: 'GBP', applicationDate: '2026-11-25', bank: 'OPAYO', salesOrder: '000123', invoice: '100001' },
        customerPoNumber: create?.createSalesOrder?.customerPoNumber,
        reference: expect.stringMatching(/^1001-[A-Z2-7]{6}$/),
        ...{ receiptEffectId: 'unapplied:GIFT:TX-1', creditNumber: null, paymentStatus: 'PAID' },
      },
    });
    expect(apply?.applyReceipt?.reference).not.toBe(post?.postUnappliedReceipt?.reference);
  });

  it('never post more than was captured nor apply more than was posted or invoiced, however they arrive', () => {
    const facts = [
      anOrder(),
      aCapture(1200, 'TX-1', 1),
      aCapture(1900, 'TX-2', 2),
      anInvoice('1', 1000),
      anInvoice('2', 2000),
      aStatus('9', 9e12),
    ];

    fc.assert(
      fc.property(arrivalsOf(facts), (arrivals) => {
        const made = commandsAfter(arrivals, ON_CAPTURE);
        const posted = made.flatMap((each) => each.postUnappliedReceipt ?? []);
        const applied = made.flatMap((each) => each.applyReceipt ?? []);
        const sum = (amounts: readonly { amountMinor: number }[]): number =>
          amounts.reduce((total, { amountMinor }) => total + amountMinor, 0);
        expect(posted.map(({ transactionId, amountMinor }) => `${transactionId} ${amountMinor}`).sort()).toEqual([
          'TX-1 1200',
          'TX-2 1900',
        ]);
        for (const [invoice, value] of [
          ['1', 1000],
          ['2', 2000],
        ] as const)
          expect(sum(applied.filter((each) => each.invoice === invoice))).toBe(value);
        expect(sum(applied.filter((each) => each.transactionId === 'TX-1'))).toBe(1200);
      }),
      { numRuns: 60 },
    );
  });
});

function amended(): OrderFact {
  return anOrder(anOrderContent(), 2);
}
