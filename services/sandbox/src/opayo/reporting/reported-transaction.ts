import { formatMinor } from '#libs/money';
import { isAuthorised } from '../ledger/states.js';
import type { OpayoTransaction } from '../ledger/transaction.js';
import type { ServerRegistration } from '../server/server-registration.js';
import type { ReplyElement } from './reporting-reply.js';
import { londonTimeToTheMillisecond } from './reporting-time.js';
import { resultOf, sentenceOf } from './state-sentences.js';

/** The amount Reporting shows, major units as text: what was reserved, and of a released deferred transaction what was released [I]. */
export function reportedAmount({ amountMinor, releasedMinor, currency }: OpayoTransaction): string {
  return formatMinor(releasedMinor ?? amountMinor, currency);
}

/**
 * When it was completed; of a released deferred transaction the release, because that is when its money was taken [I]. Undefined while it is
 * under way.
 */
export function completedAt({ instructions, completedAt: first }: OpayoTransaction): Date | undefined {
  const released = instructions.find(({ type }) => type === 'release');
  const at = released?.at ?? first;
  return at === null ? undefined : new Date(at);
}

/** Every field of getTransactionDetail that there is something to say about (opayo.md 3.5); the others are left out. */
export function detailOf(transaction: OpayoTransaction, registration: ServerRegistration | undefined): ReplyElement[] {
  const { card, outcome, customer, instructions } = transaction;
  const completed = completedAt(transaction);
  return present([
    ['vpstxid', transaction.transactionId],
    ['vendortxcode', transaction.vendorTxCode],
    ['relatedtransactionid', transaction.relatedTransactionId],
    ['securitykey', transaction.securityKey],
    ['transactiontype', transaction.transactionType],
    ['txstateid', String(transaction.state)],
    ['status', sentenceOf(transaction.state)],
    ['result', resultOf(transaction.state)],
    ['systemused', transaction.system],
    ['vpsprotocol', registration?.protocol ?? null],
    ['accounttype', 'E'],
    ['description', transaction.description],
    ['amount', reportedAmount(transaction)],
    ['currency', transaction.currency],
    ['giftaid', registration?.giftAid ? 'YES' : 'NO'],
    ['started', londonTimeToTheMillisecond(new Date(transaction.startedAt))],
    ['completed', completed ? londonTimeToTheMillisecond(completed) : null],
    ['refunded', yes(transaction.refundedMinor > 0)],
    ['repeated', yes(transaction.repeated)],
    ['released', yes(transaction.releasedMinor !== null)],
    ['aborted', yes(instructions.some(({ type }) => type === 'abort'))],
    ['vpsauthcode', transaction.txAuthNo === null ? null : String(transaction.txAuthNo)],
    ['bankauthcode', transaction.bankAuthCode],
    ['batchid', transaction.batchId ?? ''],
    ['authprocessor', transaction.authProcessor],
    ['merchantnumber', transaction.merchantNumber],
    ['declinecode', outcome?.bankResponseCode ?? null],
    ['paymentsystem', card?.formCardType ?? null],
    ['paymentsystemdetails', card?.piCardType ?? null],
    ['expirydate', card?.expiryDate ?? null],
    ['last4digits', card?.lastFourDigits ?? null],
    ['cardholder', cardholderOf(transaction)],
    ['applyavscv2', registration?.applyAvsCv2 ?? null],
    ['apply3dsecure', registration?.apply3DSecure ?? null],
    ['authattempt', card ? '1' : null],
    ['cv2result', outcome?.checks.cv2 ?? null],
    ['addressresult', outcome?.checks.address ?? null],
    ['postcoderesult', outcome?.checks.postCode ?? null],
    ['threedattempt', outcome ? yes(outcome.threeDSecure !== 'NOTCHECKED') : null],
    ['threedresult', outcome?.threeDSecure ?? null],
    ['fraudscreenrecommendation', card ? transaction.fraud : null],
    ['customername', customer ? `${customer.firstNames} ${customer.surname}` : null],
    ['customeremail', customer?.email ?? null],
    ...billingOf(transaction),
  ]);
}

/** A row of getTransactionList or getRelatedTransactions. */
export function rowOf(transaction: OpayoTransaction, rowNumber: number): ReplyElement {
  return [
    'transaction',
    present([
      ['rownumber', String(rowNumber)],
      ['vpstxid', transaction.transactionId],
      ['vendortxcode', transaction.vendorTxCode],
      ['transactiontype', transaction.transactionType],
      ['result', resultOf(transaction.state)],
      ['status', sentenceOf(transaction.state)],
      ['amount', reportedAmount(transaction)],
      ['currency', transaction.currency],
      ['started', londonTimeToTheMillisecond(new Date(transaction.startedAt))],
      ['cardholder', cardholderOf(transaction)],
      ['paymentsystem', transaction.card?.formCardType ?? null],
      ['authprocessor', transaction.authProcessor],
      ['systemused', transaction.system],
      ['t3maction', isAuthorised(transaction.state) ? 'NORESULT' : null],
    ]),
  ];
}

function cardholderOf({ card, customer }: OpayoTransaction): string | null {
  if (card?.holder) return card.holder;
  return card && customer ? `${customer.firstNames} ${customer.surname}` : null;
}

function billingOf({ billing, customer }: OpayoTransaction): [string, string | null][] {
  return [
    ['billingfirstnames', customer?.firstNames ?? null],
    ['billingsurname', customer?.surname ?? null],
    ['billingaddress', billing?.address1 ?? null],
    ['billingaddress2', billing?.address2 ?? null],
    ['billingcity', billing?.city ?? null],
    ['billingstate', billing?.state ?? null],
    ['billingpostcode', billing?.postCode ?? null],
    ['billingcountry', billing?.country ?? null],
  ];
}

function yes(is: boolean): 'YES' | 'NO' {
  return is ? 'YES' : 'NO';
}

function present(elements: readonly (readonly [string, ReplyElement[1] | null])[]): ReplyElement[] {
  return elements.filter((element): element is ReplyElement => element[1] !== null);
}
