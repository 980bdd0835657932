import type { CreateSalesOrder, SalesOrderLine } from '#libs/contracts';
import { currencyExponent, Decimal, isCurrency } from '#libs/money';
import type { Breach, CheckedOrder, OrderRule } from './rule.js';
import { isDecimal } from './text-checks.js';

/** What is wrong with each line, by a look at the line alone. */
function ofEachLine(
  check: (line: SalesOrderLine, order: CheckedOrder) => (Omit<Breach, 'field'> & { readonly part: string }) | undefined,
): OrderRule['breaches'] {
  return (order) =>
    order.command.lines.flatMap((line, index): Breach[] => {
      const found = check(line, order);
      if (!found) return [];
      const { part, ...breach } = found;
      return [{ field: `lines[${index}].${part}`, ...breach }];
    });
}

const LINE = { severity: 'refuse', owner: 'integration', mayBeShown: true } as const;

export const LINE_RULES: readonly OrderRule[] = [
  {
    ...LINE,
    id: 'NO_LINES',
    source: 'SYSPRO reference 2.1',
    says: 'an order has at least one line',
    owner: 'shop',
    breaches: ({ command: { lines } }) =>
      lines.length > 0
        ? []
        : [{ field: 'lines', value: 0, suggestedFix: 'let the shop send the order with its lines' }],
  },
  {
    ...LINE,
    id: 'LINE_KIND_UNKNOWN',
    source: 'SYSPRO reference 2.1',
    says: 'each line is a stock line, freight or a charge',
    breaches: ofEachLine(({ kind }) =>
      ['STOCK', 'FREIGHT', 'CHARGE'].includes(kind)
        ? undefined
        : { part: 'kind', value: kind, suggestedFix: 'map it to STOCK, FREIGHT or CHARGE' },
    ),
  },
  {
    ...LINE,
    id: 'PO_LINE_OUT_OF_RANGE',
    source: 'SYSPRO reference 2.1 (CustomerPoLine 1 to 9999)',
    says: 'CustomerPoLine is 1 to 9999',
    breaches: ofEachLine(({ customerPoLine }) =>
      customerPoLine >= 1 && customerPoLine <= 9999
        ? undefined
        : { part: 'customerPoLine', value: customerPoLine, suggestedFix: 'number the lines from 1 to 9999' },
    ),
  },
  {
    ...LINE,
    id: 'PO_LINE_REPEATED',
    source: 'SYSPRO reference 2.1; money and orders 2',
    says: 'CustomerPoLine names one line: shipments and credits are told apart by it',
    breaches: ofEachLine(({ customerPoLine }, { command: { lines } }) =>
      lines.filter((other) => other.customerPoLine === customerPoLine).length === 1
        ? undefined
        : { part: 'customerPoLine', value: customerPoLine, suggestedFix: 'give each line a number of its own' },
    ),
  },
  {
    ...LINE,
    id: 'QUANTITY_NOT_POSITIVE',
    source: 'SYSPRO reference 2.1; 2.3 (SORTOI makes no credits)',
    says: 'a stock line has a quantity above zero',
    owner: 'shop',
    breaches: ofEachLine(({ kind, quantity }) =>
      kind !== 'STOCK' || !isDecimal(quantity, 20, 20) || Decimal.parse(quantity).compare(Decimal.of(0)) > 0
        ? undefined
        : {
            part: 'quantity',
            value: quantity,
            suggestedFix: 'let the shop send returned goods as a refund, and leave lines of nothing out',
          },
    ),
  },
  {
    ...LINE,
    id: 'QUANTITY_FORM',
    source: 'SYSPRO reference 2.1 (OrderQty 12.6), 2.0 (100031)',
    says: 'a quantity is a decimal with at most 12 digits before and 6 after its dot',
    breaches: ofEachLine(({ quantity }) =>
      isDecimal(quantity, 12, 6)
        ? undefined
        : {
            part: 'quantity',
            value: quantity,
            suggestedFix: 'send a plain decimal such as 12 or 2.5, with at most 6 decimals',
          },
    ),
  },
  {
    ...LINE,
    id: 'PRICE_FORM',
    source: 'SYSPRO reference 2.1 (Price 10.5), 1.7',
    says: 'a price is a decimal with at most 10 digits before and 5 after its dot',
    breaches: ofEachLine(({ unitPriceNet }) =>
      isDecimal(unitPriceNet, 10, 5)
        ? undefined
        : {
            part: 'unitPriceNet',
            value: unitPriceNet,
            suggestedFix: 'use netUnitPrice() or unitPrice() in the mapping',
          },
    ),
  },
  {
    ...LINE,
    id: 'PRICE_NEGATIVE',
    source: 'SYSPRO reference 2.1 (AllowBackOrderForNegativeMerchLine)',
    says: 'goods have no price below zero: SYSPRO would hold them as negative merchandise; a discount is a charge line',
    owner: 'shop',
    breaches: ofEachLine(({ kind, unitPriceNet }) =>
      kind === 'STOCK' && unitPriceNet.startsWith('-')
        ? { part: 'unitPriceNet', value: unitPriceNet, suggestedFix: 'send the discount as a charge line of its own' }
        : undefined,
    ),
  },
  {
    ...LINE,
    id: 'CHARGE_VALUE_FORM',
    source: 'SYSPRO reference 2.1 (MiscChargeValue 12.2)',
    says: 'freight and charges have at most 12 digits before the dot',
    breaches: ofEachLine(({ kind, netMinor }) =>
      kind === 'STOCK' || Math.abs(netMinor) < 1e14
        ? undefined
        : { part: 'netMinor', value: netMinor, suggestedFix: 'divide the charge' },
    ),
  },
  {
    ...LINE,
    id: 'LINE_VALUE_DIFFERS',
    source: 'SYSPRO reference 2.1; money and orders 2',
    says: 'the value of a line is its quantity times its price, rounded to the penny, as SYSPRO computes it',
    breaches: ofEachLine((line, { command }) => {
      const value = valueOf(line, command);
      return value === undefined || value === line.netMinor
        ? undefined
        : {
            part: 'netMinor',
            value: line.netMinor,
            suggestedFix: `SYSPRO comes to ${value}: use lineValue() in the mapping`,
          };
    }),
  },
  {
    ...LINE,
    id: 'STOCK_CODES_COLLIDE',
    source: 'SYSPRO reference 3 (StockCode 30)',
    says: 'two articles of the shop stay two: codes longer than SYSPRO’s field do not become one by being cut',
    breaches: (order) => collisions(order),
  },
];

/** Minor units; undefined where the line is not of the form it could be computed from. */
function valueOf({ quantity, unitPriceNet }: SalesOrderLine, { currency }: CreateSalesOrder): number | undefined {
  if (!isDecimal(quantity, 12, 6) || !isDecimal(unitPriceNet, 10, 5) || !isCurrency(currency)) return undefined;
  const value = Decimal.parse(quantity).times(Decimal.parse(unitPriceNet));
  return Number(value.round(currencyExponent(currency)).unscaled);
}

function collisions({ command, content }: CheckedOrder): Breach[] {
  const shopCodeOf = new Map(content.lines.map((line) => [line.lineNumber, line.stockCode.trim().toUpperCase()]));
  return command.lines.flatMap((line, index): Breach[] => {
    if (line.kind !== 'STOCK') return [];
    const own = shopCodeOf.get(line.customerPoLine) ?? '';
    const other = command.lines.find((each) => {
      const theirs = shopCodeOf.get(each.customerPoLine) ?? '';
      return each.stockCode === line.stockCode && theirs !== own && Math.max(own.length, theirs.length) > 30;
    });
    if (!other) return [];
    const suggestedFix = `line ${other.customerPoLine} has the same code after it was shortened: list both in lookups/stock-codes.csv`;
    return [{ field: `lines[${index}].stockCode`, value: line.stockCode, suggestedFix }];
  });
}
