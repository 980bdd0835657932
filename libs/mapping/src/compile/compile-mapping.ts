import type { MappingDocument } from '../document/mapping-document.js';
import { MappingDoesNotCompile } from '../document/mapping-problem.js';
import { readDocument } from '../document/read-document.js';
import { lookupTable, type LookupTable } from '../lookup/lookup-table.js';
import { listOf, recordOf, type RecordShape } from '../shape/shape.js';
import { buildEnvironment } from './build-environment.js';
import type { CompiledParts } from './compiled-parts.js';
import { Compiler } from './compiler.js';
import { mapDocument } from './map-document.js';
import { lineFields, lineShape } from './target-shape.js';

/** What a mapping maps from and to. The document's `target` has to be the target's name. */
export interface MappingKind {
  readonly source: RecordShape;
  readonly target: RecordShape;
}

/** A mapping that is ready to run. Holds no state: the same source gives the same target. */
export interface CompiledMapping<Source, Target> {
  readonly name: string;
  readonly version: string;
  /** Throws `MappingRejected` with all failures of the document at once. */
  map(source: Source): Target;
}

/**
 * Compiles the text of a mapping file. `readFile` gives the lookup files it names. Throws `MappingDoesNotCompile` with every problem of
 * the document: file, line, field and what was expected there.
 */
export function compileMapping<Source, Target>(
  text: string,
  file: string,
  kind: MappingKind,
  readFile: (file: string) => string,
): CompiledMapping<Source, Target> {
  const read = readDocument(text, file);
  const { document } = read;
  const compiler = new Compiler(document.codePage, (path, expected) => read.problemAt(path, expected));
  if (document.target !== kind.target.name) compiler.complain(['target'], `the target ${kind.target.name}`);
  const parts = compileParts(document, kind, compiler, readFile);
  if (compiler.problems.length > 0) {
    throw new MappingDoesNotCompile([...compiler.problems].sort((left, right) => left.line - right.line));
  }
  return {
    name: document.name,
    version: document.version,
    map: (source) => mapDocument(parts, source as Record<string, unknown>) as Target,
  };
}

function compileParts(
  document: MappingDocument,
  kind: MappingKind,
  compiler: Compiler,
  readFile: (file: string) => string,
): CompiledParts {
  const lookups = compileLookups(document, compiler, readFile);
  const { cel, types } = buildEnvironment(kind.source, document, lookups, (path, expected) =>
    compiler.complain(path, expected),
  );
  const values = compiler.values(cel, document.values, ['values']);
  const shape = document.lines && lineShape(kind.target, document.lines.field);
  checkLineField(document, kind.target, compiler);
  let scope = cel;
  let lines: CompiledParts['lines'];
  if (document.lines && shape) {
    const listType = types.typeOf(listOf(recordOf(shape)));
    scope = cel.clone().registerVariable('lines', listType);
    const sections = document.lines.sections.map((section, index) => {
      const path = ['lines', 'sections', index];
      const compiled = compiler.section(scope, section, shape, path);
      // From here on the lines of this section have a name; the sections above it cannot have used it.
      scope = scope.clone();
      if (scope.hasVariable(section.id)) compiler.complain([...path, 'id'], 'a name that is free; this one is taken');
      else scope.registerVariable(section.id, listType);
      return compiled;
    });
    lines = { field: document.lines.field, shape, sections };
  }
  return {
    name: document.name,
    source: kind.source,
    types,
    values,
    lines,
    fields: compiler.fields(scope, document.fields, kind.target, ['fields']),
    rules: compiler.rules(scope, document.rules),
  };
}

function compileLookups(
  document: MappingDocument,
  compiler: Compiler,
  readFile: (file: string) => string,
): Map<string, LookupTable> {
  const tables = new Map<string, LookupTable>();
  for (const [name, definition] of Object.entries(document.lookups)) {
    const result = lookupTable(name, definition, readFile);
    if (result.problems) for (const problem of result.problems) compiler.complain(['lookups', name], problem);
    else tables.set(name, result.table);
  }
  return tables;
}

function checkLineField(document: MappingDocument, target: RecordShape, compiler: Compiler): void {
  const expected = lineFields(target);
  const given = document.lines ? [document.lines.field] : [];
  if (document.lines && !expected.includes(document.lines.field)) {
    compiler.complain(['lines', 'field'], `a list of ${target.name}: ${expected.join(', ') || 'it has none'}`);
  }
  const missing = expected.filter((name) => !given.includes(name));
  if (missing.length > 0) compiler.complain(['lines'], `line sections for ${missing.join(', ')} of ${target.name}`);
}
