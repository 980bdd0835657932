import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { aSalesOrder, EffectBench, salesOrderCommand } from '../../test/effect-bench.js';

let bench: EffectBench;
beforeEach(async () => {
  bench = await new EffectBench().open();
});
afterEach(() => bench.close());

const [line] = aSalesOrder.lines;
/** Six on one line and six on another. */
const twice = [line!, { ...line!, customerPoLine: 2 }];
const told = () => bench.outcomes.at(-1);

describe('availability, where the mapping wants it', () => {
  it.each([
    ['11.000000', [{ stockCode: '85123A', warehouse: 'MAIN', orderedQuantity: '12', availableQuantity: '11.000000' }]],
    ['12.000000', []],
  ])('is asked before the order is entered: %s for two lines of six', async (AvailableQty, shortLines) => {
    bench.enet.stock.push({ StockCode: '85123A', AvailableQty });
    await bench.accept(salesOrderCommand({ askAvailability: true, lines: twice }));
    expect(await bench.attemptAll()).toEqual(['done']);
    expect(bench.enet.calls.indexOf('INVQRY')).toBeLessThan(bench.enet.calls.indexOf('SORTOI'));
    expect(bench.enet.count('INVQRY')).toBe(1);
    expect(told()).toMatchObject({ kind: 'SALES_ORDER_CREATED', salesOrderCreated: { shortLines } });
  });

  it('refuses nothing: a code SYSPRO does not have is for SORTOI to refuse', async () => {
    await bench.accept(salesOrderCommand({ askAvailability: true }));
    expect(await bench.attemptAll()).toEqual(['done']);
    expect(bench.enet.count('INVQRY')).toBe(0);
    expect(told()).toMatchObject({ salesOrderCreated: { shortLines: [] } });
  });

  it('is not asked otherwise', async () => {
    await bench.accept(salesOrderCommand());
    await bench.attemptAll();
    expect(bench.enet.count('INVQRY')).toBe(0);
    expect(told()).toMatchObject({ salesOrderCreated: { shortLines: null } });
  });

  it('not answered, nothing is entered; answered, it is', async () => {
    bench.enet.stock.push({ StockCode: '85123A', AvailableQty: '6.000000' });
    bench.enet.fail('INVQRY', 'drop before');
    await bench.accept(salesOrderCommand({ askAvailability: true }));
    await bench.attempt();
    expect(bench.enet.count('SORTOI')).toBe(0);
    bench.later();
    expect(await bench.attemptAll()).toEqual(['done']);
  });
});
