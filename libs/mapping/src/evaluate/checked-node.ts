import type { Environment } from '@marcbachmann/cel-js';

/** The type of an expression, as the checker found it. */
export interface CheckedType {
  readonly kind: string;
  readonly name: string;
  readonly hasDynType: boolean;
}

/**
 * A node of a parsed and checked CEL expression: the parts of cel-js's syntax tree we read. Not all of them are in its published types; the
 * comparison with cel-js's own evaluator (same-as-cel-js.spec.ts) fails when a release changes them.
 */
export interface CheckedNode {
  readonly op: string;
  readonly args: unknown;
  /** Where it starts and ends in the source; `pos` is its operator or member. */
  readonly pos: number;
  readonly start: number;
  readonly end: number;
  readonly input: string;
  readonly checkedType?: CheckedType;
  readonly candidates?: { findFunction(types: readonly unknown[], receiver: unknown): { handler: unknown } | null };
  readonly argTypes?: readonly CheckedType[];
  readonly meta: {
    readonly alternate?: CheckedNode;
    readonly macro?: { readonly var?: string; readonly val?: CheckedNode; readonly exp?: CheckedNode };
  };
}

/** The tree of a parsed expression. */
export function treeOf(parsed: ReturnType<Environment['parse']>): CheckedNode {
  return (parsed as unknown as { ast: CheckedNode }).ast;
}

/** The node's operands. */
export function operands(node: CheckedNode): readonly CheckedNode[] {
  return node.args as readonly CheckedNode[];
}

/** Source text of the node. */
export function sourceOf(node: CheckedNode): string {
  return node.input.slice(node.start, node.end);
}
