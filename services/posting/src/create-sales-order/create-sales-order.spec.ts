import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { EffectBench, QUARANTINE_MS, salesOrderCommand } from '../../test/effect-bench.js';

let bench: EffectBench;
beforeEach(async () => {
  bench = await new EffectBench().open();
});
afterEach(() => bench.close());

const EFFECT = 'sales-order:GIFT:gifts/536365';
const effect = () => bench.store.find(EFFECT);
const STOCK_ERROR = { element: 'StockLine', number: '240004', text: "Stock code '85123A' not found" };

describe('a process that no longer works as the operator', () => {
  it('sends nothing, and what it had in hand is planned again for the one that does', async () => {
    await bench.close();
    let held = false;
    bench = await new EffectBench().open({ mayPost: () => held });
    await bench.accept(salesOrderCommand());
    expect((await bench.attempt()).result).toBe('LEASE_LOST');
    expect(bench.enet.count('SORTOI')).toBe(0);
    expect(await bench.store.find(salesOrderCommand().effectId)).toMatchObject({ state: 'PLANNED', sends: 0 });
    held = true;
    bench.later();
    expect(await bench.attemptAll()).toEqual(['done']);
    expect(bench.enet.orders).toHaveLength(1);
  });
});

describe('accepted', () => {
  it('enters the order in suspense, proves its value, releases it, and says so', async () => {
    await bench.accept(salesOrderCommand());
    expect(await bench.attemptAll()).toEqual(['done']);

    expect(bench.enet.calls).toEqual(['Logon', 'COMFND', 'SORTOI', 'COMFND', 'SORQRY', 'SORTOS']);
    expect(bench.enet.orders).toMatchObject([{ po: '536365-K7Q2MA', status: '1' }]);
    expect(bench.outcomes).toMatchObject([
      {
        kind: 'SALES_ORDER_CREATED',
        effectId: EFFECT,
        attempts: 1,
        salesOrderCreated: {
          salesOrder: '000101',
          grossMinor: 11999,
          customerPoNumber: '536365-K7Q2MA',
          foundByReadBack: false,
        },
      },
    ]);
    expect(await effect()).toMatchObject({ state: 'CONFIRMED', sends: 1, evidence: { salesOrder: '000101' } });
    expect(bench.store.watched).toMatchObject([{ salesOrder: '000101', orderId: 'gifts/536365', company: 'GIFT' }]);
  });

  it('to be held is entered and proven, stays in suspense, and says why', async () => {
    await bench.accept(salesOrderCommand({ holdCode: 'FRAUD_CHALLENGE' }));
    expect(await bench.attemptAll()).toEqual(['done']);

    expect(bench.enet.count('SORTOS')).toBe(0);
    expect(bench.enet.orders).toMatchObject([{ status: 'S' }]);
    expect(bench.outcomes).toMatchObject([{ salesOrderCreated: { holdCode: 'FRAUD_CHALLENGE' } }]);
    expect(bench.store.watched).toHaveLength(1);
  });

  it("under a buyer's own number is told from others' orders by our reference beside it", async () => {
    const theirs = { salesOrder: '000000000000050', customer: '000000000000010', po: 'PO-7', status: '1' };
    bench.enet.orders.push({ ...theirs, gross: '119.99', stockLines: 1, lastInvoice: '', alternateReference: 'other' });
    const buyers = { customerPoNumber: 'PO-7', alternateReference: '536365-K7Q2MA' };
    await bench.accept(salesOrderCommand({ ...buyers, ownReferenceIn: 'ALTERNATE_REFERENCE' }));
    expect(await bench.attemptAll()).toEqual(['done']);

    expect(bench.enet.orders).toHaveLength(2);
    expect(bench.outcomes).toMatchObject([{ salesOrderCreated: { salesOrder: '000101' } }]);
  });

  it('keeps what was said to SYSPRO and by it', async () => {
    await bench.accept(salesOrderCommand());
    await bench.attemptAll();
    const [attempt] = await bench.store.attemptsOf(EFFECT);
    expect(attempt).toMatchObject({ purpose: 'POST', result: 'done' });
    expect(attempt?.calls.map((call) => call.businessObject)).toEqual([
      'COMFND',
      'SORTOI',
      'COMFND',
      'SORQRY',
      'SORTOS',
    ]);
    expect(attempt?.calls[1]?.document).toContain('<CustomerPoNumber>536365-K7Q2MA</CustomerPoNumber>');
  });
});

describe('refused', () => {
  it("by SYSPRO: parked with our code, SYSPRO's words and number, the owner and the money behind it", async () => {
    bench.enet.fail('SORTOI', { error: STOCK_ERROR });
    await bench.accept(salesOrderCommand());
    expect(await bench.attemptAll()).toEqual(['STOCK_CODE_NOT_FOUND']);

    expect(await effect()).toMatchObject({ state: 'REJECTED', parked: true, sends: 1 });
    expect(bench.outcomes).toMatchObject([
      {
        kind: 'REJECTED',
        rejected: {
          code: 'STOCK_CODE_NOT_FOUND',
          text: STOCK_ERROR.text,
          sysproErrorNumber: '240004',
          owner: 'operations',
          amountMinor: 11999,
          currency: 'GBP',
        },
      },
    ]);
    expect(bench.store.parked).toMatchObject([
      { key: 'gifts/536365', code: 'STOCK_CODE_NOT_FOUND', effectId: EFFECT, amountMinor: 11999 },
    ]);
  });

  it('with a number nobody has heard of: parked, number and words kept', async () => {
    bench.enet.fail('SORTOI', { error: { element: 'OrderHeader', number: '777777', text: 'Widget out of phase' } });
    await bench.accept(salesOrderCommand());
    await bench.attemptAll();
    expect(bench.outcomes).toMatchObject([
      { rejected: { code: 'SYSPRO_REJECTED', sysproErrorNumber: '777777', text: 'Widget out of phase' } },
    ]);
  });

  it('by us, when SYSPRO values it differently: the order stays in suspense, both values are told', async () => {
    bench.enet.gross = '120.00';
    await bench.accept(salesOrderCommand());
    expect(await bench.attemptAll()).toEqual(['VALUE_DIFFERS']);
    expect(bench.enet.orders).toMatchObject([{ status: 'S' }]);
    expect(bench.outcomes[0]?.rejected?.text).toMatch(/120\.00 GBP.*119\.99 GBP/);
    expect(await effect()).toMatchObject({
      state: 'REJECTED',
      evidence: { grossMinor: 12000, expectedGrossMinor: 11999 },
    });
  });

  it('by us, before anything is sent, when SYSPRO would store the purchase order number changed', async () => {
    await bench.accept(salesOrderCommand({ customerPoNumber: '536365-Ω' }));
    expect(await bench.attemptAll()).toEqual(['UNSUPPORTED_CHARACTERS']);
    expect(await effect()).toMatchObject({ state: 'REJECTED', sends: 0 });
    expect(bench.enet.count('SORTOI')).toBe(0);
  });

  it('when SYSPRO does not let it out of suspense', async () => {
    bench.enet.fail('SORTOS', { error: { element: 'NewOrderStatus', number: '999013', text: 'cannot be changed' } });
    await bench.accept(salesOrderCommand());
    expect(await bench.attemptAll()).toEqual(['STATUS_CHANGE_REFUSED']);
    expect(await effect()).toMatchObject({ state: 'REJECTED', evidence: { salesOrder: '000101' } });
  });
});

describe('replayed', () => {
  it('a second delivery of the command enters nothing', async () => {
    await bench.accept(salesOrderCommand());
    await bench.attemptAll();
    await bench.accept(salesOrderCommand());
    expect(await bench.attemptAll()).toEqual([]);
    expect(bench.enet.orders).toHaveLength(1);
    expect(bench.outcomes).toHaveLength(1);
  });

  it('an order SYSPRO has already, entered by an earlier life of the ledger, is found and not entered again', async () => {
    await bench.accept(salesOrderCommand());
    await bench.attemptAll();
    const { enet } = bench;
    const again = await new EffectBench(enet).open();
    enet.orders.forEach((order) => (order.status = 'S'));
    await again.accept(salesOrderCommand());
    expect(await again.attemptAll()).toEqual(['done']);
    expect(enet.count('SORTOI')).toBe(1);
    expect(enet.orders).toMatchObject([{ status: '1' }]);
    expect(again.outcomes).toMatchObject([{ attempts: 1, salesOrderCreated: { foundByReadBack: true } }]);
  });
});

describe('unknown', () => {
  it.each(['drop after', 'no answer after'] as const)(
    'done and unheard (%s): in doubt, then found by its purchase order number and finished; entered once',
    async (fault) => {
      bench.enet.fail('SORTOI', fault);
      await bench.accept(salesOrderCommand());
      await bench.attempt();
      expect(await effect()).toMatchObject({ state: 'UNKNOWN', sends: 1, parked: false });
      expect(bench.outcomes).toMatchObject([
        { kind: 'IN_DOUBT', inDoubt: { code: expect.stringMatching(/^SYSPRO_/) } },
      ]);

      expect(await bench.attemptAll()).toEqual(['done']);
      expect(bench.enet.count('SORTOI')).toBe(1);
      expect(bench.enet.orders).toMatchObject([{ status: '1' }]);
      expect(bench.outcomes[1]).toMatchObject({
        kind: 'SALES_ORDER_CREATED',
        attempts: 1,
        salesOrderCreated: { foundByReadBack: true },
      });
    },
  );

  it('not done and unheard: absence is believed only after the quarantine, then it is sent again with the same reference', async () => {
    bench.enet.fail('SORTOI', 'drop before');
    await bench.accept(salesOrderCommand());
    expect(await bench.attemptAll()).toEqual(['SYSPRO_CONNECTION_LOST', 'absent']);
    expect(await effect()).toMatchObject({ state: 'UNKNOWN' });
    expect(await bench.attemptAll()).toEqual([]);
    expect(bench.enet.count('SORTOI')).toBe(1);

    bench.later(QUARANTINE_MS);
    expect((await bench.attempt()).result).toBe('absent');
    expect(await effect()).toMatchObject({ state: 'PLANNED', evidence: { provenAbsentAt: expect.any(String) } });
    bench.later();
    expect(await bench.attemptAll()).toEqual(['done']);
    expect(bench.enet.orders.map((order) => order.po)).toEqual(['536365-K7Q2MA']);
    expect(bench.outcomes.map((outcome) => [outcome.kind, outcome.attempts])).toEqual([
      ['IN_DOUBT', 1],
      ['SALES_ORDER_CREATED', 2],
    ]);
  });

  it('a request carried out only after we gave it up is found by the second look, not entered twice', async () => {
    bench.enet.fail('SORTOI', 'drop before');
    await bench.accept(salesOrderCommand());
    await bench.attemptAll();
    bench.enet.orders.push({
      salesOrder: '000000000000101',
      customer: '000000000000010',
      po: '536365-K7Q2MA',
      status: 'S',
      gross: '119.99',
      stockLines: 1,
      lastInvoice: '',
    });
    bench.later(QUARANTINE_MS);
    expect(await bench.attemptAll()).toEqual(['done']);
    expect(bench.enet.count('SORTOI')).toBe(1);
  });

  it('the release unheard: the order is read, not entered again', async () => {
    bench.enet.fail('SORTOS', 'drop before');
    await bench.accept(salesOrderCommand());
    expect(await bench.attemptAll()).toEqual(['SYSPRO_CONNECTION_LOST', 'done']);
    expect(bench.enet.count('SORTOI')).toBe(1);
    expect(bench.enet.orders).toMatchObject([{ status: '1' }]);
  });

  it('entered, and then SYSPRO went away: in doubt and finished later, never sent again', async () => {
    bench.enet.fail('SORQRY', 'drop before');
    await bench.accept(salesOrderCommand());
    await bench.attempt();
    expect(await effect()).toMatchObject({ state: 'UNKNOWN' });
    bench.later();
    expect(await bench.attemptAll()).toEqual(['done']);
    expect(bench.enet.count('SORTOI')).toBe(1);
  });

  it('taken by SYSPRO and not shown under its number: never entered a second time, for a person after the quarantine', async () => {
    bench.enet.showsPurchaseOrders = false;
    await bench.accept(salesOrderCommand());
    expect(await bench.attemptAll()).toEqual(['ORDER_NOT_SHOWN', 'absent']);
    expect(await effect()).toMatchObject({ state: 'UNKNOWN', parked: false });
    bench.later(QUARANTINE_MS);
    expect(await bench.attemptAll()).toEqual(['absent']);
    bench.later();
    expect(await bench.attemptAll()).toEqual([]);
    expect(bench.enet.count('SORTOI')).toBe(1);
    expect(await effect()).toMatchObject({ state: 'UNKNOWN', parked: true, sends: 1 });
    expect(bench.store.parked).toMatchObject([{ code: 'TAKEN_AND_NOT_SHOWN', amountMinor: 11999 }]);
  });

  it('taken and shown only later: finished', async () => {
    bench.enet.showsPurchaseOrders = false;
    await bench.accept(salesOrderCommand());
    await bench.attemptAll();
    bench.enet.showsPurchaseOrders = true;
    bench.later(QUARANTINE_MS);
    expect(await bench.attemptAll()).toEqual(['done']);
    expect(bench.enet.count('SORTOI')).toBe(1);
  });

  it('its lane died between the mark and the answer: doubted, read back', async () => {
    await bench.accept(salesOrderCommand());
    const claim = await bench.store.claim('GIFT', 1_000);
    if (!claim) throw new Error('nothing to claim');
    await bench.store.markSent(claim, 1_000);
    bench.later(QUARANTINE_MS);
    expect(await bench.attemptAll()).toEqual(['LANE_LOST', 'absent']);
    expect(await effect()).toMatchObject({ state: 'UNKNOWN' });
    expect(bench.enet.count('SORTOI')).toBe(0);
    bench.later(QUARANTINE_MS);
    await bench.attemptAll();
    bench.later();
    expect(await bench.attemptAll()).toEqual(['done']);
  });

  it('two orders under its number, or one with other lines, are for a person', async () => {
    bench.enet.fail('SORTOI', 'drop after');
    await bench.accept(salesOrderCommand());
    await bench.attempt();
    bench.enet.orders.forEach((order) => (order.stockLines = 7));
    expect(await bench.attemptAll()).toEqual(['DUPLICATE_ORDER']);
    expect(await effect()).toMatchObject({ state: 'REJECTED', parked: true });
    expect(bench.enet.orders).toMatchObject([{ status: 'S' }]);
  });
});

describe('broken', () => {
  it('SYSPRO away: surely not done, due again when the lane resumes, nothing told, nothing parked', async () => {
    await bench.accept(salesOrderCommand());
    await bench.enet.stop();
    const report = await bench.attempt();
    expect(report.targetAway).toMatchObject({ code: 'SYSPRO_UNREACHABLE', target: 'syspro:GIFT' });
    expect(await effect()).toMatchObject({ state: 'PLANNED', sends: 0, lastCode: 'SYSPRO_UNREACHABLE' });
    expect([bench.outcomes, bench.store.parked]).toEqual([[], []]);
    await bench.enet.start();
    bench.later();
    expect(await bench.attemptAll()).toEqual(['done']);
  });

  it('a session ended by somebody else is logged on again and nothing is lost', async () => {
    bench.enet.fail('SORTOI', { text: 'ERROR: The supplied UserID is invalid. Either you were not logged in' });
    await bench.accept(salesOrderCommand());
    expect(await bench.attemptAll()).toEqual(['done']);
    expect(bench.enet.orders).toHaveLength(1);
    expect(await effect()).toMatchObject({ sends: 1 });
  });

  it("a business object without a licence is everybody's trouble: nothing parked, entered once it is licensed", async () => {
    bench.enet.fail('SORTOI', { text: 'ERROR: e.net exception raised: 100000' });
    await bench.accept(salesOrderCommand());
    const report = await bench.attempt();
    expect(report.targetAway).toMatchObject({ code: 'NOT_LICENSED', target: 'syspro:GIFT' });
    expect(await effect()).toMatchObject({ state: 'PLANNED', failures: 0, parked: false });
    bench.later();
    expect(await bench.attemptAll()).toEqual(['done']);
    expect([bench.enet.orders.length, bench.store.parked]).toEqual([1, []]);
  });

  it('a line of a kind newer than we are is our matter: parked, somebody is woken, nothing sent', async () => {
    const lines = [{ ...salesOrderCommand().createSalesOrder!.lines[0]!, kind: 'UNKNOWN' as const }];
    await bench.accept(salesOrderCommand({ lines }));
    expect(await bench.attemptAll()).toEqual(['LINE_KIND_UNKNOWN']);
    expect(await effect()).toMatchObject({ state: 'PLANNED', parked: true, sends: 0 });
    expect(bench.store.parked).toMatchObject([{ severity: 'CRITICAL' }]);
  });
});
