import { operands, type CheckedNode } from '../evaluate/checked-node.js';

/** What an expression reads, as paths: `order.customer.email`, `order.lines[].grossMinor`, `goods[].netMinor`. Each once, in order. */
export function readsOf(tree: CheckedNode): string[] {
  const found = new Set<string>();
  walk(tree, new Map(), found);
  // What is read whole only to get at a part of it is told by the part.
  return [...found].filter(
    (path) => ![...found].some((other) => other.startsWith(`${path}.`) || other.startsWith(`${path}[].`)),
  );
}

/** The path an expression is another name for: of `order.deliveryAddress` itself, of `a + b` undefined. */
export function aliasOf(tree: CheckedNode): string | undefined {
  if (tree.meta.alternate || tree.meta.macro) return undefined;
  if (tree.op === 'id') return String(tree.args);
  if (tree.op !== '.') return undefined;
  const [holder, name] = tree.args as [CheckedNode, string];
  const path = aliasOf(holder);
  return path === undefined ? undefined : `${path}.${name}`;
}

type Aliases = ReadonlyMap<string, string | undefined>;

/** Notes what `node` reads; answers its own path when it is one. */
function walk(node: CheckedNode, aliases: Aliases, found: Set<string>): string | undefined {
  const { alternate, macro } = node.meta;
  if (alternate?.op === 'comprehension') return comprehension(node, aliases, found);
  if (macro?.val && macro.exp && macro.var !== undefined) {
    const path = walk(macro.val, aliases, found);
    return walk(macro.exp, new Map([...aliases, [macro.var, path]]), found);
  }
  if (node.op === 'value' || alternate) return undefined;
  if (node.op === 'id') return note(named(String(node.args), aliases), found);
  if (node.op === '.') {
    const [holder, name] = node.args as [CheckedNode, string];
    const path = walk(holder, aliases, found);
    return note(path === undefined ? undefined : `${path}.${name}`, found);
  }
  if (node.op === '[]') {
    const [holder, index] = operands(node);
    const path = holder && walk(holder, aliases, found);
    if (index) walk(index, aliases, found);
    return note(path === undefined ? undefined : `${path}[]`, found);
  }
  for (const operand of operandsOf(node)) walk(operand, aliases, found);
  return undefined;
}

function comprehension(node: CheckedNode, aliases: Aliases, found: Set<string>): string | undefined {
  const [name, receiver, parameters] = node.args as [string, CheckedNode, readonly CheckedNode[]];
  const list = walk(receiver, aliases, found);
  const item = list === undefined ? undefined : `${list}[]`;
  const inner = new Map([...aliases, [String(parameters[0]?.args), item]]);
  for (const parameter of parameters.slice(1)) walk(parameter, inner, found);
  // What is left of a list is still that list.
  return name === 'filter' ? list : undefined;
}

function named(name: string, aliases: Aliases): string | undefined {
  return aliases.has(name) ? aliases.get(name) : name;
}

function note(path: string | undefined, found: Set<string>): string | undefined {
  if (path !== undefined) found.add(path);
  return path;
}

function operandsOf(node: CheckedNode): readonly CheckedNode[] {
  if (node.op === 'call') return (node.args as [string, readonly CheckedNode[]])[1];
  if (node.op === 'rcall') {
    const [, receiver, parameters] = node.args as [string, CheckedNode, readonly CheckedNode[]];
    return [receiver, ...parameters];
  }
  return Array.isArray(node.args) ? operands(node) : [node.args as CheckedNode];
}
