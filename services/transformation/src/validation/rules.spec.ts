import { describe, expect, it } from '@jest/globals';
import type { CreateSalesOrder, EnsureCustomer, OrderContent, PostReceipt, SalesOrderLine } from '#libs/contracts';
import { minorUnits } from '#libs/money';
import { aCreateSalesOrder, aPostReceipt } from '#libs/testing';
import { anOrderContent, anOrderLine } from '../../test/example-facts.js';
import { aCustomer, aStockItem, knownWith } from '../../test/example-master-data.js';
import type { KnownMasterData } from '../master-data/master-data-state.js';
import { findingsOf, type CheckedOrder } from './rule.js';
import { CUSTOMER_RULES } from './customer-rules.js';
import { ORDER_RULES, RECEIPT_RULES, RULE_LIST } from './rule-list.js';

const { createSalesOrder } = aCreateSalesOrder();
const { postReceipt } = aPostReceipt();
const gross = minorUnits(1530);
const content = anOrderContent({ totalMinor: gross, lines: [anOrderLine({ grossMinor: gross })] });
const [line] = createSalesOrder.lines as [SalesOrderLine];

interface Change {
  readonly order?: Partial<CreateSalesOrder>;
  readonly line?: Partial<SalesOrderLine>;
  readonly content?: Partial<OrderContent>;
  readonly known?: KnownMasterData;
  readonly customerEnsured?: boolean;
  readonly hold?: string;
}

function checked({
  order = {},
  line: changed = {},
  content: told = {},
  known,
  hold,
  customerEnsured = false,
}: Change): CheckedOrder {
  const lines = [{ ...line, ...changed }];
  return {
    command: { ...createSalesOrder, lines, ...order },
    content: { ...content, ...told },
    ...{ hold: hold ?? null, known, customerEnsured },
  };
}

const said = (change: Change): string[] =>
  findingsOf(ORDER_RULES, checked(change)).map(({ rule, field, severity }) => `${rule} ${field} ${severity}`);

const longCodes = ['A', 'B'].map((tail, index) =>
  anOrderLine({ lineNumber: index + 1, stockCode: 'X'.repeat(30) + tail, grossMinor: minorUnits(765) }),
);
const cutLines = [1, 2].map((customerPoLine) => ({
  ...line,
  customerPoLine,
  stockCode: 'X'.repeat(30),
  netMinor: minorUnits(1275),
}));

const BREACHES: readonly (readonly [rule: string, field: string, change: Change, severity?: 'tell'])[] = [
  ['FIELD_MISSING', 'customerCode', { order: { customerCode: ' ' } }],
  ['FIELD_MISSING', 'lines[0].stockCode', { line: { stockCode: '' } }],
  ['FIELD_MISSING', 'lines[0].unitOfMeasure', { line: { unitOfMeasure: '' } }],
  ['FIELD_MISSING', 'shipTo.name', { order: { shipTo: { ...createSalesOrder.shipTo, name: '' } } }],
  ['FIELD_TOO_LONG', 'customerPoNumber', { order: { customerPoNumber: 'x'.repeat(31) } }],
  ['FIELD_TOO_LONG', 'lines[0].stockCode', { line: { stockCode: 'X'.repeat(31) } }],
  [
    'FIELD_TOO_LONG',
    'shipTo.lines[1]',
    { order: { shipTo: { ...createSalesOrder.shipTo, lines: ['1', 'x'.repeat(41)] } } },
  ],
  ['CODE_PAGE', 'shipTo.name', { order: { shipTo: { ...createSalesOrder.shipTo, name: '王小明' } } }],
  ['CODE_PAGE', 'lines[0].description', { line: { description: 'Zażółć' } }],
  ['CODE_PAGE', 'lines[0].description', { line: { description: 'tab\there' } }],
  ['DATE_INVALID', 'orderDate', { order: { orderDate: '2026-02-30' } }],
  [
    'ADDRESS_TOO_MANY_LINES',
    'shipTo.lines',
    { order: { shipTo: { ...createSalesOrder.shipTo, lines: [...'123456'] } } },
  ],
  [
    'POSTCODE_SPACING',
    'shipTo.postcode',
    { order: { shipTo: { ...createSalesOrder.shipTo, postcode: 'n11aa' } } },
    'tell',
  ],
  ['NO_LINES', 'lines', { order: { lines: [], netMinor: null, taxMinor: gross } }],
  ['LINE_KIND_UNKNOWN', 'lines[0].kind', { line: { kind: 'UNKNOWN' } }],
  ['PO_LINE_OUT_OF_RANGE', 'lines[0].customerPoLine', { line: { customerPoLine: 10_000 } }],
  ['PO_LINE_OUT_OF_RANGE', 'lines[0].customerPoLine', { line: { customerPoLine: 0 } }],
  [
    'PO_LINE_REPEATED',
    'lines[1].customerPoLine',
    { order: { lines: [line, line], netMinor: null, taxMinor: minorUnits(-1020) } },
  ],
  [
    'QUANTITY_NOT_POSITIVE',
    'lines[0].quantity',
    { line: { quantity: '0', unitPriceNet: '0', netMinor: minorUnits(0) } },
  ],
  ['QUANTITY_NOT_POSITIVE', 'lines[0].quantity', { line: { quantity: '-6' } }],
  ['QUANTITY_FORM', 'lines[0].quantity', { line: { quantity: '6.0000001' } }],
  ['QUANTITY_FORM', 'lines[0].quantity', { line: { quantity: '1e3' } }],
  ['PRICE_FORM', 'lines[0].unitPriceNet', { line: { unitPriceNet: '2.123456' } }],
  ['PRICE_FORM', 'lines[0].unitPriceNet', { line: { unitPriceNet: '4.999999999999999' } }],
  ['PRICE_NEGATIVE', 'lines[0].unitPriceNet', { line: { unitPriceNet: '-2.12500' } }],
  ['CHARGE_VALUE_FORM', 'lines[0].netMinor', { line: { kind: 'CHARGE', netMinor: minorUnits(1e14) } }],
  ['LINE_VALUE_DIFFERS', 'lines[0].netMinor', { line: { netMinor: minorUnits(1276) } }],
  ['STOCK_CODES_COLLIDE', 'lines[1].stockCode', { order: { lines: cutLines }, content: { lines: longCodes } }],
  ['CURRENCY_UNKNOWN', 'currency', { order: { currency: 'QQQ' } }],
  ['SHOP_SUM_DIFFERS', 'lines', { content: { lines: [anOrderLine({ grossMinor: minorUnits(1529) })] } }],
  ['TOTAL_DIFFERS', 'expectedGrossMinor', { order: { expectedGrossMinor: minorUnits(1529) } }],
  ['NET_DIFFERS', 'taxMinor', { order: { taxMinor: minorUnits(254) } }],
  ['NET_DIFFERS', 'netMinor', { order: { netMinor: minorUnits(1274) } }],
  ['ROUNDING_TOO_LARGE', 'roundingMinor', { order: { roundingMinor: minorUnits(-2) } }],
  ['HOLD_LOST', 'holdCode', { hold: 'FRAUD_DENY' }],
  ['CUSTOMER_CODE_INVALID', 'customerCode', { known: knownWith({ customers: [] }) }],
  ['CUSTOMER_ON_HOLD', 'customerCode', { known: knownWith({ customers: [aCustomer({ onHold: true })] }) }],
  ['CUSTOMER_CURRENCY_DIFFERS', 'customerCode', { known: knownWith({ customers: [aCustomer({ currency: 'EUR' })] }) }],
  ['CUSTOMER_TAX_EXEMPT', 'customerCode', { known: knownWith({ customers: [aCustomer({ taxStatus: 'E' })] }) }, 'tell'],
  ['STOCK_CODE_NOT_FOUND', 'lines[0].stockCode', { known: knownWith({ stock: [] }) }],
  ['STOCK_CODE_NOT_FOUND', 'lines[0].stockCode', { known: knownWith({ stock: [], state: 'old' }) }, 'tell'],
  ['CUSTOMER_CODE_INVALID', 'customerCode', { known: knownWith({ customers: [], state: 'old' }) }, 'tell'],
  ['STOCK_CODE_ON_HOLD', 'lines[0].stockCode', { known: knownWith({ stock: [aStockItem({ onHold: true })] }) }, 'tell'],
  [
    'UNIT_OF_MEASURE_DIFFERS',
    'lines[0].unitOfMeasure',
    { known: knownWith({ stock: [aStockItem({ unitOfMeasure: 'PK' })] }) },
    'tell',
  ],
  [
    'STOCK_TAX_CODE_DIFFERS',
    'lines[0].taxCode',
    { known: knownWith({ stock: [aStockItem({ taxCode: 'Z' })] }) },
    'tell',
  ],
];

const CUSTOMERS: readonly (readonly [rule: string, field: string, change: Partial<EnsureCustomer>])[] = [
  ['CUSTOMER_FIELD_MISSING', 'customerCode', { customerCode: '' }],
  ['CUSTOMER_FIELD_MISSING', 'name', { name: ' ' }],
  ['CUSTOMER_FIELD_TOO_LONG', 'customerCode', { customerCode: 'C'.repeat(16) }],
  ['CUSTOMER_FIELD_TOO_LONG', 'reference', { reference: 'r'.repeat(41) }],
  ['CUSTOMER_FIELD_TOO_LONG', 'termsCode', { termsCode: '123' }],
  ['CUSTOMER_FIELD_TOO_LONG', 'soldTo.postcode', { soldTo: { lines: ['1'], postcode: 'X'.repeat(11) } }],
  ['CUSTOMER_CODE_PAGE', 'name', { name: 'Acme ☃' }],
  ['CUSTOMER_CODE_PAGE', 'shipTo.lines[0]', { shipTo: { lines: ['1 Street\u0007'], postcode: '' } }],
  ['CUSTOMER_TAX_STATUS_UNKNOWN', 'taxStatus', { taxStatus: 'Q' }],
  ['CUSTOMER_CURRENCY_UNKNOWN', 'currency', { currency: 'QQQ' }],
];

const RECEIPTS: readonly (readonly [rule: string, field: string, change: Partial<PostReceipt>])[] = [
  ['RECEIPT_FIELD_MISSING', 'bank', { bank: '' }],
  ['RECEIPT_FIELD_TOO_LONG', 'reference', { reference: 'r'.repeat(31) }],
  ['RECEIPT_CODE_PAGE', 'reference', { reference: 'ref-Ω' }],
  ['RECEIPT_AMOUNT_NOT_POSITIVE', 'amountMinor', { amountMinor: minorUnits(0), netMinor: minorUnits(0) }],
  ['RECEIPT_DATE_INVALID', 'paymentDate', { paymentDate: '23/11/2026' }],
  ['RECEIPT_CURRENCY_UNKNOWN', 'currency', { currency: '' }],
  ['RECEIPT_NET_DIFFERS', 'netMinor', { netMinor: minorUnits(1531) }],
];

describe('the rules of a sales order', () => {
  it('have nothing to say of one that is right, with and without master data', () => {
    expect(said({})).toEqual([]);
    expect(said({ known: knownWith({}) })).toEqual([]);
  });

  it.each(BREACHES.map(([rule, field, change, severity]) => [rule, field, change, severity ?? 'refuse'] as const))(
    '%s of %s',
    (rule, field, change, severity) => {
      expect(said(change)).toContain(`${rule} ${field} ${severity}`);
    },
  );

  it('do not miss a customer that is entered before the order', () => {
    expect(said({ known: knownWith({ customers: [] }), customerEnsured: true })).toEqual([]);
    const onHold = knownWith({ customers: [aCustomer({ onHold: true })] });
    expect(said({ known: onHold, customerEnsured: true }).join()).toContain('CUSTOMER_ON_HOLD');
  });

  it('say nothing of customers and stock codes that were never read', () => {
    expect(said({ known: knownWith({ customers: [], stock: [], state: 'none' }) })).toEqual([]);
  });

  it('are all tried, and all that is wrong is told at once, with a way to mend each', () => {
    const findings = findingsOf(
      ORDER_RULES,
      checked({
        order: { customerCode: '', orderDate: 'soon' },
        line: { quantity: '-1', stockCode: 'NOPE' },
        known: knownWith({ stock: [] }),
      }),
    );

    const rules = [
      'FIELD_MISSING',
      'DATE_INVALID',
      'QUANTITY_NOT_POSITIVE',
      'LINE_VALUE_DIFFERS',
      'STOCK_CODE_NOT_FOUND',
    ];
    expect(findings.map(({ rule }) => rule)).toEqual(rules);
    for (const { suggestedFix } of findings) expect(suggestedFix).toMatch(/\w{3}/);
  });

  it('show how old the data are that they judge by', () => {
    const [finding] = findingsOf(ORDER_RULES, checked({ known: knownWith({ stock: [] }) }));

    expect(finding?.suggestedFix).toContain('read 5 min ago, at 2026-11-23T11:55:00.000Z');
  });

  it('take 27 codes that differ only by case for the one article they are', () => {
    const lines = [1, 2].map((customerPoLine) => ({ ...line, customerPoLine }));
    const shop = ['85123a', '85123A'].map((stockCode, index) =>
      anOrderLine({ lineNumber: index + 1, stockCode, grossMinor: minorUnits(765) }),
    );

    expect(said({ order: { lines }, content: { lines: shop } }).join()).not.toContain('STOCK_CODES_COLLIDE');
  });

  it('tell the shop when its sums are off by a penny, and by how much', () => {
    const lines = [anOrderLine({ grossMinor: minorUnits(1531) })];
    const findings = findingsOf(ORDER_RULES, checked({ content: { lines } }));

    expect(findings).toMatchObject([{ rule: 'SHOP_SUM_DIFFERS', owner: 'shop', value: 1 }]);
  });
});

describe('what is offered for a code that SYSPRO does not have', () => {
  const offered = (...near: { code: string; differs: 'blanks' | 'letterCase' | 'nearMatch' }[]): unknown =>
    findingsOf(ORDER_RULES, checked({ known: knownWith({ stock: [], nearStock: near }) })).find(
      ({ rule }) => rule === 'STOCK_CODE_NOT_FOUND',
    );

  it('is the one that is nearly it, with evidence', () => {
    expect(offered({ code: '85123a', differs: 'letterCase' })).toMatchObject({
      proposal: {
        repair: 'letterCase',
        value: '85123a',
        applied: false,
        evidence: expect.stringContaining('only code'),
      },
    });
  });

  it('is none of two, and both are named', () => {
    const two = offered({ code: '85123B', differs: 'nearMatch' }, { code: '85123C', differs: 'nearMatch' });

    expect(two).not.toHaveProperty('proposal');
    expect(two).toMatchObject({ suggestedFix: expect.stringContaining('near it: 85123B, 85123C') });
  });
});

describe('the rules of a receipt', () => {
  it('have nothing to say of one that is right', () => {
    expect(findingsOf(RECEIPT_RULES, postReceipt)).toEqual([]);
  });

  it.each(RECEIPTS)('%s of %s', (rule, field, change) => {
    const findings = findingsOf(RECEIPT_RULES, { ...postReceipt, ...change });

    expect(findings.map((each) => `${each.rule} ${each.field}`)).toContain(`${rule} ${field}`);
  });
});

describe('the rules of a customer that we enter', () => {
  const customer: EnsureCustomer = {
    ...{ customerCode: 'ACME', reference: 'gifts/ACME', name: 'Acme Ltd', currency: 'GBP', shortName: null },
    ...{ contact: null, email: null, telephone: null, taxStatus: 'E', taxExemptNumber: null, branch: null, area: null },
    ...{ salesperson: null, customerClass: null, termsCode: null, onBehalfOfOrderId: 'gifts/1', shipTo: null },
    soldTo: { lines: ['1 High Street', 'Leeds'], postcode: 'LS1 1AA' },
  };

  it('have nothing to say of one that is right', () => {
    expect(findingsOf(CUSTOMER_RULES, customer)).toEqual([]);
  });

  it.each(CUSTOMERS)('%s of %s', (rule, field, change) => {
    const findings = findingsOf(CUSTOMER_RULES, { ...customer, ...change });

    expect(findings.map((each) => `${each.rule} ${each.field}`)).toEqual([`${rule} ${field}`]);
  });
});

describe('the list of rules', () => {
  it('names each once, says what it asks and where that is written', () => {
    expect(new Set(RULE_LIST.map(({ id }) => id)).size).toBe(RULE_LIST.length);
    for (const { id, says, source } of RULE_LIST) {
      expect(id).toMatch(/^[A-Z_]+$/);
      expect(says.length).toBeGreaterThan(20);
      expect(source).toMatch(/SYSPRO reference \d|money and orders \d/);
    }
  });

  it('has a test for each', () => {
    const tested = new Set([...BREACHES, ...RECEIPTS, ...CUSTOMERS].map(([rule]) => rule));

    expect(RULE_LIST.map(({ id }) => id).filter((id) => !tested.has(id))).toEqual([]);
  });
});
