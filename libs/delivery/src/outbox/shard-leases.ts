import type { Database } from '../database/database.js';
import type { Transaction } from '../database/transaction.js';
import { OUTBOX_SHARDS, outboxChannel } from './outbox.js';

/** Payload of the notification that shards are free. */
export const SHARDS_RELEASED = 'shards released';

/**
 * Which shards of the outbox a relay may publish. Leases are rows that expire by PostgreSQL's clock. Relays tell each other that they live,
 * and share the shards evenly.
 */
export class ShardLeases {
  #held = 0;
  /** By this process's own monotonic clock, counted from before PostgreSQL was asked: never later than PostgreSQL's expiry. */
  #surelyUntilMs = 0;
  #last: Promise<void> = Promise.resolve();

  constructor(
    private readonly database: Database,
    /** Unique to this relay, not to the process or host. */
    private readonly holder: string,
    private readonly leaseMs: number,
  ) {}

  /** Whether all shards of the last `rebalance` are still ours. Ask right before a send: the process may have stood still meanwhile. */
  get surelyHeld(): boolean {
    return performance.now() < this.#surelyUntilMs;
  }

  /** Extends what is held, gives back what is more than a fair share and takes what is free. Only between two sends. */
  async rebalance(): Promise<void> {
    await this.#oneAtATime(async () => {
      const askedAtMs = performance.now();
      this.#held = await this.database.transaction((tx) => this.#rebalance(tx));
      this.#surelyUntilMs = askedAtMs + this.leaseMs;
    });
  }

  /** Extends what is held and nothing else: may run while a send is under way. */
  async extend(): Promise<void> {
    await this.#oneAtATime(async () => {
      const askedAtMs = performance.now();
      const extended = await this.database.query(EXTEND, [this.holder, this.leaseMs]);
      this.#surelyUntilMs = extended.length < this.#held ? 0 : askedAtMs + this.leaseMs;
    });
  }

  /** Gives everything back and tells the others, so that they need not wait for the expiry. */
  async release(): Promise<void> {
    await this.#last;
    await this.database.transaction(async (tx) => {
      await tx.query(`UPDATE outbox_lease SET holder = NULL, expires_at = '-infinity' WHERE holder = $1`, [
        this.holder,
      ]);
      await tx.query('DELETE FROM outbox_relay WHERE holder = $1', [this.holder]);
      await tx.query(`SELECT pg_notify($1, $2)`, [outboxChannel(this.database.schema), SHARDS_RELEASED]);
    });
  }

  /** The timer's extension and the loop's rebalancing lock the same rows, in no common order: together they could deadlock. */
  #oneAtATime(work: () => Promise<void>): Promise<void> {
    const done = this.#last.then(work);
    this.#last = done.catch(() => undefined);
    return done;
  }

  /** How many shards are held then. */
  async #rebalance(tx: Transaction): Promise<number> {
    await tx.query(SAY_ALIVE, [this.holder, this.leaseMs]);
    await tx.query('DELETE FROM outbox_relay WHERE expires_at <= clock_timestamp()');
    const [alive] = await tx.query<{ relays: number }>('SELECT count(*) AS relays FROM outbox_relay');
    const fairShare = Math.ceil(OUTBOX_SHARDS / Math.max(1, alive?.relays ?? 1));
    const held = (await tx.query<{ shard: number }>(EXTEND, [this.holder, this.leaseMs])).map(({ shard }) => shard);
    if (held.length > fairShare) await tx.query(GIVE_BACK, [this.holder, held.slice(fairShare)]);
    if (held.length >= fairShare) return fairShare;
    const taken = await tx.query(TAKE_FREE, [this.holder, this.leaseMs, fairShare - held.length]);
    return held.length + taken.length;
  }
}

const UNTIL = `clock_timestamp() + $2 * interval '1 millisecond'`;

const SAY_ALIVE = `
  INSERT INTO outbox_relay (holder, expires_at) VALUES ($1, ${UNTIL})
  ON CONFLICT (holder) DO UPDATE SET expires_at = EXCLUDED.expires_at`;

// An expired lease is not extended even if nobody took it yet: its holder takes it anew, between two sends.
const EXTEND = `
  WITH extended AS (
    UPDATE outbox_lease SET expires_at = ${UNTIL}
    WHERE holder = $1 AND expires_at > clock_timestamp()
    RETURNING shard
  )
  SELECT shard FROM extended ORDER BY shard`;

const GIVE_BACK = `UPDATE outbox_lease SET holder = NULL, expires_at = '-infinity' WHERE holder = $1 AND shard = ANY($2::int[])`;

const TAKE_FREE = `
  UPDATE outbox_lease SET holder = $1, expires_at = ${UNTIL}
  WHERE shard IN (
    SELECT shard FROM outbox_lease WHERE holder IS NULL OR expires_at <= clock_timestamp()
    ORDER BY shard LIMIT $3 FOR UPDATE SKIP LOCKED
  )
  RETURNING shard`;
