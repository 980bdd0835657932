import type { Database } from '#libs/delivery';
import type { BookStore, StoredDocument } from './book-store.js';

const UPSERT = `
  INSERT INTO documents (collection, key, body)
  SELECT collection, key, body::jsonb FROM unnest($1::text[], $2::text[], $3::text[]) AS given (collection, key, body)
  ON CONFLICT (collection, key) DO UPDATE SET body = excluded.body`;

const REMOVE = `
  DELETE FROM documents USING unnest($1::text[], $2::text[]) AS given (collection, key)
  WHERE documents.collection = given.collection AND documents.key = given.key`;

/** The books in PostgreSQL: one row a document, one transaction a write. */
export class PostgresBookStore implements BookStore {
  constructor(private readonly database: Database) {}

  load(): Promise<StoredDocument[]> {
    return this.database.query<StoredDocument>('SELECT collection, key, body FROM documents');
  }

  async write(changes: readonly StoredDocument[]): Promise<void> {
    const kept = changes.filter(({ body }) => body !== null);
    const removed = changes.filter(({ body }) => body === null);
    const keys = (documents: readonly StoredDocument[]) => [
      documents.map(({ collection }) => collection),
      documents.map(({ key }) => key),
    ];
    await this.database.transaction(async (tx) => {
      if (kept.length > 0) await tx.query(UPSERT, [...keys(kept), kept.map(({ body }) => JSON.stringify(body))]);
      if (removed.length > 0) await tx.query(REMOVE, keys(removed));
    });
  }

  async clear(): Promise<void> {
    await this.database.query('DELETE FROM documents');
  }
}
