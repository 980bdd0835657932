// Issuers' first digits and the lengths they use (ISO/IEC 7812 ranges of the schemes Opayo takes, reference page 7): without them every
// tenth 13-to-19-digit number would look like a card.
const ISSUED: readonly { readonly starts: RegExp; readonly lengths: readonly number[] }[] = [
  { starts: /^4/, lengths: [13, 16, 19] },
  { starts: /^(?:5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720)/, lengths: [16] },
  { starts: /^3[47]/, lengths: [15] },
  { starts: /^3(?:0[0-5]|[68])/, lengths: [14, 16, 19] },
  { starts: /^35(?:2[89]|[3-8])/, lengths: [16, 17, 18, 19] },
  { starts: /^(?:6011|64[4-9]|65|62)/, lengths: [16, 17, 18, 19] },
  { starts: /^(?:50|5[6-9]|6[0-9])/, lengths: [13, 14, 15, 16, 17, 18, 19] },
];

// A run of digits as people write cards: in one piece, or in groups as printed on the card. A run inside a longer word or number (a
// hash, a GUID, an IBAN) is none.
const RUN =
  /(?<![\p{L}\d_-])(?:\d{13,19}|\d{4}([ -])\d{4}\1\d{4}\1\d{1,4}(?:\1\d{1,3})?|\d{4}([ -])\d{6}\2\d{4,5})(?![\p{L}\d_-])/gu;

/** What a number means where it stands. */
export interface CardNumberContext {
  /** The text may be an article number: 13 digits with a valid GTIN check digit are then a bar code and no card. Default false. */
  readonly articleNumber?: boolean;
}

/**
 * Whether `text` holds what is in all likelihood a card number: 13 to 19 digits with an issuer's beginning and length that pass the Luhn check. Not a proof in
 * either direction; it is the tripwire of "no card data", not the guarantee (that is: no schema has room for one).
 */
export function hasCardNumber(text: string, context: CardNumberContext = {}): boolean {
  return [...text.matchAll(RUN)].some(([run]) => isCardNumber(run, context));
}

/** `text` with the digits of each card number replaced, the last four excepted: `************0006`. */
export function maskCardNumbers(text: string): string {
  return text.replace(RUN, (run) => {
    if (!isCardNumber(run, {})) return run;
    const digits = run.replace(/\D/g, '');
    return '*'.repeat(digits.length - 4) + digits.slice(-4);
  });
}

function isCardNumber(run: string, context: CardNumberContext): boolean {
  const digits = run.replace(/\D/g, '');
  const issued = ISSUED.some(({ starts, lengths }) => starts.test(digits) && lengths.includes(digits.length));
  if (!issued || !passesLuhn(digits)) return false;
  return !(context.articleNumber === true && digits.length === 13 && passesGtin(digits));
}

function passesLuhn(digits: string): boolean {
  const sum = weighed(digits, (digit, fromRight) => {
    const doubled = fromRight % 2 === 1 ? digit * 2 : digit;
    return doubled > 9 ? doubled - 9 : doubled;
  });
  return sum % 10 === 0;
}

function passesGtin(digits: string): boolean {
  return weighed(digits, (digit, fromRight) => (fromRight % 2 === 1 ? digit * 3 : digit)) % 10 === 0;
}

function weighed(digits: string, weigh: (digit: number, fromRight: number) => number): number {
  return [...digits].reverse().reduce((sum, digit, fromRight) => sum + weigh(Number(digit), fromRight), 0);
}
