import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { EffectBench, QUARANTINE_MS, salesOrderCommand } from '../../test/effect-bench.js';

const TRANSACTION = '{6F9619FF-8B86-D011-B42D-00CF4FC964FF}';
const EFFECT = salesOrderCommand().effectId;

let bench: EffectBench;
beforeEach(async () => {
  bench = await new EffectBench().open({ paymentForm: { formType: 'ORD', fieldName: 'PAYREF' } });
});
afterEach(() => bench.close());

const written = () => [...bench.enet.customForms];

describe('the payment in the custom form of its order', () => {
  it('is written before the order is released', async () => {
    await bench.accept(salesOrderCommand());
    expect(await bench.attemptAll()).toEqual(['done']);
    expect(written()).toEqual([['ORD 000000000000101', TRANSACTION]]);
    expect(bench.enet.calls.slice(-2)).toEqual(['COMTFM', 'SORTOS']);
  });

  it('names as many transactions as fit whole', async () => {
    const transactionIds = ['A', 'B', 'C'].map((letter) => TRANSACTION.replace('6', letter));
    await bench.accept(salesOrderCommand({ transactionIds }));
    await bench.attemptAll();
    expect(written()).toEqual([['ORD 000000000000101', transactionIds.slice(0, 2).join(' ')]]);
  });

  it('is left alone where the order cost nothing', async () => {
    await bench.accept(salesOrderCommand({ transactionIds: [] }));
    expect(await bench.attemptAll()).toEqual(['done']);
    expect(bench.enet.count('COMTFM')).toBe(0);
  });

  it('keeps the order in suspense when SYSPRO refuses it', async () => {
    bench.enet.fail('COMTFM', { error: { element: 'FieldName', number: '999033', text: "Field 'PAYREF' not found" } });
    await bench.accept(salesOrderCommand());
    expect(await bench.attemptAll()).toEqual(['SYSPRO_REJECTED']);
    expect(bench.enet.orders).toMatchObject([{ status: 'S' }]);
    expect(bench.store.parked).toMatchObject([{ text: "Field 'PAYREF' not found" }]);
  });

  it.each(['drop before', 'drop after', 'no answer after'] as const)(
    'is finished by reading back when its answer is lost (%s); the order is entered once',
    async (fault) => {
      bench.enet.fail('COMTFM', fault);
      await bench.accept(salesOrderCommand());
      await bench.attempt();
      expect(await bench.store.find(EFFECT)).toMatchObject({ state: 'UNKNOWN' });
      bench.later(QUARANTINE_MS + 1);
      expect(await bench.attemptAll()).toEqual(['done']);
      expect(written()).toHaveLength(1);
      expect(bench.enet.count('SORTOI')).toBe(1);
      expect(bench.enet.orders).toMatchObject([{ status: '1' }]);
    },
  );
});
