import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { DOCUMENT as INVOICE } from '../../test/invoice.js';
import type { MappingDefinition } from '../document/definition.js';
import { EditRefused, MappingDocument } from './mapping-document.js';
import type { MappingEdit } from './mapping-edit.js';

const COMMENTED = `# yaml-language-server: $schema=x
# What it is.
format: 2   # the newest
name: order
version: 1.0.0
target: Order

values:
  # Where it goes.
  address: order.deliveryAddress   # as the shop has it


  postage: order.lines.filter(line, line.kind == "FREIGHT")

lines:
  field: lines
  sections:
    # Goods first.
    - id: goods
      each: order.lines   # all of them
      as: line
      values:
        net: line.netMinor
      fields:
        code: { value: line.code, maxLength: 30 } # never cut
        net: net
        kind: '"STOCK"'

    - id: rest
      when: size(goods) == 0
      fields:
        code:
          {
            value: 'filled(address.city) ? "long expression, with a comma" : address.line1 + address.line2',
            maxLength: 30,
            tooLong: cut,
          }
        kind: >-
          size(postage) > 0
          ? "FREIGHT" : "CHARGE"

fields:
  # Who buys.
  customer: { value: order.customer, required: true }
  'ship.to': address.city
  total: sum(lines.map(l, l.net)) # pennies

rules:
  - { id: POSITIVE, field: total, expect: 'sum(lines.map(l, l.net)) > 0', fix: look }
  # The last one.
  - id: ADDRESS
    field: ship.to
    expect: filled(address.city)
    fix: >-
      ask the
      shop
# The end.
`;
const DOCUMENTS = { commented: COMMENTED, invoice: INVOICE, crlf: COMMENTED.replaceAll('\n', '\r\n') };
const document = fc.constantFrom(...Object.values(DOCUMENTS));

/** Lines that are not in both texts alike, in order: what a reviewer of the change sees. */
function changedLines(before: string, after: string): { removed: string[]; added: string[] } {
  const [old, now] = [before.split('\n'), after.split('\n')];
  let start = 0;
  while (start < Math.min(old.length, now.length) && old[start] === now[start]) start += 1;
  let end = 0;
  while (end < Math.min(old.length, now.length) - start && old.at(-1 - end) === now.at(-1 - end)) end += 1;
  return { removed: old.slice(start, old.length - end), added: now.slice(start, now.length - end) };
}

function after(text: string, ...edits: MappingEdit[]): string {
  return edits.reduce((made, edit) => made.apply(edit), new MappingDocument(text)).toString();
}

function idsOf({ values, lines, fields, rules, lookups, constants }: MappingDefinition) {
  const sections = lines?.sections ?? [];
  const named = (prefix: string, of: object): string[] => Object.keys(of).map((name) => `${prefix}.${name}`);
  return {
    fields: [
      ...named('fields', fields),
      ...sections.flatMap(({ id, fields: own }) => named(`lines.${id}.fields`, own)),
    ],
    values: [
      ...named('values', values),
      ...sections.flatMap(({ id, values: own }) => named(`lines.${id}.values`, own)),
    ],
    sections: sections.map(({ id }) => `lines.${id}`),
    rules: rules.map(({ id }) => `rules.${id}`),
    others: [...named('lookups', lookups), ...named('constants', constants)],
  };
}

describe('a document that is not edited', () => {
  it.each(Object.entries(DOCUMENTS))('is written as it was read, to the last byte: %s', (_name, text) => {
    expect(new MappingDocument(text).toString()).toBe(text);
  });
});

describe('an edit', () => {
  it('of a field changes its line alone, and the comment beside it stays', () => {
    const made = after(COMMENTED, { do: 'setField', id: 'fields.total', when: 'size(lines) > 0', default: '0' });

    expect(changedLines(COMMENTED, made)).toEqual({
      removed: ['  total: sum(lines.map(l, l.net)) # pennies'],
      added: ["  total: { value: 'sum(lines.map(l, l.net))', when: size(lines) > 0, default: '0' } # pennies"],
    });
  });

  it.each<[string, MappingEdit, string[]]>([
    ['a constant', { do: 'addConstant', name: 'unit', constant: 'EA' }, ['constants:', '  unit: EA', '']],
    [
      'a lookup',
      { do: 'addLookup', name: 'country', lookup: { file: 'lookups/countries.csv', key: ['code'] } },
      ['lookups:', '  country: { file: lookups/countries.csv, key: [code] }', ''],
    ],
    [
      'a value',
      { do: 'addValue', name: 'city', value: 'address.city + ", " + address.region' },
      ['  city: address.city + ", " + address.region'],
    ],
    [
      'a value of a section',
      { do: 'addValue', section: 'goods', name: 'code', value: 'line.code' },
      ['        code: line.code'],
    ],
    [
      'the first value of a section',
      { do: 'addValue', section: 'rest', name: 'one', value: '1' },
      ['      values:', "        one: '1'"],
    ],
    ['a field', { do: 'addField', name: 'email', value: 'order.email' }, ['  email: order.email']],
    [
      'a field with policies',
      { do: 'addField', name: 'note', section: 'goods', value: 'line.note', maxLength: 50, tooLong: 'cut' },
      ['        note: { value: line.note, maxLength: 50, tooLong: cut }'],
    ],
    [
      'a condition of a section',
      { do: 'setCondition', id: 'lines.goods', when: 'line.quantity != "0"' },
      ['      when: line.quantity != "0"'],
    ],
    [
      'a condition of a rule',
      { do: 'setCondition', id: 'rules.ADDRESS', when: 'size(goods) > 0' },
      ['    when: size(goods) > 0'],
    ],
    [
      'a rule',
      { do: 'addRule', rule: { id: 'NEW_ONE', field: 'total', expect: 'size(lines) > 0', fix: 'send lines' } },
      ['  - id: NEW_ONE', '    field: total', '    expect: size(lines) > 0', '    fix: send lines'],
    ],
  ])('that adds %s adds its lines and touches no other', (_what, edit, added) => {
    expect(changedLines(COMMENTED, after(COMMENTED, edit))).toEqual({ removed: [], added });
  });

  it('sets parts in a map on one line and in one on many', () => {
    const made = after(
      COMMENTED,
      { do: 'setField', id: 'lines.goods.fields.code', maxLength: 20, tooLong: 'shorten' },
      { do: 'setField', id: 'lines.rest.fields.code', required: true, tooLong: null },
    );

    expect(made).toContain('code: { value: line.code, maxLength: 20, tooLong: shorten } # never cut');
    expect(made).toContain('            maxLength: 30,\n            required: true,\n          }');
  });

  it('takes an expression away for a constant, and a constant for an expression', () => {
    const made = after(COMMENTED, { do: 'setField', id: 'lines.goods.fields.kind', constant: 'STOCK' });
    expect(made).toContain('        kind: { constant: STOCK }');

    expect(after(made, { do: 'setField', id: 'lines.goods.fields.kind', value: 'line.kind' })).toContain(
      'kind: { value: line.kind }',
    );
  });

  it('renames a value with everything that uses it, and no member, text or other section of the name', () => {
    const made = after(
      COMMENTED,
      { do: 'rename', id: 'values.address', to: 'place' },
      { do: 'rename', id: 'lines.goods.values.net', to: 'netMinor' },
    );

    expect(made.match(/\baddress\b/g)).toBeNull();
    expect(made).toContain('\'filled(place.city) ? "long expression, with a comma" : place.line1 + place.line2\'');
    expect(made).toContain('        net: netMinor\n');
    expect(made).toContain('  total: sum(lines.map(l, l.net)) # pennies');
  });

  it('renames a lookup where it is asked, also whether it has a row, and where it is the fallback', () => {
    const document = INVOICE.replace(
      'key: [currency] }',
      'key: [currency] }\n  other: { rows: [{ currency: A, code: B }], key: [currency], onMiss: fallback, fallback: customer }',
    ).replace(
      'account: customer(order.currency)',
      'account: \'customerHas(order.currency) ? customer(order.currency) : other("customer")\'',
    );

    const made = after(document, { do: 'rename', id: 'lookups.customer', to: 'buyer' });

    expect(made).toContain('buyer: { file: customers.csv');
    expect(made).toContain('fallback: buyer }');
    expect(made).toContain('buyerHas(order.currency) ? buyer(order.currency) : other("customer")');
  });

  it('removes a part with the comments right above it, and a map that would be empty', () => {
    expect(changedLines(COMMENTED, after(COMMENTED, { do: 'remove', id: 'rules.ADDRESS' }))).toEqual({
      removed: [
        '  # The last one.',
        '  - id: ADDRESS',
        '    field: ship.to',
        '    expect: filled(address.city)',
        '    fix: >-',
        '      ask the',
        '      shop',
      ],
      added: [],
    });
    expect(after(COMMENTED, { do: 'remove', id: 'lines.goods.values.net' })).not.toContain('      values:');
  });

  it.each<[string, MappingEdit]>([
    ['a part that is not there', { do: 'setField', id: 'fields.nobody', value: 'x' }],
    ['a value for a field', { do: 'setField', id: 'values.address', value: 'x' }],
    ['a name that is taken', { do: 'addValue', name: 'address', value: 'x' }],
    ['a name in use by an expression', { do: 'rename', id: 'values.address', to: 'order' }],
    ['a name that is none', { do: 'rename', id: 'values.address', to: 'the address' }],
    ['a rule id that is taken', { do: 'addRule', rule: { id: 'POSITIVE', field: 'total', expect: 'true', fix: 'x' } }],
    ['the last section', { do: 'remove', id: 'lines.goods' }],
    ['a part the format does not know', { do: 'addLookup', name: 'x', lookup: { key: ['a'], fiel: 'x.csv' } }],
    ['a field that would have no value', { do: 'setField', id: 'fields.customer', value: null }],
  ])('that asks for %s is refused, and the document is as it was', (what, edit) => {
    const made = new MappingDocument(COMMENTED);
    if (what === 'the last section') made.apply({ do: 'remove', id: 'lines.rest' });
    const before = made.toString();

    expect(() => made.apply(edit)).toThrow(EditRefused);
    expect(made.toString()).toBe(before);
  });
});

describe('any edit of any document', () => {
  const text = fc.constantFrom(
    'a.b + "x"',
    'f(a, [1, 2])',
    "x == 'it''s'",
    '"# no comment"',
    'a ? {b} : c',
    '- 1',
    '"łódź: ü"',
    'true',
    '12',
    '"\\"q\\" " + b',
  );

  it('added and removed again leaves the very same file', () => {
    fc.assert(
      fc.property(document, text, fc.nat(), (before, expression, pick) => {
        const { sections } = idsOf(new MappingDocument(before).definition);
        const section = sections[pick % (sections.length + 1)]?.slice('lines.'.length);
        const where = section === undefined ? {} : { section };
        const at = section === undefined ? '' : `lines.${section}.`;
        const pairs: [MappingEdit, string][] = [
          [{ do: 'addValue', name: 'brandNew', value: expression, ...where }, `${at}values.brandNew`],
          [{ do: 'addField', name: 'brandNew', value: expression, maxLength: 7, ...where }, `${at}fields.brandNew`],
          [{ do: 'addConstant', name: 'brandNew', constant: expression }, 'constants.brandNew'],
          [
            { do: 'addLookup', name: 'brandNew', lookup: { rows: [{ a: expression, b: '2' }], key: ['a'] } },
            'lookups.brandNew',
          ],
          [{ do: 'addRule', rule: { id: 'BRAND_NEW', field: 'f', expect: expression, fix: 'x' } }, 'rules.BRAND_NEW'],
        ];
        for (const [edit, id] of pairs) {
          const made = new MappingDocument(before).apply(edit);
          // Its own lines are new; a map on one line is that line.
          expect(changedLines(before, made.toString()).removed.length).toBeLessThanOrEqual(1);
          expect({ edit, text: made.apply({ do: 'remove', id }).toString() }).toEqual({ edit, text: before });
        }
      }),
      { numRuns: 60 },
    );
  });

  it('set says what was asked, changes only the lines of its part, and set back leaves the same meaning', () => {
    fc.assert(
      fc.property(document, text, fc.nat(), (before, expression, pick) => {
        const original = new MappingDocument(before).definition;
        const { fields } = idsOf(original);
        const id = fields[pick % fields.length] ?? '';
        const made = new MappingDocument(before).apply({
          do: 'setField',
          id,
          value: expression,
          when: expression,
          note: 'why',
        });

        const read = fieldAt(made.definition, id);
        expect(read).toMatchObject({ value: expression, when: expression, note: 'why' });
        expect({ ...made.definition, lines: 0, fields: 0 }).toEqual({ ...original, lines: 0, fields: 0 });
        for (const comment of before.match(/#.*$/gm) ?? []) expect(made.toString()).toContain(comment);
        const { value } = fieldAt(original, id);
        made.apply({ do: 'setField', id, value: value ?? 'x', when: null, note: null });
        expect(made.definition).toEqual(original);
      }),
      { numRuns: 60 },
    );
  });

  it('renamed there and back leaves the very same file', () => {
    fc.assert(
      fc.property(document, fc.nat(), (before, pick) => {
        const { values, others, sections } = idsOf(new MappingDocument(before).definition);
        const ids = [...values, ...others, ...sections];
        const id = ids[pick % ids.length] ?? '';
        const steps = id.split('.');
        const made = new MappingDocument(before).apply({ do: 'rename', id, to: 'brandNew' });
        expect(made.toString()).not.toBe(before);

        made.apply({ do: 'rename', id: [...steps.slice(0, -1), 'brandNew'].join('.'), to: steps.at(-1) ?? '' });
        expect(made.toString()).toBe(before);
      }),
      { numRuns: 50 },
    );
  });
});

function fieldAt({ lines, fields }: MappingDefinition, id: string): MappingDefinition['fields'][string] {
  const steps = id.split('.');
  const holder = steps[0] === 'lines' ? lines?.sections.find((section) => section.id === steps[1])?.fields : fields;
  const found = holder?.[steps.slice(steps[0] === 'lines' ? 3 : 1).join('.')];
  if (!found) throw new Error(`no field ${id}`);
  return found;
}
