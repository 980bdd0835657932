import { describe, expect, it } from '@jest/globals';
import { changed, compile, DOCUMENT, lineOf, ORDER as ORDER_301, problemsOf } from '../../test/invoice.js';

/** A typing error in every kind of place: what is written, what is written instead, and what is said of it. */
const TYPING_ERRORS: readonly (readonly [what: string, from: string, to: string, said: RegExp])[] = [
  // Parts of the file
  ['a part of the document', 'constants:', 'constnts:', /constnts: .*'constnts' is unknown; did you mean constants\?/],
  ['a part of a field', 'tooLong: cut', 'toLong: cut', /fields\.shipTo\.lines\.toLong: .*did you mean tooLong\?/],
  ['a part of a section', 'each: order.lines', 'eahc: order.lines', /lines\.goods\.eahc: .*did you mean each\?/],
  ['a part of a lookup', 'key: [currency]', 'keys: [currency]', /lookups\.customer\.keys: .*did you mean key\?/],
  ['a part of a rule', 'fix: look', 'fixx: look', /rules\.ROUNDING_TOO_LARGE\.fixx: .*did you mean fix\?/],
  ['a part that has to be there', 'target: Invoice', '# target', /target: 'target', which is missing/],
  [
    'a policy',
    'tooLong: cut',
    'tooLong: cutt',
    /tooLong: one of reject, cut, shorten, found "cutt"; did you mean cut\?/,
  ],
  ['a length', 'maxLength: 6', 'maxLength: six', /customer\.maxLength: a whole number, found "six"/],
  ['a length below one', 'maxLength: 6', 'maxLength: 0', /customer\.maxLength: .*found 0/],
  ['a flag', 'required: true', 'required: yes', /customer\.required: true or false, found "yes"/],
  ['a code page', 'windows-1252', 'windows-1253', /codePage: .*found "windows-1253"/],
  ['an id of a section', 'id: goods', 'id: Goods', /id: a name of letters and digits that starts in lower case/],
  ['an id of a rule', 'id: ROUNDING_TOO_LARGE', 'id: rounding', /id: upper case letters, digits and _/],
  ['a name of a value', '  account:', '  Account:', /values\.Account: a name of letters/],
  ['a version that is a number', '1.2.0', '1.2', /version: a text; put it in quotes, found 1\.2/],
  [
    'a format of the future',
    'name: invoice',
    'format: 3\nname: invoice',
    /format: 2; this release knows no other, found 3/,
  ],
  ['a list where a map belongs', 'constants: { shop: web }', 'constants: [web]', /constants: a map, found \["web"\]/],
  [
    'an expression that is a number',
    'note: order.note',
    'note: 3',
    /fields\.note: an expression, or a map with value, .*found 3/,
  ],
  [
    'a field without value',
    'value: account.code, ',
    '',
    /fields\.customer: either `value` \(an expression\) or `constant`/,
  ],
  ['YAML itself', 'fields:\n  customer', 'fields:\n customer', /\(document\): valid YAML: /],
  ['a key written twice', 'version: 1.2.0', 'version: 1.2.0\nversion: 1.2.1', /valid YAML: .*unique/],
  [
    'an expression with a comma in braces',
    'value: account.code',
    'value: cut(account.code, 3)',
    /quotes around an expression with a comma or a brace: .* '3\)' is left/,
  ],
  ['an anchor', 'version: 1.2.0', 'version: &a 1.2.0', /no anchor; mappings have no anchors/],
  // Names of the target and of files
  ['the target', 'target: Invoice', 'target: Invoise', /target: the target Invoice/],
  [
    'a target field',
    'note: order.note',
    'noet: order.note',
    /fields\.noet: a field of Invoice \(.*\); 'noet' is none; did you mean note\?/,
  ],
  ['a field inside the target', 'shipTo.lines', 'shipTo.line', /did you mean shipTo\.lines\?/],
  [
    'a field of a line',
    'valueMinor: line',
    'valuMinor: line',
    /lines\.goods\.fields\.valuMinor: .*did you mean valueMinor\?/,
  ],
  [
    'the list of lines',
    'field: lines\n  sections',
    'field: liens\n  sections',
    /lines\.field: a list of Invoice: lines/,
  ],
  [
    'a field of a rule',
    'field: lines\n    expect',
    'field: totalMinr\n    expect',
    /rules\.ROUNDING_TOO_LARGE\.field: .*did you mean totalMinor\?/,
  ],
  ['a lookup file', 'customers.csv', 'clients.csv', /lookups\.customer: a readable CSV file 'clients\.csv'/],
  [
    'a file outside the folder',
    'customers.csv',
    '../customers.csv',
    /lookups\.customer\.file: a file in this folder or below/,
  ],
  [
    'a column of the key',
    'key: [currency]',
    'key: [curency]',
    /a column 'curency' for the key.*did you mean currency\?/,
  ],
  // Names in expressions
  [
    'a source record',
    'order.note #',
    'oder.note #',
    /fields\.note: something that is known here; 'oder' is not; did you mean order\?/,
  ],
  [
    'a source field',
    'order.note #',
    'order.noet #',
    /a field of Order \(.*\); 'noet' is none; did you mean order\.note\?/,
  ],
  ['a field of an element', 'line.amountMinor', 'line.amountMinro', /did you mean line\.amountMinor\?/],
  ['a value', 'account.code', 'acount.code', /'acount' is not; did you mean account\?/],
  [
    'a column',
    'account.code',
    'account.kode',
    /a field of customerRow \(currency, code\); 'kode' is none; did you mean account\.code\?/,
  ],
  [
    'a lookup',
    'customer(order.currency)',
    'custmer(order.currency)',
    /'custmer\(string\)' is not; did you mean customer\?/,
  ],
  [
    'a lookup without its key',
    'customer(order.currency)',
    'customer()',
    /customer\(string\): customerRow; found customer\(\)/,
  ],
  ['a constant', '[shop, order', '[shopp, order', /'shopp' is not; did you mean shop\?/],
  ['a function', 'abs(sum(rounding', 'abs(sun(rounding', /did you mean sum\?/],
  ['a method', '.upperAscii()', '.uperAscii()', /'\.uperAscii\(\)' is none; did you mean upperAscii\?/],
  ['a section', 'abs(sum(rounding.map', 'abs(sum(roundin.map', /'roundin' is not; did you mean rounding\?/],
  ['a text without its quotes', '\'"ROUND"\'', 'ROUND', /'ROUND' is not \(a text goes in quotes: '"ROUND"'\)/],
  // Types
  [
    'a type of a field',
    'note: order.note',
    'note: order.totalMinor',
    /fields\.note: string or null; the expression gives int/,
  ],
  [
    'a type of an argument',
    'customer(order.currency)',
    'customer(order.totalMinor)',
    /customer\(string\): customerRow; found customer\(int\)/,
  ],
  [
    'a sum of a text and a number',
    'order.note #',
    'order.reference + order.totalMinor #',
    /no such overload: string \+ int/,
  ],
  ['a condition that is none', '<= 1', '+ 1', /rules\.ROUNDING_TOO_LARGE\.expect: bool; the expression gives int/],
  [
    'a list that is none',
    'each: order.lines',
    'each: order.reference',
    /lines\.goods\.each: list; the expression gives string/,
  ],
  ['a fraction alone', '<= 1\n', '<= 1.5\n', /a whole number; write a decimal as a text in quotes/],
  [
    'a constant of another type',
    'code: \'"ROUND"\'',
    'code: { constant: 3 }',
    /code\.constant: string; the constant is int/,
  ],
  [
    'a default of another type',
    'note: order.note',
    'note: { value: order.note, default: order.totalMinor }',
    /fields\.note\.default: string or null; the expression gives int/,
  ],
  [
    'a length of a number',
    'totalMinor: sum(lines.map(each, each.valueMinor))',
    'totalMinor: { value: order.totalMinor, maxLength: 3 }',
    /maxLength: no maxLength: the field is int/,
  ],
  // Syntax of expressions
  ['an operator without its other side', 'order.note #', 'order.note + #', /fields\.note: an expression: /],
  ['a bracket', 'customer(order.currency)', 'customer(order.currency', /values\.account: an expression: /],
  ['an assignment', 'order.note #', 'order = note #', /fields\.note: an expression: Unexpected character: =/],
  // Order and circles
  [
    'a section used before it is built',
    'each: order.lines',
    'each: rounding',
    /'rounding' stands in line \d+, and only what stands above can be used: move it up/,
  ],
  [
    'a value that needs itself',
    'account: customer(order.currency)',
    'account: customer(account.code)',
    /the values account → account need each other in a circle/,
  ],
  [
    'values that need each other',
    '  account: customer(order.currency)',
    '  account: customer(code)\n  code: account.code',
    /the values code → account → code need each other in a circle/,
  ],
  [
    'a value of another section',
    'note: order.note',
    'note: line.code',
    /'line' \(line \d+\) belongs to the section lines\.goods/,
  ],
  // Names taken
  ['a value named like a source', '  account:', '  order:', /values\.order: a name that is free; 'order' is taken/],
  ['a value named like a function', '  account:', '  abs:', /values\.abs: a name that is free; 'abs' is taken/],
  [
    'a value named like a word of CEL',
    '  account:',
    '  while:',
    /values\.while: another name; 'while' is a word of CEL/,
  ],
  ['an element named like a value', 'as: line', 'as: account', /lines\.goods\.as: a name that is free/],
  ['a constant named like a source', '{ shop: web }', '{ order: web }', /constants\.order: a name that is free/],
];

describe('a typing error', () => {
  it.each(TYPING_ERRORS)('in %s is told with file, line, column and what was expected', (_what, from, to, said) => {
    const problems = problemsOf(changed(from, to));

    expect(problems.join('\n')).toMatch(said);
    for (const problem of problems) expect(problem).toMatch(/^(invoice\.yaml|customers\.csv):\d+:\d+ \S+: /);
  });

  it('stands at the very character, however the expression is quoted or folded', () => {
    const documents = [
      changed('order.note #', 'order.reference + oder.note #'),
      changed('order.note #', "'order.reference + oder.note' #"),
      changed('order.note #', '"order.reference + \\"x\\" + oder.note" #'),
      changed('note: order.note # may be null', 'note: >-\n    order.reference\n    + oder.note'),
      changed('note: order.note # may be null', 'note:\n    order.reference\n    + oder.note'),
      changed('note: order.note', "note: { value: 'order.reference + oder.note' }"),
    ];
    for (const document of documents) {
      const [problem = ''] = problemsOf(document);
      const [, line = '', column = ''] = /^invoice\.yaml:(\d+):(\d+)/.exec(problem) ?? [];
      expect(document.split('\n')[Number(line) - 1]?.slice(Number(column) - 1, Number(column) + 3)).toBe('oder');
    }
  });

  it('does not hide another: all are told at once, from the top', () => {
    const document = [
      ['order.note #', 'order.nota #'],
      ['account.code', 'account.kode'],
      ['abs(sum(rounding', 'abs(sum(roundin'],
      ['line.amountMinor', 'line.amountMinro'],
    ].reduce((made, [from = '', to = '']) => changed(from, to, made), DOCUMENT);

    expect(problemsOf(document).map((problem) => Number(problem.split(':')[1]))).toEqual(
      ['line.amountMinor', 'account.code', 'order.note', 'abs(sum('].map((needle) => lineOf(needle)),
    );
  });

  it('in a value is not told again by what uses it', () => {
    expect(problemsOf(changed('customer(order.currency)', 'custmer(order.currency)'))).toHaveLength(1);
  });
});

describe('what a target needs', () => {
  it.each([
    [
      'a field left out',
      '  totalMinor: sum(lines',
      '  # totalMinor: sum(lines',
      /fields: an expression for totalMinor: Invoice has to have it/,
    ],
    [
      'lines left out',
      /lines:\n {2}field[\s\S]*?(?=fields:\n {2}customer)/,
      '',
      /lines: line sections for lines of Invoice/,
    ],
    [
      'a condition without a default',
      'code: \'"ROUND"\'',
      'code: { constant: ROUND, when: order.totalMinor > 0 }',
      /a `default` beside it: code has to have a value/,
    ],
    ['a policy without a length', 'maxLength: 8, tooLong: cut', 'tooLong: cut', /tooLong: a maxLength beside it/],
    ['`each` without `as`', '      as: line\n', '', /lines\.goods: `each` \(a list\) together with `as`/],
    [
      'a repair nobody knows',
      'required: true',
      'required: true, repair: [guess]',
      /repair\.0: a repair that exists \(there is none\)/,
    ],
    [
      'an id taken twice',
      '    fix: look at the sums of the order',
      '    fix: a\n  - { id: ROUNDING_TOO_LARGE, field: lines, expect: "true", fix: b }',
      /'ROUNDING_TOO_LARGE' is taken/,
    ],
    ['a section id taken twice', 'id: rounding', 'id: goods', /lines\.goods\.id: a name that is free/],
  ])('is checked: %s', (_what, from, to, said) => {
    const problems = problemsOf(changed(from, to));

    expect(problems.join('\n')).toMatch(said);
  });

  it('shortening needs eight characters: one, ~ and six of the whole', () => {
    const document = changed('maxLength: 8, tooLong: cut', 'maxLength: 7, tooLong: shorten');

    expect(problemsOf(document).join()).toMatch(/a maxLength of at least 8 for `tooLong: shorten`/);
  });
});

describe('a lookup', () => {
  it.each([
    [
      'a key that comes twice',
      'currency,code\nGBP,A\nEUR,B\nGBP,C\n',
      /customers\.csv:4:1 .*each key once; 'GBP' of line 4 is in line 2 already/,
    ],
    [
      'a row with too many columns',
      'currency,code\nGBP,A,x\n',
      /customers\.csv:2:1 .*2 columns as the heading has, found 3/,
    ],
    ['an open quote', 'currency,code\nGBP,"A\n', /customers\.csv:\d+:1 .*readable CSV/],
    ['no rows', 'currency,code\n', /customers\.csv:1:1 .*a heading and at least one row/],
    ['nothing in it', '', /customers\.csv:1:1 .*a heading/],
    ['a column twice', 'currency,code,code\nGBP,A,B\n', /customers\.csv:1:1 .*'code' comes twice/],
    ['a heading with blanks', 'currency,customer code\nGBP,A\n', /customers\.csv:1:1 .*found 'customer code'/],
  ])('with %s is refused with its line, once', (_what, customers, said) => {
    const problems = problemsOf(DOCUMENT, customers);

    expect(problems[0]).toMatch(said);
    expect(problems.filter((problem) => problem.includes('customer('))).toEqual([]);
  });

  it('file with a byte order mark, CRLF, quotes and blank lines is read as people mean it', () => {
    const customers = '\uFEFF"currency","code"\r\n"GBP","A, ""B"""\r\n\r\n';

    expect(compile(changed('maxLength: 6', 'maxLength: 60'), customers).map(ORDER_301)).toMatchObject({
      customer: 'A, "B"',
    });
  });

  const chain = (first: string, second: string): string =>
    changed(
      '  customer: { file: customers.csv, key: [currency] }',
      `  customer: { file: customers.csv, key: [currency], onMiss: fallback, fallback: ${first} }\n` +
        `  other: { rows: [{ currency: JPY, code: YEN }], key: [currency], ${second} }`,
    );

  it('asks the table it falls back on, and in the end refuses or takes the default', () => {
    const source = (currency: string) => ({ order: { ...ORDER_301.order, currency } });
    const refusing = compile(chain('other', 'onMiss: reject'));
    const defaulting = compile(chain('other', 'onMiss: default, default: { code: ANY }'));

    expect(refusing.map(source('GBP'))).toMatchObject({ customer: 'GUEST' });
    expect(refusing.map(source('JPY'))).toMatchObject({ customer: 'YEN' });
    expect(() => refusing.map(source('XXX'))).toThrow(/LOOKUP_MISS/);
    expect(defaulting.map(source('XXX'))).toMatchObject({ customer: 'ANY' });
  });

  it.each([
    ['comes back to itself', chain('customer', 'onMiss: reject'), /customer → customer is a circle/],
    [
      'comes back by another',
      chain('other', 'onMiss: fallback, fallback: customer'),
      /customer → other → customer is a circle/,
    ],
    ['falls back on nothing', chain('nobody', 'onMiss: reject'), /a lookup of this file; 'nobody' is none/],
    ['falls back without a policy', chain('other', 'fallback: customer'), /`fallback` \(a table\) together with/],
    ['has a default without a policy', chain('other', 'default: { code: A }'), /`default` \(a row\) together with/],
    [
      'has a default of other columns',
      chain('other', 'onMiss: default, default: { kode: A }'),
      /a default with exactly the columns/,
    ],
  ])('that %s is refused', (_what, document, said) => {
    expect(problemsOf(document).join('\n')).toMatch(said);
  });

  it('can be asked whether it has a row', () => {
    const document = changed('code: \'"ROUND"\'', 'code: \'customerHas(order.currency) ? "KNOWN" : "NEW"\'');

    expect(compile(document).map(ORDER_301)).toMatchObject({ lines: [{}, {}, { code: 'KNOWN' }] });
  });

  it('tells two keys apart that differ only by case', () => {
    const customers = 'currency,code\nGBP,A\ngbp,B\n';

    expect(compile(DOCUMENT, customers).map(ORDER_301)).toMatchObject({ customer: 'A' });
    expect(compile(DOCUMENT, customers).map({ order: { ...ORDER_301.order, currency: 'gbp' } })).toMatchObject({
      customer: 'B',
    });
  });

  describe('of dated rows', () => {
    const dated = (policy = ''): string =>
      changed(
        '  customer: { file: customers.csv, key: [currency] }',
        `  customer: { file: customers.csv, key: [currency], asOf: from${policy} }`,
        changed('customer(order.currency)', 'customer(order.currency, order.reference)'),
      );
    const RATES = 'currency,from,code\nGBP,2027-01-01,A\nGBP,2027-01-04,B\nEUR,2027-01-02,C\n';
    const on = (day: string, policy?: string): unknown =>
      compile(dated(policy), RATES).map({ order: { ...ORDER_301.order, reference: day } })['customer'];

    it('finds the newest row up to the day', () => {
      expect([on('2027-01-01'), on('2027-01-03'), on('2027-01-04'), on('2030-01-01')]).toEqual(['A', 'A', 'B', 'B']);
    });

    it('finds none before the first, none that is too old, and none for what is no day', () => {
      expect(() => on('2026-12-31')).toThrow(/LOOKUP_MISS/);
      expect(on('2027-01-07', ', maxAgeDays: 3')).toBe('B');
      expect(() => on('2027-01-08', ', maxAgeDays: 3')).toThrow(/LOOKUP_MISS/);
      expect(() => on('8 January')).toThrow(/NOT_A_DAY/);
    });

    it.each([
      [
        'a day that is none',
        RATES.replace('2027-01-02', '2/1/27'),
        /customers\.csv:4:1 .*a day CCYY-MM-DD as 'from', found '2\/1\/27'/,
      ],
      [
        'a day twice',
        RATES.replace('2027-01-04', '2027-01-01'),
        /customers\.csv:3:1 .*'GBP × 2027-01-01' of line 3 is in line 2/,
      ],
      ['no such column', RATES.replace('from', 'since'), /a column 'from' for asOf/],
    ])('is refused with %s', (_what, rates, said) => {
      expect(problemsOf(dated(), rates).join('\n')).toMatch(said);
    });
  });
});
