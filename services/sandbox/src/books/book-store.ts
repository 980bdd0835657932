/** A document as it is stored; `body` null removes it. */
export interface StoredDocument {
  readonly collection: string;
  readonly key: string;
  readonly body: unknown;
}

/** Where the books are kept. Each adapter passes `book-store.suite.ts`. */
export interface BookStore {
  /** Every document, in no particular order. */
  load(): Promise<StoredDocument[]>;
  /** All of them or none; at most one entry for a collection and key. */
  write(changes: readonly StoredDocument[]): Promise<void>;
  /** Removes everything. */
  clear(): Promise<void>;
}
