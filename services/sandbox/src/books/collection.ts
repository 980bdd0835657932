/** A named set of documents of one shape. Documents are plain JSON, never changed in place: a change puts a new one. */
export interface Collection<T> {
  readonly name: string;
  /** Carries the shape for the compiler; never present at run time. */
  readonly shape?: T;
}

/** Names a collection, e.g. `collection<Customer>('syspro.customers')`. The name is stored: renaming it loses the documents. */
export function collection<T>(name: string): Collection<T> {
  return { name };
}

/** What can be asked of the books. */
export interface BookReader {
  get<T>(collection: Collection<T>, key: string): T | undefined;
  /** In no particular order. */
  all<T>(collection: Collection<T>): T[];
}

/** The books while one call changes them; what is put is seen by the same draft at once and by others when the call returns. */
export interface BookDraft extends BookReader {
  put<T>(collection: Collection<T>, key: string, document: T): void;
  remove(collection: Collection<unknown>, key: string): void;
  /** The next number of a series, starting after `startAfter`; never given twice, restarts included. */
  nextNumber(series: string, startAfter?: number): number;
}
