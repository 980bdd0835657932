import { describe, expect, it } from '@jest/globals';
import { minorUnits } from '#libs/money';
import {
  aCapture,
  anInvoice,
  anOrder,
  anOrderContent,
  aPayment,
  aRejection,
  aStatus,
  ON_INVOICE,
} from '../../test/example-facts.js';
import { decide, holdsNow, NOTHING_ACKNOWLEDGED, type Acknowledged } from './decide.js';
import { holdEffectId, releaseEffectId } from './effect-id.js';
import { fold } from './fold.js';
import type { IssuedCommand } from './issued-command.js';
import type { OrderFact } from './order-fact.js';

const NONE = { company: 'GIFT', revision: 1, receipt: null, unapplied: null, holdCode: null } as const;
const CREATED: IssuedCommand = {
  ...{ effectId: 'sales-order:GIFT:gifts/1001', kind: 'CREATE_SALES_ORDER', orderVersion: 1, reversalsKnown: 0 },
  ...NONE,
};
const hold = (holdCode: string, count = 1, known: Partial<IssuedCommand> = {}): IssuedCommand => ({
  ...{ effectId: holdEffectId('GIFT', 'gifts/1001', holdCode, count), kind: 'HOLD_SALES_ORDER' },
  ...{ orderVersion: 1, reversalsKnown: 1, ...NONE, holdCode, ...known },
});
const release = (holdCode: string, count = 1): IssuedCommand => ({
  ...hold(holdCode, count),
  ...{ effectId: releaseEffectId('GIFT', 'gifts/1001', holdCode, count), kind: 'RELEASE_SALES_ORDER' },
});

const paid = [anOrder(), aCapture()];
const refund = (amountMinor: number, transactionId = 'TX-9', ofTransactionId = 'TX-1'): OrderFact =>
  aPayment('REFUNDED', { amountMinor }, { transactionId, parentTransactionId: ofTransactionId });
const cancelled = anOrder(null, 2);

const holdsOf = (
  facts: readonly OrderFact[],
  issued: readonly IssuedCommand[] = [CREATED],
  acknowledged: Acknowledged = NOTHING_ACKNOWLEDGED,
): string[] =>
  holdsNow(fold(facts), issued, ON_INVOICE, acknowledged).map(({ holdCode, count }) => `${holdCode}:${count}`);

describe('an order is held before it leaves', () => {
  it.each([
    ['nothing went back', paid, []],
    ['its payment was voided', [...paid, aPayment('VOIDED')], ['PAYMENT_VOIDED:1']],
    ['some of it was refunded', [...paid, refund(100)], ['PAYMENT_REFUNDED:1']],
    ['its settlement failed', [...paid, aPayment('SETTLEMENT_FAILED')], ['SETTLEMENT_FAILED:1']],
    [
      'the reservation it was entered for ended',
      [anOrder(), aPayment('AUTHORISED'), aPayment('RELEASED_WITHOUT_CAPTURE')],
      ['PAYMENT_VOIDED:1'],
    ],
    ['the shop cancelled it', [...paid, cancelled], ['SHOP_CANCELLED:1']],
    ['both: for each reason', [...paid, cancelled, aPayment('VOIDED')], ['PAYMENT_VOIDED:1', 'SHOP_CANCELLED:1']],
    ['the shop changed it: no reason to stop it', [...paid, anOrder(anOrderContent(), 2)], []],
    ['what was paid too much was refunded', [anOrder(), aCapture(3500), refund(500)], []],
    ['paid twice, one voided', [...paid, aCapture(3000, 'TX-2'), aPayment('VOIDED')], []],
  ])('%s', (_what, facts, expected) => {
    expect(holdsOf(facts)).toEqual(expected);
  });

  it.each([
    ['ready to invoice', aStatus('8', 1)],
    ['complete', aStatus('9', 1)],
    ['cancelled', aStatus('\\', 1)],
    ['invoiced', anInvoice('1')],
  ])('not when it is %s: it would be refused', (_what, fact) => {
    expect(holdsOf([...paid, aPayment('VOIDED'), cancelled, fact])).toEqual([]);
  });

  it('not before there is a sales order', () => {
    expect(holdsOf([...paid, aPayment('VOIDED')], [])).toEqual([]);
  });

  it('once for what gave rise to it, and once more for what comes after', () => {
    const first = [...paid, refund(100)];
    expect(holdsOf(first, [CREATED, hold('PAYMENT_REFUNDED')])).toEqual([]);
    expect(holdsOf([...first, refund(200, 'TX-10')], [CREATED, hold('PAYMENT_REFUNDED')])).toEqual([
      'PAYMENT_REFUNDED:2',
    ]);
    expect(holdsOf([...paid, cancelled], [CREATED, hold('SHOP_CANCELLED', 1, { orderVersion: 2 })])).toEqual([]);
  });

  it('not for what a person has seen to', () => {
    const facts = [...paid, refund(100), cancelled];
    expect(holdsOf(facts, [CREATED], { reversals: 1, version: 2 })).toEqual([]);
    expect(holdsOf(facts, [CREATED], { reversals: 1, version: 1 })).toEqual(['SHOP_CANCELLED:1']);
  });

  it('is parked all the same: the hold sees to nothing', () => {
    const facts = [...paid, aPayment('VOIDED')];
    expect(decide(fold(facts), [CREATED], ON_INVOICE)).toMatchObject({
      ...{ decision: 'needsPerson', code: 'REVERSAL_NEEDS_PERSON', holds: [{ holdCode: 'PAYMENT_VOIDED', count: 1 }] },
    });
    expect(decide(fold(facts), [CREATED, hold('PAYMENT_VOIDED')], ON_INVOICE)).toMatchObject({
      ...{ decision: 'needsPerson', code: 'REVERSAL_NEEDS_PERSON', holds: [] },
    });
  });
});

describe('what becomes of a hold when a person has seen to it', () => {
  const voided = [...paid, aPayment('VOIDED')];
  const seen = { reversals: 1, version: 2 };
  const after = (facts: readonly OrderFact[], issued: readonly IssuedCommand[], acknowledged = seen): string => {
    const decision = decide(fold(facts), issued, ON_INVOICE, acknowledged);
    switch (decision.decision) {
      case 'cancelSalesOrder':
        return `cancel ${decision.reason}`;
      case 'releaseHolds':
        return `release ${decision.holds.map(({ holdCode, count }) => `${holdCode}:${count}`).join(', ')}`;
      case 'wait':
        return `wait ${decision.for}`;
      default:
        return decision.decision;
    }
  };

  it.each([
    [
      'some money is left: it goes on',
      [...paid, refund(100)],
      [hold('PAYMENT_REFUNDED')],
      'release PAYMENT_REFUNDED:1',
    ],
    [
      'paid anew: it goes on',
      [...voided, aCapture(3000, 'TX-2')],
      [hold('PAYMENT_VOIDED')],
      'release PAYMENT_VOIDED:1',
    ],
    ['nothing is left of the money', voided, [hold('PAYMENT_VOIDED')], 'cancel PAYMENT_VOIDED'],
    ['the shop cancelled it', [...paid, cancelled], [hold('SHOP_CANCELLED')], 'cancel SHOP_CANCELLED'],
    [
      'the shop cancelled it and the money went back',
      [...voided, cancelled],
      [hold('PAYMENT_VOIDED'), hold('SHOP_CANCELLED')],
      'cancel SHOP_CANCELLED',
    ],
    [
      'released already',
      [...paid, refund(100)],
      [hold('PAYMENT_REFUNDED'), release('PAYMENT_REFUNDED')],
      'wait INVOICE',
    ],
    [
      'held again since: only the hold that stands',
      [...paid, refund(100), refund(100, 'TX-10')],
      [hold('PAYMENT_REFUNDED'), release('PAYMENT_REFUNDED'), hold('PAYMENT_REFUNDED', 2, { reversalsKnown: 2 })],
      'release PAYMENT_REFUNDED:2',
    ],
    [
      'the hold was refused: nothing to end',
      [...voided, aRejection(holdEffectId('GIFT', 'gifts/1001', 'PAYMENT_VOIDED', 1), { code: 'TOO_LATE_TO_HOLD' })],
      [hold('PAYMENT_VOIDED')],
      'wait INVOICE',
    ],
    ['it left all the same', [...voided, aStatus('8', 1)], [hold('PAYMENT_VOIDED')], 'wait INVOICE'],
    ['it was never held', voided, [], 'wait INVOICE'],
  ])('%s', (_what, facts, issued, expected) => {
    expect(after(facts, [CREATED, ...issued], { reversals: 2, version: 2 })).toBe(expected);
  });

  it('nothing before a person has seen to all of it', () => {
    expect(after([...voided, cancelled], [CREATED, hold('PAYMENT_VOIDED')], { reversals: 1, version: 1 })).toBe(
      'needsPerson',
    );
  });

  it('an order that cost nothing is not cancelled for want of money', () => {
    const free = [anOrder(anOrderContent({ totalMinor: minorUnits(0) }))];
    expect(after(free, [CREATED, hold('PAYMENT_VOIDED')])).toBe('release PAYMENT_VOIDED:1');
  });
});
