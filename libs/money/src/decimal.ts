/**
 * What becomes of half a unit and less: `halfUp` away from zero, as SYSPRO and HMRC's examples round; `halfEven` to the even neighbour, so
 * that many roundings do not drift; `up` always away from zero; `down` always towards it.
 */
export type RoundingMode = 'halfUp' | 'halfEven' | 'up' | 'down';

const PATTERN = /^([+-]?)(\d+)(?:\.(\d+))?$/;

/**
 * An exact decimal number: `unscaled / 10^scale`. For quantities, unit prices and rates, which are neither integers nor money;
 * amounts of money are `MinorUnits`. There is no way in from a JavaScript float and none out to one.
 */
export class Decimal {
  private constructor(
    readonly unscaled: bigint,
    readonly scale: number,
  ) {}

  /** From text such as `-12.50`. Throws `RangeError` for anything else: no exponents, no separators, no blanks. */
  static parse(text: string): Decimal {
    const match = PATTERN.exec(text);
    if (!match) throw new RangeError(`'${text}' is not a decimal number`);
    const fraction = match[3] ?? '';
    const unscaled = BigInt(`${match[2] ?? ''}${fraction}`);
    return new Decimal(match[1] === '-' ? -unscaled : unscaled, fraction.length);
  }

  static of(unscaled: bigint | number, scale = 0): Decimal {
    return new Decimal(BigInt(unscaled), scale);
  }

  plus(other: Decimal): Decimal {
    const scale = Math.max(this.scale, other.scale);
    return new Decimal(this.at(scale) + other.at(scale), scale);
  }

  minus(other: Decimal): Decimal {
    return this.plus(new Decimal(-other.unscaled, other.scale));
  }

  times(other: Decimal): Decimal {
    return new Decimal(this.unscaled * other.unscaled, this.scale + other.scale);
  }

  /** Quotient rounded to `scale` decimals. Throws `RangeError` when dividing by zero. */
  dividedBy(other: Decimal, scale: number, mode: RoundingMode = 'halfUp'): Decimal {
    if (other.unscaled === 0n) throw new RangeError('division by zero');
    const numerator = this.unscaled * 10n ** BigInt(scale + other.scale);
    return new Decimal(divide(numerator, other.unscaled * 10n ** BigInt(this.scale), mode), scale);
  }

  /** Rounded to `scale` decimals. Also pads: `2.5` at scale 5 is `2.50000`. */
  round(scale: number, mode: RoundingMode = 'halfUp'): Decimal {
    if (scale >= this.scale) return new Decimal(this.at(scale), scale);
    return new Decimal(divide(this.unscaled, 10n ** BigInt(this.scale - scale), mode), scale);
  }

  compare(other: Decimal): -1 | 0 | 1 {
    const scale = Math.max(this.scale, other.scale);
    const difference = this.at(scale) - other.at(scale);
    return difference < 0n ? -1 : difference > 0n ? 1 : 0;
  }

  get isZero(): boolean {
    return this.unscaled === 0n;
  }

  toString(): string {
    const digits = (this.unscaled < 0n ? -this.unscaled : this.unscaled).toString().padStart(this.scale + 1, '0');
    const sign = this.unscaled < 0n ? '-' : '';
    if (this.scale === 0) return sign + digits;
    return `${sign}${digits.slice(0, -this.scale)}.${digits.slice(-this.scale)}`;
  }

  toJSON(): string {
    return this.toString();
  }

  private at(scale: number): bigint {
    return this.unscaled * 10n ** BigInt(scale - this.scale);
  }
}

function divide(numerator: bigint, denominator: bigint, mode: RoundingMode): bigint {
  const negative = numerator < 0n !== denominator < 0n;
  const n = numerator < 0n ? -numerator : numerator;
  const d = denominator < 0n ? -denominator : denominator;
  const quotient = n / d + (goesUp(n / d, n % d, d, mode) ? 1n : 0n);
  return negative ? -quotient : quotient;
}

function goesUp(whole: bigint, rest: bigint, of: bigint, mode: RoundingMode): boolean {
  switch (mode) {
    case 'halfUp':
      return 2n * rest >= of;
    case 'halfEven':
      return 2n * rest > of || (2n * rest === of && whole % 2n === 1n);
    case 'up':
      return rest > 0n;
    case 'down':
      return false;
  }
}
