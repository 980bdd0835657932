import type { BookReader } from '../books/collection.js';
import { isSent, PROGRESS, REPLAY, THE_REPLAY, type OrderProgress, type ReplayRecord } from './progress.js';
import { CURRENCY } from './shop-order.js';

/** What is told of the replay that is going on, beyond what the books have. */
export interface Running {
  readonly isRunning: boolean;
  readonly sentNow: number;
}

/** `GET /replay`: plan and progress. Amounts are whole pence beside their currency. */
export function replayReport(books: BookReader, running: Running | undefined) {
  const record = books.get(REPLAY, THE_REPLAY);
  if (!record) return { state: 'NONE' as const };
  const orders = books.all(PROGRESS).sort((left, right) => (left.reference < right.reference ? -1 : 1));
  const sent = orders.filter(isSent).length;
  const errors = orders.filter(({ error }) => error !== null);
  const { salesMinor, cancellationsMinor, ...counts } = record.figures;
  return {
    state: running?.isRunning
      ? ('RUNNING' as const)
      : sent === orders.length
        ? ('DONE' as const)
        : ('STOPPED' as const),
    file: { name: record.fileName, ...counts, firstDay: record.firstDay },
    currency: CURRENCY,
    salesMinor,
    cancellationsMinor,
    sent,
    sentNow: running?.sentNow ?? 0,
    planted: record.planted.map((planted) => plantedOf(planted, record)),
    orders: orders.map((order) => orderOf(order, record)),
    errors: errors.map(({ reference, error }) => ({ orderId: `${record.shop}/${reference}`, error })),
  };
}

function plantedOf(
  { what, kind, reference, expectedMinor, expectedCode }: ReplayRecord['planted'][number],
  { shop }: ReplayRecord,
) {
  return {
    what,
    kind,
    orderId: `${shop}/${reference}`,
    expectedMinor,
    expectedOutcome: expectedCode === null ? ('receipted' as const) : ('parked' as const),
    expectedCode,
  };
}

function orderOf(order: OrderProgress, { shop }: ReplayRecord) {
  const { reference, totalMinor, currency } = order;
  return { orderId: `${shop}/${reference}`, totalMinor, currency, sent: isSent(order) };
}
