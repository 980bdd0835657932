import { createHash } from 'node:crypto';
import type { MappingDefinition } from '../document/definition.js';
import { describeParts, type PartDescription } from '../describe/describe-parts.js';
import { readDocument, type ReadDocument } from '../document/read-document.js';
import { DEFAULT_LIMITS, type WorkLimits } from '../evaluate/work-budget.js';
import { SlotNames } from '../evaluate/run.js';
import { compileLookups } from '../lookup/compile-lookups.js';
import { MappingDoesNotCompile } from '../problem/mapping-problem.js';
import { listOf, recordOf, type RecordShape } from '../shape/shape.js';
import { traceDocument, type MappingTrace } from '../trace/trace-document.js';
import { buildEnvironment } from './build-environment.js';
import type { CompiledParts } from './compiled-parts.js';
import { Compiler } from './compiler.js';
import { namesBelow } from './names-below.js';
import { mapDocument } from './map-document.js';
import { fillableFields, lineFields, lineShape, unfilledFields } from './target-shape.js';

/** What a mapping maps from and to. The document's `target` has to be the target's name. */
export interface MappingKind {
  readonly source: RecordShape;
  readonly target: RecordShape;
  /** Names a field may list under `repair`. Default: none. */
  readonly repairs?: readonly string[];
  /** How much one document may cost. */
  readonly limits?: WorkLimits;
}

/** A field of the target that a mapping leaves alone. */
export interface UnfilledField {
  readonly field: string;
  readonly doc: string | undefined;
}

/** A mapping that is ready to run. Holds no state: the same source gives the same target. */
export interface CompiledMapping<Source, Target> {
  readonly name: string;
  /** As the file says. */
  readonly version: string;
  /** SHA-256, hex, of the file and the lookup files it names: what a version's name does not prove. */
  readonly contentHash: string;
  readonly definition: MappingDefinition;
  /** Every part, for those who show or search the mapping. */
  describe(): PartDescription[];
  /** Fields of the target that may be null and that nobody fills, with what the contract says of them; lines as `lines[].glAccount`, where no section does. */
  readonly unfilled: readonly UnfilledField[];
  /** Throws `MappingRejected` with all failures of the document at once. */
  map(source: Source): Target;
  /** Maps as `map` does and tells of each part what it came to, from what, by which line. Never throws for a document. */
  trace(source: Source): MappingTrace<Target>;
}

/**
 * Compiles the text of a mapping file. `readFile` gives the lookup files it names. Throws `MappingDoesNotCompile` with every problem of the
 * document and its lookups: file, line, column, part, what was expected there and what is near.
 */
export function compileMapping<Source, Target>(
  text: string,
  file: string,
  kind: MappingKind,
  readFile: (file: string) => string,
): CompiledMapping<Source, Target> {
  const hash = createHash('sha256').update(text);
  const read = readDocument(text, file);
  const { definition } = read;
  const parts = compileParts(read, file, kind, (name) => {
    const content = readFile(name);
    hash.update('\0').update(name).update('\0').update(content);
    return content;
  });
  const limits = kind.limits ?? DEFAULT_LIMITS;
  return {
    ...{ name: definition.name, version: definition.version, definition, contentHash: hash.digest('hex') },
    describe: () => describeParts(parts),
    unfilled: unfilledOf(definition, kind.target),
    map: (source) => mapDocument(parts, source as Record<string, unknown>, limits) as Target,
    trace: (source) => traceDocument(parts, source as Record<string, unknown>, limits) as MappingTrace<Target>,
  };
}

function compileParts(
  read: ReadDocument,
  file: string,
  kind: MappingKind,
  readFile: (file: string) => string,
): CompiledParts {
  const { definition } = read;
  const slots = new SlotNames();
  const lookups = compileLookups(definition.lookups, read, readFile);
  const taken: [path: readonly string[], expected: string][] = [];
  const { cel, types, hosts } = buildEnvironment(kind.source, definition, lookups.tables, (...each) =>
    taken.push(each),
  );
  const declaredLater = namesBelow(read);
  const setting = { slots, hosts, types, declaredLater, codePage: definition.codePage, repairs: kind.repairs ?? [] };
  const compiler = new Compiler(read, setting);
  for (const [path, expected] of taken) compiler.complain(path, expected);
  if (definition.target !== kind.target.name) compiler.complain(['target'], `the target ${kind.target.name}`);

  const sourceSlots = Object.keys(kind.source.fields).map((name) => [name, slots.of(name)] as const);
  const shape = definition.lines && lineShape(kind.target, definition.lines.field);
  const listType = shape && types.typeOf(listOf(recordOf(shape)));
  const values = compiler.values(cel, definition.values, ['values']);
  checkLineField(definition, kind.target, compiler);
  let scope = cel;
  let lines: CompiledParts['lines'];
  if (definition.lines && shape && listType !== undefined) {
    scope = cel.clone();
    compiler.declare(scope, 'lines', listType, ['lines']);
    const sections = definition.lines.sections.map((section, index) => {
      const path = ['lines', 'sections', index];
      const compiled = compiler.section(scope, section, shape, path);
      // From here on the lines of this section have a name; the sections above it cannot have used it.
      scope = scope.clone();
      compiler.declare(scope, section.id, listType, [...path, 'id']);
      return compiled;
    });
    lines = { field: definition.lines.field, slot: slots.of('lines'), sections };
  }
  const fields = compiler.fields(scope, definition.fields, kind.target, ['fields']);
  const ruleFields = [...fillableFields(kind.target).keys(), ...lineFields(kind.target)];
  const rules = compiler.rules(scope, definition.rules, ruleFields);
  const problems = [...lookups.problems, ...compiler.problems];
  if (problems.length > 0) throw new MappingDoesNotCompile(inOrder(problems, file));
  return {
    name: definition.name,
    file,
    source: kind.source,
    sourceSlots,
    slotCount: slots.count,
    values,
    lines,
    fields,
    unfilled: unfilledFields(kind.target, definition.fields),
    rules,
  };
}

/** The mapping file's problems first, each file's from its top. */
function inOrder<T extends { file: string; line: number; column: number }>(problems: readonly T[], file: string): T[] {
  const rank = (problem: T): number => (problem.file === file ? 0 : 1);
  return [...problems].sort(
    (left, right) =>
      rank(left) - rank(right) ||
      left.file.localeCompare(right.file) ||
      left.line - right.line ||
      left.column - right.column,
  );
}

function checkLineField(definition: MappingDefinition, target: RecordShape, compiler: Compiler): void {
  const expected = lineFields(target);
  const given = definition.lines ? [definition.lines.field] : [];
  if (definition.lines && !expected.includes(definition.lines.field)) {
    compiler.complain(['lines', 'field'], `a list of ${target.name}: ${expected.join(', ') || 'it has none'}`);
  }
  const missing = expected.filter((name) => !given.includes(name));
  if (missing.length > 0) compiler.complain(['lines'], `line sections for ${missing.join(', ')} of ${target.name}`);
}

function unfilledOf({ fields, lines }: MappingDefinition, target: RecordShape): UnfilledField[] {
  const line = lines && lineShape(target, lines.field);
  const ofLine = Object.assign({}, ...(lines?.sections ?? []).map((section) => section.fields)) as object;
  const told = (shape: RecordShape, filled: object, prefix: string): UnfilledField[] =>
    unfilledFields(shape, filled).map((steps) => {
      const name = steps.join('.');
      return { field: prefix + name, doc: fillableFields(shape).get(name)?.doc };
    });
  return [...told(target, fields, ''), ...(line && lines ? told(line, ofLine, `${lines.field}[].`) : [])];
}
