import { afterEach, describe, expect, it } from '@jest/globals';
import { minorUnits } from '#libs/money';
import { aSalesOrder, EffectBench, QUARANTINE_MS, salesOrderCommand } from '../../test/effect-bench.js';

const EFFECT = 'sales-order:GIFT:gifts/536365';
/** Without PostLD, and with URLs too short for more than a few lines. */
const SMALL = { largeDocuments: 'NEVER', urlLimitBytes: 3_500 } as const;

let bench: EffectBench;
const open = async (settings: Parameters<EffectBench['open']>[0] = {}): Promise<void> => {
  bench = await new EffectBench().open(settings);
};
afterEach(() => bench.close());

const tolerant = (minor = 1) => salesOrderCommand({ roundingToleranceMinor: minorUnits(minor) });
const large = () => {
  const [line] = aSalesOrder.lines;
  const stock = Array.from({ length: 19 }, (_, index) => ({ ...line!, customerPoLine: index + 2 }));
  const freight = { ...line!, kind: 'FREIGHT' as const, customerPoLine: 1, stockCode: '' };
  return salesOrderCommand({ lines: [...stock, freight] });
};
const sent = async () =>
  (await bench.store.attemptsOf(EFFECT))
    .flatMap(({ calls }) => calls)
    .filter(({ businessObject }) => businessObject === 'SORTOI')
    .map(({ document }) => document);

describe('an order off by pence', () => {
  it.each([
    ['120.00', '-0.01', -1],
    ['119.98', '0.01', 1],
  ])(
    'valued at %s, within tolerance: a rounding line of %s closes the gap, and it is told',
    async (gross, value, minor) => {
      await open();
      bench.enet.gross = gross;
      await bench.accept(tolerant());
      expect(await bench.attemptAll()).toEqual(['done']);
      expect((await sent())[1]).toContain(`<MiscChargeValue>${value}</MiscChargeValue>`);
      expect((await sent())[1]).toContain('<MiscNotTaxable>Y</MiscNotTaxable>');
      expect(bench.enet.orders).toMatchObject([{ gross: '119.99', status: '1' }]);
      expect(bench.outcomes.at(-1)).toMatchObject({ salesOrderCreated: { roundingMinor: minor, grossMinor: 11999 } });
    },
  );

  it.each([
    ['beyond the tolerance', '120.01', 1],
    ['with no tolerance', '120.00', 0],
  ])('%s stays in suspense with both values', async (_, gross, minor) => {
    await open();
    bench.enet.gross = gross;
    await bench.accept(tolerant(minor));
    expect(await bench.attemptAll()).toEqual(['VALUE_DIFFERS']);
    expect(bench.enet.orders).toMatchObject([{ gross, status: 'S' }]);
    expect(await sent()).toHaveLength(1);
  });

  it('SYSPRO refuses the line: parked in its words, the order in suspense; redriven, it is finished and not entered again', async () => {
    await open();
    bench.enet.gross = '120.00';
    bench.enet.fail('SORTOI', 'none');
    const error = { element: 'MiscChargeLine', number: '999029', text: "Product class '_OTH' not found" };
    bench.enet.fail('SORTOI', { error });
    await bench.accept(tolerant());
    expect(await bench.attemptAll()).toEqual(['SYSPRO_REJECTED']);
    expect(bench.enet.orders).toMatchObject([{ gross: '120.00', status: 'S' }]);
    await bench.store.redrive(EFFECT, { by: 'ada', reason: 'class added' });
    expect(await bench.attemptAll()).toEqual(['done']);
    expect(bench.enet.orders).toMatchObject([{ gross: '119.99', status: '1' }]);
  });

  it('added and unheard: found of the right value, not added again', async () => {
    await open();
    bench.enet.gross = '120.00';
    bench.enet.fail('SORTOI', 'none');
    bench.enet.fail('SORTOI', 'drop after');
    await bench.accept(tolerant());
    expect(await bench.attemptAll()).toEqual(['SYSPRO_CONNECTION_LOST', 'done']);
    expect(bench.enet.orders).toMatchObject([{ gross: '119.99', status: '1' }]);
    expect(await sent()).toHaveLength(2);
  });

  it('not added and unheard: added only after the quarantine, when no request can be under way any more', async () => {
    await open();
    bench.enet.gross = '120.00';
    bench.enet.fail('SORTOI', 'none');
    bench.enet.fail('SORTOI', 'drop before');
    await bench.accept(tolerant());
    expect(await bench.attemptAll()).toEqual(['SYSPRO_CONNECTION_LOST', 'unfinished']);
    expect(await bench.attemptAll()).toEqual([]);
    expect(await sent()).toHaveLength(2);
    bench.later(QUARANTINE_MS);
    expect(await bench.attemptAll()).toEqual(['unfinished', 'done']);
    expect(bench.enet.orders).toMatchObject([{ gross: '119.99', status: '1' }]);
    expect(await sent()).toHaveLength(3);
    expect(bench.store.parked).toEqual([]);
  });
});

describe('an order no URL can hold, where SYSPRO has no other way', () => {
  it('is entered in suspense, its lines added part by part, compared, and released', async () => {
    await open(SMALL);
    await bench.accept(large());
    expect(await bench.attemptAll()).toEqual(['done']);
    const documents = await sent();
    expect(documents.length).toBeGreaterThan(2);
    expect(documents[0]).toContain('<FreightLine>');
    const lines = documents.flatMap((document) =>
      [...document.matchAll(/<CustomerPoLine>(\d+)</g)].map(([, line]) => line),
    );
    expect(new Set(lines).size).toBe(20);
    expect(lines).toHaveLength(20);
    expect(bench.enet.orders).toMatchObject([{ stockLines: 19, status: '1' }]);
    expect(bench.outcomes).toMatchObject([{ kind: 'SALES_ORDER_CREATED', attempts: 1 }]);
  });

  it('goes in one request where there is one', async () => {
    await open({ urlLimitBytes: SMALL.urlLimitBytes });
    await bench.accept(large());
    expect(await bench.attemptAll()).toEqual(['done']);
    expect(await sent()).toHaveLength(1);
  });

  it.each(['drop before', 'drop after'] as const)('a part unheard (%s): every line is there once', async (fault) => {
    await open(SMALL);
    bench.enet.fail('SORTOI', 'none');
    bench.enet.fail('SORTOI', fault);
    await bench.accept(large());
    await bench.attemptAll();
    expect(bench.enet.orders).toMatchObject([{ status: 'S' }]);
    bench.later(QUARANTINE_MS);
    await bench.attemptAll();
    expect(bench.enet.orders).toMatchObject([{ stockLines: 19, status: '1' }]);
    expect(bench.store.parked).toEqual([]);
  });

  it('SYSPRO loses sight of it in between: for a person, never entered a second time', async () => {
    await open(SMALL);
    bench.enet.fail('SORTOI', 'none');
    bench.enet.fail('SORTOI', 'drop before');
    await bench.accept(large());
    await bench.attemptAll();
    bench.later(QUARANTINE_MS);
    expect((await bench.attempt()).result).toBe('unfinished');
    bench.enet.showsPurchaseOrders = false;
    expect(await bench.attemptAll()).toEqual(['TAKEN_AND_NOT_SHOWN']);
    expect(bench.enet.orders).toHaveLength(1);
  });

  it('another number of lines than our parts make is for a person', async () => {
    await open(SMALL);
    bench.enet.fail('SORTOI', 'drop after');
    await bench.accept(large());
    await bench.attempt();
    bench.enet.orders[0]!.stockLines = 18;
    expect(await bench.attemptAll()).toEqual(['DUPLICATE_ORDER']);
  });
});
