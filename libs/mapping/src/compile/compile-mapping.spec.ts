import { describe, expect, it } from '@jest/globals';
import { changed, compile, DOCUMENT, failuresOf, lineOf, ORDER } from '../../test/invoice.js';

describe('a compiled mapping', () => {
  it('fills fields, nested fields and line sections, with whole numbers as numbers', () => {
    const mapping = compile();

    expect([mapping.name, mapping.version]).toEqual(['invoice', '1.2.0']);
    expect(mapping.map(ORDER)).toEqual({
      customer: 'GUEST',
      note: null,
      totalMinor: 301,
      shipTo: { lines: ['web', '536365'] },
      lines: [
        { code: 'A1', valueMinor: 100 },
        { code: 'B2', valueMinor: 200 },
        { code: 'ROUND', valueMinor: 1 },
      ],
    });
  });

  it('makes a field that may be null and that nobody fills null: what is made is whole', () => {
    expect(compile(changed('  note: order.note # may be null\n', '')).map(ORDER)).toHaveProperty('note', null);
  });

  it('leaves out the one line of a section whose condition does not hold', () => {
    const mapped = compile().map({ order: { ...ORDER.order, totalMinor: 300 } }) as { lines: unknown[] };

    expect(mapped.lines).toHaveLength(2);
  });

  it('gives the same target for the same source, however often', () => {
    const mapping = compile();

    expect(mapping.map(ORDER)).toEqual(mapping.map(ORDER));
  });

  it('reports all failures of a document at once, each with field, value, rule and fix', () => {
    const order = {
      ...ORDER.order,
      currency: 'EUR',
      note: 'do 北京',
      lines: [
        { code: 'longer-code', amountMinor: 1 },
        { code: '', amountMinor: 2 },
      ],
    };

    const { error, failures } = failuresOf({ order });

    expect(failures).toEqual(['lines[0].code TOO_LONG', 'customer TOO_LONG', 'note CODE_PAGE']);
    expect(error.code).toBe('DOCUMENT_NOT_MAPPABLE');
    expect(error.failures[2]).toEqual({
      field: 'note',
      value: 'do 北京',
      rule: 'CODE_PAGE',
      suggestedFix: "write it without 北 京: SYSPRO's documents are Windows-1252",
      at: `invoice.yaml:${lineOf('note: order.note')}`,
    });
    expect(error.message).not.toContain('北京');
  });

  it('names the broken rule as the code, when it is the only one', () => {
    const { error } = failuresOf({ order: { ...ORDER.order, totalMinor: 310 } });

    expect(error.code).toBe('ROUNDING_TOO_LARGE');
    expect(error.failures).toEqual([
      {
        ...{ field: 'lines', value: 10, rule: 'ROUNDING_TOO_LARGE', suggestedFix: 'look at the sums of the order' },
        at: `invoice.yaml:${lineOf('- id: ROUNDING_TOO_LARGE')}`,
      },
    ]);
  });

  it('tells of a missing lookup row where it is asked, once, and not of the fields that needed it', () => {
    const { error, failures } = failuresOf({ order: { ...ORDER.order, currency: 'JPY' } });

    expect(failures).toEqual(['values.account LOOKUP_MISS']);
    expect(error.suggestedFix).toBe("add a row for 'JPY' (currency) to customers.csv");
  });

  it('takes the default row where the lookup has one', () => {
    const document = DOCUMENT.replace(
      'key: [currency] }',
      'key: [currency], onMiss: default, default: { currency: "*", code: OTHER } }',
    );

    expect(compile(document).map({ order: { ...ORDER.order, currency: 'JPY' } })).toMatchObject({ customer: 'OTHER' });
  });

  it('refuses an empty value where one is required', () => {
    const document = DOCUMENT.replace('value: account.code', 'value: \'"  "\'');

    expect(failuresOf(ORDER, document).failures).toEqual(['customer REQUIRED']);
  });

  it('refuses null that an expression did not expect, as that field’s failure', () => {
    const document = DOCUMENT.replace('value: account.code', 'value: order.note + "x"');

    expect(failuresOf(ORDER, document).failures).toEqual(['customer EXPRESSION']);
  });

  it('refuses the field, not the service, when a function of ours did not expect what it was given', () => {
    const document = changed(
      'code: \'"ROUND"\'',
      'code: \'unitPrice(order.totalMinor, order.note != null ? "GBP" : "XYZ")\'',
    );

    const { error, failures } = failuresOf(ORDER, document);

    expect(failures).toEqual(['lines[2].code EXPRESSION']);
    expect(error.suggestedFix).toMatch(/'XYZ' is not an ISO 4217 currency code/);
  });
});
