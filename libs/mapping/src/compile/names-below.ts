import type { ReadDocument } from '../document/read-document.js';
import type { DocumentPath } from '../document/text-position.js';

interface Declared {
  readonly path: DocumentPath;
  readonly source: string;
}

/**
 * Tells of a name that is not known where it is used whether the file declares it elsewhere, and what that means: values that need each other are
 * a circle, a value or section further down has to be moved up, a value of one section is none of the others.
 */
export function namesBelow(read: ReadDocument): (name: string) => string | undefined {
  const { definition } = read;
  const values = new Map<string, Declared>();
  for (const [name, source] of Object.entries(definition.values)) values.set(name, { path: ['values', name], source });
  const elsewhere = new Map<string, DocumentPath>();
  for (const [index, section] of (definition.lines?.sections ?? []).entries()) {
    const path = ['lines', 'sections', index];
    elsewhere.set(section.id, [...path, 'id']);
    if (section.as !== undefined) elsewhere.set(section.as, [...path, 'as']);
    for (const name of Object.keys(section.values)) elsewhere.set(name, [...path, 'values', name]);
  }
  return (name) => {
    const circle = circleFrom(name, values);
    if (circle) return `the values ${circle.join(' → ')} need each other in a circle`;
    const path = values.get(name)?.path ?? elsewhere.get(name);
    if (!path) return undefined;
    const { line } = read.positions.of(path);
    const isSectionsOwn = path.length > 4 || path.at(-1) === 'as';
    return isSectionsOwn
      ? `'${name}' (line ${line}) belongs to the section ${read.idOf(path.slice(0, 3))}`
      : `'${name}' stands in line ${line}, and only what stands above can be used: move it up`;
  };
}

/** The names on a way from `start` back to itself. */
function circleFrom(start: string, values: ReadonlyMap<string, Declared>): string[] | undefined {
  const seen = new Set<string>();
  const search = (name: string, way: readonly string[]): string[] | undefined => {
    for (const used of namesIn(values.get(name)?.source ?? '')) {
      if (used === start) return [...way, used];
      if (seen.has(used) || !values.has(used)) continue;
      seen.add(used);
      const found = search(used, [...way, used]);
      if (found) return found;
    }
    return undefined;
  };
  return search(start, [start]);
}

/** Names outside quotes that are no members. */
function namesIn(source: string): string[] {
  const bare = source.replace(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/g, '""');
  return [...new Set([...bare.matchAll(/(?<![.\w])[a-z]\w*/g)].map(([name]) => name))];
}
