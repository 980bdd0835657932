import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CommandMaker } from '../erp-command/command-maker.js';
import { loadMappingFiles } from '../mapping-files/mapping-files.js';
import { aCapture, anInvoice, anOrder, anOrderContent, aPayment, ORDER_ID } from '../../test/example-facts.js';
import { NOTHING_ACKNOWLEDGED } from '../order/decide.js';
import type { OrderFact } from '../order/order-fact.js';
import { judgeOrder, sentSalesOrder, type OrderRecord } from './judge-order.js';
import type { MadeCommand } from '../erp-command/command-maker.js';

const POLICY = { receiptPolicy: 'onInvoice', fraudHolds: 'denyAndChallenge' } as const;
const maker = new CommandMaker(loadMappingFiles(join(import.meta.dirname, '../../mappings')), {
  ...{ taxRounding: 'byLine', timeZone: 'Europe/London', purchaseOrderField: 'ours' },
});

/** Judges after each arrival, as the desk does: a fact heard before changes nothing. */
function commandsAfter(arrivals: readonly OrderFact[]): MadeCommand[] {
  let record: OrderRecord = {
    orderId: ORDER_ID,
    facts: [],
    issued: [],
    salesOrder: undefined,
    acknowledged: NOTHING_ACKNOWLEDGED,
  };
  const sent: MadeCommand[] = [];
  for (const fact of arrivals) {
    if (record.facts.includes(fact)) continue;
    const facts = [...record.facts, fact];
    const { commands, issued } = judgeOrder({ ...record, facts }, POLICY, maker);
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

function amended(): OrderFact {
  return anOrder(anOrderContent(), 2);
}
