import type { Provider } from '@nestjs/common';
import { SpanKind } from '@opentelemetry/api';
import type { Vault } from '#libs/delivery';
import { SHOP_KEYS, ShopKeys, traceIdOf, WorkLoop, type Platform, type Storage } from '#libs/service';
import type { OrderStatusConfig } from '../order-status.config.js';
import type { OrderReader } from '../show-orders/order-reader.js';
import { DELIVERY_READER, SUBSCRIPTION_BOOK, TARGET_ADDRESSES, WEBHOOK_DESK } from '../tokens.js';
import { Deliverer, type DelivererOptions } from './deliverer.js';
import { DeliveryQueue } from './delivery-queue.js';
import { DeliveryReader } from './delivery-reader.js';
import { WebhookSender } from './send-webhook.js';
import { SubscriptionBook, webhooksDueChannel } from './subscription-book.js';
import { TargetAddresses } from './target-address.js';
import { WebhookDesk } from './webhook-desk.js';

/** A retry that falls due is noticed this late at most, milliseconds; news wake the loop at once. */
const IDLE_MS = 1_000;
const SWEEP_MS = 60 * 60 * 1000;
const SWEEP_ROWS = 1_000;
/** What settling an attempt may take beside the attempt, before another process may make it again, milliseconds. */
const SETTLE_MS = 15_000;

/** The wiring of the webhooks: rows that became due are claimed, sent and settled; shops manage their subscriptions over HTTP. */
export async function openWebhooks(
  platform: Platform<OrderStatusConfig>,
  { database, vault, parking }: Pick<Storage, 'database' | 'parking'> & { readonly vault: Vault },
  orders: OrderReader,
): Promise<Provider[]> {
  const { config, log, onClose } = platform;
  const now = () => new Date();
  const addresses = new TargetAddresses(config.webhookPrivateNetworks);
  const sender = new WebhookSender({ addresses, timeoutMs: config.webhookTimeoutMs });
  const subscriptions = new SubscriptionBook({
    ...{ database, vault, parking, now },
    oldSecretMs: config.webhookOldSecretMs,
  });
  const desk = new WebhookDesk({ sender, subscriptions, now });
  const queue = new DeliveryQueue({ database, parking, now, claimMs: config.webhookTimeoutMs + SETTLE_MS });
  const deliverer = new Deliverer({
    ...{ queue, desk, now, readOrder: (orderId) => orders.find(orderId) },
    policy: {
      firstMs: config.webhookFirstBackoffMs,
      longestMs: config.webhookLongestBackoffMs,
      retryForMs: config.webhookRetryForMs,
      random: Math.random,
    },
    perSubscription: config.webhooksAtOncePerSubscription,
    atOnce: config.webhooksAtOnce,
    onRoom: () => loop.wake(),
    ...observed(platform),
  });
  const loop = new WorkLoop({ name: 'webhooks', work: () => deliverer.round(), idleMs: IDLE_MS, log });
  const sweep = new WorkLoop({
    ...{ name: 'old webhooks', idleMs: SWEEP_MS, log },
    work: () => queue.forget(new Date(now().getTime() - config.webhookKeepMs), SWEEP_ROWS),
  });
  const unlisten = await database.listen(webhooksDueChannel(database.schema), () => loop.wake());
  loop.start();
  sweep.start();
  onClose('webhooks', async () => {
    await Promise.all([loop.stop(), sweep.stop(), unlisten()]);
    await deliverer.settled();
    sender.close();
  });
  measureWaiting(platform, database);
  return [
    { provide: SHOP_KEYS, useValue: ShopKeys.parse(config.shopApiKeys.reveal()) },
    { provide: SUBSCRIPTION_BOOK, useValue: subscriptions },
    { provide: DELIVERY_READER, useValue: new DeliveryReader(database, now) },
    { provide: WEBHOOK_DESK, useValue: desk },
    { provide: TARGET_ADDRESSES, useValue: addresses },
  ];
}

/** Counts, logs and traces each attempt. */
function observed({
  metrics,
  log,
  tracing,
}: Platform<OrderStatusConfig>): Pick<DelivererOptions, 'onSettled' | 'onTrouble' | 'inTrace'> {
  const attempts = metrics.counter({
    name: 'webhook_attempts_total',
    help: 'Webhooks sent, by what became of them: delivered, again, failed (given up) or wait (the subscription was paused)',
    labels: ['result'],
  });
  const latency = metrics.histogram({
    name: 'webhook_delivery_seconds',
    help: 'From the change of an order until its webhook was taken',
    buckets: [0.01, 0.05, 0.1, 0.25, 0.5, 1, 5, 30, 300, 3_600, 86_400],
  });
  return {
    onSettled: (delivery, { status, problem, durationMs }, { delivery: result }) => {
      const {
        subscriptionId,
        deliveryId,
        eventId,
        eventType,
        orderId,
        shop,
        attempts: attempt,
        traceparent,
      } = delivery;
      attempts.inc({ result: result.toLowerCase() });
      if (result === 'DELIVERED') latency.observe((Date.now() - delivery.occurredAt.getTime()) / 1000);
      const ids = { orderId, shop, subscriptionId, deliveryId, eventId, traceId: traceIdOf(traceparent ?? undefined) };
      const facts = { ...ids, eventType, attempt, status, problem, durationMs };
      if (result === 'DELIVERED') log.info(facts, 'webhook delivered');
      else log.warn({ ...facts, result }, 'webhook not delivered');
    },
    onTrouble: ({ deliveryId, subscriptionId }, err) =>
      log.warn({ err, deliveryId, subscriptionId }, 'A webhook could not be sent or written down; it comes again'),
    inTrace: ({ traceparent, orderId, deliveryId }, work) =>
      tracing.inSpan(
        'webhook',
        { traceparent: traceparent ?? undefined, kind: SpanKind.CLIENT, attributes: { orderId, deliveryId } },
        () => work(tracing.traceparent()),
      ),
  };
}

function measureWaiting({ metrics }: Platform<OrderStatusConfig>, database: Storage['database']): void {
  metrics.gauge({
    name: 'webhook_deliveries',
    help: 'Deliveries that wait, and those that were given up, by state',
    labels: ['state'],
    collect: async (gauge) => {
      const rows = await database.query<{ state: string; deliveries: number }>(
        `SELECT state, count(*) AS deliveries FROM webhook_delivery WHERE state <> 'DELIVERED' GROUP BY state`,
      );
      for (const state of ['WAITING', 'FAILED']) {
        gauge.set({ state }, rows.find((row) => row.state === state)?.deliveries ?? 0);
      }
    },
  });
  metrics.gauge({
    name: 'webhook_subscriptions',
    help: 'Subscriptions of shops, by state',
    labels: ['state'],
    collect: async (gauge) => {
      const rows = await database.query<{ state: string; subscriptions: number }>(
        'SELECT state, count(*) AS subscriptions FROM webhook_subscription GROUP BY state',
      );
      for (const state of ['ACTIVE', 'PAUSED']) {
        gauge.set({ state }, rows.find((row) => row.state === state)?.subscriptions ?? 0);
      }
    },
  });
}
