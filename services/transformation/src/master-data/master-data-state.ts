import type { MasterCustomer, MasterStockItem } from '#libs/contracts';
import type { MasterDataKind } from './code-forms.js';

/** How far what is known of a kind can be believed. */
export interface MasterDataAge {
  readonly company: string;
  readonly kind: MasterDataKind;
  /** `none`: nothing was ever read in full; `old`: longer ago than the setting allows. */
  readonly state: 'none' | 'old' | 'fresh';
  /** When SYSPRO was last read in full, UTC; null for `none`. */
  readonly asOf: Date | null;
  /** Milliseconds since then; null for `none`. */
  readonly ageMs: number | null;
  /** Rows SYSPRO had then. */
  readonly rowCount: number;
}

/** A customer as SYSPRO has it. */
export interface KnownCustomer extends MasterCustomer {
  readonly code: string;
  readonly asOf: Date;
}

/** A stock code as SYSPRO has it. */
export interface KnownStockItem extends MasterStockItem {
  readonly code: string;
  readonly asOf: Date;
}

/** What is known of the codes a document names. */
export interface KnownMasterData {
  readonly customers: MasterDataAge;
  readonly stock: MasterDataAge;
  /** The customer, where SYSPRO has it. */
  customer(code: string): KnownCustomer | undefined;
  stockItem(code: string): KnownStockItem | undefined;
  /** Codes of SYSPRO that are nearly the one asked for, best first; empty when none is. */
  nearStock(code: string): readonly NearCode[];
  nearCustomer(code: string): readonly NearCode[];
}

/** A code that is nearly another, and in what they differ. */
export interface NearCode {
  readonly code: string;
  readonly differs: 'blanks' | 'letterCase' | 'nearMatch';
}

/** `2 h 5 min ago`, for people. */
export function ageText({ asOf, ageMs }: Pick<MasterDataAge, 'asOf' | 'ageMs'>): string {
  if (asOf === null || ageMs === null) return 'never read in full';
  const minutes = Math.round(ageMs / 60_000);
  const text = minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
  return `read ${text} ago, at ${asOf.toISOString()}`;
}
