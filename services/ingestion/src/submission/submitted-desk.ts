import type { PaymentEvent, ShopOrder } from '#libs/contracts';
import type { Database, Transaction } from '#libs/delivery';
import type { ConsumedRecord } from '#libs/kafka';
import { findCardData } from '#libs/opayo';
import type { FieldProblem } from '#libs/service';
import type { Logger } from 'pino';
import { check, type Checking } from '../request-body/checked.js';
import type { OrderBook } from '../shop-order/order-book.js';
import { orderRequest, type OrderRequest } from '../shop-order/order-request.js';
import type { ClaimBook } from './claim-book.js';
import type { CheckedClaim, ClaimCheck } from './claim-check.js';
import type { KafkaShops } from './kafka-shops.js';
import type { Refusal, RefusedSubmissions } from './refused-submissions.js';
import type { SubmissionCounts } from './submission-counts.js';
import { claimBodyOf, orderBodyOf, type SubmittedBody } from './submitted-bodies.js';

export interface SubmittedDeskOptions {
  readonly database: Database;
  readonly orders: OrderBook;
  readonly claims: ClaimBook;
  readonly claimCheck: ClaimCheck;
  readonly shops: KafkaShops;
  readonly refused: RefusedSubmissions;
  readonly counts: SubmissionCounts;
  readonly log: Logger;
}

/** What becomes of one record. */
type Judged<T, V> =
  | { readonly record: ConsumedRecord<T>; readonly value: V }
  | { readonly record: ConsumedRecord<T>; readonly refusal: Refusal };

/**
 * Takes what outside producers put on the submitted topics: checked by the validators of the HTTP door, stored by the same books. A record that is refused is kept
 * with what its producer has to mend, and the others go on. One transaction per batch; a second delivery changes nothing.
 */
export class SubmittedDesk {
  constructor(private readonly options: SubmittedDeskOptions) {}

  async takeOrders(records: readonly ConsumedRecord<ShopOrder>[]): Promise<void> {
    const judged = records.map((record) => this.judgeOrder(record));
    await this.options.database.transaction(async (tx) => {
      const told = judged.filter((each) => 'value' in each);
      const answers = await this.options.orders.acceptAll(
        tx,
        told.map(({ value, record: { traceparent } }) => ({ request: value, traceparent })),
      );
      const conflicts = told.flatMap(({ record, value }, index) =>
        answers[index]?.result === 'conflict' ? [{ record, refusal: versionConflict(value) }] : [],
      );
      await this.refuse(tx, [...refusalsIn(judged), ...conflicts]);
      tx.afterCommit(() => this.count('order', judged, answers));
    });
  }

  async takeEvents(records: readonly ConsumedRecord<PaymentEvent>[]): Promise<void> {
    const judged = records.map((record) => this.judgeEvent(record));
    await this.options.database.transaction(async (tx) => {
      const told = judged.filter((each) => 'value' in each);
      const claims = told.map(({ value }) => value);
      const answers = await this.options.claims.acceptAll(tx, claims, 'KAFKA');
      const conflicts = told.flatMap(({ record }, index) =>
        answers[index]?.result === 'conflict' ? [{ record, refusal: EVENT_ID_REUSED }] : [],
      );
      await this.refuse(tx, [...refusalsIn(judged), ...conflicts]);
      tx.afterCommit(() => this.count('event', judged, answers));
    });
  }

  private judgeOrder(record: ConsumedRecord<ShopOrder>): Judged<ShopOrder, OrderRequest> {
    return this.judge(record, orderBodyOf, (body) => check(orderRequest, body));
  }

  private judgeEvent(record: ConsumedRecord<PaymentEvent>): Judged<PaymentEvent, CheckedClaim> {
    return this.judge(record, claimBodyOf, (body) => this.options.claimCheck.check(body));
  }

  private judge<T extends ShopOrder | PaymentEvent, V extends { readonly shop: string | null }>(
    record: ConsumedRecord<T>,
    bodyOf: (value: T) => SubmittedBody,
    checkBody: (body: unknown) => Checking<V>,
  ): Judged<T, V> {
    const places = findCardData({ key: record.key, ...record.value });
    if (places.length > 0) return { record, refusal: cardData(places) };
    const { body, problem, placeOf = {} } = bodyOf(record.value);
    if (problem) return { record, refusal: invalid([problem]) };
    if (record.value.kind === 'UNKNOWN' || record.value.kind === 'UNRECOGNISED')
      return { record, refusal: KIND_UNKNOWN };
    const checking = checkBody(body);
    if (!checking.ok) {
      const problems = checking.problems.map(({ field, message }) => ({ field: placeOf[field] ?? field, message }));
      return { record, refusal: invalid(problems) };
    }
    const { shop } = checking.value;
    if (!this.options.shops.maySpeak(shop)) return { record, refusal: notAllowed(shop) };
    return { record, value: checking.value };
  }

  private async refuse(
    tx: Transaction,
    refusals: readonly { readonly record: ConsumedRecord<ShopOrder | PaymentEvent>; readonly refusal: Refusal }[],
  ): Promise<void> {
    for (const { record, refusal } of refusals) {
      const { topic, partition, offset, eventId } = record;
      const { code, field } = refusal;
      this.options.log.warn({ topic, partition, offset, eventId, code, field }, 'a submitted record is refused');
      await this.options.refused.keep(tx, record, refusal);
    }
  }

  private count(
    what: 'order' | 'event',
    judged: readonly Judged<unknown, unknown>[],
    answers: readonly { readonly result: 'new' | 'repeat' | 'conflict' }[],
  ): void {
    for (const { result } of answers) this.options.counts.taken('KAFKA', what, result);
    for (const each of judged) if ('refusal' in each) this.options.counts.taken('KAFKA', what, 'refused');
  }
}

function refusalsIn<T, V>(judged: readonly Judged<T, V>[]): { record: ConsumedRecord<T>; refusal: Refusal }[] {
  return judged.flatMap((each) => ('refusal' in each ? [each] : []));
}

const KIND_UNKNOWN: Refusal = {
  code: 'KIND_UNKNOWN',
  field: 'kind',
  reason: 'a kind this release does not know, or one nobody can claim',
};

const EVENT_ID_REUSED: Refusal = {
  code: 'EVENT_ID_REUSED',
  field: 'eventId',
  reason: 'this eventId is known with another content; another event needs another eventId',
};

function versionConflict({ version }: OrderRequest): Refusal {
  return {
    code: 'ORDER_VERSION_CONFLICT',
    field: 'version',
    reason: `version ${version} of this order is known with another content; send changes as a higher version`,
  };
}

function cardData(places: readonly string[]): Refusal {
  return {
    code: 'CARD_DATA',
    field: places[0] ?? '',
    reason: 'looks like a card number; nothing of the record was kept',
  };
}

function invalid(problems: readonly FieldProblem[]): Refusal {
  const [first] = problems;
  const others = problems.length > 1 ? ` (and ${problems.length - 1} problems more)` : '';
  return { code: 'INVALID', field: first?.field ?? '', reason: `${first?.message ?? 'not valid'}${others}` };
}

function notAllowed(shop: string | null): Refusal {
  const who = shop === null ? 'an event without a shop' : `the shop '${shop}'`;
  return { code: 'SHOP_NOT_ALLOWED', field: 'shop', reason: `${who} may not be told of on Kafka: see KAFKA_SHOPS` };
}
