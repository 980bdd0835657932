import { RejectedError, type ErrorFacts } from '#libs/errors';

/** One field of one document that could not be filled. */
export interface MappingFailure {
  /** Target field, e.g. `customerCode` or `lines[3].stockCode`. */
  readonly field: string;
  /** What it came to, or null where it came to nothing. May be personal: never log it. */
  readonly value: unknown;
  /** Which rule it breaks: one of the mapping's own rules, or REQUIRED, TOO_LONG, TOO_MANY, CODE_PAGE, WRONG_TYPE, LOOKUP_MISS, EXPRESSION, TOO_MUCH_WORK. */
  readonly rule: string;
  /** What the owner does next. */
  readonly suggestedFix: string;
  /** The line of the mapping that asked for it, `sales-order.yaml:42`. */
  readonly at: string;
}

/**
 * A document that cannot be mapped, with all its failures at once. `code` is the rule, when all failures break the same one, and
 * `DOCUMENT_NOT_MAPPABLE` otherwise. The message names fields and rules and no values, for these may be personal.
 */
export class MappingRejected extends RejectedError {
  constructor(
    mapping: string,
    readonly failures: readonly MappingFailure[],
    facts: ErrorFacts = {},
  ) {
    const rules = [...new Set(failures.map((failure) => failure.rule))];
    super(`${mapping}: ${failures.map((failure) => `${failure.field} ${failure.rule} (${failure.at})`).join(', ')}`, {
      code: rules.length === 1 ? (rules[0] ?? 'DOCUMENT_NOT_MAPPABLE') : 'DOCUMENT_NOT_MAPPABLE',
      owner: 'integration',
      suggestedFix: [...new Set(failures.map((failure) => failure.suggestedFix))].slice(0, 3).join('; '),
      facts,
    });
  }
}
