import { TOPICS, type PaymentEvent } from '#libs/contracts';
import { waitFor } from '#libs/testing';
import type { PipelineInSpace } from './pipeline-in-space.js';

/** A fact as both sides tell it: Opayo's book from its ledger alone, ingestion from what it was told and what it asked. */
export interface Told {
  readonly transactionId: string;
  readonly vendorTxCode: string;
  readonly kind: string;
  readonly amountMinor: number | null;
  readonly currency: string | null;
  readonly parentTransactionId: string | null;
}

/** Only of these kinds both sides tell an amount. */
const WITH_AMOUNT = ['CAPTURED', 'AUTHORISED', 'AUTHENTICATED', 'VOIDED', 'REFUNDED', 'SETTLEMENT_FAILED'];

function amountOf(event: PaymentEvent): { amountMinor: number | null; currency: string | null } {
  switch (event.kind) {
    case 'CAPTURED':
      return event.captured;
    case 'AUTHORISED':
      return event.authorised;
    case 'AUTHENTICATED':
      return event.authenticated;
    case 'VOIDED':
      return event.voided;
    case 'REFUNDED':
      return event.refunded;
    case 'SETTLEMENT_FAILED':
      return event.settlementFailed;
    default:
      return { amountMinor: null, currency: null };
  }
}

/** Every fact on the topic. */
export async function published(pipeline: PipelineInSpace): Promise<PaymentEvent[]> {
  return (await pipeline.recordsOn<PaymentEvent>(TOPICS.paymentEvents)).map(({ value }) => value);
}

/** The facts without what each way of hearing knows for itself, and without whose they are, which Opayo does not know. */
export const toldBy = (events: readonly PaymentEvent[]): Told[] =>
  events
    .filter(({ kind }) => kind !== 'ALLOCATED')
    .map((event) => {
      const { transactionId, vendorTxCode, kind, parentTransactionId } = event;
      const { amountMinor, currency } = amountOf(event);
      return { transactionId, vendorTxCode, kind, amountMinor, currency, parentTransactionId };
    });

/** Every fact a faultless observer of Opayo would know, by the sandbox's own ledger. */
export async function booked(pipeline: PipelineInSpace): Promise<Told[]> {
  const facts = await pipeline.get<Told[]>('sandbox', '/books/opayo/facts');
  return facts.map(({ transactionId, vendorTxCode, kind, amountMinor, currency, parentTransactionId }) => ({
    ...{ transactionId, vendorTxCode, kind, parentTransactionId },
    ...(WITH_AMOUNT.includes(kind) ? { amountMinor, currency } : { amountMinor: null, currency: null }),
  }));
}

export const sorted = (facts: readonly Told[]): Told[] =>
  [...facts].sort((left, right) => (left.transactionId + left.kind < right.transactionId + right.kind ? -1 : 1));

/** How a day was played. */
export interface DayPlayed {
  readonly state: string;
  readonly errors: readonly unknown[];
  readonly stories: object;
  readonly troubled: number;
}

/** Has the sandbox play a day of traffic, and waits until it is over. */
export async function playDay(pipeline: PipelineInSpace, day: Record<string, unknown>): Promise<DayPlayed> {
  await pipeline.send('POST', 'sandbox', '/opayo/day', { ...day, ingestionUrl: pipeline.urlOf('ingestion') });
  return waitFor(
    'the day to end',
    async () => {
      const report = await pipeline.get<DayPlayed>('sandbox', '/opayo/day');
      return report.state === 'DONE' && report;
    },
    { timeoutMs: 60_000 },
  );
}

/** Waits until as many facts are on the topic as Opayo's book has. */
export async function everyFactOut(pipeline: PipelineInSpace): Promise<void> {
  await waitFor(
    'every fact to be published',
    async () => {
      const [told, book] = [await pipeline.countOn(TOPICS.paymentEvents), await booked(pipeline)];
      if (told >= book.length) return true;
      throw new Error(`${told} of ${book.length}`);
    },
    { timeoutMs: 60_000 },
  );
}
