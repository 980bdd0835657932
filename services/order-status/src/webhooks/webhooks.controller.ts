import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Patch, Post, Query, UseGuards } from '@nestjs/common';
import { z } from 'zod';
import { invalid, notFound, Shop, ShopKeyGuard, Validated } from '#libs/service';
import { DELIVERY_READER, SUBSCRIPTION_BOOK, TARGET_ADDRESSES, WEBHOOK_DESK } from '../tokens.js';
import type { DeliveryReader } from './delivery-reader.js';
import { EVENT_TYPES } from './event-types.js';
import type { AttemptRecord, Delivery, Subscription } from './subscription.js';
import type { SubscriptionBook } from './subscription-book.js';
import type { TargetAddresses } from './target-address.js';
import type { WebhookDesk } from './webhook-desk.js';

const TYPES = EVENT_TYPES.map(({ type }) => type) as [string, ...string[]];

const url = z.string().max(2000);
const eventTypes = z.array(z.enum(TYPES, `one of ${TYPES.join(', ')}`)).max(TYPES.length);
const description = z.string().max(200);

const SUBSCRIBE = z.strictObject({ url, eventTypes: eventTypes.default([]), description: description.default('') });
const CHANGE = z.strictObject({
  url: url.optional(),
  eventTypes: eventTypes.optional(),
  description: description.optional(),
  state: z.enum(['ACTIVE', 'PAUSED'], 'ACTIVE or PAUSED').optional(),
});
const DELIVERIES = z.object({
  state: z.enum(['WAITING', 'DELIVERED', 'FAILED'], 'WAITING, DELIVERED or FAILED').optional(),
  orderReference: z.string().min(1).optional(),
  after: z.string().min(1).optional(),
  limit: z
    .string()
    .regex(/^\d{1,4}$/, 'a whole number')
    .transform(Number)
    .refine((value) => value >= 1 && value <= 500, 'between 1 and 500')
    .default(100),
});

/** A subscription with how it fares. */
interface SubscriptionHealth extends Subscription {
  readonly deliveries: Readonly<Record<Delivery['state'], number>>;
}

/** A shop's subscriptions to news of its orders, by the shop's key. Another shop's do not exist for it: 404. */
@Controller('webhooks')
@UseGuards(ShopKeyGuard)
export class WebhooksController {
  constructor(
    @Inject(SUBSCRIPTION_BOOK) private readonly subscriptions: SubscriptionBook,
    @Inject(DELIVERY_READER) private readonly deliveries: DeliveryReader,
    @Inject(WEBHOOK_DESK) private readonly desk: WebhookDesk,
    @Inject(TARGET_ADDRESSES) private readonly addresses: TargetAddresses,
  ) {}

  /** 201 with the secret, which is shown here only. */
  @Post()
  async subscribe(
    @Shop() shop: string,
    @Body(new Validated(SUBSCRIBE)) wish: z.output<typeof SUBSCRIBE>,
  ): Promise<Subscription & { secret: string }> {
    this.#checkAddress(wish.url);
    const { subscription, secret } = await this.subscriptions.subscribe(shop, wish);
    return { ...subscription, secret };
  }

  @Get()
  async list(@Shop() shop: string): Promise<{ subscriptions: SubscriptionHealth[] }> {
    const subscriptions = await this.subscriptions.ofShop(shop);
    return { subscriptions: await Promise.all(subscriptions.map((each) => this.#health(each))) };
  }

  @Get(':subscriptionId')
  async one(@Shop() shop: string, @Param('subscriptionId') subscriptionId: string): Promise<SubscriptionHealth> {
    return this.#health(await this.#ownOf(shop, subscriptionId));
  }

  /** Changes what is given. `{"state":"ACTIVE"}` after a pause sends everything that waited, in its order. */
  @Patch(':subscriptionId')
  async change(
    @Shop() shop: string,
    @Param('subscriptionId') subscriptionId: string,
    @Body(new Validated(CHANGE)) change: z.output<typeof CHANGE>,
  ): Promise<SubscriptionHealth> {
    if (change.url !== undefined) this.#checkAddress(change.url);
    const changed = await this.subscriptions.change(shop, subscriptionId, withoutUndefined(change));
    return this.#health(changed ?? noSuch(subscriptionId));
  }

  @Delete(':subscriptionId')
  @HttpCode(204)
  async unsubscribe(@Shop() shop: string, @Param('subscriptionId') subscriptionId: string): Promise<void> {
    if (!(await this.subscriptions.unsubscribe(shop, subscriptionId))) noSuch(subscriptionId);
  }

  /** A new secret; until `oldSecretUntil` both sign each webhook. */
  @Post(':subscriptionId/secret')
  async rotateSecret(
    @Shop() shop: string,
    @Param('subscriptionId') subscriptionId: string,
  ): Promise<{ secret: string; oldSecretUntil: Date }> {
    return (await this.subscriptions.rotateSecret(shop, subscriptionId)) ?? noSuch(subscriptionId);
  }

  /** Sends a signed `webhook.test` now and answers with what the receiver made of it. */
  @Post(':subscriptionId/test')
  @HttpCode(200)
  async test(
    @Shop() shop: string,
    @Param('subscriptionId') subscriptionId: string,
  ): Promise<AttemptRecord & { delivered: boolean }> {
    const { url } = await this.#ownOf(shop, subscriptionId);
    const record = await this.desk.test(subscriptionId, url);
    return { delivered: record.problem === null, ...record };
  }

  /** What was sent or waits, latest first, with what came of each attempt; `next` is the `after` of the next page. */
  @Get(':subscriptionId/deliveries')
  async listDeliveries(
    @Shop() shop: string,
    @Param('subscriptionId') subscriptionId: string,
    @Query(new Validated(DELIVERIES)) query: z.output<typeof DELIVERIES>,
  ): Promise<{ deliveries: Delivery[]; next: string | null }> {
    await this.#ownOf(shop, subscriptionId);
    const { orderReference, ...rest } = query;
    const orderId = orderReference === undefined ? undefined : `${shop}/${orderReference}`;
    const deliveries = await this.deliveries.list({ subscriptionId, orderId, ...rest });
    const next = deliveries.length === query.limit ? (deliveries.at(-1)?.deliveryId ?? null) : null;
    return { deliveries, next };
  }

  @Get(':subscriptionId/deliveries/:deliveryId')
  async delivery(
    @Shop() shop: string,
    @Param('subscriptionId') subscriptionId: string,
    @Param('deliveryId') deliveryId: string,
  ): Promise<Delivery> {
    await this.#ownOf(shop, subscriptionId);
    const delivery = await this.deliveries.find(subscriptionId, deliveryId);
    if (!delivery) throw notFound(`The subscription has no delivery ${deliveryId}`);
    return delivery;
  }

  /** Has one sent again, under the same ids, with the order as it is then. */
  @Post(':subscriptionId/deliveries/:deliveryId/redeliver')
  @HttpCode(202)
  async redeliver(
    @Shop() shop: string,
    @Param('subscriptionId') subscriptionId: string,
    @Param('deliveryId') deliveryId: string,
  ): Promise<Delivery> {
    await this.#ownOf(shop, subscriptionId);
    await this.deliveries.redeliver(subscriptionId, deliveryId);
    return this.delivery(shop, subscriptionId, deliveryId);
  }

  /** Has all sent again that were given up. */
  @Post(':subscriptionId/redeliver')
  @HttpCode(202)
  async redeliverFailed(
    @Shop() shop: string,
    @Param('subscriptionId') subscriptionId: string,
  ): Promise<{ deliveries: number }> {
    await this.#ownOf(shop, subscriptionId);
    return { deliveries: await this.deliveries.redeliverFailed(subscriptionId) };
  }

  async #ownOf(shop: string, subscriptionId: string): Promise<Subscription> {
    return (await this.subscriptions.find(shop, subscriptionId)) ?? noSuch(subscriptionId);
  }

  async #health(subscription: Subscription): Promise<SubscriptionHealth> {
    return { ...subscription, deliveries: await this.deliveries.countsOf(subscription.subscriptionId) };
  }

  #checkAddress(address: string): void {
    const message = this.addresses.problemOf(address);
    if (message) throw invalid([{ field: 'url', message }]);
  }
}

/** What can be subscribed to; open, as the list of words is. */
@Controller('webhook-event-types')
export class EventTypesController {
  @Get()
  list() {
    return EVENT_TYPES;
  }
}

function noSuch(subscriptionId: string): never {
  throw notFound(`There is no subscription ${subscriptionId} of this shop`);
}

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

function withoutUndefined<T extends object>(value: T): Defined<T> {
  return Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as Defined<T>;
}
