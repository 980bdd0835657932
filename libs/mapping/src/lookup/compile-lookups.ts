import type { LookupDefinition } from '../document/definition.js';
import type { ReadDocument } from '../document/read-document.js';
import type { Complaint, MappingProblem } from '../problem/mapping-problem.js';
import { lookupTable, type LookupTable } from './lookup-table.js';

/** The tables of a mapping, and what is wrong with them: in the mapping file or in a line of a CSV file. */
export interface CompiledLookups {
  readonly tables: ReadonlyMap<string, LookupTable>;
  readonly problems: readonly MappingProblem[];
}

/** Builds every table, those that fall back on another after it. `readFile` gives the text of the files named (UTF-8; BOM and CRLF are fine). */
export function compileLookups(
  lookups: Readonly<Record<string, LookupDefinition>>,
  read: ReadDocument,
  readFile: (file: string) => string,
): CompiledLookups {
  const tables = new Map<string, LookupTable>();
  const problems: MappingProblem[] = [];
  const started = new Set<string>();
  const complain = (name: string, complaint: Complaint, key?: string): void => {
    problems.push(read.problemAt(key === undefined ? ['lookups', name] : ['lookups', name, key], complaint));
  };
  const build = (name: string, definition: LookupDefinition): void => {
    if (started.has(name)) return;
    started.add(name);
    const fallback = fallbackOf(name, definition);
    const result = lookupTable(name, definition, fallback, readFile);
    for (const { file, line, ...complaint } of result.problems ?? []) {
      if (file === undefined) complain(name, complaint);
      else problems.push({ ...complaint, file, line: line ?? 1, column: 1, field: read.idOf(['lookups', name]) });
    }
    if (result.table) tables.set(name, result.table);
  };
  const fallbackOf = (name: string, { onMiss, fallback }: LookupDefinition): LookupTable | undefined => {
    if ((onMiss === 'fallback') !== (fallback !== undefined)) {
      complain(name, { expected: '`fallback` (a table) together with `onMiss: fallback`' });
      return undefined;
    }
    if (fallback === undefined) return undefined;
    const next = lookups[fallback];
    const circle = circleOf(name, lookups);
    if (!next) complain(name, { expected: `a lookup of this file; '${fallback}' is none` }, 'fallback');
    else if (circle)
      complain(
        name,
        { expected: `a table that does not come back here: ${circle.join(' → ')} is a circle` },
        'fallback',
      );
    else build(fallback, next);
    return tables.get(fallback);
  };
  for (const [name, definition] of Object.entries(lookups)) build(name, definition);
  return { tables, problems };
}

/** The way along the fallbacks from `start` back to itself. */
function circleOf(start: string, lookups: Readonly<Record<string, LookupDefinition>>): string[] | undefined {
  const way = [start];
  for (let next = lookups[start]?.fallback; next !== undefined; next = lookups[next]?.fallback) {
    if (next === start) return [...way, start];
    if (way.includes(next)) return undefined;
    way.push(next);
  }
  return undefined;
}
