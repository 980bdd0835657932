/** A made-up card as far as anybody may see it: type and last four digits, never a number. */
export interface Card {
  /** Word of the form posts, e.g. `VISA`, `DELTA`. */
  readonly formCardType: string;
  /** Pi's word for the same, e.g. `Visa`, `VisaDebit`. */
  readonly piCardType: string;
  readonly lastFourDigits: string;
  /** MMYY. */
  readonly expiryDate: string;
  /** Name on the card. */
  readonly holder?: string;
  /** Pi: under which the vendor knows it. */
  readonly cardIdentifier?: string;
  /** Pi: it may be used again under that identifier. */
  readonly reusable?: boolean;
  /** One of the numbers that the sandbox's bank always declines. */
  readonly bankDeclines?: boolean;
}

/** Types of the sandbox cards of Opayo's documentation (opayo.md 7). */
export const CARD_TYPES: readonly Pick<Card, 'formCardType' | 'piCardType'>[] = [
  { formCardType: 'VISA', piCardType: 'Visa' },
  { formCardType: 'DELTA', piCardType: 'VisaDebit' },
  { formCardType: 'MC', piCardType: 'MasterCard' },
  { formCardType: 'MCDEBIT', piCardType: 'DebitMasterCard' },
  { formCardType: 'MAESTRO', piCardType: 'Maestro' },
  { formCardType: 'AMEX', piCardType: 'AmericanExpress' },
];
