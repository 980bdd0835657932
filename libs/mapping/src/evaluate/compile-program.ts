import { FieldRefusal } from '../functions/field-refusal.js';
import { operands, sourceOf, type CheckedNode } from './checked-node.js';
import { comprehension } from './comprehension.js';
import type { HostFunction, HostFunctions } from './host-functions.js';
import { asFlag, asList, asWhole, kindOf, negative, OPERATIONS } from './operations.js';
import { MissingValue, type Program, type SlotNames } from './run.js';
import { STANDARD_FUNCTIONS } from './standard-functions.js';
import { WorkExhausted } from './work-budget.js';

/** Part of an expression that mappings do not have, e.g. a fraction. */
export class NotInMappings extends Error {
  constructor(
    readonly node: CheckedNode,
    expected: string,
  ) {
    super(expected);
    this.name = 'NotInMappings';
  }
}

/**
 * Makes a function of a checked expression. Why not cel-js's own evaluator: every step here is counted against the document's budget, and
 * nothing is looked up by name or copied while a document is mapped. That both come to the same values is tested (same-as-cel-js.spec.ts).
 * Throws `NotInMappings`.
 */
export function compileProgram(root: CheckedNode, slots: SlotNames, hosts: HostFunctions): Program {
  const compile = (node: CheckedNode): Program => {
    const { alternate, macro } = node.meta;
    if (alternate?.op === 'comprehension') return comprehension(node, compile, slots);
    if (alternate) return compile(alternate);
    if (macro) return bound(node, compile, slots);
    switch (node.op) {
      case 'value':
        return literal(node);
      case 'id':
        return variable(slots.of(node.args as string));
      case '.':
        return member(compile(operands(node)[0] as CheckedNode), (node.args as [unknown, string])[1]);
      case '[]':
        return item(compile(operands(node)[0] as CheckedNode), compile(operands(node)[1] as CheckedNode));
      case 'call':
        return call(node, compile, hosts);
      case 'rcall':
        return method(node, compile);
      case 'list':
        return list(operands(node).map(compile));
      case '?:':
        return choice(operands(node).map(compile));
      case '&&':
        return logical(false, operands(node).map(compile));
      case '||':
        return logical(true, operands(node).map(compile));
      case '!_': {
        const operand = compile(node.args as CheckedNode);
        return (run) => !asFlag(operand(run), '!');
      }
      case '-_': {
        const operand = compile(node.args as CheckedNode);
        return (run) => negative(operand(run));
      }
      default:
        return binary(node, compile);
    }
  };
  return compile(root);
}

function literal(node: CheckedNode): Program {
  const value = node.args;
  if (value === null || ['string', 'bigint', 'boolean'].includes(typeof value)) return () => value;
  const what =
    typeof value === 'number'
      ? 'a whole number; write a decimal as a text in quotes'
      : 'a text, a whole number, true, false or null';
  throw new NotInMappings(node, what);
}

function variable(slot: number): Program {
  return (run) => {
    const value = run.slots[slot];
    if (value === undefined) throw new MissingValue();
    return value;
  };
}

function member(holder: Program, name: string): Program {
  return (run) => {
    const record = holder(run);
    if (typeof record !== 'object' || record === null || Array.isArray(record)) {
      throw new FieldRefusal('EXPRESSION', null, `ask first whether there is one: ${kindOf(record)} has no '${name}'`);
    }
    return celValue((record as Record<string, unknown>)[name]);
  };
}

/** Documents hold plain values; to an expression whole numbers are bigint, so that no sum passes through a float, and what is absent is null. */
export function celValue(value: unknown): unknown {
  if (typeof value === 'number') return BigInt(value);
  if (value === undefined) return null;
  return Array.isArray(value) && typeof value[0] === 'number' ? value.map(celValue) : value;
}

function item(holder: Program, index: Program): Program {
  return (run) => {
    const values = asList(holder(run), '[…]');
    const at = Number(asWhole(index(run), '[…]'));
    const value = values[at];
    if (value !== undefined) return celValue(value);
    throw new FieldRefusal(
      'EXPRESSION',
      null,
      `ask for the size first: there is no item ${at} in a list of ${values.length}`,
    );
  };
}

function call(node: CheckedNode, compile: (node: CheckedNode) => Program, hosts: HostFunctions): Program {
  const [name, parameters] = node.args as [string, readonly CheckedNode[]];
  const programs = parameters.map(compile);
  const host = hosts.of(node.candidates?.findFunction(node.argTypes ?? [], null)?.handler);
  if (host) return hostCall(host, programs, node.argTypes ?? []);
  return standardCall(node, `${name}/${parameters.length}`, programs);
}

function method(node: CheckedNode, compile: (node: CheckedNode) => Program): Program {
  const [name, receiver, parameters] = node.args as [string, CheckedNode, readonly CheckedNode[]];
  return standardCall(node, `.${name}/${parameters.length}`, [compile(receiver), ...parameters.map(compile)]);
}

function standardCall(node: CheckedNode, key: string, [first, second, third]: readonly Program[]): Program {
  const found = STANDARD_FUNCTIONS[key];
  if (!found || !first)
    throw new NotInMappings(node, `a function that mappings have; '${sourceOf(node).slice(0, 40)}' is none`);
  const run3 = found.call;
  return (run) => {
    run.budget.spend(1);
    const value = run3(run.budget, first(run), second?.(run), third?.(run));
    run.budget.made(value);
    return value;
  };
}

function hostCall(
  host: HostFunction,
  programs: readonly Program[],
  types: readonly { hasDynType: boolean }[],
): Program {
  // An argument whose type the checker knows needs no second look.
  const guards = host.guards.map((guard, index) => (types[index]?.hasDynType ? guard : undefined));
  const unguarded = guards.every((guard) => guard === undefined);
  const [first, second] = programs;
  const { call: work } = host;
  const finish = (run: Parameters<Program>[0], value: unknown): unknown => {
    if (typeof value === 'number') return BigInt(value);
    run.budget.made(value);
    return celValue(value);
  };
  if (unguarded && programs.length === 1 && first) return (run) => finish(run, work(paid(run, first(run))));
  if (unguarded && programs.length === 2 && first && second) {
    return (run) => finish(run, work(paid(run, first(run)), paid(run, second(run))));
  }
  const [, , third, fourth] = programs;
  if (unguarded && programs.length === 3 && first && second && third) {
    return (run) => finish(run, work(paid(run, first(run)), paid(run, second(run)), paid(run, third(run))));
  }
  if (unguarded && programs.length === 4 && first && second && third && fourth) {
    return (run) =>
      finish(run, work(paid(run, first(run)), paid(run, second(run)), paid(run, third(run)), paid(run, fourth(run))));
  }
  return (run) => {
    const values = programs.map((program, index) => {
      const value = paid(run, program(run));
      return guards[index] ? guards[index](value) : value;
    });
    return finish(run, work(...values));
  };
}

/** A function may look through all it is given. */
function paid(run: Parameters<Program>[0], value: unknown): unknown {
  run.budget.spend(Array.isArray(value) ? value.length + 1 : 1);
  if (typeof value === 'string') run.budget.text(value.length);
  return value;
}

function list(programs: readonly Program[]): Program {
  return (run) => {
    run.budget.spend(programs.length);
    return programs.map((program) => program(run));
  };
}

function choice([condition, then, otherwise]: readonly Program[]): Program {
  if (!condition || !then || !otherwise) throw new RangeError('a choice has three parts');
  return (run) => (asFlag(condition(run), '? :') ? then(run) : otherwise(run));
}

/** `&&` and `||` in either order, as CEL says: what decides the result decides it even when the other side fails. */
function logical(deciding: boolean, [left, right]: readonly Program[]): Program {
  const by = deciding ? '||' : '&&';
  if (!left || !right) throw new RangeError('two sides');
  return (run) => {
    let first: boolean;
    try {
      first = asFlag(left(run), by);
    } catch (error) {
      if (!(error instanceof WorkExhausted) && asFlag(right(run), by) === deciding) return deciding;
      throw error;
    }
    return first === deciding ? deciding : asFlag(right(run), by);
  };
}

function binary(node: CheckedNode, compile: (node: CheckedNode) => Program): Program {
  const work = OPERATIONS[node.op];
  if (!work)
    throw new NotInMappings(node, `a list, record, text or number; mappings have no '${sourceOf(node).slice(0, 40)}'`);
  const [left, right] = operands(node).map(compile) as [Program, Program];
  return (run) => work(left(run), right(run), run.budget);
}

/** `cel.bind(name, value, expression)` and `has(record.field)`. */
function bound(node: CheckedNode, compile: (node: CheckedNode) => Program, slots: SlotNames): Program {
  const { macro } = node.meta;
  if (macro?.var !== undefined && macro.val && macro.exp) {
    const slot = slots.of(macro.var);
    const value = compile(macro.val);
    const expression = compile(macro.exp);
    return (run) => {
      const before = run.slots[slot];
      run.slots[slot] = value(run);
      try {
        return expression(run);
      } finally {
        run.slots[slot] = before;
      }
    };
  }
  throw new NotInMappings(node, `'… != null' or filled(…); mappings have no '${sourceOf(node).slice(0, 40)}'`);
}
