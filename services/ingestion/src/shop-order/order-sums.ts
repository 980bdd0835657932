import type { OrderContent } from '#libs/contracts';
import { formatMinor, sumMinor } from '#libs/money';

/** Where figures disagree; `message` has both. */
export interface SumProblem {
  readonly path: (string | number)[];
  readonly message: string;
}

type Figures = Pick<OrderContent, 'currency' | 'netMinor' | 'taxMinor' | 'totalMinor'> & {
  readonly lines: readonly Pick<OrderContent['lines'][number], 'lineNumber' | 'netMinor' | 'taxMinor' | 'grossMinor'>[];
};

/**
 * Checks that each line's net and tax make its gross, that the lines make the totals, and that line numbers come once. An order whose
 * figures disagree is refused and never mended: nobody but the shop knows which of them the customer saw.
 */
export function addUp(order: Figures): SumProblem[] {
  return [...linesThatDoNot(order), ...totalsThatDoNot(order), ...repeatedNumbers(order)];
}

function linesThatDoNot({ lines, currency }: Figures): SumProblem[] {
  return lines.flatMap((line, index) => {
    const sum = sumMinor([line.netMinor, line.taxMinor]);
    if (sum === line.grossMinor) return [];
    const message = `is ${money(line.grossMinor, currency)}, but net and tax of the line make ${money(sum, currency)}`;
    return [{ path: ['lines', index, 'grossMinor'], message }];
  });
}

function totalsThatDoNot(order: Figures): SumProblem[] {
  const totals = [
    ['netMinor', 'netMinor'],
    ['taxMinor', 'taxMinor'],
    ['totalMinor', 'grossMinor'],
  ] as const;
  return totals.flatMap(([total, part]) => {
    const sum = sumMinor(order.lines.map((line) => line[part]));
    if (sum === order[total]) return [];
    const message = `is ${money(order[total], order.currency)}, but the lines make ${money(sum, order.currency)}`;
    return [{ path: [total], message }];
  });
}

function repeatedNumbers({ lines }: Figures): SumProblem[] {
  const seen = new Set<number>();
  return lines.flatMap(({ lineNumber }, index) => {
    if (!seen.has(lineNumber)) {
      seen.add(lineNumber);
      return [];
    }
    return [{ path: ['lines', index, 'lineNumber'], message: `${lineNumber} comes twice` }];
  });
}

function money(amountMinor: number, currency: string): string {
  return `${formatMinor(amountMinor, currency)} ${currency}`;
}
