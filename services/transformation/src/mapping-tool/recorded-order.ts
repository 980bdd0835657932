import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { OrderFact } from '../order/order-fact.js';

/** An order as it was once, to be mapped again: what the shop said, what Opayo said, what SYSPRO invoiced. A sample is one, a recording a line each. */
export interface RecordedOrder {
  readonly orderId: string;
  readonly facts: readonly OrderFact[];
  readonly settings: RecordedSettings;
  /** `orders.jsonl:12`. */
  readonly from: string;
}

/** Settings of the company it was recorded in. */
export type RecordedSettings = z.output<typeof settings>;

const settings = z.strictObject({
  taxRounding: z.enum(['byLine', 'byOrder']).default('byLine'),
  timeZone: z.string().default('Europe/London'),
  purchaseOrderField: z.enum(['ours', 'buyers']).default('ours'),
  roundingTolerancePerLineMinor: z.int().min(0).max(1).default(0),
  askAvailability: z.boolean().default(false),
  receiptPolicy: z.enum(['onInvoice', 'onCapture']).default('onInvoice'),
  fraudHolds: z.enum(['denyAndChallenge', 'deny', 'none']).default('denyAndChallenge'),
});

/** An event as its topic has it; parts that are null may be left out. */
const event = z.looseObject({});
const recorded = z.strictObject({
  shopOrder: z.looseObject({ shop: z.string().min(1), orderReference: z.string().min(1) }),
  payments: z.array(event).default([]),
  orderChanges: z.array(event).default([]),
  outcomes: z.array(event).default([]),
  settings: settings.prefault({}),
  note: z.string().optional(),
});

/** A sample or recording that cannot be read, with its line. */
export class NotARecordedOrder extends Error {
  override readonly name = 'NotARecordedOrder';
}

/** Reads a sample (one JSON object) or a recording (JSON lines: one a line). Throws `NotARecordedOrder`, and the file system's errors. */
export function readRecordedOrders(path: string): RecordedOrder[] {
  const text = readFileSync(path, 'utf8').replace(/^\uFEFF/, '');
  const name = path.split(/[\\/]/).at(-1) ?? path;
  if (path.endsWith('.jsonl')) {
    return text
      .split(/\r?\n/)
      .flatMap((line, index) => (line.trim() === '' ? [] : [parseOrder(line, `${name}:${index + 1}`)]));
  }
  return [parseOrder(text, name)];
}

function parseOrder(text: string, from: string): RecordedOrder {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new NotARecordedOrder(`${from} is no JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  const parsed = recorded.safeParse(json);
  if (parsed.success) return orderOf(parsed.data, from);
  const problems = parsed.error.issues.map(({ path, message }) => `${path.join('.') || '(document)'}: ${message}`);
  throw new NotARecordedOrder(`${from} is no recorded order: ${problems.join('; ')}`);
}

function orderOf(
  { shopOrder, payments, orderChanges, outcomes, settings: own }: z.output<typeof recorded>,
  from: string,
): RecordedOrder {
  const orderId = `${shopOrder.shop}/${shopOrder.orderReference}`;
  const common = (kind: string, index: number): object => ({ eventId: `${orderId}-${kind}-${index + 1}`, orderId });
  const facts = [
    {
      source: 'shopOrder',
      event: {
        ...common('order', 0),
        version: 1,
        kind: 'PLACED',
        placed: null,
        amended: null,
        cancelled: null,
        submittedAt: 0,
        ...shopOrder,
      },
    },
    ...payments.map((each, index) => ({
      source: 'payment',
      event: { ...common('payment', index), ...PAYMENT, ...each },
    })),
    ...orderChanges.map((each, index) => ({
      source: 'orderChange',
      event: { ...common('change', index), ...CHANGE, ...each },
    })),
    ...outcomes.map((each, index) => ({
      source: 'outcome',
      event: { ...common('outcome', index), revision: 1, occurredAt: 0, ...each },
    })),
  ];
  // What a sample leaves out of an event counts as null, as it does in the contract's defaults; the mapping refuses what it needs and has not.
  return { orderId, facts: facts as unknown as OrderFact[], settings: own, from };
}

const PAYMENT = {
  parentTransactionId: null,
  occurredAt: 0,
  heardAt: 0,
  heardBy: 'NOTIFICATION',
  opayoStatus: 'OK',
  opayoTxType: 'PAYMENT',
};
const CHANGE = { observedAt: 0 };
