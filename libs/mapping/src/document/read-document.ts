import { isAlias, isScalar, LineCounter, parseDocument, visit, type Document } from 'yaml';
import { MappingDoesNotCompile, type Complaint, type MappingProblem } from '../problem/mapping-problem.js';
import { mappingDefinition, type MappingDefinition } from './definition.js';
import { explainIssues } from './form-problems.js';
import { partId } from './part-id.js';
import { nodeAt, TextPositions, type DocumentPath } from './text-position.js';

/** More than any mapping needs, and little enough to be read and compiled at once. */
const MOST_CHARACTERS = 1_000_000;

/** A mapping file that has the right parts, and where each of them stands. */
export interface ReadDocument {
  readonly definition: MappingDefinition;
  readonly positions: TextPositions;
  /** Stable id of the part at `path`. */
  idOf(path: DocumentPath): string;
  /** Whether the file has a part at `path`. */
  hasPart(path: DocumentPath): boolean;
  /** A problem of the part at `path`, or of one character of the expression there. */
  problemAt(path: DocumentPath, complaint: Complaint, character?: number): MappingProblem;
}

/**
 * Reads YAML text as a mapping. Throws `MappingDoesNotCompile` with all problems of form: YAML errors, unknown or missing parts, wrong kinds
 * of value. `file` is only what the problems call it.
 */
export function readDocument(text: string, file: string): ReadDocument {
  const lines = new LineCounter();
  if (text.length > MOST_CHARACTERS) throw new MappingDoesNotCompile([tooLong(file)]);
  const yaml = parseDocument(text, { lineCounter: lines, uniqueKeys: true });
  const positions = new TextPositions(text, yaml, lines);
  const form = yamlProblems(yaml, file, positions);
  if (form.length > 0) throw new MappingDoesNotCompile(form);

  const source: unknown = yaml.toJS();
  const idOf = (path: DocumentPath): string => partId(path, source);
  const problemAt = (path: DocumentPath, complaint: Complaint, character?: number): MappingProblem => ({
    ...{ file, field: idOf(path), expected: complaint.expected },
    ...(character === undefined ? positions.of(path) : positions.inside(path, character)),
    ...(complaint.didYouMean === undefined ? {} : { didYouMean: complaint.didYouMean }),
  });
  const parsed = mappingDefinition.safeParse(source);
  if (!parsed.success) {
    const problems = explainIssues(parsed.error.issues, source).map(({ path, ...complaint }) =>
      problemAt(path, complaint),
    );
    throw new MappingDoesNotCompile(problems.sort((left, right) => left.line - right.line));
  }
  return { definition: parsed.data, positions, idOf, hasPart: (path) => nodeAt(yaml, path) !== undefined, problemAt };
}

/** What YAML itself refuses, and anchors: a part that stands in two places could not be edited in one. */
function yamlProblems(yaml: Document, file: string, positions: TextPositions): MappingProblem[] {
  const problems = yaml.errors.map((error) => ({
    ...{ file, field: '(document)' },
    ...positions.at(error.pos[0]),
    expected: `valid YAML: ${error.message.split('\n')[0] ?? error.code}`,
  }));
  visit(yaml, (_, node) => {
    const refused = isAlias(node) ? 'the part itself' : isScalar(node) && node.anchor ? 'no anchor' : undefined;
    if (refused === undefined || !('range' in (node as object))) return;
    const { range } = node as { range?: [number, number, number] | null };
    problems.push({
      ...{ file, field: '(document)' },
      ...positions.at(range?.[0] ?? 0),
      expected: `${refused}; mappings have no anchors and aliases (&, *)`,
    });
  });
  return problems;
}

function tooLong(file: string): MappingProblem {
  return { file, line: 1, column: 1, field: '(document)', expected: `at most ${MOST_CHARACTERS} characters` };
}
