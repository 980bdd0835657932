import { formatMinor } from '#libs/money';
import type { Card } from '../card.js';
import type { OpayoTransaction } from '../ledger/transaction.js';
import type { CardProblem } from './card-form.js';
import { escape, facts, field, framed, problemSummary } from './frame.js';

/** What of a transaction its pages show. */
type Shown = Pick<
  OpayoTransaction,
  'transactionId' | 'description' | 'amountMinor' | 'currency' | 'transactionType' | 'vendor'
>;

export interface CardPage {
  readonly transaction: Shown;
  /** Paid with a token: only its security code is asked for. */
  readonly saved?: Card | undefined;
  readonly problems?: readonly CardProblem[];
  /** What was typed and may be shown again: never the number or the code. */
  readonly typed?: { readonly holder: string; readonly expiry: string };
}

/** The form for a card, or for the security code of a saved one. */
export function cardPage({ transaction, saved, problems = [], typed }: CardPage): string {
  const asked = saved ? [codeField(problems, true)] : [...cardFields(problems, typed), codeField(problems, false)];
  return framed({
    title: transaction.transactionType === 'Token' ? 'Save a card' : 'Pay by card',
    wrong: problems.length > 0,
    body:
      problemSummary(problems) +
      summary(transaction, saved) +
      form(transaction, 'card', asked.join(''), 'Continue') +
      cancelForm(transaction) +
      (saved ? '' : TEST_CARDS),
  });
}

/** Once more, with what is to be paid. */
export function confirmationPage(transaction: Shown, card: Card): string {
  const pay = transaction.transactionType === 'Token' ? 'Save this card' : `Pay ${amountOf(transaction)}`;
  return framed({
    title: 'Check and confirm',
    body:
      summary(transaction, card) +
      form(transaction, 'confirm', '', pay) +
      form(transaction, 'change', '', 'Use another card', 'quiet') +
      cancelForm(transaction),
  });
}

/** The card issuer wants to see the shopper. */
export function challengePage(transaction: Shown, card: Card | null): string {
  const password = field({
    ...{ name: 'password', label: 'Password', type: 'password', autocomplete: 'off', focused: true },
    hint: 'In this sandbox it is: password',
  });
  return framed({
    title: 'Confirm with your bank',
    body:
      `<p>Your card’s issuer wants to know that it is you who pays.</p>` +
      summary(transaction, card ?? undefined) +
      form(transaction, 'challenge', password, 'Confirm') +
      cancelForm(transaction),
  });
}

/** Where the pages end when there is nowhere to send the shopper to. */
export function endPage(title: string, text: string): string {
  return framed({ title, body: `<p role="status">${escape(text)}</p>` });
}

function cardFields(problems: readonly CardProblem[], typed: CardPage['typed']): string[] {
  return [
    field({
      ...{ name: 'holder', label: 'Name on card', autocomplete: 'cc-name', value: typed?.holder },
      problem: problemOf('holder', problems),
    }),
    field({
      ...{ name: 'number', label: 'Card number', autocomplete: 'cc-number', digits: true },
      problem: problemOf('number', problems),
    }),
    field({
      ...{ name: 'expiry', label: 'Expiry date', hint: 'Month and year, such as 09/31', autocomplete: 'cc-exp' },
      ...{ digits: true, width: 7, value: typed?.expiry, problem: problemOf('expiry', problems) },
    }),
  ];
}

function codeField(problems: readonly CardProblem[], focused: boolean): string {
  return field({
    ...{ name: 'code', label: 'Security code', autocomplete: 'cc-csc', digits: true, width: 4 },
    hint: 'The last three digits on the back; with American Express the four on the front',
    problem: problemOf('code', problems),
    focused: focused && problems.length === 0,
  });
}

function problemOf(name: CardProblem['field'], problems: readonly CardProblem[]): string | undefined {
  return problems.find((problem) => problem.field === name)?.message;
}

function summary(transaction: Shown, card?: Card): string {
  const { vendor, description, transactionType } = transaction;
  const paid = [
    ['For', description],
    ['Amount', amountOf(transaction)],
  ] as const;
  return facts([
    ['Shop', vendor],
    ...(transactionType === 'Token' ? [] : paid),
    ...(card ? [['Card', `${card.piCardType} ending ${card.lastFourDigits}`] as const] : []),
  ]);
}

function amountOf({ amountMinor, currency }: Shown): string {
  return `${formatMinor(amountMinor, currency)} ${currency}`;
}

/** `novalidate`: what is wrong is told by us, in the same words and places whatever the browser. */
function form({ transactionId }: Shown, step: string, content: string, button: string, look = ''): string {
  return (
    `<form method="post" action="/gateway/service/cardselection" novalidate><input type="hidden" name="vpstxid" value="${escape(transactionId)}">` +
    `<input type="hidden" name="step" value="${step}">${content}<button${look && ` class="${look}"`}>${escape(button)}</button></form>`
  );
}

function cancelForm(transaction: Shown): string {
  return form(transaction, 'cancel', '', 'Cancel and go back to the shop', 'quiet');
}

const TEST_CARDS = `<details><summary>Cards to try</summary>${facts([
  ['4929 0000 0000 6', 'Visa: pays'],
  ['5186 1506 6000 0009', 'MasterCard: pays'],
  ['3742 0000 0000 004', 'American Express: pays; its security code is 1234'],
  ['4929 6021 1008 5639', 'Visa: the bank declines'],
  ['123', 'The security code that matches'],
  ['SUCCESSFUL', 'The name on the card of which no bank asks a question'],
  ['CHALLENGE', 'The name of which the bank asks a password, where the shop has 3-D Secure'],
  ['NOTAUTH', 'The name that the bank does not believe, where the shop has 3-D Secure'],
])}</details>`;
