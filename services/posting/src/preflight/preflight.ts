import { monthOf } from '#libs/calendar';
import { isConnectError } from '#libs/errors';
import { storedKey, type LogonProfile, type Syspro } from '#libs/syspro';
import type { SysproConfig } from '../syspro-settings.js';
import type { SysproSessions } from '../syspro-sessions.js';
import type { SiteNeeds } from './site-needs.js';

/**
 * What was found out about one thing. `fails`: something posted would be refused or land in the wrong place; `unknown`: it could not be looked
 * at; `declared`: SYSPRO does not tell, so the site's word counts.
 */
export interface Finding {
  readonly verdict: 'ok' | 'fails' | 'unknown' | 'declared';
  readonly what: string;
  /** What is the matter and what to do; of `declared`, what is declared. */
  readonly detail: string;
}

/** What a check says; an empty detail is good. */
type Check = () => Promise<{ readonly detail: string; readonly fails?: boolean }>;

const NOBODY = 'NO-SUCH-KEY';

const SURELY = ['NOT_LICENSED', 'SYSPRO_LOGON_REFUSED', 'SYSPRO_PROFILE_INCOMPLETE', 'SYSPRO_QUERY_FAILED'];
/** ApBank, GenMaster and InvWhControl are called so from memory: an exception may mean no more than another name. */
const PERHAPS = SURELY.filter((code) => code !== 'SYSPRO_QUERY_FAILED');

/**
 * Looks at everything posting will need of a SYSPRO company, without posting anything: sessions, company, tables, and what the mapping sends
 * there. One finding a line, in the order of the looks. Throws nothing that SYSPRO does.
 */
export async function* preflight(
  { lane, poller }: SysproSessions,
  config: SysproConfig,
  needs: SiteNeeds | undefined,
): AsyncGenerator<Finding> {
  let profile: LogonProfile | undefined;
  yield await finding('logon of the lane operator', async () => {
    profile = await lane.readProfile();
    return { detail: `${profile.operator} in ${profile.companyName}, SYSPRO ${profile.sysproVersion}` };
  });
  // Without a session every other look would say the same.
  if (!profile) return;
  yield await finding('logon of the polling operator', async () => ({ detail: (await poller.readProfile()).operator }));
  yield period(config, profile);
  yield depositSlips(config, profile, needs);
  for (const [what, look] of tables(lane, poller)) yield await finding(what, look);
  if (!needs) {
    yield {
      verdict: 'unknown',
      what: 'banks, warehouses, guests, ledger codes',
      detail: 'name the mappings: PREFLIGHT_MAPPINGS_DIRECTORY, or --mappings DIR',
    };
    return;
  }
  for (const [what, look] of ofTheMapping(lane, config, needs)) yield await finding(what, look, PERHAPS);
}

/** Whether posting may start on what was found. */
export function mayStart(findings: readonly Finding[]): boolean {
  return findings.every(({ verdict }) => verdict !== 'fails');
}

/** `sure`: codes that say something of the site; SYSPRO being away, for one, does not. */
async function finding(what: string, look: Check, sure: readonly string[] = SURELY): Promise<Finding> {
  try {
    const { detail, fails = false } = await look();
    return { verdict: fails ? 'fails' : 'ok', what, detail };
  } catch (error) {
    const { message } = error as Error;
    const code = isConnectError(error) ? error.code : 'FAILED';
    return { verdict: sure.includes(code) ? 'fails' : 'unknown', what, detail: `${message} (${code})` };
  }
}

function period({ sysproCurrentPeriod: declared }: SysproConfig, { accountingDate }: LogonProfile): Finding {
  const what = 'current period of receivables';
  if (declared === undefined)
    return { verdict: 'ok', what, detail: `${monthOf(accountingDate)}, by the accounting date ${accountingDate}` };
  const other =
    declared === monthOf(accountingDate) ? '' : `; the accounting date ${accountingDate} is in another month`;
  return { verdict: 'declared', what, detail: `${declared} (SYSPRO_CURRENT_PERIOD)${other}` };
}

/** Only with deposit slips does SYSPRO look at the bank of a receipt; else all money goes to the operator's own. */
function depositSlips(
  { sysproDepositSlips: declared }: SysproConfig,
  { defaultBank }: LogonProfile,
  needs: SiteNeeds | undefined,
): Finding {
  const what = 'bank of receipts';
  if (declared === 'required')
    return { verdict: 'declared', what, detail: 'the mapping’s (SYSPRO_DEPOSIT_SLIPS=required)' };
  const others = needs?.banks.filter((bank) => bank !== defaultBank) ?? [];
  const common = `without "bank deposit slip required" SYSPRO puts all receipts into the operator's bank '${defaultBank}'`;
  if (others.length > 0) {
    const detail = `${common}, and the mapping names ${others.join(', ')}: switch it on and set SYSPRO_DEPOSIT_SLIPS=required`;
    return { verdict: 'fails', what, detail };
  }
  return { verdict: 'declared', what, detail: `${declared} (SYSPRO_DEPOSIT_SLIPS); ${common}` };
}

/** Every table that is read, asked for what is not there: its columns are what counts. */
function tables(lane: Syspro, poller: Syspro): [string, Check][] {
  const of =
    (look: () => Promise<unknown>): Check =>
    async () => {
      await look();
      return { detail: 'readable, with all columns' };
    };
  return [
    ['table SorMaster', of(() => lane.findSalesOrders({ customer: NOBODY, customerPoNumber: NOBODY }))],
    ['table ArInvoice', of(() => lane.findInvoice({ customer: NOBODY, invoice: NOBODY }))],
    ['table ArInvoicePay', of(() => lane.findReceipts({ customer: NOBODY, reference: NOBODY }))],
    ['table ArCustomer', of(() => poller.readCustomers({ after: '', pageRows: 1 }))],
    ['table InvMaster', of(() => poller.readStockItems({ after: '', pageRows: 1 }))],
  ];
}

function ofTheMapping(lane: Syspro, { sysproCurrencyCodes }: SysproConfig, needs: SiteNeeds): [string, Check][] {
  const siteCode = (currency: string): string => sysproCurrencyCodes?.[currency] ?? currency;
  return [
    ...needs.banks.map((bank): [string, Check] => [
      `bank ${bank}`,
      async () => missingOr(await lane.readRecord({ table: 'ApBank', column: 'Bank', value: bank }), () => undefined),
    ]),
    ...needs.warehouses.map((warehouse): [string, Check] => [
      `warehouse ${warehouse}`,
      async () =>
        missingOr(
          await lane.readRecord({ table: 'InvWhControl', column: 'Warehouse', value: warehouse }),
          () => undefined,
        ),
    ]),
    ...needs.guests.map(({ customer, currency }): [string, Check] => [
      `guests' account ${customer}`,
      async () => {
        const record = await lane.readRecord({ table: 'ArCustomer', column: 'Customer', value: storedKey(customer) });
        return missingOr(record, (found) => guestTrouble(found, siteCode(currency)));
      },
    ]),
    ...needs.ledgerCodes.map((ledgerCode): [string, Check] => [
      `ledger code ${ledgerCode}`,
      async () =>
        missingOr(await lane.readLedgerAccount(ledgerCode), ({ isOnHold, isControlAccount }) => {
          if (isOnHold) return 'is on hold: release it';
          return isControlAccount ? 'is a control account, which sub-ledgers keep: map another' : undefined;
        }),
    ]),
  ];
}

function missingOr<T>(
  found: T | undefined,
  trouble: (found: T) => string | undefined,
): { detail: string; fails?: boolean } {
  if (found === undefined) return { detail: 'is not in SYSPRO: create it, or correct the mapping', fails: true };
  const detail = trouble(found);
  return detail === undefined ? { detail: 'there' } : { detail, fails: true };
}

function guestTrouble(record: Readonly<Record<string, string>>, currency: string): string | undefined {
  if (record['CustomerOnHold'] === 'Y') return 'is on hold: release it';
  if (record['Currency'] !== currency)
    return `is kept in '${record['Currency'] ?? ''}', the mapping pays it in '${currency}'`;
  // Money is paid against invoices, which only an open-item account keeps apart.
  return record['BalanceType'] === 'B' ? 'is balance forward: make it open item' : undefined;
}
