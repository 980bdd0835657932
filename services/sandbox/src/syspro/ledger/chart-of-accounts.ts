import { collection, type BookReader } from '../../books/collection.js';

/** An account of the general ledger. */
export interface LedgerAccount {
  /** At most 35 characters. */
  readonly ledgerCode: string;
  readonly description: string;
  /** A asset, L liability, R revenue. */
  readonly accountType: 'A' | 'L' | 'R';
  /** Kept by a sub-ledger: journals of people are warned. */
  readonly controlAccount: boolean;
  readonly onHold: boolean;
}

/** What the sub-ledgers post to. */
export const ACCOUNTS = {
  receivables: '1200-AR',
  tax: '2200-VAT',
  goods: '4000-WEB',
  freight: '4100-WEB',
  charges: '4200-WEB',
  discounts: '4300-WEB',
} as const;

/** The demo's chart, as it is until somebody changes it; the codes the mapping's table `gl-accounts` names are among them. */
const CHART: readonly LedgerAccount[] = [
  account('1200-AR', 'Accounts receivable', 'A', { controlAccount: true }),
  account('1250-OPAYO', 'Bank OPAYO: card money on its way', 'A'),
  account('1260-CASH', 'Cash book', 'A'),
  account('2200-VAT', 'Tax on sales', 'L'),
  account('2990-HELD', 'Suspense account, on hold', 'L', { onHold: true }),
  account('4000-WEB', 'Sales of goods', 'R'),
  account('4100-WEB', 'Freight charged', 'R'),
  account('4200-WEB', 'Charges', 'R'),
  account('4300-WEB', 'Discounts given', 'R'),
  account('4900-WEB', 'Rounding', 'R'),
  account('6100-FEES', 'Fees of acquirers', 'R'),
];

const LEDGER_ACCOUNTS = collection<LedgerAccount>('syspro.ledger-accounts');

/** Every account, in the order of the codes. */
export function ledgerAccounts(books: BookReader): LedgerAccount[] {
  const changed = new Map(books.all(LEDGER_ACCOUNTS).map((each) => [each.ledgerCode, each]));
  const all = [...CHART.filter(({ ledgerCode }) => !changed.has(ledgerCode)), ...changed.values()];
  return all.sort((left, right) => (left.ledgerCode < right.ledgerCode ? -1 : 1));
}

/** One account; undefined when there is none of that code. */
export function ledgerAccount(books: BookReader, ledgerCode: string): LedgerAccount | undefined {
  return ledgerAccounts(books).find((each) => each.ledgerCode === ledgerCode);
}

/** Account of a bank of the company. */
export function accountOfBank(bank: string): string {
  return bank === 'OPAYO' ? '1250-OPAYO' : '1260-CASH';
}

function account(
  ledgerCode: string,
  description: string,
  accountType: LedgerAccount['accountType'],
  { controlAccount = false, onHold = false } = {},
): LedgerAccount {
  return { ledgerCode, description, accountType, controlAccount, onHold };
}
