import type { Environment } from '@marcbachmann/cel-js';
import { asFlag, asList, asText, asWhole } from './operations.js';

/** A function we give to expressions. */
export interface HostFunction {
  readonly name: string;
  readonly signature: string;
  /** Makes sure that an argument is what the signature says, for what the type check could not know; by position. */
  readonly guards: readonly (((value: unknown) => unknown) | undefined)[];
  readonly call: (...values: unknown[]) => unknown;
}

/**
 * Our functions and lookups, known to the checker by their signatures and to the evaluator by the handler the checker picks for a call. Whole
 * numbers go in as bigint; what comes out may be a number.
 */
export class HostFunctions {
  private readonly byHandler = new Map<unknown, HostFunction>();
  private readonly names = new Set<string>();

  constructor(private readonly cel: Environment) {}

  /** Throws when the name with these arguments is taken. */
  register(signature: string, call: (...values: never[]) => unknown): void {
    // Each call gets a handler of its own, so that two functions that share one are told apart.
    const handler = (): never => {
      throw new Error('called by its handler');
    };
    // Without saying so, the checker would make room for promises.
    this.cel.registerFunction(signature, handler, { async: false });
    const [, name = '', parameters = ''] = /^(\w+)\((.*)\)\s*:/.exec(signature) ?? [];
    const guards = splitTypes(parameters).map((type) => guardOf(type, name));
    this.byHandler.set(handler, { name, signature, guards, call: call as HostFunction['call'] });
    this.names.add(name);
  }

  of(handler: unknown): HostFunction | undefined {
    return this.byHandler.get(handler);
  }

  get allNames(): ReadonlySet<string> {
    return this.names;
  }

  /** Signatures of the functions called `name`. */
  signaturesOf(name: string): string[] {
    return [...this.byHandler.values()].filter((each) => each.name === name).map((each) => each.signature);
  }
}

function guardOf(type: string, name: string): ((value: unknown) => unknown) | undefined {
  const by = `${name}()`;
  if (type === 'string') return (value) => asText(value, by);
  if (type === 'int') return (value) => asWhole(value, by);
  if (type === 'bool') return (value) => asFlag(value, by);
  const item = /^list<(.*)>$/.exec(type)?.[1];
  if (item === undefined) return type === 'list' ? (value) => asList(value, by) : undefined;
  const each = guardOf(item, name);
  return (value) => {
    const list = asList(value, by);
    if (each) for (const one of list) each(one);
    return list;
  };
}

/** `int, list<map<string, int>>` → its types. */
function splitTypes(parameters: string): string[] {
  const types: string[] = [];
  let depth = 0;
  let current = '';
  for (const character of parameters) {
    if (character === '<') depth += 1;
    if (character === '>') depth -= 1;
    if (character === ',' && depth === 0) {
      types.push(current.trim());
      current = '';
    } else current += character;
  }
  return current.trim() === '' ? types : [...types, current.trim()];
}
