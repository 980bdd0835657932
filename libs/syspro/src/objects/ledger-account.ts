import { writeXml } from '../xml/write-xml.js';
import type { Door } from './posting.js';
import { findRows } from './table-rows.js';

/** An account of the general ledger, as far as it matters for posting to it. */
export interface LedgerAccount {
  readonly ledgerCode: string;
  readonly description: string;
  /** Kept by a sub-ledger: journals to it are warned. */
  readonly isControlAccount: boolean;
  readonly isOnHold: boolean;
}

/**
 * A ledger code (GENQGL [X]; AccOnHldFlag is GENQRY's, not seen in GENQGL [I]); undefined for one SYSPRO does not have, which GENQGL would
 * answer with an exception like any other trouble, so it is looked up first. Throws `RetryableError` only.
 */
export async function readLedgerAccount(door: Door, ledgerCode: string): Promise<LedgerAccount | undefined> {
  const where = [{ column: 'GlCode', condition: 'EQ' as const, value: ledgerCode }];
  const known = await findRows(door, { table: 'GenMaster', columns: ['GlCode'], where, limit: 1 });
  if (known.length === 0) return undefined;
  const key = { LedgerCode: ledgerCode, SecurityType: 'P', ValidateStructure: 'Y', ValidateFlags: 'Y' };
  // The key is in lower case there, unlike in every other query [X].
  const root = await door.session.query('GENQGL', writeXml({ Query: { key } }), door.watch);
  return {
    ledgerCode: root.valueAnywhere('LedgerCode') || ledgerCode,
    description: root.valueAnywhere('Description'),
    isControlAccount: root.valueAnywhere('ControlAccFlag') === 'Y',
    isOnHold: root.valueAnywhere('AccOnHldFlag') === 'Y',
  };
}
