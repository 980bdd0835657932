import { isCurrency, parseMinor } from '#libs/money';
import type { OpayoTransaction } from '../ledger/transaction.js';
import type { Parameters } from './parameters.js';
import { reportedAmount } from './reported-transaction.js';
import { ReportingRefusal } from './reporting-refusal.js';
import { resultOf } from './state-sentences.js';

export type TransactionFilter = (transaction: OpayoTransaction) => boolean;

const TX_TYPES = ['PAYMENT', 'REFUND', 'DEFERRED', 'REPEAT', 'REPEATDEFERRED', 'MANUAL', 'AUTHENTICATE', 'AUTHORISE'];

/**
 * The optional filters of getTransactionList (opayo.md 3.4), all of which must hold. `accounttype`, `username` and `includeaddresses` are taken and
 * change nothing: everything here is e-commerce and by nobody in particular. Throws `ReportingRefusal` for values that cannot be.
 */
export function filterIn(parameters: Parameters): TransactionFilter {
  const filters = [
    oneOf(parameters.list('txtypes', 'txtype'), txTypeOf, TX_TYPES),
    oneOf(parameters.list('systemsused', 'system'), ({ system }) => system),
    oneOf(parameters.list('paymentsystems', 'paymentsystem'), ({ card }) => card?.formCardType ?? ''),
    equal(parameters.text('relatedtransactionid'), ({ relatedTransactionId }) => relatedTransactionId ?? ''),
    equal(parameters.text('vendortxcode'), ({ vendorTxCode }) => vendorTxCode),
    equal(parameters.text('last4digits'), ({ card }) => card?.lastFourDigits ?? ''),
    equal(parameters.text('vpsauthcode'), ({ txAuthNo }) => String(txAuthNo ?? '')),
    flag(parameters.text('repeated'), ({ repeated }) => repeated),
    flag(parameters.text('released'), ({ releasedMinor }) => releasedMinor !== null),
    resultFilter(parameters),
    currencyFilter(parameters),
    amountFilter(parameters),
    phraseFilter(parameters.text('searchphrase')),
  ].filter((filter) => filter !== undefined);
  return (transaction) => filters.every((filter) => filter(transaction));
}

type Value = (transaction: OpayoTransaction) => string;

function txTypeOf({ transactionType }: OpayoTransaction): string {
  return transactionType.toUpperCase();
}

function equal(wanted: string | undefined, value: Value): TransactionFilter | undefined {
  return oneOf(wanted === undefined ? undefined : [wanted], value);
}

function oneOf(
  wanted: readonly string[] | undefined,
  value: Value,
  known?: readonly string[],
): TransactionFilter | undefined {
  if (!wanted) return undefined;
  const words = wanted.map((word) => word.toUpperCase());
  const unknown = known && words.find((word) => !known.includes(word));
  if (unknown !== undefined) throw new ReportingRefusal('TX_TYPE', unknown);
  return (transaction) => words.includes(value(transaction).toUpperCase());
}

function flag(
  wanted: string | undefined,
  value: (transaction: OpayoTransaction) => boolean,
): TransactionFilter | undefined {
  if (wanted === undefined) return undefined;
  const word = wanted.toUpperCase();
  if (!['YES', 'NO'].includes(word)) throw new ReportingRefusal('VALUE', 'YES or NO');
  return (transaction) => value(transaction) === (word === 'YES');
}

/** `result` names one; without it `invalids` says whether failed registrations are left out (0), shown too (1, the default here), or alone (2) [I]. */
function resultFilter(parameters: Parameters): TransactionFilter {
  const result = parameters.text('result')?.toUpperCase();
  if (result !== undefined) {
    if (!['SUCCESS', 'FAILURE', 'INVALID'].includes(result)) throw new ReportingRefusal('VALUE', 'result');
    return ({ state }) => resultOf(state) === result;
  }
  const invalids = parameters.text('invalids') ?? '1';
  if (!['0', '1', '2'].includes(invalids)) throw new ReportingRefusal('VALUE', 'invalids');
  return ({ state }) => invalids === '1' || (resultOf(state) === 'INVALID') === (invalids === '2');
}

function currencyFilter(parameters: Parameters): TransactionFilter | undefined {
  const wanted = parameters.text('currency');
  if (wanted !== undefined && !isCurrency(wanted)) throw new ReportingRefusal('CURRENCY', wanted);
  return equal(wanted, ({ currency }) => currency);
}

/** `10` and `10.00` are the same amount. */
function amountFilter(parameters: Parameters): TransactionFilter | undefined {
  const wanted = parameters.text('amount');
  if (wanted === undefined) return undefined;
  if (!/^\d{1,9}(\.\d{1,3})?$/.test(wanted)) throw new ReportingRefusal('AMOUNT', wanted);
  return (transaction) =>
    minorOrNone(wanted, transaction.currency) === parseMinor(reportedAmount(transaction), transaction.currency);
}

function minorOrNone(text: string, currency: string): number | undefined {
  try {
    return parseMinor(text, currency);
  } catch {
    return undefined; // more decimals than this currency has: nobody paid that
  }
}

function phraseFilter(phrase: string | undefined): TransactionFilter | undefined {
  if (phrase === undefined) return undefined;
  const wanted = phrase.toLowerCase();
  return ({ vendorTxCode, transactionId, description, customer }) =>
    [vendorTxCode, transactionId, description, `${customer?.firstNames ?? ''} ${customer?.surname ?? ''}`].some(
      (text) => text.toLowerCase().includes(wanted),
    );
}
