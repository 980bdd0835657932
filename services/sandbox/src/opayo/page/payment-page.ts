import { formatMinor } from '#libs/money';
import type { Card } from '../card.js';
import type { OpayoTransaction } from '../ledger/transaction.js';
import type { CardProblem } from './card-form.js';

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
export function cardPage({ transaction, saved, problems = [], typed = { holder: '', expiry: '' } }: CardPage): string {
  const problemOf = (field: CardProblem['field']): string | undefined =>
    problems.find((problem) => problem.field === field)?.message;
  const fields = saved
    ? `<p>Your saved ${escape(saved.piCardType)} card ending ${escape(saved.lastFourDigits)}</p>`
    : field({
        name: 'holder',
        label: 'Name on card',
        hint: 'SUCCESSFUL, or one of the names that decide 3-D Secure',
        autocomplete: 'cc-name',
        value: typed.holder,
        problem: problemOf('holder'),
      }) +
      field({
        name: 'number',
        label: 'Card number',
        hint: '4929 0000 0000 06 pays, 4929 6021 1008 5639 is declined',
        autocomplete: 'cc-number',
        inputmode: 'numeric',
        problem: problemOf('number'),
      }) +
      field({
        name: 'expiry',
        label: 'Expiry date (MM/YY)',
        autocomplete: 'cc-exp',
        inputmode: 'numeric',
        value: typed.expiry,
        problem: problemOf('expiry'),
      });
  const code = field({
    name: 'code',
    label: 'Security code',
    hint: '123 matches; 1234 of American Express',
    autocomplete: 'cc-csc',
    inputmode: 'numeric',
    problem: problemOf('code'),
  });
  return page(
    transaction.transactionType === 'Token' ? 'Save a card' : 'Pay by card',
    summary(transaction) +
      problemList(problems) +
      form(transaction, 'card', fields + code, 'Continue') +
      cancelForm(transaction),
  );
}

/** Once more, with what is to be paid. */
export function confirmationPage(transaction: Shown, card: Card): string {
  const with_ = `<p>With the ${escape(card.piCardType)} card ending ${escape(card.lastFourDigits)}</p>`;
  const pay = transaction.transactionType === 'Token' ? 'Save this card' : `Pay ${amountOf(transaction)}`;
  return page(
    'Check and confirm',
    summary(transaction) + with_ + form(transaction, 'confirm', '', pay) + cancelForm(transaction),
  );
}

/** The card issuer wants to see the shopper. */
export function challengePage(transaction: Shown): string {
  const password = field({
    name: 'password',
    label: 'Password',
    hint: 'The card issuer of this sandbox knows one: password',
    autocomplete: 'off',
    type: 'password',
  });
  return page(
    'Confirm with your bank',
    summary(transaction) + form(transaction, 'challenge', password, 'Confirm') + cancelForm(transaction),
  );
}

/** Where the pages end when there is nowhere to send the shopper to. */
export function endPage(title: string, text: string): string {
  return page(title, `<p role="status">${escape(text)}</p>`);
}

function summary(transaction: Shown): string {
  if (transaction.transactionType === 'Token') return `<p>For ${escape(transaction.vendor)}</p>`;
  return `<dl><dt>To</dt><dd>${escape(transaction.vendor)}</dd><dt>For</dt><dd>${escape(transaction.description)}</dd><dt>Amount</dt><dd>${amountOf(transaction)}</dd></dl>`;
}

function amountOf({ amountMinor, currency }: Shown): string {
  return `${formatMinor(amountMinor, currency)} ${escape(currency)}`;
}

function problemList(problems: readonly CardProblem[]): string {
  if (problems.length === 0) return '';
  const items = problems.map((problem) => `<li><a href="#${problem.field}">${escape(problem.message)}</a></li>`);
  return `<div role="alert"><h2>Please check</h2><ul>${items.join('')}</ul></div>`;
}

interface FieldOptions {
  readonly name: string;
  readonly label: string;
  readonly hint?: string;
  readonly autocomplete: string;
  readonly inputmode?: string;
  readonly type?: string;
  readonly value?: string;
  readonly problem?: string | undefined;
}

function field({
  name,
  label,
  hint,
  autocomplete,
  inputmode = 'text',
  type = 'text',
  value = '',
  problem,
}: FieldOptions): string {
  const about = [hint ? `${name}-hint` : '', problem ? `${name}-problem` : ''].filter(Boolean).join(' ');
  return (
    `<p><label for="${name}">${escape(label)}</label>` +
    (hint ? `<small id="${name}-hint">${escape(hint)}</small>` : '') +
    (problem ? `<strong id="${name}-problem">${escape(problem)}</strong>` : '') +
    `<input id="${name}" name="${name}" type="${type}" inputmode="${inputmode}" autocomplete="${autocomplete}" value="${escape(value)}" required` +
    `${about ? ` aria-describedby="${about}"` : ''}${problem ? ' aria-invalid="true"' : ''}></p>`
  );
}

function form({ transactionId }: Shown, step: string, content: string, button: string): string {
  return (
    `<form method="post" action="/gateway/service/cardselection"><input type="hidden" name="vpstxid" value="${escape(transactionId)}">` +
    `<input type="hidden" name="step" value="${step}">${content}<button>${escape(button)}</button></form>`
  );
}

function cancelForm(transaction: Shown): string {
  return form(transaction, 'cancel', '', 'Cancel');
}

const STYLE =
  'body{font:1rem/1.5 system-ui,sans-serif;margin:2rem auto;max-width:30rem;padding:0 1rem}label,small,strong{display:block}' +
  'input{box-sizing:border-box;font:inherit;padding:.5rem;width:100%}button{font:inherit;margin:.5rem 0;padding:.5rem 1rem}' +
  'strong,[role=alert]{color:#a00}dt{float:left;width:6rem}';

function page(title: string, body: string): string {
  return `<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>${escape(title)} – Opayo sandbox</title><style>${STYLE}</style></head>
<body><main><h1>${escape(title)}</h1>${body}<p><small>A sandbox: no money moves, and no real card is taken.</small></p></main></body>
</html>
`;
}

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
