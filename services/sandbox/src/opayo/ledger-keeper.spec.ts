import { describe, expect, it } from '@jest/globals';
import { waitFor } from '#libs/testing';
import { LedgerKeeper } from './ledger-keeper.js';
import { PiBench } from './pi/pi-bench.js';

describe("the ledger's keeper", () => {
  it('lets things lapse as soon as the clock was set, and forgets sessions and cards that are over', async () => {
    const bench = await PiBench.open();
    const errors: unknown[] = [];
    const keeper = new LedgerKeeper({ books: bench.books, clock: bench.clock, onError: (cause) => errors.push(cause) });
    keeper.start();
    try {
      const saved = await bench.card();
      const { vendorTxCode, ...asked } = await bench.payment({ transactionType: 'Deferred' });
      const method = { paymentMethod: { card: { ...saved, save: true } } };
      await bench.call('POST', 'transactions', { ...asked, ...method, vendorTxCode });
      await bench.card();
      await bench.clock.advance(31 * 86_400_000);

      await waitFor('the lapse', () => bench.inBook(vendorTxCode)?.state === 27);
      const left = (await bench.store.load()).map(({ collection }) => collection);
      expect(left.filter((name) => name === 'opayo.merchant-sessions')).toHaveLength(0);
      expect(left.filter((name) => name === 'opayo.card-identifiers')).toHaveLength(1);
    } finally {
      await keeper.stop();
    }
    expect(errors).toEqual([]);
  });
});
