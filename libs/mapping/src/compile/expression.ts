import type { Environment } from '@marcbachmann/cel-js';
import { treeOf, type CheckedNode } from '../evaluate/checked-node.js';
import { compileProgram, NotInMappings } from '../evaluate/compile-program.js';
import type { Program } from '../evaluate/run.js';
import type { Complaint } from '../problem/mapping-problem.js';
import { explainCelError } from './explain-error.js';
import type { ExpressionSetting } from './expression-setting.js';

/** A checked expression, ready to run. */
export interface Expression {
  /** CEL type, e.g. `string`, `list<int>`, `dyn`. */
  readonly type: string;
  readonly source: string;
  /** Its tree, for those who ask what it reads. */
  readonly tree: CheckedNode;
  readonly run: Program;
}

/** A compiled expression, or what was expected where: `character` counts from 0 in `source`. */
export type CompiledExpression =
  | { readonly expression: Expression; readonly complaint?: never }
  | { readonly complaint: Complaint; readonly character: number };

/** Parses, type-checks and compiles `source` with the variables of `cel`. */
export function compileExpression(cel: Environment, source: string, setting: ExpressionSetting): CompiledExpression {
  try {
    const parsed = cel.parse(source);
    const checked = parsed.check();
    if (!checked.valid) return explainCelError(checked.error, source, cel, setting);
    const tree = treeOf(parsed);
    return {
      expression: {
        type: checked.type ?? 'dyn',
        source,
        tree,
        run: compileProgram(tree, setting.slots, setting.hosts),
      },
    };
  } catch (error) {
    if (error instanceof NotInMappings) return { complaint: { expected: error.message }, character: error.node.start };
    if (error instanceof RangeError) {
      return {
        complaint: { expected: 'an expression that is less deeply nested; give its parts names under `values`' },
        character: 0,
      };
    }
    return explainCelError(error, source, cel, setting);
  }
}
