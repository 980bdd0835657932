import { inspect } from 'node:util';

/**
 * A text that gives itself out only when asked by this name and shows nothing when it is printed: `Secret` of `#libs/service` is one. This
 * library keeps secrets as what they came in and reveals them for hashing, for the authorisation header and for comparing, nowhere else.
 */
export interface Secret {
  reveal(): string;
}

const SHOWN = '[secret]';

/** A secret that came from Opayo itself (a SecurityKey), from the moment it is read: printed, logged or turned into JSON it shows `[secret]`. */
export function secretOf(value: string): Secret {
  const show = (): string => SHOWN;
  const shown = { reveal: () => value, toString: show, toJSON: show, [inspect.custom]: show };
  return Object.freeze(shown);
}
