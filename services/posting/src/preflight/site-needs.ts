import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';

/** What the mapping sends to one company, each named once. */
export interface SiteNeeds {
  readonly banks: readonly string[];
  readonly warehouses: readonly string[];
  /** Accounts of guests and the currency each has to have, ISO 4217. */
  readonly guests: readonly { readonly customer: string; readonly currency: string }[];
  readonly ledgerCodes: readonly string[];
}

type Row = Readonly<Record<string, string>>;

/**
 * Reads the lookups of a folder of mappings (or of the release its file `active` names): companies, banks, gl-accounts. Throws an `Error` for
 * people when a table is missing or has not the columns it is to have.
 */
export function readSiteNeeds(directory: string, company: string): SiteNeeds {
  const active = join(directory, 'active');
  const folder = existsSync(active) ? join(directory, readFileSync(active, 'utf8').trim()) : directory;
  const table = (name: string, columns: readonly string[]): Row[] =>
    readTable(join(folder, 'lookups', `${name}.csv`), columns).filter((row) => row['company'] === company);
  const companies = table('companies', ['company', 'currency', 'warehouse', 'bank', 'guestCustomer']);
  const banks = table('banks', ['company', 'bank']);
  const ledger = table('gl-accounts', ['company', 'glAccount']);
  const guests = new Map(companies.map((row) => [row['guestCustomer'] ?? '', row['currency'] ?? '']));
  return {
    banks: distinct([...companies, ...banks], 'bank'),
    warehouses: distinct(companies, 'warehouse'),
    guests: [...guests].map(([customer, currency]) => ({ customer, currency })),
    ledgerCodes: distinct(ledger, 'glAccount'),
  };
}

function readTable(file: string, columns: readonly string[]): Row[] {
  if (!existsSync(file)) throw new Error(`There is no table ${file}`);
  const rows = parse<Row>(readFileSync(file, 'utf8'), { columns: true, bom: true, trim: true, skip_empty_lines: true });
  const missing = columns.filter((column) => rows[0] && !(column in rows[0]));
  if (missing.length > 0) throw new Error(`${file} has no column ${missing.join(', ')}`);
  return rows;
}

function distinct(rows: readonly Row[], column: string): string[] {
  return [...new Set(rows.map((row) => row[column] ?? ''))].filter((value) => value !== '').sort();
}
