import { timingSafeEqual } from 'node:crypto';
import { inspect } from 'node:util';

const PRINTED = '[secret]';

/**
 * A text that must not be printed: logging, string building, JSON and `util.inspect` all show `[secret]`. Only `reveal()` gives it out, so
 * every place that uses a secret can be found by that word.
 */
export class Secret {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  /** The text itself; for hashing, sealing and the authorisation header, nothing else. */
  reveal(): string {
    return this.#text;
  }

  /** Whether both hold the same text, in a time that tells nothing about where they differ. */
  equals(other: Secret): boolean {
    const mine = Buffer.from(this.#text);
    const theirs = Buffer.from(other.#text);
    return mine.length === theirs.length && timingSafeEqual(mine, theirs);
  }

  toString(): string {
    return PRINTED;
  }

  toJSON(): string {
    return PRINTED;
  }

  [inspect.custom](): string {
    return PRINTED;
  }
}
