import type { AmountChange, OrderChange, ReleaseDifference } from './diff.js';
import { amountText } from './ledger-amounts.js';

const MOST_SHOWN = 20;

/** A difference in words, one line each; the first twenty of each kind. */
export function printedDiff(found: ReleaseDifference): string[] {
  const { orders, becameInvalid, becameValid, refusedOtherwise, otherCommands, amounts, fields } = found;
  const lines = [
    ...heading('Orders that are refused now', becameInvalid.map(printedOrder)),
    ...heading('Orders that are mapped now', becameValid.map(printedOrder)),
    ...heading('Orders that are refused for other reasons', refusedOtherwise.map(printedOrder)),
    ...heading('Orders from which other commands follow', otherCommands.map(printedOrder)),
    ...heading('Amounts by account', amounts.length === 0 ? [] : amountTable(amounts)),
    ...heading(
      'Fields',
      fields.map(
        ({ field, orders: count, example }) =>
          `${field}: in ${count} order${count === 1 ? '' : 's'}, e.g. ${example.orderId}: ${shown(example.before)} → ${shown(example.after)}`,
      ),
    ),
  ];
  return lines.length === 0
    ? [`No difference over ${orders} recorded orders.`]
    : [`${orders} recorded orders.`, ...lines];
}

function heading(title: string, lines: readonly string[]): string[] {
  if (lines.length === 0) return [];
  const more = lines.length > MOST_SHOWN ? [`  … and ${lines.length - MOST_SHOWN} more (--json shows all)`] : [];
  return ['', `${title}: ${lines.length}`, ...lines.slice(0, MOST_SHOWN).map((line) => `  ${line}`), ...more];
}

function printedOrder({ orderId, before, after }: OrderChange): string {
  return `${orderId}: ${before} → ${after}`;
}

function amountTable(amounts: readonly AmountChange[]): string[] {
  const rows = amounts.map(({ account, currency, beforeMinor, afterMinor }) => {
    const change = afterMinor - beforeMinor;
    const signed = `${change > 0 ? '+' : ''}${amountText(change, currency)}`;
    return [account, currency, amountText(beforeMinor, currency), '→', amountText(afterMinor, currency), signed];
  });
  const widths = [0, 1, 2, 3, 4, 5].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const cell = (text: string, column: number): string =>
    column < 2 ? text.padEnd(widths[column] ?? 0) : text.padStart(widths[column] ?? 0);
  return rows.map((row) => row.map(cell).join(' '));
}

function shown(value: unknown): string {
  const text = value === undefined ? 'nothing' : JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}
