import type { Card } from '../card.js';
import type { OpayoTransaction } from './transaction.js';

/**
 * Who pays the vendor out, and under which number. American Express settles apart (opayo.md 5.1). What Opayo calls Elavon's accounts is not
 * public: the name is invented, as both numbers are.
 */
const ELAVON = { authProcessor: 'Elavon', merchantNumber: '0021687421' } as const;
const AMERICAN_EXPRESS = { authProcessor: 'American Express', merchantNumber: '9421687422' } as const;

/** Acquirer and merchant number for a card; both null without one. */
export function acquirerOf(card: Card | null): Pick<OpayoTransaction, 'authProcessor' | 'merchantNumber'> {
  if (!card) return { authProcessor: null, merchantNumber: null };
  return card.formCardType === 'AMEX' ? AMERICAN_EXPRESS : ELAVON;
}
