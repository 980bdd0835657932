/**
 * One value that cannot be mapped, said by a function in the middle of an expression; the compiled mapping turns it into a failure of
 * the field and goes on with the others. Never leaves this library.
 */
export class FieldRefusal extends Error {
  constructor(
    /** Stable rule, e.g. `LOOKUP_MISS`. */
    readonly rule: string,
    /** The value that was refused. */
    readonly value: unknown,
    readonly suggestedFix: string,
  ) {
    super(`${rule}: ${suggestedFix}`);
    this.name = 'FieldRefusal';
  }
}
