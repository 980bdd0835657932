import type { CheckedNode } from './checked-node.js';
import { asFlag, asList } from './operations.js';
import type { Program, Run, SlotNames } from './run.js';
import { WorkExhausted } from './work-budget.js';

type Step = (run: Run) => unknown;
type Loop = (items: readonly unknown[], run: Run, place: (value: unknown) => void) => unknown;

/**
 * `list.map(x, …)`, `.map(x, only if, …)`, `.filter(x, …)`, `.all(x, …)`, `.exists(x, …)` and `.exists_one(x, …)`: the only loops expressions
 * have, each over a list that is there, each element a step of the budget.
 */
export function comprehension(node: CheckedNode, compile: (node: CheckedNode) => Program, slots: SlotNames): Program {
  const [name, receiver, parameters] = node.args as [string, CheckedNode, readonly CheckedNode[]];
  const slot = slots.of((parameters[0] as CheckedNode).args as string);
  const iterable = compile(receiver);
  // What is done for an element costs by its length, so that one long expression is not cheaper than many short ones.
  const cost = 1 + ((node.end - receiver.end) >> 5);
  const loop = loopOf(name, parameters.slice(1).map(compile));
  return (run) => {
    const items = asList(iterable(run), name);
    const before = run.slots[slot];
    try {
      return loop(items, run, (value) => {
        run.budget.spend(cost);
        run.slots[slot] = typeof value === 'number' ? BigInt(value) : value;
      });
    } finally {
      // A variable of the same name outside is itself again.
      run.slots[slot] = before;
    }
  };
}

function loopOf(name: string, [first, second]: readonly Step[]): Loop {
  if (!first) throw new RangeError(`${name} needs an expression`);
  if (name === 'map' && second) return mapWhere(first, second);
  if (name === 'map') return mapAll(first);
  if (name === 'filter') return filter(first);
  if (name === 'exists_one') return existsOne(first);
  return quantifier(name, name === 'exists', first);
}

function mapAll(step: Step): Loop {
  return (items, run, place) => {
    const made: unknown[] = [];
    for (const item of items) {
      place(item);
      made.push(step(run));
    }
    return made;
  };
}

function mapWhere(condition: Step, step: Step): Loop {
  return (items, run, place) => {
    const made: unknown[] = [];
    for (const item of items) {
      place(item);
      if (asFlag(condition(run), 'map')) made.push(step(run));
    }
    return made;
  };
}

function filter(condition: Step): Loop {
  return (items, run, place) => {
    const kept: unknown[] = [];
    for (const item of items) {
      place(item);
      if (asFlag(condition(run), 'filter')) kept.push(item);
    }
    return kept;
  };
}

function existsOne(condition: Step): Loop {
  return (items, run, place) => {
    let found = 0;
    for (const item of items) {
      place(item);
      if (asFlag(condition(run), 'exists_one')) found += 1;
    }
    return found === 1;
  };
}

/** What decides the result decides it even when another element fails, as CEL says. */
function quantifier(name: string, deciding: boolean, condition: Step): Loop {
  return (items, run, place) => {
    let failure: Error | undefined;
    for (const item of items) {
      place(item);
      try {
        if (asFlag(condition(run), name) === deciding) return deciding;
      } catch (error) {
        if (error instanceof WorkExhausted || !(error instanceof Error)) throw error;
        failure ??= error;
      }
    }
    if (failure !== undefined) throw failure;
    return !deciding;
  };
}
