import { describe, expect, it } from '@jest/globals';
import { changed, compile, lineOf } from '../../test/invoice.js';
import { compileMapping, shape, text } from '../index.js';

const parts = (document?: string) =>
  new Map(
    compile(document)
      .describe()
      .map((part) => [part.id, part]),
  );

describe('a mapping described', () => {
  it('names every part by its stable id, from the top', () => {
    expect([...parts().keys()]).toEqual([
      ...[
        'values.account',
        'lines.goods',
        'lines.goods.fields.code',
        'lines.goods.fields.valueMinor',
        'lines.rounding',
      ],
      ...['lines.rounding.fields.code', 'lines.rounding.fields.valueMinor', 'fields.customer', 'fields.note'],
      ...['fields.totalMinor', 'fields.shipTo.lines', 'rules.ROUNDING_TOO_LARGE'],
    ]);
  });

  it('keeps the id of a section wherever it stands', () => {
    const free = changed(
      'sum(goods.map(each, each.valueMinor)) != order.totalMinor',
      'order.totalMinor > 0',
      changed('- sum(goods.map(each, each.valueMinor))', '- 1'),
    );
    const [goods = '', rounding = ''] = [
      / {4}- id: goods[\s\S]*?(?= {4}- id: rounding)/,
      / {4}- id: rounding[\s\S]*?(?=fields:\n {2}customer)/,
    ].map((part) => part.exec(free)?.[0] ?? '');

    const turned = free.replace(goods + rounding, rounding + goods);

    expect([...parts(turned).keys()].sort()).toEqual([...parts(free).keys()].sort());
    expect([...parts(turned).keys()]).not.toEqual([...parts(free).keys()]);
  });

  it('tells of a field its expressions, policies, origin and line', () => {
    expect(parts().get('fields.customer')).toEqual({
      ...{
        kind: 'field',
        id: 'fields.customer',
        name: 'customer',
        line: lineOf('  customer: { value'),
        type: 'string',
      },
      expressions: [{ role: 'value', source: 'account.code' }],
      policies: ['required', 'at most 6 characters, else rejected', 'in windows-1252'],
      ...{ reads: ['account.code'], sources: ['order.currency'], usedBy: [], doc: undefined },
    });
    expect(
      parts(changed('note: order.note', 'note: { constant: A, when: order.totalMinor > 0, default: \'"B"\' }')).get(
        'fields.note',
      ),
    ).toMatchObject({
      type: 'string or null',
      expressions: [
        { role: 'constant', source: '"A"' },
        { role: 'when', source: 'order.totalMinor > 0' },
        { role: 'default', source: '"B"' },
      ],
      sources: ['order.totalMinor'],
    });
  });

  it('tells who uses a value and a section, and what an element comes from', () => {
    expect(parts().get('values.account')?.usedBy).toEqual(['fields.customer']);
    expect(parts().get('lines.goods')?.usedBy).toEqual(
      expect.arrayContaining(['lines.rounding', 'lines.goods.fields.code']),
    );
    expect(parts().get('lines.goods.fields.code')?.sources).toContain('order.lines[].code');
    expect(parts().get('rules.ROUNDING_TOO_LARGE')).toMatchObject({
      name: 'lines',
      policies: ['else: look at the sums of the order'],
    });
  });

  it('looks through a value that is but another name', () => {
    const document = changed(
      'values:\n',
      'values:\n  bill: order.billing\n',
      changed('note: order.note', 'note: bill.city'),
    );

    expect(parts(document).get('fields.note')?.sources).toEqual(['order.billing.city']);
  });

  it('lists the fields of the target that nobody fills', () => {
    const target = shape('T', { code: text, note: { ...text, nullable: true, doc: 'For people.' } });
    const mapping = compileMapping(
      'name: a\nversion: "1"\ntarget: T\nfields: { code: code }\n',
      'a.yaml',
      { source: shape('S', { code: text }), target },
      () => '',
    );

    expect(mapping.unfilled).toEqual([{ field: 'note', doc: 'For people.' }]);
  });
});
