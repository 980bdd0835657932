import { inspect } from 'node:util';

const CENSORED = '[secret]';

/**
 * A value that cannot be printed by accident: `toString`, `toJSON`, template literals, `console.log` and the logger all
 * show `[secret]`. Only `reveal()` gives the value, so every use of it can be found by that name.
 */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** The value itself. Hand it to the library that needs it; never keep it in a field of something that may be printed. */
  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return CENSORED;
  }

  toJSON(): string {
    return CENSORED;
  }

  [inspect.custom](): string {
    return CENSORED;
  }
}
