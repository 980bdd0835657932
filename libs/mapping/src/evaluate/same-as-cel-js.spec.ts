import { describe, expect, it } from '@jest/globals';
import { Environment } from '@marcbachmann/cel-js';
import fc from 'fast-check';
import { treeOf } from './checked-node.js';
import { compileProgram, NotInMappings } from './compile-program.js';
import { HostFunctions } from './host-functions.js';
import { SlotNames } from './run.js';
import { WorkBudget } from './work-budget.js';

class Line {
  code = '';
  amount = 0n;
}
const line = (code: string, amount: bigint): Line => Object.assign(new Line(), { code, amount });
const SCOPE = {
  s: 'Łódź 7',
  n: 12n,
  zero: 0n,
  yes: true,
  nothing: null,
  maybe: 'text',
  texts: ['a', 'b', 'a', ''],
  numbers: [3n, -1n, 0n, 3n],
  first: line('A', 5n),
  lines: [line('A', 5n), line('b', -2n), line('A', 0n)],
};

function environment(): Environment {
  const cel = new Environment({ homogeneousAggregateLiterals: true });
  cel.registerType('Line', { ctor: Line, fields: { code: 'string', amount: 'int' } });
  cel.registerVariable('s', 'string').registerVariable('n', 'int').registerVariable('zero', 'int');
  cel.registerVariable('yes', 'bool').registerVariable('nothing', 'dyn').registerVariable('maybe', 'dyn');
  cel.registerVariable('texts', 'list<string>').registerVariable('numbers', 'list<int>');
  cel.registerVariable('lines', 'list<Line>').registerVariable('first', 'Line');
  return cel;
}

const cel = environment();

/** What an expression comes to: its value, or that it fails. */
type Came = { readonly value: unknown } | 'fails' | 'not in mappings';

function theirs(source: string): Came {
  try {
    return { value: cel.evaluate(source, SCOPE) as unknown };
  } catch {
    return 'fails';
  }
}

function ours(source: string): Came {
  const parsed = cel.parse(source);
  expect({ source, valid: parsed.check().valid }).toEqual({ source, valid: true });
  const slots = new SlotNames();
  try {
    const program = compileProgram(treeOf(parsed), slots, new HostFunctions(environment()));
    const values = new Array<unknown>(slots.count).fill(undefined);
    for (const [name, value] of Object.entries(SCOPE)) values[slots.of(name)] = value;
    return { value: program({ slots: values, budget: new WorkBudget() }) };
  } catch (error) {
    return error instanceof NotInMappings ? 'not in mappings' : 'fails';
  }
}

// Expressions of each type, built from one another; every type-checks.
const grammar = fc.letrec<{ int: string; text: string; flag: string; ints: string; texts: string; lines: string }>(
  (tie) => ({
    int: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.constantFrom('n', 'zero', '1', '-7', '9223372036854775807', 'numbers[0]', 'lines[1].amount'),
      fc
        .tuple(tie('int'), fc.constantFrom('+', '-', '*', '/', '%'), tie('int'))
        .map(([a, op, b]) => `(${a} ${op} ${b})`),
      tie('text').map((a) => `${a}.size()`),
      tie('ints').map((a) => `size(${a})`),
      fc.tuple(tie('ints'), tie('int')).map(([a, b]) => `${a}[${b}]`),
      fc.tuple(tie('flag'), tie('int'), tie('int')).map(([c, a, b]) => `(${c} ? ${a} : ${b})`),
      tie('int').map((a) => `-(${a})`),
      fc.tuple(tie('text'), tie('text')).map(([a, b]) => `${a}.indexOf(${b})`),
    ),
    text: fc.oneof(
      { depthSize: 'small' },
      fc.constantFrom('s', '"a"', '""', '"12"', 'texts[1]', 'lines[0].code', 'string(maybe)'),
      fc.tuple(tie('text'), tie('text')).map(([a, b]) => `(${a} + ${b})`),
      fc.tuple(tie('text'), fc.constantFrom('trim', 'upperAscii', 'lowerAscii')).map(([a, f]) => `${a}.${f}()`),
      tie('int').map((a) => `string(${a})`),
      tie('texts').map((a) => `${a}.join("-")`),
      fc.tuple(tie('text'), tie('int'), tie('int')).map(([a, b, c]) => `${a}.substring(${b}, ${c})`),
      fc.tuple(tie('flag'), tie('text'), tie('text')).map(([c, a, b]) => `(${c} ? ${a} : ${b})`),
    ),
    flag: fc.oneof(
      { depthSize: 'small' },
      fc.constantFrom('yes', 'true', 'false', 'nothing == null', 'maybe != null', 'maybe == "text"', 'nothing == 1'),
      fc
        .tuple(tie('int'), fc.constantFrom('<', '<=', '>', '>=', '==', '!='), tie('int'))
        .map(([a, op, b]) => `(${a} ${op} ${b})`),
      fc
        .tuple(tie('text'), fc.constantFrom('<', '==', '!=', '>='), tie('text'))
        .map(([a, op, b]) => `(${a} ${op} ${b})`),
      fc.tuple(tie('flag'), fc.constantFrom('&&', '||'), tie('flag')).map(([a, op, b]) => `(${a} ${op} ${b})`),
      tie('flag').map((a) => `!(${a})`),
      fc.tuple(tie('int'), tie('ints')).map(([a, b]) => `(${a} in ${b})`),
      fc
        .tuple(tie('ints'), fc.constantFrom('all', 'exists', 'exists_one'), tie('int'))
        .map(([a, f, b]) => `${a}.${f}(x, x < ${b})`),
      fc
        .tuple(tie('ints'), fc.constantFrom('all', 'exists'), tie('int'))
        .map(([a, f, b]) => `${a}.${f}(x, ${b} / x > 0)`),
      fc.tuple(tie('ints'), tie('ints')).map(([a, b]) => `(${a} == ${b})`),
      fc
        .tuple(tie('text'), fc.constantFrom('contains', 'startsWith', 'endsWith'), tie('text'))
        .map(([a, f, b]) => `${a}.${f}(${b})`),
    ),
    ints: fc.oneof(
      { depthSize: 'small' },
      fc.constantFrom('numbers', '[1, 2, 3]', 'lines.map(l, l.amount)'),
      fc.tuple(tie('int'), tie('int')).map(([a, b]) => `[${a}, ${b}]`),
      fc.tuple(tie('ints'), tie('int')).map(([a, b]) => `${a}.map(x, x + ${b})`),
      fc.tuple(tie('ints'), tie('int')).map(([a, b]) => `${a}.map(x, x > 0, x * ${b})`),
      fc.tuple(tie('ints'), tie('flag')).map(([a, b]) => `${a}.filter(x, x != 3 || ${b})`),
      fc.tuple(tie('ints'), tie('ints')).map(([a, b]) => `(${a} + ${b})`),
      fc.tuple(tie('ints'), tie('ints')).map(([a, b]) => `${a}.map(x, ${b}.map(x, x + 1).size() + x)`),
      tie('lines').map((a) => `${a}.map(l, l.amount)`),
    ),
    texts: fc.oneof(
      { depthSize: 'small' },
      fc.constantFrom('texts', '["x", "y"]', 'lines.map(l, l.code)'),
      fc.tuple(tie('texts'), tie('text')).map(([a, b]) => `${a}.map(t, t + ${b})`),
      fc.tuple(tie('texts'), tie('text')).map(([a, b]) => `${a}.filter(t, t != ${b})`),
      fc.tuple(tie('text'), tie('text')).map(([a, b]) => `${a}.split(${b})`),
    ),
    lines: fc.oneof(
      { depthSize: 'small' },
      fc.constant('lines'),
      fc.tuple(tie('lines'), tie('text')).map(([a, b]) => `${a}.filter(l, l.code == ${b})`),
      fc.tuple(tie('lines'), tie('int')).map(([a, b]) => `${a}.filter(l, l.amount < ${b})`),
    ),
  }),
);

/**
 * cel-js watches +, - and * for overflow, but neither / nor the minus sign: the least whole number divided by -1, or negated, becomes one
 * that CEL does not have. Ours fails there, as CEL's specification says, so such expressions cannot be compared.
 */
function mayLeaveWholeNumbers(source: string): boolean {
  return source.includes('9223372036854775807') && /\/|-\(/.test(source);
}

describe('our evaluator', () => {
  it('comes to what cel-js comes to, and fails where it fails, for any expression', () => {
    const any = fc.oneof(grammar.int, grammar.text, grammar.flag, grammar.ints, grammar.texts, grammar.lines);
    fc.assert(
      fc.property(any, (source) => {
        fc.pre(!mayLeaveWholeNumbers(source));
        expect({ source, came: ours(source) }).toEqual({ source, came: theirs(source) });
      }),
      { numRuns: 3000 },
    );
  });

  it.each([
    'cel.bind(x, n + 1, x * x)',
    'lines.map(l, l.amount > 0, l.code)',
    'lines.exists_one(l, l.code == "b")',
    'maybe.size()',
    'maybe + "!"',
    'nothing == maybe',
    '[] == texts.filter(t, false)',
    's.matches("^[^0-9]+7$")',
    'int("12") + int(n)',
    'texts.join()',
    's.lastIndexOf("ź")',
    '(yes || nothing) && true',
    '(nothing || yes) && true',
    'lines.map(l, lines.map(l, l.amount).size() + l.amount)',
  ])('comes to the same for %s', (source) => {
    expect(ours(source)).toEqual(theirs(source));
  });

  it.each(['(-9223372036854775807 - 1) / -1', '-(-9223372036854775807 - 1)'])(
    'fails for %s, as CEL says, where cel-js leaves the whole numbers',
    (source) => {
      expect(ours(source)).toBe('fails');
    },
  );

  it.each([
    '1.5',
    'b"a"',
    '{"a": 1}',
    '1u',
    'type(n)',
    'double(n)',
    'timestamp("2027-01-01T00:00:00Z")',
    'has(first.code)',
    'duration("1s")',
    'bytes(s)',
  ])('refuses %s, which mappings do not have, when it is compiled', (source) => {
    expect(ours(source)).toBe('not in mappings');
  });
});
