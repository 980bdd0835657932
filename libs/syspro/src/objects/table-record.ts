import { writeXml } from '../xml/write-xml.js';
import type { Door } from './posting.js';
import { findRows } from './table-rows.js';

/** A record and its key. */
export interface RecordKey {
  /** Case-sensitive, e.g. `ArCustomer`. */
  readonly table: string;
  /** Column of the key, e.g. `Customer`. */
  readonly column: string;
  /** In stored form (`storedKey`). */
  readonly value: string;
}

/**
 * Every column of one record (COMFCH [L] W), as SYSPRO names them; undefined when there is none of that key, which COMFCH would answer with an
 * exception like any other trouble, so it is looked up first. Throws `RetryableError` only.
 */
export async function readRecord(
  door: Door,
  { table, column, value }: RecordKey,
): Promise<Readonly<Record<string, string>> | undefined> {
  const where = [{ column, condition: 'EQ' as const, value }];
  const known = await findRows(door, { table, columns: [column], where, limit: 1 });
  if (known.length === 0) return undefined;
  const document = writeXml({ Fetch: { TableName: table, Key: value, FullKeyProvided: 'Y' } });
  const root = await door.session.fetch(document, door.watch);
  return Object.fromEntries(root.elements.map((element) => [element.name, element.text]));
}
