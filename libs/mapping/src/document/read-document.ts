import { isMap, isScalar, LineCounter, parseDocument, type Document, type Node } from 'yaml';
import { mappingDocument, type MappingDocument } from './mapping-document.js';
import { MappingDoesNotCompile, type MappingProblem } from './mapping-problem.js';

/** Where in a document: `['fields', 'customerCode']`. */
export type DocumentPath = readonly (string | number)[];

/** A mapping file that has the right parts, and where each of them stands. */
export interface ReadDocument {
  readonly document: MappingDocument;
  /** A problem at `path`, with its line. */
  problemAt(path: DocumentPath, expected: string): MappingProblem;
}

/**
 * Reads YAML text as a mapping document. Throws `MappingDoesNotCompile` with all problems of form: YAML errors, unknown or missing parts,
 * wrong kinds of value. `file` is only what the problems call it. The text is never rewritten, so comments are safe.
 */
export function readDocument(text: string, file: string): ReadDocument {
  const lineCounter = new LineCounter();
  const yaml = parseDocument(text, { lineCounter, uniqueKeys: true });
  const lineOf = (offset: number): number => Math.max(1, lineCounter.linePos(offset).line);
  if (yaml.errors.length > 0) {
    throw new MappingDoesNotCompile(
      yaml.errors.map((error) => ({
        file,
        line: lineOf(error.pos[0]),
        field: '(document)',
        expected: `valid YAML: ${error.message.split('\n')[0] ?? error.code}`,
      })),
    );
  }
  const problemAt = (path: DocumentPath, expected: string): MappingProblem => ({
    file,
    line: lineOf(offsetOf(yaml, path)),
    field: path.join('.') || '(document)',
    expected,
  });
  const parsed = mappingDocument.safeParse(yaml.toJS());
  if (!parsed.success) {
    throw new MappingDoesNotCompile(
      parsed.error.issues.flatMap((issue) => {
        const path = issue.path.map((step) => (typeof step === 'number' ? step : String(step)));
        const paths = issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...path, key]) : [path];
        return paths.map((each) => problemAt(each, expectation(issue)));
      }),
    );
  }
  return { document: parsed.data, problemAt };
}

function expectation(issue: { readonly code: string; readonly message: string }): string {
  if (issue.code === 'unrecognized_keys') return 'a part that mappings have; this one is unknown';
  if (issue.code === 'invalid_union')
    return 'an expression, or a map with value, required, maxLength, tooLong, maxItems';
  return issue.message;
}

/** Start of the deepest node that exists on the way to `path`; of a map's entry, its key. */
function offsetOf(yaml: Document, path: DocumentPath): number {
  for (let length = path.length; length > 0; length -= 1) {
    const parent = length === 1 ? yaml.contents : yaml.getIn(path.slice(0, length - 1), true);
    const step = path[length - 1];
    if (isMap(parent)) {
      const pair = parent.items.find((item) => isScalar(item.key) && item.key.value === step);
      if (pair && isScalar(pair.key) && pair.key.range) return pair.key.range[0];
    }
    const node = yaml.getIn(path.slice(0, length), true) as Node | undefined;
    if (node?.range) return node.range[0];
  }
  return 0;
}
