import { RejectedError } from '#libs/errors';

/** One thing wrong with a mapping file. */
export interface MappingProblem {
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
  /** Where in the document, e.g. `fields.customerCode`. */
  readonly field: string;
  /** What was expected there, and what was found. */
  readonly expected: string;
}

/** A mapping that cannot be compiled, with every problem of the file. Nothing starts with it, and it replaces no running mapping. */
export class MappingDoesNotCompile extends RejectedError {
  constructor(readonly problems: readonly MappingProblem[]) {
    const list = problems.map((problem) => `${problem.file}:${problem.line} ${problem.field}: ${problem.expected}`);
    super(`The mapping does not compile:\n${list.join('\n')}`, {
      code: 'MAPPING_DOES_NOT_COMPILE',
      owner: 'integration',
      suggestedFix: list[0] ?? 'mend the mapping file',
    });
  }
}
