import { Decimal } from '#libs/money';
import { rejectedBecause } from '../rejections/rejection.js';
import { storableText } from '../text/windows-1252.js';
import { isZero, totalOf } from './amounts.js';
import { exactText, postTransaction, type Door } from './posting.js';
import type { PostingPeriod } from './receipt.js';

/** Money that comes to or leaves a bank beside receivables: fees of an acquirer, a payout. Amounts are decimals as text above zero. */
export interface CashBookEntry {
  readonly bank: string;
  readonly direction: 'DEPOSIT' | 'WITHDRAWAL';
  readonly value: string;
  /** CCYY-MM-DD. */
  readonly date: string;
  /** At most 30 characters; by it the entry is found again. */
  readonly reference: string;
  /** For people. */
  readonly narration: string;
  readonly postingPeriod: PostingPeriod;
  /** Where the money comes from or goes to; adds up to `value`. */
  readonly distribution: readonly { readonly ledgerCode: string; readonly value: string; readonly notation: string }[];
}

/**
 * Enters a deposit or a withdrawal (CSHTWD [X]; its answer is not public). Not idempotent: look for the reference first. Throws `RejectedError`
 * (OUT_OF_BALANCE before anything is sent, else with SYSPRO's words), `OutcomeUnknownError` when no answer was heard.
 */
export async function postCashBookEntry(door: Door, entry: CashBookEntry): Promise<void> {
  const rest = totalOf(entry.distribution.map(({ value }) => value)).minus(Decimal.parse(entry.value));
  if (!isZero(rest)) {
    const text = `The distribution of ${entry.reference} differs from its value by ${rest.toString()}`;
    throw rejectedBecause('OUT_OF_BALANCE', text);
  }
  await postTransaction(door, {
    businessObject: 'CSHTWD',
    root: 'PostCbDepositsWithdrawals',
    parameters: {
      PostingPeriod: entry.postingPeriod,
      IgnoreWarnings: 'N',
      ApplyIfEntireDocumentValid: 'Y',
      ValidateOnly: 'N',
    },
    content: {
      Item: {
        AddTransaction: {
          Bank: exactText('Bank', entry.bank, 15),
          DepositOrWithdrawal: entry.direction === 'DEPOSIT' ? 'D' : 'W',
          Reference: exactText('Reference', entry.reference, 30),
          TransactionValue: entry.value,
          TransactionDate: entry.date,
          Narration: storableText(entry.narration, 100),
          LedgerDistribution: entry.distribution.map(({ ledgerCode, value, notation }) => ({
            LedgerCode: exactText('LedgerCode', ledgerCode, 35),
            LedgerNotation: storableText(notation, 30),
            LedgerValue: value,
          })),
        },
      },
    },
  });
}
