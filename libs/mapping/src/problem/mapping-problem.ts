import { RejectedError } from '#libs/errors';

/** What a problem says besides where it is. */
export interface Complaint {
  /** What was expected there, and what was found. */
  readonly expected: string;
  /** The nearest thing that would have been right, where one is near. */
  readonly didYouMean?: string | undefined;
}

/** One thing wrong with a mapping file or with a lookup file beside it. */
export interface MappingProblem extends Complaint {
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
  /** Counted from 1. */
  readonly column: number;
  /** Id of the part, e.g. `fields.customerCode` or `lines.goods.fields.stockCode`. */
  readonly field: string;
}

/** `sales-order.yaml:12:7 fields.email: a field of Order, found 'emial'; did you mean email?` */
export function problemText({ file, line, column, field, expected, didYouMean }: MappingProblem): string {
  return `${file}:${line}:${column} ${field}: ${expected}${didYouMean === undefined ? '' : `; did you mean ${didYouMean}?`}`;
}

/** A mapping that cannot be compiled, with every problem of its files. Nothing starts with it, and it replaces no running mapping. */
export class MappingDoesNotCompile extends RejectedError {
  constructor(readonly problems: readonly MappingProblem[]) {
    const list = problems.map(problemText);
    super(`The mapping does not compile:\n${list.join('\n')}`, {
      code: 'MAPPING_DOES_NOT_COMPILE',
      owner: 'integration',
      suggestedFix: list[0] ?? 'mend the mapping file',
    });
  }
}
