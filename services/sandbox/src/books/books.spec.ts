import { describe, expect, it } from '@jest/globals';
import { describeBookStore } from './book-store.suite.js';
import { Books } from './books.js';
import { collection } from './collection.js';
import { MemoryBookStore } from './memory-book-store.js';

const PARCELS = collection<number>('parcels');

describeBookStore('memory', async () => {
  const store = new MemoryBookStore();
  return { open: () => store, close: async () => undefined };
});

class FailingStore extends MemoryBookStore {
  failing = false;
  override async write(changes: Parameters<MemoryBookStore['write']>[0]): Promise<void> {
    if (this.failing) throw new Error('disk full');
    await super.write(changes);
  }
}

describe('a change of the books', () => {
  it('that throws half way leaves nothing behind', async () => {
    const books = await Books.open(new MemoryBookStore());
    await expect(
      books.change((draft) => {
        draft.put(PARCELS, 'a', 1);
        throw new Error('no');
      }),
    ).rejects.toThrow('no');
    expect(books.get(PARCELS, 'a')).toBeUndefined();
  });

  it('that the store refuses is not answered and not remembered', async () => {
    const store = new FailingStore();
    const books = await Books.open(store);
    await books.change((draft) => draft.put(PARCELS, 'a', 1));

    store.failing = true;
    await expect(books.change((draft) => draft.put(PARCELS, 'a', 2))).rejects.toThrow('disk full');
    store.failing = false;

    expect(await books.change((draft) => draft.get(PARCELS, 'a'))).toBe(1);
  });

  it('is not read by others before the store has it', async () => {
    const store = new MemoryBookStore();
    const books = await Books.open(store);
    const changed = books.change((draft) => draft.put(PARCELS, 'a', 1));

    await books.settled();
    expect(await store.load()).toEqual([{ collection: 'parcels', key: 'a', body: 1 }]);
    await changed;
  });
});
