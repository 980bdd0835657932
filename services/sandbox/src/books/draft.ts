import type { StoredDocument } from './book-store.js';
import type { BookDraft, Collection } from './collection.js';

/** Documents by collection and key. */
export type Documents = Map<string, Map<string, unknown>>;

const COUNTERS: Collection<number> = { name: 'counters' };

/** The changes of one call, laid over the books and not yet part of them. */
export class Draft implements BookDraft {
  private readonly changed: Documents = new Map();

  constructor(private readonly documents: Documents) {}

  get<T>({ name }: Collection<T>, key: string): T | undefined {
    const changes = this.changed.get(name);
    const document = changes?.has(key) ? changes.get(key) : this.documents.get(name)?.get(key);
    return (document ?? undefined) as T | undefined;
  }

  all<T>({ name }: Collection<T>): T[] {
    const merged = new Map([...(this.documents.get(name) ?? []), ...(this.changed.get(name) ?? [])]);
    return [...merged.values()].filter((document) => document !== null) as T[];
  }

  put<T>({ name }: Collection<T>, key: string, document: T): void {
    this.changesOf(name).set(key, document);
  }

  remove({ name }: Collection<unknown>, key: string): void {
    this.changesOf(name).set(key, null);
  }

  nextNumber(series: string, startAfter = 0): number {
    const next = (this.get(COUNTERS, series) ?? startAfter) + 1;
    this.put(COUNTERS, series, next);
    return next;
  }

  changes(): StoredDocument[] {
    return [...this.changed].flatMap(([collection, documents]) =>
      [...documents].map(([key, body]) => ({ collection, key, body })),
    );
  }

  private changesOf(name: string): Map<string, unknown> {
    let changes = this.changed.get(name);
    if (!changes) this.changed.set(name, (changes = new Map<string, unknown>()));
    return changes;
  }
}
