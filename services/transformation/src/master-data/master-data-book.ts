import type { MasterData } from '#libs/contracts';
import type { Transaction, Vault } from '#libs/delivery';
import { comparableCode, foldedCode, isOneSlipApart, type MasterDataKind } from './code-forms.js';
import type { KnownCustomer, KnownMasterData, KnownStockItem, MasterDataAge, NearCode } from './master-data-state.js';

type Reader = Pick<Transaction, 'query'>;

/** What one record of the topic says; `gone` for a record without value. */
export type MasterDataNews =
  | { readonly is: 'item'; readonly kind: MasterDataKind; readonly record: MasterData }
  | {
      readonly is: 'gone';
      readonly company: string;
      readonly kind: MasterDataKind;
      readonly code: string;
      readonly at: Date;
    }
  | { readonly is: 'swept'; readonly kind: MasterDataKind; readonly record: Extract<MasterData, { kind: 'SWEEP' }> };

/** The codes a document names. */
export interface NamedCodes {
  readonly company: string;
  readonly customers: readonly string[];
  readonly stock: readonly string[];
}

interface Row {
  readonly company: string;
  readonly kind: MasterDataKind;
  readonly code: string;
  readonly as_of: Date;
  readonly body: Buffer;
}

interface SweepRow {
  readonly company: string;
  readonly kind: MasterDataKind;
  readonly as_of: Date;
  readonly row_count: number;
  readonly complete: boolean;
}

/** More candidates than this are no near match but a family of codes. */
const MOST_CANDIDATES = 2_000;

/** Customers and stock codes as the topic told them. */
export class MasterDataBook {
  constructor(
    private readonly vault: Vault,
    private readonly options: { readonly maxAgeMs: number; readonly now?: () => Date },
  ) {}

  /** Keeps what is told. An older telling never replaces a newer one, so a topic read again from its beginning harms nothing. */
  async take(tx: Transaction, news: readonly MasterDataNews[]): Promise<void> {
    if (news.length === 0) return;
    // Of two batches side by side, one with the end of a sweep and one with its rows, neither would see that both are here.
    await tx.query('LOCK TABLE master_data_sweep IN SHARE ROW EXCLUSIVE MODE');
    // The last word on each key: a statement cannot touch a row twice.
    const last = [...new Map(news.map((each) => [keyOf(each), each])).values()];
    await this.#keep(
      tx,
      last.flatMap((each) => (each.is === 'item' ? [each] : [])),
    );
    const gone = last.flatMap((each) => (each.is === 'gone' ? [each] : []));
    if (gone.length > 0) {
      const codes = gone.map(({ kind, code }) => comparableCode(kind, code));
      const [companies, kinds] = [gone.map(({ company }) => company), gone.map(({ kind }) => kind)];
      await tx.query(FORGET, [companies, kinds, codes, gone.map(({ at }) => at.toISOString())]);
    }
    for (const each of last) {
      if (each.is !== 'swept') continue;
      const { company, asOf, sweep } = each.record;
      await tx.query(SWEPT, [company, each.kind, new Date(asOf), sweep.rowCount]);
    }
    // Records of several keys arrive in any order: the end of the first sweep counts once all that it counted is here.
    await tx.query(COMPLETE);
  }

  async #keep(tx: Transaction, items: readonly Extract<MasterDataNews, { is: 'item' }>[]): Promise<void> {
    if (items.length === 0) return;
    const rows = items.map(({ kind, record }) => ({ kind, record, code: comparableCode(kind, record.code) }));
    await tx.query(KEEP, [
      rows.map(({ record }) => record.company),
      rows.map(({ kind }) => kind),
      rows.map(({ code }) => code),
      rows.map(({ code }) => foldedCode(code)),
      rows.map(({ record }) => new Date(record.asOf).toISOString()),
      rows.map(({ kind, code, record }) => this.vault.seal(record, context(record.company, kind, code))),
    ]);
  }

  /** How old what is known is, of every company and kind that was ever told of. */
  async ages(reader: Reader): Promise<MasterDataAge[]> {
    const rows = await reader.query<SweepRow>(`SELECT * FROM master_data_sweep ORDER BY company, kind`);
    return rows.map((row) => this.#ageOf(row, row.company, row.kind));
  }

  /** What is known of the codes some documents name. */
  async known(reader: Reader, named: NamedCodes): Promise<KnownMasterData> {
    const { company } = named;
    const customers = named.customers.map((code) => comparableCode('CUSTOMER', code));
    const stock = named.stock.map((code) => comparableCode('STOCK_ITEM', code));
    const sweeps = await reader.query<SweepRow>(`SELECT * FROM master_data_sweep WHERE company = $1`, [company]);
    const rows = await reader.query<Row>(KNOWN, [company, customers, stock]);
    const ageOf = (kind: MasterDataKind): MasterDataAge =>
      this.#ageOf(
        sweeps.find((row) => row.kind === kind),
        company,
        kind,
      );
    const near = new Map<string, readonly NearCode[]>();
    const missing = (kind: MasterDataKind, codes: readonly string[]): string[] =>
      [...new Set(codes)].filter((code) => !rows.some((row) => row.kind === kind && row.code === code));
    for (const code of missing('STOCK_ITEM', stock))
      near.set(`STOCK_ITEM ${code}`, await nearCodes(reader, company, 'STOCK_ITEM', code));
    for (const code of missing('CUSTOMER', customers))
      near.set(`CUSTOMER ${code}`, await nearCodes(reader, company, 'CUSTOMER', code));
    const opened = new Map(rows.map((row) => [`${row.kind} ${row.code}`, this.#open(row)]));
    const nameOf = (kind: MasterDataKind, code: string): string => `${kind} ${comparableCode(kind, code)}`;
    return {
      customers: ageOf('CUSTOMER'),
      stock: ageOf('STOCK_ITEM'),
      customer: (code) => opened.get(nameOf('CUSTOMER', code))?.customer,
      stockItem: (code) => opened.get(nameOf('STOCK_ITEM', code))?.stockItem,
      nearStock: (code) => near.get(nameOf('STOCK_ITEM', code)) ?? [],
      nearCustomer: (code) => near.get(nameOf('CUSTOMER', code)) ?? [],
    };
  }

  #open(row: Row): { customer?: KnownCustomer; stockItem?: KnownStockItem } {
    const record = this.vault.open<MasterData>(row.body, context(row.company, row.kind, row.code));
    const head = { code: record.code, asOf: row.as_of };
    return {
      ...(record.customer ? { customer: { ...record.customer, ...head } } : {}),
      ...(record.stockItem ? { stockItem: { ...record.stockItem, ...head } } : {}),
    };
  }

  #ageOf(row: SweepRow | undefined, company: string, kind: MasterDataKind): MasterDataAge {
    if (!row?.complete) return { company, kind, state: 'none', asOf: null, ageMs: null, rowCount: row?.row_count ?? 0 };
    const { now = () => new Date(), maxAgeMs } = this.options;
    const ageMs = Math.max(0, now().getTime() - row.as_of.getTime());
    return {
      company,
      kind,
      state: ageMs > maxAgeMs ? 'old' : 'fresh',
      asOf: row.as_of,
      ageMs,
      rowCount: row.row_count,
    };
  }
}

/** Codes that are the same but for case, blanks and signs, else one slip apart; a slip in the first half of a code is not looked for. */
async function nearCodes(reader: Reader, company: string, kind: MasterDataKind, code: string): Promise<NearCode[]> {
  const folded = foldedCode(code);
  if (folded.length < 3) return [];
  const half = folded.slice(0, Math.ceil(folded.length / 2));
  const rows = await reader.query<{ code: string; folded: string }>(NEAR, [
    company,
    kind,
    folded,
    `${half}%`,
    MOST_CANDIDATES,
  ]);
  const same = rows
    .filter((row) => row.folded === folded)
    .map((row): NearCode => ({ code: row.code, differs: differenceOf(code, row.code) }));
  if (same.length > 0) return same;
  return rows
    .filter((row) => isOneSlipApart(folded, row.folded))
    .map((row): NearCode => ({ code: row.code, differs: 'nearMatch' }));
}

function keyOf(news: MasterDataNews): string {
  const { company, code } = news.is === 'gone' ? news : news.record;
  return JSON.stringify([news.is === 'swept' ? 'SWEEP' : news.kind, company, comparableCode(news.kind, code)]);
}

function differenceOf(code: string, other: string): NearCode['differs'] {
  if (code.toUpperCase() === other.toUpperCase()) return 'letterCase';
  return code.replace(/\s/g, '') === other.replace(/\s/g, '') ? 'blanks' : 'nearMatch';
}

function context(company: string, kind: string, code: string): string {
  return `master data ${company} ${kind} ${code}`;
}

const KEEP = `
  INSERT INTO master_data (company, kind, code, folded, as_of, body)
  SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::timestamptz[], $6::bytea[])
  ON CONFLICT (company, kind, code) DO UPDATE SET as_of = excluded.as_of, body = excluded.body
  WHERE master_data.as_of <= excluded.as_of`;

const FORGET = `
  DELETE FROM master_data d USING unnest($1::text[], $2::text[], $3::text[], $4::timestamptz[]) AS gone (company, kind, code, at)
  WHERE d.company = gone.company AND d.kind = gone.kind AND d.code = gone.code AND d.as_of <= gone.at`;

const SWEPT = `
  INSERT INTO master_data_sweep (company, kind, as_of, row_count) VALUES ($1, $2, $3, $4)
  ON CONFLICT (company, kind) DO UPDATE SET as_of = excluded.as_of, row_count = excluded.row_count
  WHERE master_data_sweep.as_of <= excluded.as_of`;

const COMPLETE = `
  UPDATE master_data_sweep s SET complete = true
  WHERE NOT complete AND row_count <= (SELECT count(*) FROM master_data d WHERE d.company = s.company AND d.kind = s.kind)`;

const KNOWN = `
  SELECT company, kind, code, as_of, body FROM master_data
  WHERE company = $1 AND ((kind = 'CUSTOMER' AND code = ANY($2::text[])) OR (kind = 'STOCK_ITEM' AND code = ANY($3::text[])))`;

const NEAR = `
  SELECT code, folded FROM master_data
  WHERE company = $1 AND kind = $2 AND (folded = $3 OR folded LIKE $4) ORDER BY folded <> $3, code LIMIT $5`;
