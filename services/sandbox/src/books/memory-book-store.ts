import type { BookStore, StoredDocument } from './book-store.js';

/** Keeps documents as JSON text, so that what a real store would not give back is not given back here either. */
export class MemoryBookStore implements BookStore {
  private readonly rows = new Map<string, { collection: string; key: string; text: string }>();

  async load(): Promise<StoredDocument[]> {
    return [...this.rows.values()].map(({ collection, key, text }) => ({
      collection,
      key,
      body: JSON.parse(text) as unknown,
    }));
  }

  async write(changes: readonly StoredDocument[]): Promise<void> {
    for (const { collection, key, body } of changes) {
      const id = JSON.stringify([collection, key]);
      if (body === null) this.rows.delete(id);
      else this.rows.set(id, { collection, key, text: JSON.stringify(body) });
    }
  }

  async clear(): Promise<void> {
    this.rows.clear();
  }
}
