import type { LedgerInBooks, OrderInBooks, Parked, Planted, Readings } from './summary.js';
import type { Progress } from './live-view.js';
import type { Hop, Trace } from './summary-text.js';

/** `GET /replay` of the sandbox. */
export interface ReplayReport {
  readonly state: 'NONE' | 'RUNNING' | 'DONE' | 'STOPPED';
  readonly file: Readings['file'];
  readonly currency: string;
  readonly sent: number;
  readonly sentNow: number;
  readonly planted: readonly (Planted & { readonly kind: string })[];
  readonly orders: readonly { readonly orderId: string; readonly totalMinor: number; readonly sent: boolean }[];
  readonly errors: readonly { readonly orderId: string; readonly error: string }[];
}

interface OpayoSummary {
  readonly orders: readonly { readonly orderId: string; readonly capturedMinor: number }[];
}

interface SysproSummary {
  readonly orders: readonly {
    readonly customerPoNumber: string;
    readonly orderedMinor: number;
    readonly invoicedMinor: number;
    readonly receiptedMinor: number;
  }[];
}

/** `GET /books/syspro/trial-balance` of the sandbox, as far as it is told here: one entry a currency. */
type TrialBalance = readonly {
  readonly currency: string;
  readonly differenceMinor: number;
  readonly receivables: { readonly differenceMinor: number };
  readonly banks: readonly { readonly bank: string; readonly balanceMinor: number }[];
}[];

interface OrderStatusSummary {
  readonly steps: Readonly<Record<'created' | 'shipped' | 'receipted' | 'needsAttention', number>>;
}

interface Story {
  readonly traceIds: readonly string[];
  readonly timeline: readonly {
    readonly at: string;
    readonly what: string;
    readonly topic: string;
    readonly keys: Readonly<Record<string, string>>;
  }[];
}

/** `GET /effects/{effectId}` of posting, as far as it is told here. */
interface EffectStory {
  readonly effect: { readonly effectId: string; readonly issuedAt: string };
  readonly intent: { readonly kind: string; readonly sequence: number };
  readonly attempts: readonly {
    readonly calls: readonly {
      readonly startedAt: string;
      readonly operation: string;
      readonly businessObject: string;
      readonly durationMs: number;
      readonly result: string;
    }[];
  }[];
}

/** Where the demo reads: the sandbox's books, which are the outside world's, and order-status, which is what a shop sees. */
export interface ReadingAddresses {
  readonly sandbox: string;
  readonly orderStatus: string;
}

/** Plan and progress of the replay. */
export function readReplay({ sandbox }: ReadingAddresses): Promise<ReplayReport> {
  return read<ReplayReport>(`${sandbox}/replay`);
}

/** Where the orders stand, for the live view, which knows itself when it began. */
export async function readProgress(addresses: ReadingAddresses): Promise<Omit<Progress, 'elapsedMs' | 'doneBefore'>> {
  const [replay, { steps }] = await Promise.all([
    readReplay(addresses),
    read<OrderStatusSummary>(`${addresses.orderStatus}/summary`),
  ]);
  const { created, shipped, receipted, needsAttention } = steps;
  return { total: replay.file.sales, sent: replay.sent, created, shipped, receipted, parked: needsAttention };
}

/** Everything the summary compares: both outside books as the outside has them, and what waits for a person. */
export async function readEverything(addresses: ReadingAddresses): Promise<Readings> {
  const { sandbox, orderStatus } = addresses;
  const [replay, opayo, syspro, trialBalance, attention] = await Promise.all([
    readReplay(addresses),
    read<OpayoSummary>(`${sandbox}/books/opayo/summary`),
    read<SysproSummary>(`${sandbox}/books/syspro/summary`),
    read<TrialBalance>(`${sandbox}/books/syspro/trial-balance`),
    read<{ orders: readonly Parked[] }>(`${orderStatus}/attention?limit=1000`),
  ]);
  return {
    file: replay.file,
    currency: replay.currency,
    sentNow: replay.sentNow,
    planted: replay.planted,
    orders: replay.orders.map((order) => inBooks(order, opayo, syspro)),
    ledger: ledgerIn(trialBalance, replay.currency),
    parked: attention.orders.map(({ orderId, code, text, owner }) => ({ orderId, code, text, owner })),
  };
}

/**
 * One order's way through every hop: the facts on the topics as order-status tells them to a shop, and between them the commands and each
 * call to SYSPRO as posting has them in evidence. In the order of their times.
 */
export async function readTrace({ orderStatus, posting }: TraceAddresses, orderId: string): Promise<Trace> {
  const [{ timeline, traceIds }, { effects }] = await Promise.all([
    read<Story>(`${orderStatus}/orders/${orderId}`),
    read<{ effects: readonly { effectId: string }[] }>(`${posting}/effects?orderId=${encodeURIComponent(orderId)}`),
  ]);
  const stories = await Promise.all(
    effects.map(({ effectId }) => read<EffectStory>(`${posting}/effects/${encodeURIComponent(effectId)}`)),
  );
  const facts = timeline.map(({ at, what, topic, keys }) => ({ at, what, keys: [topic, ...keysOf(keys)] }));
  const hops = [...facts, ...stories.flatMap(effectHops)].sort((left, right) => (left.at < right.at ? -1 : 1));
  return { orderId, traceIds, hops };
}

/** Where one order's trace is read: what a shop sees, and posting's evidence. */
export interface TraceAddresses extends ReadingAddresses {
  readonly posting: string;
}

function effectHops({ effect, intent, attempts }: EffectStory): Hop[] {
  const command = {
    at: effect.issuedAt,
    what: `transformation decided: ${intent.kind}`,
    keys: ['erp.commands.v1', `sequence ${intent.sequence}`, `effectId ${effect.effectId}`],
  };
  const calls = attempts
    .flatMap((attempt) => attempt.calls)
    .map(({ startedAt, operation, businessObject, durationMs, result }) => ({
      at: startedAt,
      what: `posting called SYSPRO: ${`${operation} ${businessObject}`.trim()}, ${result} after ${Math.round(durationMs)} ms`,
      keys: [],
    }));
  return [command, ...calls];
}

function inBooks(
  { orderId, totalMinor }: ReplayReport['orders'][number],
  opayo: OpayoSummary,
  syspro: SysproSummary,
): OrderInBooks {
  const taken = opayo.orders.filter((entry) => entry.orderId === orderId);
  const entered = syspro.orders.filter((entry) => orderReferenceOf(entry.customerPoNumber) === referenceIn(orderId));
  const sum = (amounts: readonly number[]): number => amounts.reduce((total, amount) => total + amount, 0);
  return {
    orderId,
    fileMinor: totalMinor,
    opayoMinor: sum(taken.map(({ capturedMinor }) => capturedMinor)),
    sysproOrderMinor: entered.length === 0 ? null : sum(entered.map(({ orderedMinor }) => orderedMinor)),
    sysproInvoicedMinor: sum(entered.map(({ invoicedMinor }) => invoicedMinor)),
    sysproReceiptedMinor: sum(entered.map(({ receiptedMinor }) => receiptedMinor)),
  };
}

/** Bank to which the mapping posts card money. */
const CARD_BANK = 'OPAYO';

function ledgerIn(trialBalance: TrialBalance, currency: string): LedgerInBooks {
  const balance = trialBalance.find((each) => each.currency === currency);
  return {
    bankMinor: balance?.banks.find(({ bank }) => bank === CARD_BANK)?.balanceMinor ?? 0,
    differenceMinor: balance?.differenceMinor ?? 0,
    receivablesDifferenceMinor: balance?.receivables.differenceMinor ?? 0,
  };
}

/** A CustomerPoNumber begins with the order reference; the suffix that makes it unique per effect follows the last hyphen. */
function orderReferenceOf(customerPoNumber: string): string {
  return customerPoNumber.slice(0, customerPoNumber.lastIndexOf('-'));
}

function referenceIn(orderId: string): string {
  return orderId.slice(orderId.indexOf('/') + 1);
}

const TRACE_KEYS = [
  'vendorTxCode',
  'transactionId',
  'effectId',
  'salesOrder',
  'customerPoNumber',
  'invoice',
  'reference',
];

function keysOf(keys: Readonly<Record<string, string>>): string[] {
  return TRACE_KEYS.flatMap((key) => (keys[key] === undefined ? [] : [`${key} ${keys[key]}`]));
}

async function read<T>(url: string): Promise<T> {
  const response = await fetch(url, { signal: AbortSignal.timeout(30_000) });
  if (!response.ok) throw new Error(`GET ${url} was answered with ${response.status}: ${await response.text()}`);
  return (await response.json()) as T;
}
