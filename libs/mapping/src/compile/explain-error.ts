import { ParseError, TypeError as CelTypeError, type Environment } from '@marcbachmann/cel-js';
import { operands, sourceOf, type CheckedNode } from '../evaluate/checked-node.js';
import { STANDARD_FUNCTIONS } from '../evaluate/standard-functions.js';
import type { Complaint } from '../problem/mapping-problem.js';
import { nearest } from '../problem/nearest.js';
import type { ExpressionSetting } from './expression-setting.js';

type Explained = { readonly complaint: Complaint; readonly character: number };

/** What cel-js refused, in words that say what would be right, with the nearest thing that exists. */
export function explainCelError(
  error: unknown,
  source: string,
  cel: Environment,
  setting: ExpressionSetting,
): Explained {
  if (!(error instanceof ParseError || error instanceof CelTypeError)) {
    return {
      complaint: { expected: `an expression: ${error instanceof Error ? error.message : String(error)}` },
      character: 0,
    };
  }
  const node = error.node as unknown as CheckedNode | undefined;
  const character = error.range?.start ?? 0;
  if (node && error.code === 'unknown_variable')
    return { complaint: unknownVariable(String(node.args), cel, setting), character };
  if (node && error.code === 'no_such_key') return { complaint: unknownMember(node, setting), character };
  if (node && error.code === 'no_matching_overload') return { complaint: wrongCall(node, setting), character };
  const found = source.slice(character, character + 20);
  const kind = error instanceof ParseError ? 'an expression' : 'an expression that fits its types';
  return { complaint: { expected: `${kind}: ${error.summary}${found === '' ? '' : ` at '${found}'`}` }, character };
}

function unknownVariable(name: string, cel: Environment, { hosts, declaredLater }: ExpressionSetting): Complaint {
  const later = declaredLater(name);
  if (later !== undefined) return { expected: `something that is known here; ${later}` };
  const variables = cel
    .getDefinitions()
    .variables.map((variable) => variable.name)
    .filter((known) => !CEL_OWN.has(known));
  const didYouMean =
    nearest(name, [...variables, ...[...hosts.allNames].map((each) => `${each}(…)`)]) ?? nearest(name, hosts.allNames);
  if (didYouMean !== undefined) return { expected: `something that is known here; '${name}' is not`, didYouMean };
  return { expected: `something that is known here; '${name}' is not (a text goes in quotes: '"${name}"')` };
}

function unknownMember(node: CheckedNode, { types }: ExpressionSetting): Complaint {
  const [holder] = operands(node);
  const name = String((node.args as readonly unknown[])[1]);
  const record = holder?.checkedType?.name ?? '';
  const fields = types.fieldsOf(record);
  const near = nearest(name, fields);
  const expected = `a field of ${record} (${fields.join(', ')}); '${name}' is none`;
  return near === undefined || !holder ? { expected } : { expected, didYouMean: `${sourceOf(holder)}.${near}` };
}

function wrongCall(node: CheckedNode, { hosts }: ExpressionSetting): Complaint {
  const parts = node.args as readonly [string, ...unknown[]];
  const [name] = parts;
  const given = (node.argTypes ?? []).map((type) => type.name).join(', ');
  if (node.op === 'rcall') {
    const receiver = (parts[1] as CheckedNode).checkedType?.name ?? '';
    const methods = methodNames();
    return {
      expected: `a function of ${receiver}: ${methods.join(', ')}; '.${name}(${given})' is none`,
      didYouMean: methods.includes(name) ? undefined : nearest(name, methods),
    };
  }
  const signatures = hosts.signaturesOf(name);
  if (signatures.length > 0) return { expected: `${signatures.join(' or ')}; found ${name}(${given})` };
  const names = [...hosts.allNames, ...globalNames()];
  if (names.includes(name)) return { expected: `other arguments for ${name}; found ${name}(${given})` };
  return { expected: `a function that is known here; '${name}(${given})' is not`, didYouMean: nearest(name, names) };
}

/** Names that CEL brings and mappings have no use for. */
const CEL_OWN = new Set([
  'string',
  'bool',
  'int',
  'uint',
  'double',
  'map',
  'list',
  'bytes',
  'null_type',
  'type',
  'google',
  'cel',
  'optional',
]);

function methodNames(): string[] {
  const own = Object.keys(STANDARD_FUNCTIONS).filter((key) => key.startsWith('.'));
  const names = own.map((key) => key.slice(1, key.indexOf('/')));
  return [...new Set([...names, 'map', 'filter', 'all', 'exists', 'exists_one'])];
}

function globalNames(): string[] {
  return Object.keys(STANDARD_FUNCTIONS)
    .filter((key) => !key.startsWith('.'))
    .map((key) => key.slice(0, key.indexOf('/')));
}
