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

  /** Quotient rounded half away from zero to `scale` decimals. Throws `RangeError` when dividing by zero. */
  dividedBy(other: Decimal, scale: number): Decimal {
    if (other.unscaled === 0n) throw new RangeError('division by zero');
    const numerator = this.unscaled * 10n ** BigInt(scale + other.scale);
    return new Decimal(divideHalfUp(numerator, other.unscaled * 10n ** BigInt(this.scale)), scale);
  }

  /** Rounded half away from zero, as SYSPRO and HMRC's examples round. Also pads: `2.5` at scale 5 is `2.50000`. */
  round(scale: number): Decimal {
    if (scale >= this.scale) return new Decimal(this.at(scale), scale);
    return new Decimal(divideHalfUp(this.unscaled, 10n ** BigInt(this.scale - scale)), scale);
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

function divideHalfUp(numerator: bigint, denominator: bigint): bigint {
  const negative = numerator < 0n !== denominator < 0n;
  const n = numerator < 0n ? -numerator : numerator;
  const d = denominator < 0n ? -denominator : denominator;
  const quotient = (2n * n + d) / (2n * d);
  return negative ? -quotient : quotient;
}
