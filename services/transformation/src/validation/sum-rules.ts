import { isCurrency, sumMinor } from '#libs/money';
import type { OrderRule } from './rule.js';

const SUM = { severity: 'refuse', owner: 'integration', mayBeShown: true } as const;

export const SUM_RULES: readonly OrderRule[] = [
  {
    ...SUM,
    id: 'CURRENCY_UNKNOWN',
    source: 'SYSPRO reference 2.1 (Currency), 3',
    says: 'the currency is one of ISO 4217',
    owner: 'shop',
    breaches: ({ command: { currency } }) =>
      isCurrency(currency)
        ? []
        : [{ field: 'currency', value: currency, suggestedFix: 'send the currency as ISO 4217 calls it, e.g. GBP' }],
  },
  {
    ...SUM,
    id: 'SHOP_SUM_DIFFERS',
    source: 'money and orders 2',
    says: "the shop's lines come to the shop's total",
    owner: 'shop',
    breaches: ({ content: { lines, totalMinor } }) => {
      const sum = sumMinor(lines.map((line) => line.grossMinor));
      const suggestedFix = `the lines come to ${sum}, the order says ${totalMinor}: let the shop send what its customer owes`;
      return sum === totalMinor ? [] : [{ field: 'lines', value: sum - totalMinor, suggestedFix }];
    },
  },
  {
    ...SUM,
    id: 'TOTAL_DIFFERS',
    source: 'money and orders 2; SYSPRO reference 1.7',
    says: "the order comes in SYSPRO to exactly the shop's total",
    breaches: ({ command, content }) =>
      command.expectedGrossMinor === content.totalMinor
        ? []
        : [
            {
              field: 'expectedGrossMinor',
              value: command.expectedGrossMinor,
              suggestedFix: `expect the shop's total, ${content.totalMinor}`,
            },
          ],
  },
  {
    ...SUM,
    id: 'NET_DIFFERS',
    source: 'money and orders 2',
    says: 'the net value is the sum of its lines, and net and tax come to the total: what is left is a rounding line',
    breaches: ({ command: { lines, netMinor, taxMinor, expectedGrossMinor } }) => {
      const sum = sumMinor(lines.map((line) => line.netMinor));
      if (netMinor !== null && netMinor !== sum) {
        return [{ field: 'netMinor', value: netMinor, suggestedFix: `the lines come to ${sum}` }];
      }
      // Tax may be rounded by line or once by tax code: what SYSPRO will do is the mapping's to know, so the mapped tax counts.
      const tax = taxMinor ?? sumMinor(lines.map((line) => line.taxMinor));
      if (sum + tax === expectedGrossMinor) return [];
      const suggestedFix = `net ${sum} and tax ${tax} do not come to ${expectedGrossMinor}: add a rounding line`;
      return [{ field: 'taxMinor', value: tax, suggestedFix }];
    },
  },
  {
    ...SUM,
    id: 'ROUNDING_TOO_LARGE',
    source: 'money and orders 2',
    says: 'the rounding line is at most 0.01 per line of the order',
    breaches: ({ command: { roundingMinor }, content }) =>
      Math.abs(roundingMinor) <= content.lines.length
        ? []
        : [
            {
              field: 'roundingMinor',
              value: roundingMinor,
              suggestedFix: "compare the shop's prices, tax and total; beyond 0.01 per line it is no rounding",
            },
          ],
  },
  {
    ...SUM,
    id: 'HOLD_LOST',
    source: 'money and orders 1',
    says: 'an order that was decided to be held says so',
    breaches: ({ command: { holdCode }, hold }) =>
      (holdCode ?? null) === hold
        ? []
        : [{ field: 'holdCode', value: holdCode, suggestedFix: 'map holdCode from decision.hold' }],
  },
];
