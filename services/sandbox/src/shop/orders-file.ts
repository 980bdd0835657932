import { parse, type CsvError } from 'csv-parse/sync';
import { Decimal, minorUnits, sumMinor } from '#libs/money';
import { countryOf } from './countries.js';

/** One row of the file: a line of a document. */
export interface FileLine {
  readonly stockCode: string;
  readonly description: string;
  /** Whole number as text, negative in cancellations. */
  readonly quantity: string;
  /** Decimal as text, GBP major units, tax included where there is any. */
  readonly unitPrice: string;
  /** Quantity × price, pence. */
  readonly grossMinor: number;
}

/** All rows of one InvoiceNo. */
export interface FileDocument {
  readonly reference: string;
  /** Day and time of its first row as the file has them: `2010-12-01`, `08:26:00`. */
  readonly date: string;
  readonly time: string;
  /** CustomerID; empty for a guest. */
  readonly customerId: string;
  readonly country: string;
  readonly lines: readonly FileLine[];
  readonly grossMinor: number;
}

/** The documents of a file by what the replay does with them. */
export interface OrdersFile {
  /** Positive total: replayed. */
  readonly sales: readonly FileDocument[];
  /** Total of zero or below without being a cancellation: stock adjustments; nothing Opayo could take. */
  readonly nothingToPay: readonly FileDocument[];
  /** Prefix `C`: left for later. */
  readonly cancellations: readonly FileDocument[];
}

/** The file cannot be replayed; every problem with its line number, at most twenty. */
export class OrdersFileError extends Error {
  override readonly name = 'OrdersFileError';

  constructor(readonly problems: readonly string[]) {
    super(problems.join('; '));
  }
}

const COLUMNS = [
  'InvoiceNo',
  'StockCode',
  'Description',
  'Quantity',
  'InvoiceDate',
  'UnitPrice',
  'CustomerID',
  'Country',
];
const MOST_PROBLEMS = 20;

type Column =
  'InvoiceNo' | 'StockCode' | 'Description' | 'Quantity' | 'InvoiceDate' | 'UnitPrice' | 'CustomerID' | 'Country';
interface FileRow extends Record<Column, string> {
  readonly lineNumber: number;
}

/** Reads CSV text of the columns of "Online Retail" (UTF-8, dates `M/D/YYYY H:MM`). Throws `OrdersFileError`. */
export function readOrdersFile(text: string): OrdersFile {
  const rows = parseRows(text);
  const problems = rows.flatMap((row) => problemsOf(row).map((problem) => `line ${row.lineNumber}: ${problem}`));
  if (rows.length === 0) problems.push('there are no orders in it');
  if (problems.length > 0) throw new OrdersFileError(problems.slice(0, MOST_PROBLEMS));
  const documents = [...byDocument(rows)].map(([reference, of]) => documentOf(reference, of));
  const isCancellation = ({ reference }: FileDocument): boolean => reference.startsWith('C');
  return {
    sales: documents.filter((document) => !isCancellation(document) && document.grossMinor > 0),
    nothingToPay: documents.filter((document) => !isCancellation(document) && document.grossMinor <= 0),
    cancellations: documents.filter(isCancellation),
  };
}

function byDocument(rows: readonly FileRow[]): Map<string, FileRow[]> {
  const documents = new Map<string, FileRow[]>();
  for (const row of rows) {
    const found = documents.get(row.InvoiceNo);
    if (found) found.push(row);
    else documents.set(row.InvoiceNo, [row]);
  }
  return documents;
}

function parseRows(text: string): FileRow[] {
  let records: { record: string[]; info: { lines: number } }[];
  try {
    // With `info` each record comes with its line, which the types do not tell.
    records = parse(text, {
      bom: true,
      info: true,
      skip_empty_lines: true,
      relax_column_count: true,
    }) as unknown as typeof records;
  } catch (error) {
    throw new OrdersFileError([`it is not CSV: ${(error as CsvError).message}`]);
  }
  const [header, ...rows] = records;
  const missing = COLUMNS.filter((column) => !header?.record.includes(column));
  if (!header || missing.length > 0) {
    throw new OrdersFileError([`line 1: missing column${missing.length > 1 ? 's' : ''} ${missing.join(', ')}`]);
  }
  const positions = COLUMNS.map((column) => header.record.indexOf(column));
  return rows.map(({ record, info }) => {
    const values = COLUMNS.map((column, index) => [column, (record[positions[index] ?? -1] ?? '').trim()]);
    return { ...(Object.fromEntries(values) as Record<Column, string>), lineNumber: info.lines };
  });
}

function problemsOf(row: FileRow): string[] {
  return [
    ...(/^[A-Za-z]?[\w-]{1,30}$/.test(row.InvoiceNo) ? [] : [`InvoiceNo '${row.InvoiceNo}' is no document number`]),
    ...(row.StockCode === '' || row.StockCode.length > 30
      ? [`StockCode '${row.StockCode}' has not 1 to 30 characters`]
      : []),
    ...(/^-?\d{1,9}$/.test(row.Quantity) ? [] : [`Quantity '${row.Quantity}' is not a whole number`]),
    ...(/^-?\d{1,9}(\.\d{1,5})?$/.test(row.UnitPrice) ? [] : [`UnitPrice '${row.UnitPrice}' is not a decimal number`]),
    ...(momentOf(row.InvoiceDate) ? [] : [`InvoiceDate '${row.InvoiceDate}' is not like 12/1/2010 8:26`]),
    ...(/^\w{0,15}$/.test(row.CustomerID)
      ? []
      : [`CustomerID '${row.CustomerID}' has more than 15 letters and digits`]),
    ...(countryOf(row.Country) ? [] : [`Country '${row.Country}' is not known`]),
    ...(grossOf(row) === undefined ? [`${row.Quantity} × ${row.UnitPrice} is not whole pence`] : []),
  ];
}

function momentOf(text: string): { date: string; time: string } | undefined {
  const [, month = '', day = '', year = '', hour = '', minute = ''] =
    /^(\d{1,2})\/(\d{1,2})\/(\d{4}) (\d{1,2}):(\d{2})$/.exec(text) ?? [];
  const two = (part: string): string => part.padStart(2, '0');
  const date = `${year}-${two(month)}-${two(day)}`;
  const time = `${two(hour)}:${two(minute)}:00`;
  return Number.isNaN(Date.parse(`${date}T${time}Z`)) ? undefined : { date, time };
}

/** Pence; undefined when they are not whole. Rows that are no numbers are told of elsewhere. */
function grossOf({ Quantity, UnitPrice }: FileRow): number | undefined {
  try {
    const exact = Decimal.parse(Quantity).times(Decimal.parse(UnitPrice));
    const rounded = exact.round(2);
    return rounded.compare(exact) === 0 ? minorUnits(rounded.unscaled) : undefined;
  } catch {
    return 0;
  }
}

function documentOf(reference: string, rows: readonly FileRow[]): FileDocument {
  const [first] = rows as readonly [FileRow];
  const lines = rows.map((row): FileLine => ({
    stockCode: row.StockCode,
    description: row.Description,
    quantity: row.Quantity,
    unitPrice: row.UnitPrice,
    grossMinor: grossOf(row) ?? 0,
  }));
  return {
    reference,
    ...(momentOf(first.InvoiceDate) ?? { date: '', time: '' }),
    customerId: first.CustomerID,
    country: first.Country,
    lines,
    grossMinor: sumMinor(lines.map(({ grossMinor }) => grossMinor)),
  };
}
