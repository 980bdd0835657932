import type { MappingFiles } from '../mapping-files/mapping-files.js';
import { ledgerAmounts } from './ledger-amounts.js';
import type { RecordedOrder } from './recorded-order.js';
import { kindsOf, runRelease, type Outcome } from './run-release.js';

/** What changes from one release to another over recorded orders. Amounts in minor units. */
export interface ReleaseDifference {
  readonly orders: number;
  /** Orders of which the new release refuses what the old one mapped, and the other way round. */
  readonly becameInvalid: readonly OrderChange[];
  readonly becameValid: readonly OrderChange[];
  /** Orders refused by both, by other rules. */
  readonly refusedOtherwise: readonly OrderChange[];
  /** Orders from which other commands follow. */
  readonly otherCommands: readonly OrderChange[];
  readonly amounts: readonly AmountChange[];
  readonly fields: readonly FieldChange[];
}

export interface OrderChange {
  readonly orderId: string;
  readonly from: string;
  readonly before: string;
  readonly after: string;
}

export interface AmountChange {
  /** Company and account. */
  readonly account: string;
  readonly currency: string;
  readonly beforeMinor: number;
  readonly afterMinor: number;
}

export interface FieldChange {
  /** Mapping and field, lines without their number: `sales-order lines[].stockCode`. */
  readonly field: string;
  readonly orders: number;
  readonly example: { readonly orderId: string; readonly before: unknown; readonly after: unknown };
}

/** Maps every recorded order by both releases and tells what differs. */
export function diffReleases(
  before: MappingFiles,
  after: MappingFiles,
  orders: readonly RecordedOrder[],
): ReleaseDifference {
  const pairs = orders.map((order) => ({ before: runRelease(before, order), after: runRelease(after, order) }));
  const refused = (outcome: Outcome): boolean => outcome.failures.length > 0;
  const chosen = (holds: (pair: Pair) => boolean): OrderChange[] => pairs.filter(holds).map(asChange);
  return {
    orders: orders.length,
    becameInvalid: chosen((pair) => !refused(pair.before) && refused(pair.after)),
    becameValid: chosen((pair) => refused(pair.before) && !refused(pair.after)),
    refusedOtherwise: chosen(
      (pair) => refused(pair.before) && refused(pair.after) && stateOf(pair.before) !== stateOf(pair.after),
    ),
    otherCommands: chosen(
      (pair) => !refused(pair.before) && !refused(pair.after) && stateOf(pair.before) !== stateOf(pair.after),
    ),
    amounts: amountChanges(pairs),
    fields: fieldChanges(pairs),
  };
}

/** Whether anything differs. */
export function differs(found: ReleaseDifference): boolean {
  const { becameInvalid, becameValid, refusedOtherwise, otherCommands, amounts, fields } = found;
  return [becameInvalid, becameValid, refusedOtherwise, otherCommands, amounts, fields].some((list) => list.length > 0);
}

interface Pair {
  readonly before: Outcome;
  readonly after: Outcome;
}

function asChange({ before, after }: Pair): OrderChange {
  return { orderId: before.order.orderId, from: before.order.from, before: stateOf(before), after: stateOf(after) };
}

function stateOf(outcome: Outcome): string {
  if (outcome.failures.length > 0)
    return outcome.failures.map(({ field, rule, at }) => `${field} ${rule}${at === '' ? '' : ` (${at})`}`).join(', ');
  return kindsOf(outcome) || outcome.rest;
}

function amountChanges(pairs: readonly Pair[]): AmountChange[] {
  const before = ledgerAmounts(pairs.flatMap((pair) => pair.before.commands));
  const after = ledgerAmounts(pairs.flatMap((pair) => pair.after.commands));
  return [...new Set([...before.keys(), ...after.keys()])].sort().flatMap((key) => {
    const currency = (before.get(key) ?? after.get(key))?.currency ?? '';
    const [beforeMinor, afterMinor] = [before.get(key)?.amountMinor ?? 0, after.get(key)?.amountMinor ?? 0];
    return beforeMinor === afterMinor
      ? []
      : [{ account: key.slice(0, -currency.length - 1), currency, beforeMinor, afterMinor }];
  });
}

function fieldChanges(pairs: readonly Pair[]): FieldChange[] {
  const changes = new Map<string, { orders: Set<string>; example: FieldChange['example'] }>();
  for (const { before, after } of pairs) {
    if (before.failures.length > 0 || after.failures.length > 0) continue;
    const [old, now] = [fieldsOf(before), fieldsOf(after)];
    for (const field of new Set([...old.keys(), ...now.keys()])) {
      const [was, is] = [old.get(field), now.get(field)];
      if (JSON.stringify(was ?? null) === JSON.stringify(is ?? null)) continue;
      const { orderId } = before.order;
      const name = field.replace(/\[\d+\]/g, '[]').replace(/^(\S+?)#\d+ /, '$1 ');
      const known = changes.get(name);
      if (known) known.orders.add(orderId);
      else changes.set(name, { orders: new Set([orderId]), example: { orderId, before: was, after: is } });
    }
  }
  return [...changes].map(([field, { orders, example }]) => ({ field, orders: orders.size, example }));
}

/** Every leaf of the documents made, the n-th of a mapping under `name#n`. */
function fieldsOf({ documents }: Outcome): Map<string, unknown> {
  const leaves = new Map<string, unknown>();
  const walk = (path: string, value: unknown): void => {
    if (Array.isArray(value)) value.forEach((item, index) => walk(`${path}[${index}]`, item));
    else if (typeof value === 'object' && value !== null)
      for (const [key, inner] of Object.entries(value))
        walk(path.endsWith(' ') ? `${path}${key}` : `${path}.${key}`, inner);
    else leaves.set(path, value);
  };
  documents.forEach(({ mapping, target }, index) => walk(`${mapping}#${index} `, target));
  return leaves;
}
