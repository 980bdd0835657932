import { describe, expect, it } from '@jest/globals';
import { changed, compile, DOCUMENT, failuresOf, lineOf, ORDER } from '../../test/invoice.js';
import { MappingRejected } from '../mapping-rejected.js';

/** Values put before the others, one a line. */
function withValues(...values: string[]): string {
  return changed('values:\n', `values:\n${values.map((value) => `  ${value}\n`).join('')}`);
}

function orderOf(lines: number): typeof ORDER {
  const many = Array.from({ length: lines }, (_, index) => ({ code: `c${index % 100}`, amountMinor: 1 }));
  return { order: { ...ORDER.order, totalMinor: lines, lines: many } };
}

const doubling = Array.from({ length: 40 }, (_, index) => `t${index + 1}: t${index} + t${index}`);

describe('an expression that would go on without end', () => {
  it.each([
    [
      'every pair of 10,000 lines',
      ['pairs: order.lines.map(a, order.lines.filter(b, a.code == b.code).size()).size()'],
      'values.pairs',
    ],
    [
      'three loops in each other',
      ['deep: order.lines.map(a, order.lines.map(b, order.lines.map(c, c.code)))'],
      'values.deep',
    ],
    ['a text doubled forty times', ['t0: \'"0123456789"\'', ...doubling], 'values.t17'],
    ['a list doubled forty times', ["t0: '[1, 2]'", ...doubling], 'values.t19'],
    [
      'texts joined to one beyond all measure',
      ['long: order.lines.map(a, order.lines.map(b, b.code).join("-")).join("-")'],
      'values.long',
    ],
    [
      'a list in which everything is looked for',
      ['found: order.lines.filter(a, a.code in order.lines.map(b, b.code + "x"))'],
      'values.found',
    ],
    [
      'a check of all against all that an || would swallow',
      ['all: order.lines.all(a, order.lines.all(b, b.amountMinor == 1)) || true'],
      'values.all',
    ],
  ])('%s: the document is ended, with field and line', (_what, values, field) => {
    const document = withValues(...values);
    const started = performance.now();

    const { all } = failuresOf(orderOf(10_000), document);

    expect(all).toEqual([
      {
        ...{ field, value: null, rule: 'TOO_MUCH_WORK' },
        suggestedFix: expect.stringMatching(/^write the expression so that it does less: /),
        at: `invoice.yaml:${lineOf(`${field.replace('values.', '')}: `, document)}`,
      },
    ]);
    // Counted, not timed; this only says that a count is not a lifetime.
    expect(performance.now() - started).toBeLessThan(20_000);
  });

  it.each([
    ['(a+)+$', 'a'.repeat(5000) + '!'],
    ['(a|a)*b', 'a'.repeat(5000)],
    ['(.*a){20}', 'a'.repeat(2000)],
  ])('the pattern %s ends in time that grows with the text', (pattern, text) => {
    const document = changed('order.note #', `'order.note.matches("${pattern}") ? "x" : "y"' #`);
    const started = performance.now();

    compile(document).map({ order: { ...ORDER.order, note: text } });

    expect(performance.now() - started).toBeLessThan(5000);
  });

  it('a pattern that is none refuses the field, not the service', () => {
    const document = changed('order.note #', '\'order.note.matches("(") ? "x" : "y"\' #');

    expect(failuresOf({ order: { ...ORDER.order, note: 'a' } }, document).failures).toEqual(['note EXPRESSION']);
  });

  it('a mapping that is deeply nested, or too long, does not compile', () => {
    for (const deep of [
      '('.repeat(3000) + '1' + ')'.repeat(3000),
      '!'.repeat(4000) + 'true',
      `1${' + 1'.repeat(1240)}`,
      '-'.repeat(4900) + '1',
    ]) {
      expect(() => compile(withValues(`deep: '${deep}'`))).toThrow(/values\.deep: /);
    }
    expect(() => compile(withValues(`long: '${'a'.repeat(5001)}'`))).toThrow(
      /values\.long: .*at most 5,000 characters/,
    );
    expect(() => compile(`${DOCUMENT}${'#'.repeat(1_000_000)}`)).toThrow(/at most 1000000 characters/);
  });

  it('YAML that unfolds without end does not compile', () => {
    const laughs = [
      'a: &a [1]',
      ...'bcdefghij'.split('').map((name, index) => `${name}: &${name} [${`*${'abcdefghi'[index] ?? ''},`.repeat(9)}]`),
    ];

    expect(() => compile(laughs.join('\n'))).toThrow(/mappings have no anchors and aliases/);
  });

  it('an order of 10,000 lines is no such thing: a few passes over it are far within the budget', () => {
    const mapped = compile().map(orderOf(10_000));

    expect(mapped).toMatchObject({ totalMinor: 10_000 });
  });

  it('the budget is the document’s, not the mapping’s: the next one has it whole', () => {
    const limits = { steps: 300, textLength: 1000, listLength: 1000 };
    const mapping = compile(DOCUMENT, undefined, { limits });

    for (let times = 0; times < 100; times += 1) expect(mapping.map(ORDER)).toMatchObject({ totalMinor: 301 });
    expect(() => mapping.map(orderOf(200))).toThrow(MappingRejected);
    expect(mapping.map(ORDER)).toMatchObject({ totalMinor: 301 });
  });
});
