/**
 * A text that gives itself out only when asked by this name and shows nothing when it is printed: `Secret` of `#libs/service` is one. This
 * library keeps secrets as what they came in and reveals them for hashing and for the authorisation header, nowhere else.
 */
export interface Secret {
  reveal(): string;
}
