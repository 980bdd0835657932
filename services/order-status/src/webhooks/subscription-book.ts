import { randomUUID } from 'node:crypto';
import type { Database, Parking, Transaction, Vault } from '#libs/delivery';
import type { Subscription, SubscriptionWish } from './subscription.js';
import { deliveriesKey, subscriptionKey } from './webhook-alerts.js';
import { newSecret } from './webhook-secret.js';

export interface SubscriptionBookOptions {
  readonly database: Database;
  readonly vault: Vault;
  readonly parking: Pick<Parking, 'release'>;
  /** How long the secret before a rotation signs as well, milliseconds. */
  readonly oldSecretMs: number;
  readonly now: () => Date;
}

interface SubscriptionRow {
  subscription_id: string;
  shop: string;
  url: string;
  event_types: string[];
  description: string;
  state: Subscription['state'];
  paused_reason: string | null;
  failing_since: Date | null;
  delivered_at: Date | null;
  old_secret_until: Date | null;
  created_at: Date;
}

const COLUMNS = `subscription_id, shop, url, event_types, description, state, paused_reason, failing_since, delivered_at, old_secret_until,
  created_at`;

/** The subscriptions of the shops. A shop sees and changes its own only: every question names it. Secrets are sealed and shown once. */
export class SubscriptionBook {
  constructor(private readonly options: SubscriptionBookOptions) {}

  /** From now on the shop is told of changes there. The secret is told here and never again. */
  async subscribe(shop: string, wish: SubscriptionWish): Promise<{ subscription: Subscription; secret: string }> {
    const { database, now } = this.options;
    const subscriptionId = randomUUID();
    const secret = newSecret();
    const [row] = await database.query<SubscriptionRow>(
      `INSERT INTO webhook_subscription (subscription_id, shop, url, event_types, description, secret, created_at, updated_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $7) RETURNING ${COLUMNS}`,
      [subscriptionId, shop, wish.url, wish.eventTypes, wish.description, this.#seal(secret, subscriptionId), now()],
    );
    return { subscription: subscriptionOf(row as SubscriptionRow), secret };
  }

  async ofShop(shop: string): Promise<Subscription[]> {
    const rows = await this.options.database.query<SubscriptionRow>(
      `SELECT ${COLUMNS} FROM webhook_subscription WHERE shop = $1 ORDER BY created_at, subscription_id`,
      [shop],
    );
    return rows.map(subscriptionOf);
  }

  async find(shop: string, subscriptionId: string): Promise<Subscription | undefined> {
    const [row] = await this.options.database.query<SubscriptionRow>(
      `SELECT ${COLUMNS} FROM webhook_subscription WHERE shop = $1 AND subscription_id = $2`,
      [shop, subscriptionId],
    );
    return row && subscriptionOf(row);
  }

  /** Changes what is given. What waits goes to the new address; another address, and going on after a pause, begin with a clean slate. */
  async change(
    shop: string,
    subscriptionId: string,
    change: Partial<SubscriptionWish> & { readonly state?: Subscription['state'] },
  ): Promise<Subscription | undefined> {
    const { database, now, parking } = this.options;
    return database.transaction(async (tx) => {
      const [row] = await tx.query<SubscriptionRow>(CHANGE, [
        shop,
        subscriptionId,
        change.url ?? null,
        change.eventTypes ?? null,
        change.description ?? null,
        change.state ?? null,
        now(),
      ]);
      if (!row) return undefined;
      if (change.state === 'ACTIVE') {
        await tx.query(TRY_ANEW, [subscriptionId, now()]);
        await parking.release(tx, subscriptionKey(subscriptionId), shop, 'The shop let it go on');
        await this.#wake(tx);
      }
      return subscriptionOf(row);
    });
  }

  /** Ends it; what it was still to be told is forgotten with it. False when there is none. */
  async unsubscribe(shop: string, subscriptionId: string): Promise<boolean> {
    const { database, parking } = this.options;
    return database.transaction(async (tx) => {
      const gone = await tx.query(
        'DELETE FROM webhook_subscription WHERE shop = $1 AND subscription_id = $2 RETURNING subscription_id',
        [shop, subscriptionId],
      );
      if (gone.length === 0) return false;
      for (const key of [subscriptionKey(subscriptionId), deliveriesKey(subscriptionId)]) {
        await parking.release(tx, key, shop, 'The shop ended the subscription');
      }
      return true;
    });
  }

  /** A new secret; the one before signs beside it for a while, so that the receiver can change over without a pause. */
  async rotateSecret(
    shop: string,
    subscriptionId: string,
  ): Promise<{ secret: string; oldSecretUntil: Date } | undefined> {
    const { database, oldSecretMs, now } = this.options;
    const secret = newSecret();
    const oldSecretUntil = new Date(now().getTime() + oldSecretMs);
    const rows = await database.query(
      `UPDATE webhook_subscription SET old_secret = secret, old_secret_until = $4, secret = $3, updated_at = $5
       WHERE shop = $1 AND subscription_id = $2 RETURNING subscription_id`,
      [shop, subscriptionId, this.#seal(secret, subscriptionId), oldSecretUntil, now()],
    );
    return rows.length === 0 ? undefined : { secret, oldSecretUntil };
  }

  /** Those that sign now, the newest first; none when the subscription has gone. */
  async secretsOf(subscriptionId: string): Promise<string[]> {
    const { database, now } = this.options;
    const [row] = await database.query<{ secret: Buffer; old_secret: Buffer | null }>(
      `SELECT secret, CASE WHEN old_secret_until > $2 THEN old_secret END AS old_secret
       FROM webhook_subscription WHERE subscription_id = $1`,
      [subscriptionId, now()],
    );
    const sealed = [row?.secret, row?.old_secret].filter((each) => each !== null && each !== undefined);
    return sealed.map((each) => this.options.vault.open<string>(each, secretContext(subscriptionId)));
  }

  #seal(secret: string, subscriptionId: string): Buffer {
    return this.options.vault.seal(secret, secretContext(subscriptionId));
  }

  async #wake(tx: Transaction): Promise<void> {
    await tx.query(`SELECT pg_notify($1, '')`, [webhooksDueChannel(this.options.database.schema)]);
  }
}

/** Channel that says that a delivery is due, as it is committed. */
export function webhooksDueChannel(schema: string): string {
  return `${schema}.webhooks_due`;
}

function secretContext(subscriptionId: string): string {
  return `webhook secret ${subscriptionId}`;
}

function subscriptionOf(row: SubscriptionRow): Subscription {
  return {
    subscriptionId: row.subscription_id,
    shop: row.shop,
    url: row.url,
    eventTypes: row.event_types,
    description: row.description,
    state: row.state,
    pausedReason: row.paused_reason,
    failingSince: row.failing_since,
    deliveredAt: row.delivered_at,
    oldSecretUntil: row.old_secret_until,
    createdAt: row.created_at,
  };
}

const CHANGE = `
  UPDATE webhook_subscription SET
    url = coalesce($3, url), event_types = coalesce($4::text[], event_types), description = coalesce($5, description),
    state = coalesce($6, state), updated_at = $7,
    paused_reason = CASE $6 WHEN 'ACTIVE' THEN NULL WHEN 'PAUSED' THEN coalesce(paused_reason, 'by the shop') ELSE paused_reason END,
    failing_since = CASE WHEN $6 = 'ACTIVE' OR $3 IS NOT NULL THEN NULL ELSE failing_since END,
    consecutive_failures = CASE WHEN $6 = 'ACTIVE' OR $3 IS NOT NULL THEN 0 ELSE consecutive_failures END,
    resting_until = CASE WHEN $6 = 'ACTIVE' OR $3 IS NOT NULL THEN NULL ELSE resting_until END
  WHERE shop = $1 AND subscription_id = $2
  RETURNING ${COLUMNS}`;

const TRY_ANEW = `
  UPDATE webhook_delivery SET tried_since = NULL, attempts = 0, due_at = $2 WHERE subscription_id = $1 AND state = 'WAITING'`;
