import { describe, expect, it } from '@jest/globals';
import { PaymentEventRecord } from '#libs/contracts';
import { minorUnits } from '#libs/money';
import { decide, DECISION_TABLE, refundDueMinor } from './decide.js';
import {
  aBalance,
  aCapture,
  anInvoice,
  anOrder,
  anOrderContent,
  aPayment,
  aReceiptPosted,
  aSalesOrderCancelled,
  aSalesOrderCreated,
  aStatus,
  ON_CAPTURE,
  ON_INVOICE,
} from '../../test/example-facts.js';
import { fold } from './fold.js';
import type { IssuedCommand } from './issued-command.js';
import type { OrderFact } from './order-fact.js';
import { meaningOf, PAYMENT_MEANING } from './payment-words.js';

const POLICY = ON_INVOICE;
const CREATED: IssuedCommand = {
  ...{ effectId: 'sales-order:GIFT:gifts/1001', kind: 'CREATE_SALES_ORDER', orderVersion: 1, reversalsKnown: 0 },
  ...{ company: 'GIFT', revision: 1, receipt: null, unapplied: null, holdCode: null },
};
const receipt = (transactionId: string, invoice: string, amount: number): IssuedCommand => ({
  ...{ effectId: `receipt:GIFT:${transactionId}:${invoice}`, kind: 'POST_RECEIPT', orderVersion: 1, reversalsKnown: 0 },
  ...{ company: 'GIFT', revision: 1, unapplied: null, holdCode: null },
  receipt: { transactionId, invoice, amountMinor: minorUnits(amount) },
});

function decisionOn(facts: OrderFact[], issued: IssuedCommand[] = [], policy = POLICY): string {
  const decision = decide(fold(facts), issued, policy);
  if (decision.decision === 'wait') return `wait ${decision.for}`;
  if (decision.decision === 'needsPerson') return decision.code;
  if (decision.decision === 'createSalesOrder') return 'create';
  if (decision.decision === 'postUnapplied')
    return `${decision.reason} ${decision.money.map((each) => `${each.transactionId} ${each.amountMinor}`).join(', ')}`;
  if (decision.decision !== 'postReceipts') return decision.decision;
  return decision.receipts
    .map(
      ({ transactionId, invoice, amountMinor, from }) =>
        `${from === 'CREDIT' ? 'credit of ' : ''}${transactionId}→${invoice} ${amountMinor}`,
    )
    .join(', ');
}

describe('what each word of a payment does', () => {
  const order = anOrder();

  // word → without a command; after the order was sent
  it.each([
    ['CAPTURED', 'create', 'wait INVOICE'],
    ['AUTHORISED', 'wait CAPTURE', 'wait INVOICE'],
    ['AUTHENTICATED', 'wait CAPTURE', 'wait INVOICE'],
    ['PENDING', 'wait CAPTURE', 'wait INVOICE'],
    ['DECLINED', 'wait PAYMENT', 'wait INVOICE'],
    ['RELEASED_WITHOUT_CAPTURE', 'wait PAYMENT', 'REVERSAL_NEEDS_PERSON'],
    ['VOIDED', 'wait PAYMENT', 'REVERSAL_NEEDS_PERSON'],
    ['REFUNDED', 'wait PAYMENT', 'REVERSAL_NEEDS_PERSON'],
    ['SETTLEMENT_FAILED', 'wait PAYMENT', 'REVERSAL_NEEDS_PERSON'],
    ['UNRECOGNISED', 'wait PAYMENT', 'wait INVOICE'],
    ['UNKNOWN', 'wait PAYMENT', 'wait INVOICE'],
    ['CAPTURED_BY_MAGIC', 'wait PAYMENT', 'wait INVOICE'],
  ])('%s alone: %s; after the sales order was sent: %s', (kind, before, after) => {
    const payment = aPayment(kind);

    expect(decisionOn([order, payment])).toBe(before);
    expect(decisionOn([order, payment], [CREATED])).toBe(after);
  });

  it('the table has a line for each kind of the contract and treats an invented one as newer', () => {
    expect(Object.keys(PAYMENT_MEANING).sort()).toEqual(symbolsOfKind().sort());
    expect(meaningOf('CAPTURED_BY_MAGIC').does).toBe('newer');
    expect(meaningOf('constructor').does).toBe('newer');
  });

  it('only captured money may create an order or be receipted', () => {
    const allowed = Object.entries(PAYMENT_MEANING).filter(
      ([, meaning]) => meaning.mayCreate || meaning.mayBeReceipted,
    );

    expect(allowed.map(([kind]) => kind)).toEqual(['CAPTURED']);
  });
});

describe('whether an order is created', () => {
  it.each([
    ['nothing but a payment', [aCapture()], 'wait ORDER'],
    ['nothing but an order', [anOrder()], 'wait PAYMENT'],
    ['less than is owed', [anOrder(), aCapture(2999)], 'wait REST_OF_PAYMENT'],
    ['as much as is owed', [anOrder(), aCapture(3000)], 'create'],
    ['two payments that cover it', [anOrder(), aCapture(1000), aCapture(2000, 'TX-2')], 'create'],
    ['more than is owed', [anOrder(), aCapture(3001)], 'create'],
    ['a decline, then a capture', [anOrder(), aPayment('DECLINED'), aCapture(3000, 'TX-2')], 'create'],
    ['a zero total', [anOrder(anOrderContent({ totalMinor: minorUnits(0) }))], 'create'],
    ['a capture that was voided', [anOrder(), aCapture(), aPayment('VOIDED')], 'wait PAYMENT'],
    ['a partial refund', [anOrder(), aCapture(), refund('TX-9', 'TX-1', 1)], 'wait REST_OF_PAYMENT'],
    ['twice paid, one voided', [anOrder(), aCapture(), aCapture(3000, 'TX-2'), aPayment('VOIDED')], 'create'],
    ['an amended order that costs more', [anOrder(), amended(3500), aCapture()], 'wait REST_OF_PAYMENT'],
    ['an amended order that costs less', [anOrder(), amended(2500), aCapture(2500)], 'create'],
    ['a cancelled order', [anOrder(), anOrder(null, 2)], 'wait NOTHING'],
    ['a cancelled order that was paid', [anOrder(), anOrder(null, 2), aCapture()], 'wait REFUND'],
    ['another currency', [anOrder(), foreign()], 'PAYMENT_CURRENCY_DIFFERS'],
  ])('%s → %s', (_what, facts, expected) => {
    expect(decisionOn(facts)).toBe(expected);
  });

  it('never twice', () => {
    expect(decisionOn([anOrder(), aCapture(), aCapture(3000, 'TX-2')], [CREATED])).toBe('wait INVOICE');
  });
});

const unapplied = (transactionId: string, amount: number): IssuedCommand => ({
  ...{
    effectId: `unapplied:GIFT:${transactionId}`,
    kind: 'POST_UNAPPLIED_RECEIPT',
    orderVersion: 1,
    reversalsKnown: 0,
  },
  ...{ company: 'GIFT', revision: 1, receipt: null, holdCode: null },
  unapplied: { transactionId, amountMinor: minorUnits(amount) },
});
const applied = (transactionId: string, invoice: string, amount: number): IssuedCommand => ({
  ...receipt(transactionId, invoice, amount),
  ...{ effectId: `apply:GIFT:${transactionId}:${invoice}`, kind: 'APPLY_RECEIPT' },
});

describe('money that is posted when it is captured', () => {
  const paid = [anOrder(), aCapture()];

  it.each([
    ['not before the sales order was sent', paid, [], 'create'],
    ['as soon as it was sent, whole', paid, [CREATED], 'ON_CAPTURE TX-1 3000'],
    [
      'each capture by itself',
      [anOrder(), aCapture(1000), aCapture(2000, 'TX-2')],
      [CREATED],
      'ON_CAPTURE TX-1 1000, TX-2 2000',
    ],
    ['once', paid, [CREATED, unapplied('TX-1', 3000)], 'wait INVOICE'],
    [
      'and one captured later too',
      [anOrder(), aCapture(3000), aCapture(500, 'TX-2', 9e12)],
      [CREATED, unapplied('TX-1', 3000)],
      'ON_CAPTURE TX-2 500',
    ],
    [
      'then applied to the invoice, never above it',
      [...paid, anInvoice('1', 1000)],
      [CREATED, unapplied('TX-1', 3000)],
      'credit of TX-1→1 1000',
    ],
    [
      'nor above its balance',
      [...paid, anInvoice('1', 3000, { balanceMinor: 700 })],
      [CREATED, unapplied('TX-1', 3000)],
      'credit of TX-1→1 700',
    ],
    [
      'to each invoice once, with what is left of it',
      [...paid, anInvoice('1', 1000), anInvoice('2', 5000)],
      [CREATED, unapplied('TX-1', 3000), applied('TX-1', '1', 1000)],
      'credit of TX-1→2 2000',
    ],
    [
      'all applied',
      [...paid, anInvoice('1')],
      [CREATED, unapplied('TX-1', 3000), applied('TX-1', '1', 3000)],
      'wait NOTHING',
    ],
    [
      'an invoice before its posting: posted, not receipted',
      [...paid, anInvoice('1')],
      [CREATED],
      'ON_CAPTURE TX-1 3000',
    ],
    [
      'less what was receipted when the policy was another',
      [...paid, anInvoice('1', 1000)],
      [CREATED, receipt('TX-1', '1', 1000)],
      'ON_CAPTURE TX-1 2000',
    ],
  ])('%s', (_what, facts, issued, expected) => {
    expect(decisionOn(facts, issued, ON_CAPTURE)).toBe(expected);
  });

  it('is applied, not receipted again, when the policy becomes another', () => {
    const facts = [...paid, aCapture(500, 'TX-2', 9e12), anInvoice('1', 3500)];

    expect(decisionOn(facts, [CREATED, unapplied('TX-1', 3000)])).toBe('credit of TX-1→1 3000, TX-2→1 500');
  });

  it('the older credit pays the older invoice', () => {
    const facts = [
      anOrder(),
      aCapture(1000, 'TX-2', 2000),
      aCapture(2000, 'TX-1', 1000),
      anInvoice('8', 1500, { invoiceDate: '2026-11-25' }),
      anInvoice('9', 1500, { invoiceDate: '2026-11-24' }),
    ];

    expect(decisionOn(facts, [CREATED, unapplied('TX-1', 2000), unapplied('TX-2', 1000)], ON_CAPTURE)).toBe(
      'credit of TX-1→9 1500, credit of TX-1→8 500, credit of TX-2→8 1000',
    );
  });

  it('money that went back since pays no invoice, whatever SYSPRO still shows of it', () => {
    const facts = [...paid, refund('TX-9', 'TX-1', 2000), anInvoice('1')];
    const decision = decide(fold(facts), [CREATED, unapplied('TX-1', 3000)], ON_CAPTURE, { reversals: 1, version: 1 });

    expect(decision).toMatchObject({ receipts: [{ from: 'CREDIT', amountMinor: 1000 }] });
  });

  it('by company', () => {
    const other = { ...CREATED, company: 'EURO' };
    const policy = {
      ...POLICY,
      receiptPolicy: (company: string) => (company === 'EURO' ? 'onCapture' : 'onInvoice'),
    } as const;

    expect([decisionOn(paid, [CREATED], policy), decisionOn(paid, [other], policy)]).toEqual([
      'wait INVOICE',
      'ON_CAPTURE TX-1 3000',
    ]);
  });
});

describe('money that no invoice will take', () => {
  const overpaid = [anOrder(), aCapture(3500), anInvoice('1')];
  const sent = [CREATED, receipt('TX-1', '1', 3000)];
  const due = (facts: OrderFact[], issued: IssuedCommand[]): number => refundDueMinor(fold(facts), issued);

  it.each([
    ['paid too much, not complete yet', overpaid, sent, 'wait NOTHING', 0],
    ['paid too much, complete', [...overpaid, aStatus('9', 9e12)], sent, 'EXCESS TX-1 500', 500],
    [
      'the rest is on account: a refund is due',
      [...overpaid, aStatus('9', 9e12)],
      [...sent, unapplied('TX-1', 500)],
      'wait REFUND',
      500,
    ],
    ['the invoice first', [...overpaid, aStatus('9', 9e12)], [CREATED], 'TX-1→1 3000', 0],
    [
      'a cancelled line: complete with less',
      [anOrder(), aCapture(), anInvoice('1', 1000), aStatus('9', 9e12)],
      [CREATED, receipt('TX-1', '1', 1000)],
      'EXCESS TX-1 2000',
      2000,
    ],
    ['cancelled in SYSPRO', [anOrder(), aCapture(), aStatus('\\', 9e12)], [CREATED], 'EXCESS TX-1 3000', 3000],
    ['cancelled in SYSPRO for good', [anOrder(), aCapture(), aStatus('*', 9e12)], [CREATED], 'EXCESS TX-1 3000', 3000],
    [
      'cancelled by us',
      [anOrder(), aCapture(), aSalesOrderCancelled('cancel:GIFT:gifts/1001')],
      [CREATED],
      'EXCESS TX-1 3000',
      3000,
    ],
    [
      'complete, and its invoice not heard of yet',
      [anOrder(), aCapture(), aStatus('9', 9e12)],
      [CREATED],
      'wait INVOICE',
      0,
    ],
    [
      'paid too little stays as it is',
      [anOrder(), aCapture(), anInvoice('1', 4000), aStatus('9', 9e12)],
      [CREATED, receipt('TX-1', '1', 3000)],
      'wait NOTHING',
      0,
    ],
    [
      'exactly paid',
      [anOrder(), aCapture(), anInvoice('1'), aStatus('9', 9e12)],
      [CREATED, receipt('TX-1', '1', 3000)],
      'wait NOTHING',
      0,
    ],
    [
      'an invoice that comes all the same takes it from the account',
      [...overpaid, aStatus('9', 9e12), anInvoice('2', 400)],
      [...sent, unapplied('TX-1', 500)],
      'credit of TX-1→2 400',
      0,
    ],
  ])('%s', (_what, facts, issued, expected, dueMinor) => {
    expect([decisionOn(facts, issued), due(facts, issued)]).toEqual([expected, dueMinor]);
  });

  it('under the other policy the rest simply stays on account', () => {
    const facts = [...overpaid, aStatus('9', 9e12)];
    const issued = [CREATED, unapplied('TX-1', 3500), applied('TX-1', '1', 3000)];

    expect([decisionOn(facts, issued, ON_CAPTURE), due(facts, issued)]).toEqual(['wait REFUND', 500]);
  });
});

describe('whether a receipt is posted', () => {
  const paid = [anOrder(), aCapture()];

  it.each([
    ['before the order was sent', [...paid, anInvoice('100001')], [], 'create'],
    ['for the invoice', [...paid, anInvoice('100001')], [CREATED], 'TX-1→100001 3000'],
    ['not above the invoice’s value', [anOrder(), aCapture(3100), anInvoice('100001')], [CREATED], 'TX-1→100001 3000'],
    [
      'not above its balance',
      [...paid, anInvoice('100001', 3000, { balanceMinor: 1200 })],
      [CREATED],
      'TX-1→100001 1200',
    ],
    [
      'not above a balance heard of later',
      [...paid, anInvoice('1'), aBalance('1', 500, 9e12)],
      [CREATED],
      'TX-1→1 500',
    ],
    ['once', [...paid, anInvoice('1')], [CREATED, receipt('TX-1', '1', 3000)], 'wait NOTHING'],
    ['for each shipment', [...paid, anInvoice('1', 1000)], [CREATED], 'TX-1→1 1000'],
    [
      'for the next one',
      [...paid, anInvoice('1', 1000), anInvoice('2', 2000)],
      [CREATED, receipt('TX-1', '1', 1000)],
      'TX-1→2 2000',
    ],
    ['and waits for the rest', [...paid, anInvoice('1', 1000)], [CREATED, receipt('TX-1', '1', 1000)], 'wait INVOICE'],
  ])('%s', (_what, facts, issued, expected) => {
    expect(decisionOn(facts, issued)).toBe(expected);
  });

  it('by two captures, the older first', () => {
    const facts = [anOrder(), aCapture(1000, 'TX-2', 2000), aCapture(2000, 'TX-1', 1000), anInvoice('1')];

    expect(decisionOn(facts, [CREATED])).toBe('TX-1→1 2000, TX-2→1 1000');
  });

  it('a balance that shows our own receipt is not lowered by it again', () => {
    const first = receipt('TX-1', '1', 1000);
    const facts = [
      anOrder(),
      aCapture(1000),
      aCapture(2000, 'TX-2'),
      anInvoice('1'),
      aReceiptPosted(first.effectId, 5e12),
    ];

    expect(decisionOn([...facts, aBalance('1', 2000, 6e12)], [CREATED, first])).toBe('TX-2→1 2000');
    expect(decisionOn([...facts, aBalance('1', 2000, 4e12)], [CREATED, first])).toBe('TX-2→1 1000');
  });

  it('not for a zero total', () => {
    const free = anOrder(anOrderContent({ totalMinor: minorUnits(0) }));

    expect(decisionOn([free, anInvoice('1', 0)], [CREATED])).toBe('wait INVOICE');
  });
});

describe('what a person has to look at', () => {
  const sent = [anOrder(), aCapture(), aSalesOrderCreated(CREATED.effectId)];

  it.each([
    ['a void after the order was sent', [...sent, aPayment('VOIDED')], 'REVERSAL_NEEDS_PERSON'],
    ['a refund of it', [...sent, refund('TX-9', 'TX-1', 100)], 'REVERSAL_NEEDS_PERSON'],
    ['a settlement that failed', [...sent, aPayment('SETTLEMENT_FAILED')], 'REVERSAL_NEEDS_PERSON'],
    ['an amendment', [...sent, amended(3500)], 'ORDER_CHANGED_AFTER_COMMAND'],
    ['a cancellation', [...sent, anOrder(null, 2)], 'ORDER_CHANGED_AFTER_COMMAND'],
  ])('%s', (_what, facts, expected) => {
    expect(decisionOn(facts, [CREATED])).toBe(expected);
  });

  it('says how much money it is about', () => {
    const decision = decide(fold([...sent, refund('TX-9', 'TX-1', 100)]), [CREATED], POLICY);

    expect(decision).toMatchObject({ decision: 'needsPerson', amountMinor: 2900 });
  });

  it('not a reversal that was known when the order was sent', () => {
    const facts = [...sent, aCapture(3000, 'TX-2'), aPayment('VOIDED', {}, { transactionId: 'TX-2' })];

    expect(decisionOn(facts, [{ ...CREATED, reversalsKnown: 1 }])).toBe('wait INVOICE');
  });

  it('not a reservation that lapses beside a payment that covers the order', () => {
    const lapsed = aPayment('RELEASED_WITHOUT_CAPTURE', {}, { transactionId: 'TX-0' });

    expect(decisionOn([...sent, lapsed], [CREATED])).toBe('wait INVOICE');
  });

  it('not an older version that arrives late', () => {
    expect(decisionOn([amended(3000), anOrder(), aCapture()], [{ ...CREATED, orderVersion: 2 }])).toBe('wait INVOICE');
  });
});

describe('what a person has seen to', () => {
  const issued = [CREATED];
  const changed = [anOrder(), aCapture(), amended(3500), refund('TX-9', 'TX-1', 100)];
  const afterRelease = (acknowledged: { reversals: number; version: number }): string => {
    const decision = decide(fold(changed), issued, POLICY, acknowledged);
    return decision.decision === 'needsPerson' ? decision.code : decision.decision;
  };

  it('does not ask for a person again, and what comes later does', () => {
    expect(afterRelease({ reversals: 0, version: 0 })).toBe('REVERSAL_NEEDS_PERSON');
    expect(afterRelease({ reversals: 1, version: 1 })).toBe('ORDER_CHANGED_AFTER_COMMAND');
    expect(afterRelease({ reversals: 1, version: 2 })).toBe('wait');
  });
});

describe('an order whose payment Opayo’s screening advised against', () => {
  const hold = (fraudHolds: 'denyAndChallenge' | 'deny' | 'none', ...said: (string | null)[]): unknown => {
    const captures = said.map((fraudResponse, index) =>
      aPayment('CAPTURED', { fraudResponse }, { transactionId: `TX-${index}` }),
    );
    return decide(fold([anOrder(), ...captures]), [], { receiptPolicy: () => 'onInvoice', fraudHolds });
  };

  it.each([
    ['denyAndChallenge', ['DENY'], 'FRAUD_DENY'],
    ['denyAndChallenge', ['CHALLENGE'], 'FRAUD_CHALLENGE'],
    ['denyAndChallenge', ['ACCEPT', 'CHALLENGE', 'DENY'], 'FRAUD_DENY'],
    ['denyAndChallenge', ['challenge'], 'FRAUD_CHALLENGE'],
    ['denyAndChallenge', ['ACCEPT'], null],
    ['denyAndChallenge', ['NOTCHECKED'], null],
    ['denyAndChallenge', [null], null],
    ['denyAndChallenge', ['MAYBE'], null],
    ['deny', ['CHALLENGE'], null],
    ['deny', ['DENY'], 'FRAUD_DENY'],
    ['none', ['DENY'], null],
  ] as const)('%s, screened as %j: held as %s', (policy, said, expected) => {
    expect(hold(policy, ...said)).toEqual({ decision: 'createSalesOrder', hold: expected });
  });

  it('is not held for money that went back', () => {
    const denied = aPayment('CAPTURED', { fraudResponse: 'DENY' }, { transactionId: 'TX-8' });
    const voided = aPayment('VOIDED', {}, { transactionId: 'TX-8' });
    const decision = decide(fold([anOrder(), aCapture(), denied, voided]), [], POLICY);

    expect(decision).toEqual({ decision: 'createSalesOrder', hold: null });
  });
});

it('every row of the decision table says when it holds', () => {
  expect(new Set(DECISION_TABLE.map((row) => row.when)).size).toBe(DECISION_TABLE.length);
});

function amended(totalMinor: number): OrderFact {
  return anOrder(anOrderContent({ totalMinor: minorUnits(totalMinor) }), 2);
}

function refund(transactionId: string, parentTransactionId: string, amountMinor: number): OrderFact {
  return aPayment('REFUNDED', { amountMinor }, { transactionId, parentTransactionId });
}

function foreign(): OrderFact {
  return aPayment('CAPTURED', { currency: 'EUR' }, { transactionId: 'TX-5' });
}

function symbolsOfKind(): string[] {
  const { fields } = PaymentEventRecord.schema as { fields: { name: string; type: { symbols?: string[] } }[] };
  return [...(fields.find((field) => field.name === 'kind')?.type.symbols ?? [])];
}
