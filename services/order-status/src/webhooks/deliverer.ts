import type { StoredOrder } from '../show-orders/order-reader.js';
import { orderView } from '../show-orders/order-view.js';
import { afterAttempt, type AttemptPolicy, type NextStep } from './after-attempt.js';
import type { ClaimedDelivery, DeliveryQueue } from './delivery-queue.js';
import type { AttemptRecord } from './subscription.js';
import type { WebhookAnswer } from './send-webhook.js';
import { webhookBody } from './webhook-body.js';
import type { WebhookDesk } from './webhook-desk.js';

export interface DelivererOptions {
  readonly queue: Pick<DeliveryQueue, 'claim' | 'settle'>;
  readonly desk: Pick<WebhookDesk, 'send'>;
  readonly readOrder: (orderId: string) => Promise<StoredOrder | undefined>;
  readonly policy: AttemptPolicy;
  /** Sent at once to one subscription, and to all. */
  readonly perSubscription: number;
  readonly atOnce: number;
  readonly now: () => Date;
  /** There is room again: another round may find something. */
  readonly onRoom: () => void;
  readonly onSettled?: (delivery: ClaimedDelivery, attempt: AttemptRecord, next: NextStep) => void;
  /** An attempt could not be made or written down (the database is away); its claim runs out and it is made again. */
  readonly onTrouble?: (delivery: ClaimedDelivery, error: unknown) => void;
  /** Runs the work of one delivery in its trace and tells the traceparent to send on. */
  readonly inTrace?: (
    delivery: ClaimedDelivery,
    work: (traceparent: string | undefined) => Promise<void>,
  ) => Promise<void>;
}

/** Sends what is due, many at once, and never waits for a slow receiver before it looks for others. */
export class Deliverer {
  readonly #underWay = new Map<string, Set<Promise<void>>>();
  #count = 0;

  constructor(private readonly options: DelivererOptions) {}

  /** Claims what there is room for and begins to send it. True when more may be due. */
  async round(): Promise<boolean> {
    const { queue, perSubscription, atOnce } = this.options;
    const room = atOnce - this.#count;
    if (room <= 0) return false;
    const underWay = new Map([...this.#underWay].map(([subscriptionId, work]) => [subscriptionId, work.size]));
    const claimed = await queue.claim(underWay, perSubscription, room);
    for (const delivery of claimed) this.#begin(delivery);
    return claimed.length > 0;
  }

  /** When what was begun has ended. */
  async settled(): Promise<void> {
    while (this.#count > 0) await Promise.all([...this.#underWay.values()].flatMap((work) => [...work]));
  }

  #begin(delivery: ClaimedDelivery): void {
    const { subscriptionId } = delivery;
    const ofSubscription = this.#underWay.get(subscriptionId) ?? new Set();
    this.#underWay.set(subscriptionId, ofSubscription);
    this.#count += 1;
    const work = this.#deliver(delivery).finally(() => {
      this.#count -= 1;
      ofSubscription.delete(work);
      if (ofSubscription.size === 0) this.#underWay.delete(subscriptionId);
      this.options.onRoom();
    });
    ofSubscription.add(work);
  }

  async #deliver(delivery: ClaimedDelivery): Promise<void> {
    const { inTrace = (_, work) => work(undefined), onTrouble } = this.options;
    try {
      await inTrace(delivery, (traceparent) => this.#attempt(delivery, traceparent));
    } catch (error) {
      onTrouble?.(delivery, error);
    }
  }

  async #attempt(delivery: ClaimedDelivery, traceparent: string | undefined): Promise<void> {
    const { queue, desk, readOrder, onSettled } = this.options;
    // Read right before it is sent: a receiver is never told what is no longer so.
    const order = await readOrder(delivery.orderId);
    if (!order) throw new Error(`The order ${delivery.orderId} of a webhook is not there`);
    const { subscriptionId, url, attempts: attempt } = delivery;
    const body = webhookBody(delivery, orderView(order));
    const { answer, record } = await desk.send({ subscriptionId, url, attempt, body, traceparent });
    const next = await queue.settle(delivery, record, (receiver) => this.#decide(delivery, answer, receiver));
    if (next) onSettled?.(delivery, record, next);
  }

  #decide(
    { attempts, triedSince }: ClaimedDelivery,
    answer: WebhookAnswer,
    receiver: { readonly failingSince: Date | null; readonly consecutiveFailures: number },
  ): NextStep {
    return afterAttempt(answer, { attempts, triedSince, ...receiver, now: this.options.now() }, this.options.policy);
  }
}
