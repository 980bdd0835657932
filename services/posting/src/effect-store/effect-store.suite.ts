import { beforeEach, describe, expect, it } from '@jest/globals';
import type { CreateSalesOrder, ErpCommand } from '#libs/contracts';
import type { ItemToPark, OutboxMessage } from '#libs/delivery';
import { minorUnits } from '#libs/money';
import { aSalesOrder } from '../../test/effect-bench.js';
import { planEffect, type PlannedEffect } from '../accept-commands/plan-effect.js';
import type { Progress } from '../effect/after-attempt.js';
import type { Evidence, ClaimedEffect } from '../effect/effect.js';
import type { EffectState } from '../effect/effect-state.js';
import type { SalesOrderHold } from '../hold-sales-order/sales-order-hold.js';
import type { EffectStore, OrderToWatch, Settlement } from './effect-store.js';

/** A store to be tried, and ways to see and do what its port does not offer. */
export interface StoreUnderTest {
  readonly store: EffectStore;
  /** As if everybody holding a lease had been away for long. */
  expireLeases(): Promise<void>;
  /** As if every due time had come. */
  makeEverythingDue(): Promise<void>;
  /** What was written beside the effects. */
  messages(): Promise<readonly string[]>;
  parkedCodes(): Promise<readonly string[]>;
  watchedOrders(): Promise<readonly string[]>;
}

const LANE = 'GIFT';
const LEASE_MS = 60_000;

const body: CreateSalesOrder = {
  ...aSalesOrder,
  customerCode: '0000010',
  customerPoNumber: '1-ABCDEF',
  orderDate: '2026-11-23',
  currency: 'GBP',
  warehouse: 'MAIN',
  email: 'ann@example.org',
  shipTo: { name: 'Ann Example', lines: ['1 High Street'], postcode: 'LS1 1AA' },
  lines: [],
  expectedGrossMinor: minorUnits(11999),
  roundingMinor: minorUnits(0),
};

/** A command for the tests: `name` makes its effectId. */
export function commandOf(
  name: string,
  { orderId = 'gifts/1', sequence = 1, dependsOn = [] as string[], company = 'GIFT', po = '1-ABCDEF' } = {},
): ErpCommand {
  return {
    eventId: `event-${name}`,
    effectId: name,
    orderId,
    sequence,
    company,
    mappingName: 'sales-order',
    mappingVersion: '1',
    issuedAt: 1_795_000_000_000,
    dependsOn,
    revision: null,
    kind: 'CREATE_SALES_ORDER',
    createSalesOrder: { ...body, customerPoNumber: po },
  };
}

const planned = (...parameters: Parameters<typeof commandOf>): PlannedEffect =>
  planEffect(commandOf(...parameters), 'GIFT', undefined);

const message = (eventId: string): OutboxMessage => ({
  topic: 'erp.outcomes.v1',
  key: 'gifts/1',
  eventId,
  type: 'SalesOrderCreated',
  subject: 'gifts/1',
  occurredAt: new Date(),
  body: { any: 'thing' },
});

const parkItem: ItemToPark = {
  key: 'gifts/1',
  code: 'STOCK_CODE_NOT_FOUND',
  text: 'no',
  owner: 'operations',
  suggestedFix: 'mend',
  severity: 'WARNING',
  body: {},
};

const watch: OrderToWatch = {
  company: 'GIFT',
  salesOrder: '000101',
  orderId: 'gifts/1',
  customerCode: '0000010',
  currency: 'GBP',
};

function settlement(claim: ClaimedEffect, progress: Partial<Progress>, rest: Partial<Settlement> = {}): Settlement {
  return {
    progress: {
      state: 'CONFIRMED',
      parked: false,
      dueAt: null,
      failures: 0,
      firstFailedAt: null,
      unknownSince: null,
      lastCode: null,
      lastText: null,
      evidence: null,
      ...progress,
    },
    attempt: {
      claimId: claim.claimId,
      purpose: 'POST',
      startedAt: claim.claimedAt,
      endedAt: claim.claimedAt,
      result: 'done',
      text: null,
      calls: [],
    },
    messages: [],
    park: undefined,
    watch: undefined,
    ...rest,
  };
}

/** A command to hold the order that the effect `head` enters. */
function holdCommandOf(name: string, sequence: number, orderId = 'gifts/1'): ErpCommand {
  const { createSalesOrder: _body, kind: _kind, ...head } = commandOf(name, { sequence, orderId });
  const order = { salesOrderEffectId: 'head', salesOrder: null, customerCode: '0000010', customerPoNumber: '1-ABCDEF' };
  return { ...head, kind: 'HOLD_SALES_ORDER', holdSalesOrder: { ...order, holdCode: 'SHOP_CANCELLED' } } as ErpCommand;
}

/** A command to cancel the order that the effect `head` enters. */
function cancelCommandOf(name: string, sequence: number, orderId = 'gifts/1'): ErpCommand {
  const { createSalesOrder: _body, kind: _kind, ...head } = commandOf(name, { sequence, orderId });
  const order = { salesOrderEffectId: 'head', salesOrder: null, customerCode: '0000010', customerPoNumber: '1-ABCDEF' };
  const cancelSalesOrder = { ...order, reason: 'SHOP_CANCELLED', cancelReasonCode: null };
  return { ...head, kind: 'CANCEL_SALES_ORDER', cancelSalesOrder } as ErpCommand;
}

const aHold: SalesOrderHold = {
  ...{
    salesOrderEffectId: 'head',
    holdCode: 'SHOP_CANCELLED',
    orderId: 'gifts/1',
    salesOrder: null,
    previousStatus: null,
  },
  ...{ ours: true, standing: true, sequence: 3 },
};

/** The promises of `EffectStore`; every adapter keeps them. */
export function describeEffectStore(name: string, open: () => Promise<StoreUnderTest>): void {
  describe(name, () => {
    let given: StoreUnderTest;
    let store: EffectStore;
    beforeEach(async () => {
      given = await open();
      store = given.store;
    });

    const claim = async (): Promise<ClaimedEffect> => {
      const claimed = await store.claim(LANE, LEASE_MS);
      if (!claimed) throw new Error('expected an effect to be claimable');
      return claimed;
    };
    const confirm = async (claimed: ClaimedEffect, from: EffectState = 'CLAIMED'): Promise<boolean> =>
      store.settle(claimed, from, settlement(claimed, {}));
    const stateOf = async (effectId: string) => (await store.find(effectId))?.state;

    describe('accepting', () => {
      it('a new effect is PLANNED and keeps its command', async () => {
        expect(await store.accept([planned('a')])).toEqual(['new']);
        expect(await store.find('a')).toMatchObject({
          effectId: 'a',
          orderId: 'gifts/1',
          kind: 'CREATE_SALES_ORDER',
          reference: '1-ABCDEF',
          amountMinor: 11999,
          currency: 'GBP',
          state: 'PLANNED',
          parked: false,
          sends: 0,
          revision: 1,
        });
        expect(await store.commandOf('a')).toEqual(commandOf('a'));
      });

      it('a second delivery changes nothing, in the same batch or later', async () => {
        expect(await store.accept([planned('a'), planned('a')])).toEqual(['new', 'repeat']);
        expect(await store.accept([planned('a')])).toEqual(['repeat']);
        expect(await store.summary()).toMatchObject({ PLANNED: 1 });
      });

      it('the same id with another content is a conflict: the first stands, somebody is told', async () => {
        await store.accept([planned('a')]);
        expect(await store.accept([planned('a', { po: 'OTHER' })])).toEqual(['conflict']);
        expect(await store.commandOf('a')).toEqual(commandOf('a'));
        expect(await given.parkedCodes()).toEqual(['COMMAND_CONFLICT']);
      });

      it("another effect in the same place of its order's sequence is a conflict", async () => {
        await store.accept([planned('a')]);
        expect(await store.accept([planned('b')])).toEqual(['conflict']);
        expect(await store.find('b')).toBeUndefined();
      });

      it('what another company is to get is kept, parked and never claimed', async () => {
        expect(await store.accept([planned('a', { company: 'TOYS' })])).toEqual(['new']);
        expect(await store.find('a')).toMatchObject({ parked: true, state: 'PLANNED' });
        expect(await given.parkedCodes()).toEqual(['COMPANY_NOT_SERVED']);
        expect(await store.claim('TOYS', LEASE_MS)).toBeUndefined();
      });
    });

    describe('claiming', () => {
      it('takes an order once, until its lease expires', async () => {
        await store.accept([planned('a')]);
        expect(await claim()).toMatchObject({ effectId: 'a', state: 'CLAIMED', command: commandOf('a') });
        expect(await store.claim(LANE, LEASE_MS)).toBeUndefined();
        await given.expireLeases();
        expect(await claim()).toMatchObject({ effectId: 'a', state: 'CLAIMED' });
      });

      it('several at once get different orders', async () => {
        await store.accept([planned('a', { orderId: 'gifts/1' }), planned('b', { orderId: 'gifts/2' })]);
        const claims = await Promise.all([1, 2, 3].map(() => store.claim(LANE, LEASE_MS)));
        expect(claims.map((claimed) => claimed?.effectId).sort()).toEqual(['a', 'b', undefined]);
      });

      it("an order's effects go in their sequence, whatever the order they came in", async () => {
        await store.accept([planned('second', { sequence: 2 })]);
        expect(await store.claim(LANE, LEASE_MS)).toBeUndefined();
        await store.accept([planned('first', { sequence: 1 })]);
        const first = await claim();
        expect(first.effectId).toBe('first');
        expect(await store.claim(LANE, LEASE_MS)).toBeUndefined();
        await confirm(first);
        expect((await claim()).effectId).toBe('second');
      });

      it('a parked head blocks its followers and nobody else', async () => {
        await store.accept([planned('head'), planned('follower', { sequence: 2 })]);
        const head = await claim();
        expect(head.effectId).toBe('head');
        await store.settle(head, 'CLAIMED', settlement(head, { state: 'REJECTED', parked: true }, { park: parkItem }));
        await store.accept([planned('other', { orderId: 'gifts/2' })]);
        await confirm(await claim());
        expect(await stateOf('other')).toBe('CONFIRMED');
        await given.makeEverythingDue();
        expect(await store.claim(LANE, LEASE_MS)).toBeUndefined();
        expect(await given.parkedCodes()).toEqual(['STOCK_CODE_NOT_FOUND']);
      });

      it('an effect waits until those it depends on are confirmed', async () => {
        await store.accept([planned('later', { orderId: 'gifts/2', dependsOn: ['customer'] })]);
        expect(await store.claim(LANE, LEASE_MS)).toBeUndefined();
        await store.accept([planned('customer', { orderId: 'customers/1' })]);
        const customer = await claim();
        expect(customer.effectId).toBe('customer');
        expect(await store.claim(LANE, LEASE_MS)).toBeUndefined();
        await confirm(customer);
        expect((await claim()).effectId).toBe('later');
      });

      it('another lane has other orders', async () => {
        await store.accept([planned('a')]);
        expect(await store.claim('TOYS', LEASE_MS)).toBeUndefined();
      });

      it('says when to look again', async () => {
        expect(await store.nextDueInMs(LANE)).toBeUndefined();
        await store.accept([planned('a')]);
        expect(await store.nextDueInMs(LANE)).toBe(0);
        const claimed = await claim();
        const dueAt = new Date(claimed.claimedAt.getTime() + 120_000);
        await store.settle(claimed, 'CLAIMED', settlement(claimed, { state: 'PLANNED', dueAt }));
        const inMs = await store.nextDueInMs(LANE);
        expect(inMs).toBeGreaterThan(60_000);
        expect(inMs).toBeLessThanOrEqual(120_000);
        expect(await store.claim(LANE, LEASE_MS)).toBeUndefined();
        await given.makeEverythingDue();
        expect((await claim()).effectId).toBe('a');
      });
    });

    describe('a hold', () => {
      const hold = (name: string, sequence: number): PlannedEffect =>
        planEffect(holdCommandOf(name, sequence), 'GIFT', undefined);
      const parkHead = async (): Promise<void> => {
        const head = await claim();
        await store.settle(head, 'CLAIMED', settlement(head, { state: 'REJECTED', parked: true }));
      };

      it('overtakes whatever else waits, a parked head included, and is kept', async () => {
        await store.accept([planned('head'), planned('second', { sequence: 2 })]);
        await parkHead();
        await store.accept([hold('hold', 3)]);
        const claimed = await claim();
        expect(claimed.effectId).toBe('hold');
        await store.settle(claimed, 'CLAIMED', settlement(claimed, {}, { hold: aHold }));
        expect(await store.holdsOf('head')).toEqual([aHold]);
        expect(await store.claim(LANE, LEASE_MS)).toBeUndefined();
        expect(await store.holdsOf('other')).toEqual([]);
      });

      it('is passed over when its place comes: nothing is done twice, nothing left out', async () => {
        await store.accept([planned('head'), hold('hold', 2), planned('third', { sequence: 3 })]);
        const names: string[] = [];
        for (let claimed = await store.claim(LANE, LEASE_MS); claimed; claimed = await store.claim(LANE, LEASE_MS)) {
          names.push(claimed.effectId);
          await confirm(claimed);
        }
        expect(names).toEqual(['hold', 'head', 'third']);
      });

      it('that is refused is nothing others could wait for: the head goes on, and whatever comes behind the hold', async () => {
        await store.accept([planned('head'), hold('hold', 2), planned('third', { sequence: 3 })]);
        await parkHead();
        const head = await claim();
        expect(head.effectId).toBe('head');
        await confirm(head);
        expect((await claim()).effectId).toBe('third');
      });

      it('that is refused when its place has come lets its followers go', async () => {
        await store.accept([planned('head')]);
        await confirm(await claim());
        await store.accept([hold('hold', 2), planned('third', { sequence: 3 })]);
        await parkHead();
        expect((await claim()).effectId).toBe('third');
      });

      it('that was not sent and is parked blocks when its place comes', async () => {
        await store.accept([hold('hold', 1), planned('second', { sequence: 2 })]);
        const claimed = await claim();
        await store.settle(claimed, 'CLAIMED', settlement(claimed, { state: 'PLANNED', parked: true }));
        expect(await store.claim(LANE, LEASE_MS)).toBeUndefined();
      });

      it('released is one row with its last word', async () => {
        await store.accept([hold('hold', 1), hold('again', 2)]);
        const first = await claim();
        await store.settle(first, 'CLAIMED', settlement(first, {}, { hold: aHold }));
        const second = await claim();
        const ended = { ...aHold, salesOrder: '000101', previousStatus: '1', standing: false, sequence: 4 };
        await store.settle(second, 'CLAIMED', settlement(second, {}, { hold: ended }));
        expect(await store.holdsOf('head')).toEqual([ended]);
      });
    });

    describe('a cancellation', () => {
      const cancel = (sequence: number): PlannedEffect =>
        planEffect(cancelCommandOf('cancel', sequence), 'GIFT', undefined);
      const refuse = async (): Promise<void> => {
        const head = await claim();
        await store.settle(head, 'CLAIMED', settlement(head, { state: 'REJECTED', parked: true }));
      };

      it('goes past an order that was refused, whichever was there first', async () => {
        await store.accept([planned('head'), cancel(2)]);
        await refuse();
        expect((await claim()).effectId).toBe('cancel');
        await store.accept([planned('other', { orderId: 'gifts/2' })]);
        await refuse();
        await store.accept([planEffect(cancelCommandOf('late', 2, 'gifts/2'), 'GIFT', undefined)]);
        expect((await claim()).effectId).toBe('late');
      });

      it('waits for its turn while anything before it may still be done, or has not come', async () => {
        await store.accept([planned('head'), planned('second', { sequence: 2 }), cancel(3)]);
        await refuse();
        expect(await store.claim(LANE, LEASE_MS)).toBeUndefined();
        await store.accept([planEffect(cancelCommandOf('early', 2, 'gifts/2'), 'GIFT', undefined)]);
        expect(await store.claim(LANE, LEASE_MS)).toBeUndefined();
      });
    });

    describe('a new revision', () => {
      const corrected = (revision: number, po = 'CORRECTED', name = 'a'): PlannedEffect =>
        planEffect({ ...commandOf(name, { po }), revision }, 'GIFT', undefined);
      const reject = async (evidence: Evidence | null = null): Promise<void> => {
        const head = await claim();
        const park = { ...parkItem, effectId: head.effectId };
        await store.settle(head, 'CLAIMED', settlement(head, { state: 'REJECTED', parked: true, evidence }, { park }));
      };
      const decision = { by: 'ada', reason: 'stock code added' };

      it('corrects what was rejected: its key is free, and the new command is sent', async () => {
        await store.accept([planned('a')]);
        await reject();
        expect(await store.accept([corrected(2)])).toEqual(['revised']);
        expect(await given.parkedCodes()).toEqual([]);
        const again = await claim();
        expect(again).toMatchObject({ effectId: 'a', revision: 2, reference: 'CORRECTED', state: 'CLAIMED' });
        expect(again.command).toMatchObject({ createSalesOrder: { customerPoNumber: 'CORRECTED' } });
      });

      it.each(['salesOrder', 'salesOrders', 'postedMinor', 'takenAt'])(
        'under another reference is a conflict once SYSPRO showed something (%s): it would be entered twice',
        async (sign) => {
          await store.accept([planned('a')]);
          await reject({ [sign]: '000101' });
          expect(await store.accept([corrected(2)])).toEqual(['conflict']);
          expect(await store.find('a')).toMatchObject({ revision: 1, reference: '1-ABCDEF' });
        },
      );

      it('under the same reference may correct what SYSPRO showed: it is found and judged anew', async () => {
        await store.accept([planned('a')]);
        await reject({ salesOrder: '000101' });
        const same = commandOf('a');
        const mended = { ...same, revision: 2, dependsOn: ['another'] } as typeof same;
        expect(await store.accept([planEffect(mended, 'GIFT', undefined)])).toEqual(['revised']);
      });

      it('a sign without a value is none', async () => {
        await store.accept([planned('a')]);
        await reject({ salesOrder: null });
        expect(await store.accept([corrected(2)])).toEqual(['revised']);
      });

      it('corrects what was never sent, also when both come at once', async () => {
        expect(await store.accept([planned('a'), corrected(2)])).toEqual(['new', 'revised']);
        expect(await claim()).toMatchObject({ revision: 2, reference: 'CORRECTED' });
      });

      it('read again from the topic with what it replaced changes nothing', async () => {
        await store.accept([planned('a')]);
        await reject();
        await store.accept([corrected(2)]);
        expect(await store.accept([planned('a'), corrected(2)])).toEqual(['repeat', 'repeat']);
        expect(await store.find('a')).toMatchObject({ revision: 2, reference: 'CORRECTED' });
        expect(await given.parkedCodes()).toEqual([]);
      });

      it.each(['CLAIMED', 'SENT', 'UNKNOWN', 'CONFIRMED'] as const)('of what is %s is a conflict', async (state) => {
        await store.accept([planned('a')]);
        const claimed = await claim();
        if (state !== 'CLAIMED') await store.markSent(claimed, LEASE_MS);
        if (state === 'UNKNOWN' || state === 'CONFIRMED')
          await store.settle(claimed, 'SENT', settlement(claimed, { state }));
        expect(await stateOf('a')).toBe(state);
        expect(await store.accept([corrected(2)])).toEqual(['conflict']);
        expect(await store.redrive('a', decision)).toBeUndefined();
        expect(await store.find('a')).toMatchObject({ revision: 1, state, reference: '1-ABCDEF' });
      });

      it('that is not the next one is a conflict', async () => {
        await store.accept([planned('a')]);
        await reject();
        expect(await store.accept([corrected(3)])).toEqual(['conflict']);
        expect(await store.find('a')).toMatchObject({ revision: 1, state: 'REJECTED' });
      });

      it('by a person sends the same again, once per rejection', async () => {
        await store.accept([planned('a')]);
        expect(await store.redrive('a', decision)).toBeUndefined();
        await reject();
        expect(await store.redrive('a', decision)).toBe(2);
        expect(await store.redrive('a', decision)).toBeUndefined();
        expect(await given.parkedCodes()).toEqual([]);
        expect(await store.revisionsOf('a')).toMatchObject([{ revision: 2, by: 'ada', reason: 'stock code added' }]);
        expect(await claim()).toMatchObject({ revision: 2, reference: '1-ABCDEF', parked: false });
        expect(await store.redrive('unheard of', decision)).toBeUndefined();
      });
    });

    describe('sending', () => {
      it('is marked once per claim and counted', async () => {
        await store.accept([planned('a')]);
        const claimed = await claim();
        expect(await store.markSent(claimed, LEASE_MS)).toBe(true);
        expect(await store.find('a')).toMatchObject({ state: 'SENT', sends: 1 });
        expect(await store.markSent(claimed, LEASE_MS)).toBe(false);
        expect(await store.renew(claimed, LEASE_MS)).toBe(true);
      });

      it('is refused to whoever lost the lease', async () => {
        await store.accept([planned('a')]);
        const late = await claim();
        await given.expireLeases();
        expect(await store.markSent(late, LEASE_MS)).toBe(false);
        expect(await store.renew(late, LEASE_MS)).toBe(false);
        const next = await claim();
        expect(await store.markSent(late, LEASE_MS)).toBe(false);
        expect(await store.markSent(next, LEASE_MS)).toBe(true);
      });

      it('an expired SENT is never CLAIMED again: it is handed out as SENT, to be doubted', async () => {
        await store.accept([planned('a')]);
        await store.markSent(await claim(), LEASE_MS);
        await given.expireLeases();
        const found = await claim();
        expect(found.state).toBe('SENT');
        expect(await store.markSent(found, LEASE_MS)).toBe(false);
        const doubt = { state: 'UNKNOWN' as const, unknownSince: found.claimedAt, dueAt: found.claimedAt };
        expect(await store.settle(found, 'SENT', settlement(found, doubt))).toBe(true);
        expect((await claim()).state).toBe('UNKNOWN');
        expect(await stateOf('a')).toBe('UNKNOWN');
      });
    });

    describe('settling', () => {
      it('writes state, evidence, attempt, messages and the order to watch together', async () => {
        await store.accept([planned('a')]);
        const claimed = await claim();
        await store.markSent(claimed, LEASE_MS);
        const evidence = { salesOrder: '000101' };
        const rest = { messages: [message('e1')], watch };
        expect(await store.settle(claimed, 'SENT', settlement(claimed, { evidence }, rest))).toBe(true);
        expect(await store.find('a')).toMatchObject({ state: 'CONFIRMED', evidence });
        expect((await store.find('a'))?.settledAt).toBeInstanceOf(Date);
        expect(await store.attemptsOf('a')).toMatchObject([{ claimId: claimed.claimId, result: 'done' }]);
        expect(await given.messages()).toEqual(['e1']);
        expect(await given.watchedOrders()).toEqual(['000101']);
        expect(await store.summary()).toMatchObject({ CONFIRMED: 1, PLANNED: 0, parked: 0 });
      });

      it('writes nothing for an outdated claim', async () => {
        await store.accept([planned('a')]);
        const late = await claim();
        await given.expireLeases();
        await claim();
        expect(await store.settle(late, 'CLAIMED', settlement(late, {}, { messages: [message('late')] }))).toBe(false);
        expect(await stateOf('a')).toBe('CLAIMED');
        expect(await given.messages()).toEqual([]);
        expect(await store.attemptsOf('a')).toEqual([]);
      });

      it('writes nothing when the effect is in another state than the attempt believes', async () => {
        await store.accept([planned('a')]);
        const claimed = await claim();
        expect(await store.settle(claimed, 'SENT', settlement(claimed, {}))).toBe(false);
        expect(await stateOf('a')).toBe('CLAIMED');
      });

      it("lists an order's effects in their sequence", async () => {
        await store.accept([planned('b', { sequence: 2 }), planned('a', { sequence: 1 })]);
        expect((await store.ofOrder('gifts/1')).map((effect) => effect.effectId)).toEqual(['a', 'b']);
      });
    });
  });
}
