import type { Card } from '../card.js';

type Scheme = Pick<Card, 'formCardType' | 'piCardType'>;

const VISA: Scheme = { formCardType: 'VISA', piCardType: 'Visa' };
const MASTERCARD: Scheme = { formCardType: 'MC', piCardType: 'MasterCard' };
const MAESTRO: Scheme = { formCardType: 'MAESTRO', piCardType: 'Maestro' };

/** The cards Opayo publishes for its sandbox (opayo.md 7). */
const SCHEME_OF: Readonly<Record<string, Scheme>> = {
  '4929000000006': VISA,
  '4929000005559': VISA,
  '4929000000014': VISA,
  '4929000000022': VISA,
  '4484000000002': VISA,
  '4929602110085639': VISA,
  '4462000000000003': { formCardType: 'DELTA', piCardType: 'VisaDebit' },
  '4917300000000008': { formCardType: 'UKE', piCardType: 'VisaElectron' },
  '5186150660000009': MASTERCARD,
  '5186150660000025': MASTERCARD,
  '5186150660000108': MASTERCARD,
  '5186150660000207': MASTERCARD,
  '5403814948608092': MASTERCARD,
  '5185690060000001': { formCardType: 'MCDEBIT', piCardType: 'DebitMasterCard' },
  '6759000000005': MAESTRO,
  '6705000000008': MAESTRO,
  '5185570760000008': MAESTRO,
  '6766000000000': MAESTRO,
  '374200000000004': { formCardType: 'AMEX', piCardType: 'AmericanExpress' },
  '36000000000008': { formCardType: 'DC', piCardType: 'Discover' },
  '3569990000000009': { formCardType: 'JCB', piCardType: 'JCB' },
};

const DECLINED_BY_BANK = ['4929602110085639', '5403814948608092'];

/**
 * What the sandbox keeps of a card: type, last four digits, whether its bank declines. Undefined for a number Opayo did not publish: the sandbox
 * takes no others, so that no real card gets into it.
 */
export function sandboxCard(cardNumber: string, expiryDate: string): Card | undefined {
  const scheme = SCHEME_OF[cardNumber];
  if (!scheme) return undefined;
  const declines = DECLINED_BY_BANK.includes(cardNumber);
  return { ...scheme, lastFourDigits: cardNumber.slice(-4), expiryDate, ...(declines ? { bankDeclines: true } : {}) };
}

/** The security code that matches: 123, of American Express 1234. */
export function isRightSecurityCode({ formCardType }: Card, securityCode: string): boolean {
  return securityCode === (formCardType === 'AMEX' ? '1234' : '123');
}

/** Whether the last digit of a card number is what the others make it (Luhn). */
export function hasCheckDigit(cardNumber: string): boolean {
  const sum = [...cardNumber].reverse().reduce((total, digit, index) => {
    const value = Number(digit) * (index % 2 === 1 ? 2 : 1);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return sum % 10 === 0;
}
