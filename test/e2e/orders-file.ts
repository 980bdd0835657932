import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';

const WHOLE_FILE = join(import.meta.dirname, '../../services/sandbox/data/online-retail/orders-2010-12.csv');

/** What a small file is to hold, beside the documents named. */
export interface SmallFile {
  /** Sales of registered customers with at most four lines; the sandbox plants its stories among these. */
  readonly customers?: number;
  /** Sales of guests with at most eleven lines, of which there are eleven; nothing is planted among these. */
  readonly guests?: number;
  /** Documents by InvoiceNo, whatever they are. */
  readonly also?: readonly string[];
}

/** A file of a few real orders, in the order of the whole one. */
export interface OrdersFile {
  readonly path: string;
  /** `shop/orderReference` of the guests' sales. */
  readonly guests: readonly string[];
  remove(): Promise<void>;
}

/** Cuts the first documents that fit out of the orders that come with the sandbox. */
export async function cutOrders({ customers = 0, guests = 0, also = [] }: SmallFile): Promise<OrdersFile> {
  const sales = DOCUMENTS.filter((document) => isSale(document) && !also.includes(document.reference));
  const guestSales = sales.filter(({ customerId, rows }) => customerId === '' && rows.length <= 11).slice(0, guests);
  const customerSales = sales
    .filter(({ customerId, rows }) => customerId !== '' && rows.length <= 4)
    .slice(0, customers);
  if (guestSales.length < guests || customerSales.length < customers) {
    throw new RangeError(`there are ${guestSales.length} sales of guests and ${customerSales.length} of customers`);
  }
  const wanted = new Set([...also, ...[...guestSales, ...customerSales].map(({ reference }) => reference)]);
  const chosen = DOCUMENTS.filter(({ reference }) => wanted.has(reference));
  const directory = await mkdtemp(join(tmpdir(), 'few-orders-'));
  const path = join(directory, 'few-orders.csv');
  await writeFile(path, [HEADER, ...chosen.flatMap(({ lines }) => lines)].join('\n') + '\n');
  return {
    path,
    guests: guestSales.map(({ reference }) => `gifts/${reference}`),
    remove: () => rm(directory, { recursive: true }),
  };
}

interface Document {
  readonly reference: string;
  readonly customerId: string;
  readonly rows: readonly Record<string, string>[];
  /** As they stand in the file. */
  readonly lines: readonly string[];
}

// No field of the file holds a line break, so that a row is a line.
const [HEADER = '', ...LINES] = readFileSync(WHOLE_FILE, 'utf8').trimEnd().split(/\r?\n/);
const DOCUMENTS = documentsOf(LINES);

function documentsOf(lines: readonly string[]): Document[] {
  const rows = parse<Record<string, string>>([HEADER, ...lines].join('\n'), { columns: true, bom: true });
  const linesOf = new Map<string, number[]>();
  for (const [index, row] of rows.entries()) {
    const reference = row['InvoiceNo'] ?? '';
    linesOf.set(reference, [...(linesOf.get(reference) ?? []), index]);
  }
  return [...linesOf].map(([reference, indexes]) => ({
    reference,
    customerId: rows[indexes[0] ?? 0]?.['CustomerID'] ?? '',
    rows: indexes.map((index) => rows[index] ?? {}),
    lines: indexes.map((index) => lines[index] ?? ''),
  }));
}

/** Only lines with a price, which is more than a sale needs, and keeps the small file plain. */
function isSale({ reference, rows }: Document): boolean {
  return !reference.startsWith('C') && rows.every((row) => Number(row['UnitPrice']) > 0 && Number(row['Quantity']) > 0);
}
