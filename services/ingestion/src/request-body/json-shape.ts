import { hasCardNumber } from '#libs/opayo';

/** Where JSON text says something that parsing would lose or that no body of ours needs. */
export interface ShapeProblem {
  readonly field: string;
  readonly message: string;
}

/** No body of ours is half as deep. */
const DEEPEST = 16;

/** Strings, and what opens, closes and separates; numbers and words between them tell nothing here. */
const TOKENS = /"(?:[^"\\]|\\.)*"|[{}[\],]/g;

interface Level {
  /** Names seen so far; undefined in an array. */
  readonly names: Set<string> | undefined;
  /** Of the member or item that is being read. */
  at: string | number;
  /** Whether the next string is a member's name. */
  nameComes: boolean;
}

/**
 * Looks through JSON text (which must parse) for what `JSON.parse` does not tell: a member given twice, of which all but the last would be
 * dropped unread, and depth beyond 16. The first such place, or undefined.
 */
export function shapeProblem(json: string): ShapeProblem | undefined {
  const levels: Level[] = [];
  for (const [token] of json.matchAll(TOKENS)) {
    const level = levels.at(-1);
    if (token === '{' || token === '[') {
      if (levels.length >= DEEPEST)
        return { field: pathOf(levels), message: `is nested deeper than ${DEEPEST} levels` };
      levels.push({
        names: token === '{' ? new Set() : undefined,
        at: token === '{' ? '' : 0,
        nameComes: token === '{',
      });
    } else if (token === '}' || token === ']') levels.pop();
    else if (token === ',' && level) next(level);
    else if (level?.names && level.nameComes) {
      const name = JSON.parse(token) as string;
      level.at = hasCardNumber(name) ? '(a property name)' : name.slice(0, 50);
      level.nameComes = false;
      if (level.names.has(name))
        return { field: pathOf(levels), message: 'is given twice; only one of them could be read' };
      level.names.add(name);
    }
  }
  return undefined;
}

function next(level: Level): void {
  if (level.names) level.nameComes = true;
  else level.at = Number(level.at) + 1;
}

function pathOf(levels: readonly Level[]): string {
  return levels.map(({ at }) => String(at)).join('.');
}
