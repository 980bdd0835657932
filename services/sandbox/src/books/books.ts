import type { BookStore, StoredDocument } from './book-store.js';
import type { BookDraft, BookReader, Collection } from './collection.js';
import { Draft, type Documents } from './draft.js';

interface Waiting {
  readonly resolve: () => void;
  readonly reject: (cause: unknown) => void;
}

/**
 * Everything the stand-ins know, in memory and written through: `change` and `settled` return only after the store has what was
 * seen, so an answer that was given is never forgotten by a restart. Calls that come together share one transaction of the store.
 */
export class Books implements BookReader {
  private documents: Documents = new Map();
  private pending = new Map<string, StoredDocument>();
  private waiting: Waiting[] = [];
  private writing: Promise<void> | undefined;
  private stale = false;
  private reloading: Promise<void> | undefined;

  private constructor(private readonly store: BookStore) {}

  /** Loads everything. */
  static async open(store: BookStore): Promise<Books> {
    const books = new Books(store);
    await books.reload();
    return books;
  }

  get<T>({ name }: Collection<T>, key: string): T | undefined {
    return this.documents.get(name)?.get(key) as T | undefined;
  }

  all<T>({ name }: Collection<T>): T[] {
    return [...(this.documents.get(name)?.values() ?? [])] as T[];
  }

  /**
   * Runs `work` on a draft and keeps its changes: all of them, or none when `work` throws. Rejects when the store did not take
   * them; the books are then what the store has.
   */
  async change<T>(work: (draft: BookDraft) => T): Promise<T> {
    if (this.stale) await (this.reloading ??= this.reload().finally(() => (this.reloading = undefined)));
    const draft = new Draft(this.documents);
    const result = work(draft);
    const changes = draft.changes();
    for (const change of changes) this.apply(change);
    for (const change of changes) this.pending.set(JSON.stringify([change.collection, change.key]), change);
    await this.settled();
    return result;
  }

  /** Waits until the store has everything that can be read now. */
  async settled(): Promise<void> {
    if (this.pending.size === 0 && !this.writing) return;
    const written = new Promise<void>((resolve, reject) => this.waiting.push({ resolve, reject }));
    this.writing ??= this.writeAll();
    await written;
  }

  /** Forgets everything, for good. */
  async clear(): Promise<void> {
    await this.settled();
    await this.store.clear();
    this.documents = new Map();
  }

  private async writeAll(): Promise<void> {
    await Promise.resolve(); // lets the calls of this turn join
    while (this.waiting.length > 0) {
      const waiting = this.waiting;
      const changes = [...this.pending.values()];
      this.waiting = [];
      this.pending = new Map();
      try {
        if (changes.length > 0) await this.store.write(changes);
        for (const { resolve } of waiting) resolve();
      } catch (cause) {
        this.forget([...waiting, ...this.waiting], cause);
      }
    }
    this.writing = undefined;
  }

  // What later calls built on changes that were not kept cannot be kept either.
  private forget(waiting: readonly Waiting[], cause: unknown): void {
    this.waiting = [];
    this.pending = new Map();
    this.stale = true;
    for (const { reject } of waiting) reject(cause);
  }

  private async reload(): Promise<void> {
    const stored = await this.store.load();
    this.documents = new Map();
    for (const document of stored) this.apply(document);
    this.stale = false;
  }

  private apply({ collection, key, body }: StoredDocument): void {
    let documents = this.documents.get(collection);
    if (!documents) this.documents.set(collection, (documents = new Map<string, unknown>()));
    if (body === null) documents.delete(key);
    else documents.set(key, body);
  }
}
