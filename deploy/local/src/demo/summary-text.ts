import { formatMinor, minorUnits } from '#libs/money';
import type { Difference, Summary } from './summary.js';

/** One hop of one payment, for people. */
export interface Hop {
  /** UTC instant, ISO 8601. */
  readonly at: string;
  readonly what: string;
  /** Keys by which the hop is found in the systems where it happened, e.g. `invoice 100598`. */
  readonly keys: readonly string[];
}

export interface Trace {
  readonly orderId: string;
  /** W3C trace ids under which logs and spans of its hops are found, oldest first. */
  readonly traceIds: readonly string[];
  readonly hops: readonly Hop[];
}

/** Where to look next: what it shows → address. */
export type Links = Readonly<Record<string, string>>;

const KEYS_WIDTH = 104;

/** The summary as plain text of at most 120 columns, ending in a line feed. */
export function summaryText(summary: Summary, trace: Trace | undefined, links: Links): string {
  return [
    headline(summary),
    ordersText(summary),
    moneyText(summary),
    parkedText(summary),
    plantedText(summary),
    trace ? traceText(trace) : '',
    linksText(links),
    verdict(summary),
  ]
    .filter((part) => part !== '')
    .join('\n\n')
    .concat('\n');
}

function headline({ sentNow, orders, file }: Summary): string {
  const first =
    sentNow === 0
      ? `${orders.receipted} already posted, ${orders.parked} parked, nothing sent`
      : `${sentNow} orders sent`;
  return (
    `${first}. ${file.name}: ${file.documents} documents, of which ${file.sales} sales, ` +
    `${file.nothingToPay} with nothing to pay,\n${file.cancellations} cancellations left for later; dates shifted to ${file.firstDay}.`
  );
}

function ordersText({ orders }: Summary): string {
  const rows: [string, number][] = [
    ['sales orders created', orders.created],
    ['shipped and invoiced', orders.shipped],
    ['receipted in full', orders.receipted],
    ['parked for a person', orders.parked],
  ];
  return `Orders\n${rows.map(([name, count]) => `  ${name.padEnd(34)}${String(count).padStart(14)}`).join('\n')}`;
}

function moneyText({ money, currency }: Summary): string {
  const amount = (value: number): string => withSeparators(formatMinor(value, currency)).padStart(14);
  const rows = [
    ['the file', money.fileMinor],
    ["Opayo's book (captured)", money.opayoMinor],
    ["SYSPRO's book (invoices)", money.sysproInvoicedMinor],
    ["SYSPRO's book (receipts)", money.sysproReceiptedMinor],
    ["SYSPRO's trial balance (bank)", money.sysproBankMinor],
    ["Opayo − SYSPRO's bank", minorUnits(money.opayoMinor - money.sysproBankMinor)],
  ] as const;
  const items = money.differences.map((item) => `    ${differenceText(item, amount)}`);
  const unexplained = `  ${'of which nothing explains'.padEnd(34)}${amount(money.unexplainedMinor)}`;
  return [
    `Money (${currency})`,
    ...rows.map(([name, value]) => `  ${name.padEnd(34)}${amount(value)}`),
    ...items,
    unexplained,
  ].join('\n');
}

function differenceText(item: Difference, amount: (value: number) => string): string {
  return `${item.orderId.padEnd(32)}${amount(item.differenceMinor)}  ${item.reason ?? 'NOTHING EXPLAINS THIS'}`;
}

function parkedText({ parked, currency }: Summary): string {
  if (parked.length === 0) return '';
  const rows = parked.map(
    (item) =>
      `  ${item.orderId.padEnd(16)}${withSeparators(formatMinor(item.amountMinor, currency)).padStart(10)}  ${item.code} (${item.owner})\n` +
      `${' '.repeat(30)}${item.text}`,
  );
  return `Parked\n${rows.join('\n')}`;
}

function plantedText({ planted, currency }: Summary): string {
  if (planted.length === 0) return '';
  const rows = planted.map(
    (item) =>
      `  ${item.asExpected ? '✓' : '✗'} ${item.what.padEnd(50)}${item.orderId.padEnd(14)}` +
      `${withSeparators(formatMinor(item.expectedMinor, currency)).padStart(10)}  ${item.outcome}`,
  );
  return `Planted among them\n${rows.join('\n')}`;
}

function traceText(trace: Trace): string {
  const rows = trace.hops.flatMap((hop) => [
    `  ${hop.at.slice(11, 23)}  ${hop.what}`,
    ...wrapped(hop.keys, KEYS_WIDTH).map((line) => `${' '.repeat(16)}${line}`),
  ]);
  const found = trace.traceIds.map((traceId) => `  traceId ${traceId}`);
  const heading = `One payment through every hop: ${trace.orderId} (UTC; the capture's time is the file's)`;
  return [heading, ...rows, ...found].join('\n');
}

function linksText(links: Links): string {
  return `Where to look next\n${Object.entries(links)
    .map(([what, address]) => `  ${what.padEnd(34)}${address}`)
    .join('\n')}`;
}

function verdict({ ok, problems }: Summary): string {
  if (ok) return 'Every order is accounted for: exactly the planted set is parked, and all the money adds up.';
  return `THIS IS NOT RIGHT:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`;
}

/** The keys in lines, joined by commas, none wider than `width` unless a single key is. */
function wrapped(keys: readonly string[], width: number): string[] {
  const lines: string[] = [];
  for (const key of keys) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + key.length + 2 <= width) lines[lines.length - 1] = `${last}, ${key}`;
    else lines.push(key);
  }
  return lines;
}

/** `183515.38` → `183,515.38`. */
function withSeparators(amount: string): string {
  return amount.replace(/\B(?=(\d{3})+(?!\d)(?=\.|$))/g, ',');
}
