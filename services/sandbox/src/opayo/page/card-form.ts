import type { Card } from '../card.js';
import type { Match } from '../ledger/outcome.js';
import { cv2Of } from '../pi/card-details.js';
import { hasCheckDigit, sandboxCard } from '../pi/sandbox-cards.js';

/** A field of the card's form and what is wrong with it. */
export interface CardProblem {
  readonly field: 'holder' | 'number' | 'expiry' | 'code';
  readonly message: string;
}

export type CardRead =
  | { readonly ok: true; readonly card: Card; readonly cv2: Match }
  | { readonly ok: false; readonly problems: readonly CardProblem[] };

/** Reads what a shopper typed; blanks and the stroke in the date do not matter. The number is forgotten here. */
export function readCardForm(fields: URLSearchParams, now: Date): CardRead {
  const holder = (fields.get('holder') ?? '').trim();
  const cardNumber = (fields.get('number') ?? '').replace(/[\s-]/g, '');
  // Browsers that remember cards fill in years of four digits too.
  const expiryDate = (fields.get('expiry') ?? '').replace(/[\s/]/g, '').replace(/^(\d\d)20(\d\d)$/, '$1$2');
  const code = (fields.get('code') ?? '').trim();
  const card = sandboxCard(cardNumber, expiryDate);
  const problems: (CardProblem | undefined)[] = [
    holder === '' || holder.length > 45 ? { field: 'holder', message: 'Enter the name on the card.' } : undefined,
    card ? undefined : numberProblem(cardNumber),
    isToCome(expiryDate, now) ? undefined : { field: 'expiry', message: 'Enter a month that is not over, as MM/YY.' },
    codeProblem(code),
  ];
  const found = problems.filter((problem) => problem !== undefined);
  if (!card || found.length > 0) return { ok: false, problems: found };
  return { ok: true, card: { ...card, holder }, cv2: cv2Of(card, code) };
}

/** Reads what is asked of a shopper who pays with a token. */
export function readCodeForm(fields: URLSearchParams, card: Card): CardRead {
  const code = (fields.get('code') ?? '').trim();
  const problem = codeProblem(code);
  return problem ? { ok: false, problems: [problem] } : { ok: true, card, cv2: cv2Of(card, code) };
}

function numberProblem(cardNumber: string): CardProblem {
  if (!/^\d{12,19}$/.test(cardNumber))
    return { field: 'number', message: 'Enter the number on the front of the card.' };
  if (!hasCheckDigit(cardNumber)) return { field: 'number', message: 'This is not a card number: a digit is wrong.' };
  return { field: 'number', message: 'This sandbox takes only the test cards Opayo has published.' };
}

function codeProblem(code: string): CardProblem | undefined {
  return /^\d{3,4}$/.test(code)
    ? undefined
    : { field: 'code', message: 'Enter the three or four digits of the security code.' };
}

function isToCome(expiryDate: string, now: Date): boolean {
  if (!/^(0[1-9]|1[0-2])\d{2}$/.test(expiryDate)) return false;
  return Date.UTC(2000 + Number(expiryDate.slice(2)), Number(expiryDate.slice(0, 2))) > now.getTime();
}
