import { describe, expect, it } from '@jest/globals';
import { changed, compile, lineOf, ORDER, SOURCE, TARGET } from '../../test/invoice.js';
import { compileMapping } from '../index.js';

const trace = (source: unknown, document?: string) => compile(document).trace(source as typeof ORDER);

describe('a trace', () => {
  it('tells of each field its value, line, expression, what was read and what that came from', () => {
    const { target, failures, entries } = trace(ORDER);

    expect(target).toEqual(compile().map(ORDER));
    expect(failures).toEqual([]);
    expect(entries.find(({ field }) => field === 'customer')).toEqual({
      ...{
        kind: 'field',
        id: 'fields.customer',
        field: 'customer',
        at: `invoice.yaml:${lineOf('  customer: { value')}`,
      },
      ...{ by: 'account.code', value: 'GUEST' },
      reads: [{ path: 'account.code', value: 'GUEST' }],
      sources: [{ path: 'order.currency', value: 'GBP' }],
    });
    expect(entries.find(({ field }) => field === 'lines[1].code')).toMatchObject({
      ...{ id: 'lines.goods.fields.code', value: 'B2', reads: [{ path: 'line.code', value: 'b2' }] },
    });
    expect(entries.find(({ field }) => field === 'lines[2].valueMinor')?.reads).toEqual([
      { path: 'order.totalMinor', value: 301 },
      { path: 'goods[].valueMinor' },
    ]);
  });

  it('tells what was done to a value: cut, defaulted, left out', () => {
    const document = changed(
      'note: order.note',
      'note: { value: order.note, default: \'"none"\', maxLength: 4, tooLong: cut }',
    );
    const noteOf = (note: string | null) =>
      trace({ order: { ...ORDER.order, note } }, document).entries.find(({ field }) => field === 'note');

    expect(noteOf(null)).toMatchObject({ value: 'none', by: '"none"', note: expect.stringMatching(/^default/) });
    expect(noteOf('a note')).toMatchObject({ value: 'a no', note: 'cut from 6 characters to 4' });
    expect(noteOf('ok')).not.toHaveProperty('note');
    expect(
      trace({ order: { ...ORDER.order, totalMinor: 300 } }).entries.find(({ id }) => id === 'lines.rounding'),
    ).toMatchObject({
      value: 0,
      note: expect.stringMatching(/^0 made, 1 left out by `when: sum/),
    });
  });

  it('of a document that is refused goes to its end, with the rule that refuses', () => {
    const { target, failures, entries } = trace({ order: { ...ORDER.order, totalMinor: 310 } });

    expect(target).toBeUndefined();
    expect(failures).toMatchObject([{ rule: 'ROUNDING_TOO_LARGE' }]);
    expect(entries.at(-1)).toMatchObject({
      kind: 'rule',
      id: 'rules.ROUNDING_TOO_LARGE',
      note: 'refuses: look at the sums of the order',
    });
  });

  it('maps exactly as the mapping does', () => {
    const mapping = compileMapping<typeof ORDER, unknown>(
      changed('note: order.note', 'note: { value: order.note, when: order.totalMinor > 300 }'),
      'invoice.yaml',
      { source: SOURCE, target: TARGET },
      () => 'currency,code\nGBP,GUEST\n',
    );
    for (const totalMinor of [300, 301]) {
      const source = { order: { ...ORDER.order, note: 'x', totalMinor } };
      expect(mapping.trace(source).target).toEqual(mapping.map(source));
    }
  });
});

describe('conditions, defaults and constants', () => {
  it.each([
    ['a condition that holds', '{ value: order.note, when: order.totalMinor > 300 }', 'said', 'said'],
    ['one that does not leaves null', '{ value: order.note, when: order.totalMinor > 301 }', 'said', null],
    ['… or the default', '{ value: order.note, when: order.totalMinor > 301, default: \'"none"\' }', 'said', 'none'],
    ['a blank takes the default', '{ value: order.note, default: \'"none"\' }', '  ', 'none'],
    ['a null takes the default', '{ value: order.note, default: order.reference }', null, '536365'],
    ['a constant', '{ constant: for ever }', 'said', 'for ever'],
    ['a constant null', '{ constant: null }', 'said', null],
    ['a constant under a condition', '{ constant: A, when: order.totalMinor > 301, default: \'"B"\' }', 'said', 'B'],
  ])('%s', (_what, field, note, expected) => {
    const mapped = compile(changed('note: order.note', `note: ${field}`)).map({ order: { ...ORDER.order, note } });

    expect(mapped['note']).toBe(expected);
  });

  it('a default that fails refuses the field, once', () => {
    const { failures } = trace(
      ORDER,
      changed('note: order.note', 'note: { value: order.note, default: customer("JPY").code }'),
    );

    expect(failures).toMatchObject([{ field: 'note', rule: 'LOOKUP_MISS' }]);
  });

  it('a record that may be null is asked for first, and its fields are checked all the same', () => {
    const document = changed('note: order.note', "note: 'order.billing != null ? order.billing.city : order.note'");
    const billing = { city: 'Leeds', floors: 3 };

    expect(compile(document).map(ORDER)['note']).toBeNull();
    expect(compile(document).map({ order: { ...ORDER.order, billing } })['note']).toBe('Leeds');
    expect(() => compile(changed('order.note #', 'order.billing.town #'))).toThrow(
      /a field of Billing \(city, floors\)/,
    );
    expect(trace(ORDER, changed('order.note #', 'order.billing.city #')).failures).toMatchObject([
      { field: 'note', rule: 'EXPRESSION', suggestedFix: "ask first whether there is one: null has no 'city'" },
    ]);
  });
});
