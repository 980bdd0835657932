import { fieldError, type PiErrorCode, type PiFieldError } from './pi-answer.js';
import { isObject, type JsonObject } from './pi-json.js';

export interface TextRule {
  /** Characters; the least is 1 unless said. */
  readonly max: number;
  readonly min?: number;
  readonly optional?: boolean;
  /** What the characters must be; else 1005, as for control characters and half a surrogate pair. */
  readonly charset?: RegExp;
}

export interface IntegerRule {
  readonly min: number;
  readonly max: number;
  readonly optional?: boolean;
}

const CONTROL = /\p{Cc}/u;

/**
 * Reads the fields of a request and gathers everything that is wrong with them. A field that is wrong reads as undefined, and so does an
 * optional one that is absent: look at `errors` before trusting what was read.
 */
export class Fields {
  /** `errors` is shared with the fields of nested objects. */
  constructor(
    private readonly values: JsonObject,
    readonly errors: PiFieldError[] = [],
    private readonly path = '',
  ) {}

  has(name: string): boolean {
    return this.values[name] !== undefined && this.values[name] !== null;
  }

  text(name: string, { max, min = 1, optional, charset }: TextRule): string | undefined {
    const value = this.present(name, optional);
    if (value === undefined) return undefined;
    if (typeof value !== 'string') return this.wrong(1009, name);
    // An empty text of a mandatory field is as good as none.
    if (value === '' && !optional) return this.wrong(1003, name);
    if (value.length > max || (value !== '' && value.length < min)) return this.wrong(1004, name);
    const clean = value.isWellFormed() && !CONTROL.test(value) && (charset?.test(value) ?? true);
    return clean ? value : this.wrong(1005, name);
  }

  integer(name: string, { min, max, optional }: IntegerRule): number | undefined {
    const value = this.present(name, optional);
    if (value === undefined) return undefined;
    if (typeof value !== 'number' || Number.isNaN(value)) return this.wrong(1016, name);
    if (value < min) return this.wrong(1009, name);
    return value > max ? this.wrong(4009, name) : value;
  }

  word<W extends string>(name: string, words: readonly W[], { optional = false } = {}): W | undefined {
    const value = this.present(name, optional);
    if (value === undefined) return undefined;
    return words.includes(value as W) ? (value as W) : this.wrong(1009, name);
  }

  /** False when absent. */
  flag(name: string): boolean {
    const value = this.present(name, true);
    if (value === undefined || typeof value === 'boolean') return value ?? false;
    this.wrong(1009, name);
    return false;
  }

  /** A mandatory true or false. */
  mandatoryFlag(name: string): boolean | undefined {
    const value = this.present(name);
    return value === undefined || typeof value === 'boolean' ? value : this.wrong(1009, name);
  }

  object(name: string, { optional = false } = {}): Fields | undefined {
    const value = this.present(name, optional);
    if (value === undefined) return undefined;
    if (!isObject(value)) return this.wrong(1009, name);
    if (Object.keys(value).length === 0 && !optional) return this.wrong(1015, name);
    return new Fields(value, this.errors, `${this.path}${name}.`);
  }

  /** Notes what is wrong with a field. */
  wrong(code: PiErrorCode, name: string): undefined {
    this.errors.push(fieldError(code, `${this.path}${name}`));
    return undefined;
  }

  private present(name: string, optional = false): unknown {
    const value = this.values[name];
    if (value !== undefined && value !== null) return value;
    return optional ? undefined : this.wrong(1003, name);
  }
}
