import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { BookStore } from './book-store.js';
import { Books } from './books.js';
import { collection } from './collection.js';

const PARCELS = collection<{ weightGrams: number; note?: string | null }>('parcels');

/** What every store of books promises. `open` gives a handle on the same, at first empty, store each time it is called in a test. */
export function describeBookStore(name: string, arrange: () => Promise<{ open(): BookStore; close(): Promise<void> }>) {
  describe(`books kept in ${name}`, () => {
    let place: { open(): BookStore; close(): Promise<void> };
    beforeEach(async () => {
      place = await arrange();
    });
    afterEach(async () => {
      await place.close();
    });

    it('know after a restart what was answered before it', async () => {
      const before = await Books.open(place.open());
      await before.change((draft) => {
        draft.put(PARCELS, 'a', { weightGrams: 5, note: "O'Hara – ½" });
        draft.put(PARCELS, 'b', { weightGrams: 7, note: null });
        expect(draft.nextNumber('waybill', 99)).toBe(100);
      });
      await before.change((draft) => draft.remove(PARCELS, 'b'));

      const after = await Books.open(place.open());
      expect(after.all(PARCELS)).toEqual([{ weightGrams: 5, note: "O'Hara – ½" }]);
      expect(await after.change((draft) => draft.nextNumber('waybill', 99))).toBe(101);
    });

    it('keep the last of many changes made at once to one document', async () => {
      const books = await Books.open(place.open());
      await Promise.all(
        Array.from({ length: 20 }, () =>
          books.change((draft) =>
            draft.put(PARCELS, 'a', { weightGrams: (draft.get(PARCELS, 'a')?.weightGrams ?? 0) + 1 }),
          ),
        ),
      );
      expect((await Books.open(place.open())).get(PARCELS, 'a')).toEqual({ weightGrams: 20 });
    });

    it('know nothing after they were cleared', async () => {
      const books = await Books.open(place.open());
      await books.change((draft) => draft.put(PARCELS, 'a', { weightGrams: 1 }));
      await books.clear();
      expect(books.all(PARCELS)).toEqual([]);
      expect((await Books.open(place.open())).all(PARCELS)).toEqual([]);
    });
  });
}
