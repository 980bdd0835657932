import type { BookReader } from '../../books/collection.js';
import { EnetFault } from '../wire/reply.js';
import type { XmlElement } from '../wire/read-xml.js';
import { writeDocument } from '../wire/write-xml.js';
import { TABLES } from './tables.js';

const VERSION = '8.0.105';

/** COMFCH: every column of one record, by its key in stored form (syspro.md 2.8). A missing key is an `EnetFault`, which is inferred. */
export function fetchRecord(query: XmlElement, books: BookReader): string {
  const name = query.value('TableName');
  const table = TABLES.get(name);
  if (!table) throw new EnetFault(`Table '${name}' not found`);
  const given = [query.value('Key'), query.value('OptionalKey1'), query.value('OptionalKey2')];
  const row = table.rows(books).find((each) => table.key.every((column, index) => each[column] === given[index]));
  if (!row) throw new EnetFault(`Key not found on table '${name}'`);
  return writeDocument(
    name,
    VERSION,
    table.columns.map((column) => [column, row[column] ?? '']),
  );
}
