import { Decimal } from '#libs/money';

const ZERO = Decimal.of(0);

/** Sum of amounts that are decimals as text. Throws for what is none. */
export function totalOf(amounts: readonly string[]): Decimal {
  return amounts.reduce((total, amount) => total.plus(Decimal.parse(amount)), ZERO);
}

export function isZero(amount: Decimal): boolean {
  return amount.compare(ZERO) === 0;
}
