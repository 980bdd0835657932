import { randomUUID } from 'node:crypto';
import type { ErpCommand } from '#libs/contracts';
import type { Database, Outbox, Parking, Transaction, Vault } from '#libs/delivery';
import type { RecordedCall } from '#libs/syspro';
import { conflictOf, type PlannedEffect } from '../accept-commands/plan-effect.js';
import type { ClaimedEffect, Effect } from '../effect/effect.js';
import {
  decisionOf,
  revisionOf,
  SIGNS_OF_PRESENCE,
  type RevisionDecision,
  type RevisionRecord,
} from '../revise-effects/revision.js';
import { EFFECT_STATES, type EffectState } from '../effect/effect-state.js';
import { OVERTAKING_KIND, PASSING_KIND, type SalesOrderHold } from '../hold-sales-order/sales-order-hold.js';
import { EFFECT_COLUMNS, effectOf, type EffectRow } from './effect-row.js';
import type { Acceptance, AttemptRecord, EffectStore, EffectSummary, Settlement } from './effect-store.js';

export interface PostgresEffectStoreOptions {
  readonly database: Database;
  readonly vault: Vault;
  readonly outbox: Outbox;
  readonly parking: Parking;
  /** Called after a commit that put a sales order under watch. */
  readonly onWatch?: (() => void) | undefined;
}

/** Channel on which lanes hear of new effects. */
export function effectChannel(schema: string): string {
  return `${schema}.effects`;
}

/** Keys passed over in one claim because their head is not there or waits for another effect. */
const MOST_PASSED_OVER = 50;
/** A head that waits for an effect of another order is looked at again after this long, should its wake-up have been missed. */
const DEPENDENCY_CHECK_SECONDS = 5;

/** The ledger in PostgreSQL; see `migrations/0001_effects.sql`. */
export class PostgresEffectStore implements EffectStore {
  constructor(private readonly options: PostgresEffectStoreOptions) {}

  accept(planned: readonly PlannedEffect[]): Promise<Acceptance[]> {
    if (planned.length === 0) return Promise.resolve([]);
    return this.options.database.transaction(async (tx) => {
      const created = new Set((await tx.query<{ effect_id: string }>(INSERT, this.#columns(planned))).map(idOf));
      const revised = new Set<PlannedEffect>();
      for (const item of planned) {
        if (!item.park && revisionOf(item.command) > 1 && (await this.#correct(tx, item))) revised.add(item);
      }
      const known = await tx.query<KnownRow>(KNOWN, [planned.map(({ intent }) => intent.effectId)]);
      const answers = answersTo(planned, created, new Map(known.map((row) => [row.effect_id, row]))).map(
        (answer, index) => (planned[index] && revised.has(planned[index]) ? 'revised' : answer),
      );
      for (const [index, { intent, park }] of planned.entries()) {
        if (answers[index] === 'conflict') await this.options.parking.park(tx, conflictOf(intent));
        else if (answers[index] === 'new' && park) await this.options.parking.park(tx, park);
      }
      await this.#queueKeys(
        tx,
        planned.filter((_, index) => answers[index] === 'new'),
      );
      return answers;
    });
  }

  redrive(effectId: string, decision: RevisionDecision): Promise<number | undefined> {
    return this.options.database.transaction(async (tx) => {
      const parked = await tx.query('SELECT 1 FROM effect WHERE effect_id = $1 AND parked FOR UPDATE', [effectId]);
      return parked.length === 0 ? undefined : this.#revise(tx, effectId, decision);
    });
  }

  claim(lane: string, leaseMs: number): Promise<ClaimedEffect | undefined> {
    return this.options.database.transaction(async (tx) => {
      for (let passedOver = 0; passedOver < MOST_PASSED_OVER; passedOver += 1) {
        const [due] = await tx.query<{ order_id: string }>(LOCK_DUE_KEY, [lane]);
        if (!due) return undefined;
        // A statement of its own: only what is read after the lock was taken is sure to include the effects accepted meanwhile.
        const [head] = await tx.query<HeadRow>(HEAD, [due.order_id]);
        if (head?.ready) return this.#take(tx, due.order_id, head.effect_id, leaseMs);
        await tx.query(head ? LOOK_LATER : NOTHING_TO_DO, [due.order_id]);
      }
      return undefined;
    });
  }

  async markSent(claim: ClaimedEffect, leaseMs: number): Promise<boolean> {
    const sent = await this.options.database.query(MARK_SENT, [claim.effectId, claim.orderId, claim.claimId, leaseMs]);
    return sent.length > 0;
  }

  async renew(claim: ClaimedEffect, leaseMs: number): Promise<boolean> {
    const renewed = await this.options.database.query(RENEW, [claim.orderId, claim.claimId, leaseMs]);
    return renewed.length > 0;
  }

  settle(claim: ClaimedEffect, from: EffectState, settlement: Settlement): Promise<boolean> {
    return this.options.database.transaction(async (tx) => {
      const updated = await tx.query(UPDATE, progressColumns(claim, from, settlement));
      if (updated.length === 0) return false;
      await tx.query(ATTEMPT, this.#attemptColumns(claim, settlement.attempt));
      await this.options.outbox.append(tx, settlement.messages);
      if (settlement.park) await this.options.parking.park(tx, settlement.park);
      if (settlement.watch) await this.#watch(tx, settlement.watch);
      if (settlement.hold) await tx.query(KEEP_HOLD, holdColumns(settlement.hold));
      if (letsFollowersGo(claim, settlement)) await tx.query(ADVANCE, [claim.orderId, claim.effectId]);
      else await tx.query(LET_GO, [claim.orderId, settlement.progress.dueAt, claim.sequence]);
      return true;
    });
  }

  async nextDueInMs(lane: string): Promise<number | undefined> {
    const [row] = await this.options.database.query<{ ms: number | null }>(NEXT_DUE, [lane]);
    return row?.ms === null || row === undefined ? undefined : Math.max(0, row.ms);
  }

  async find(effectId: string): Promise<Effect | undefined> {
    const [row] = await this.options.database.query<EffectRow>(
      `SELECT ${EFFECT_COLUMNS} FROM effect WHERE effect_id = $1`,
      [effectId],
    );
    return row && effectOf(row);
  }

  async commandOf(effectId: string): Promise<ErpCommand | undefined> {
    const [row] = await this.options.database.query<{ command: Buffer }>(
      'SELECT command FROM effect WHERE effect_id = $1',
      [effectId],
    );
    return row && this.#open(effectId, row.command);
  }

  async attemptsOf(effectId: string): Promise<AttemptRecord[]> {
    const rows = await this.options.database.query<AttemptRow>(ATTEMPTS, [effectId]);
    return rows.map(({ calls, ...attempt }) => {
      const opened = this.options.vault.open<RecordedCall[]>(calls, callsContext(attempt.claimId));
      return { ...attempt, calls: opened.map((call) => ({ ...call, startedAt: new Date(call.startedAt) })) };
    });
  }

  revisionsOf(effectId: string): Promise<RevisionRecord[]> {
    return this.options.database.query<RevisionRecord>(
      `SELECT revision, decided_by AS by, reason, decided_at AS "decidedAt" FROM effect_revision
       WHERE effect_id = $1 ORDER BY revision`,
      [effectId],
    );
  }

  async ofOrder(orderId: string): Promise<Effect[]> {
    const rows = await this.options.database.query<EffectRow>(
      `SELECT ${EFFECT_COLUMNS} FROM effect WHERE order_id = $1 ORDER BY sequence`,
      [orderId],
    );
    return rows.map(effectOf);
  }

  holdsOf(salesOrderEffectId: string): Promise<SalesOrderHold[]> {
    return this.options.database.query<SalesOrderHold & Record<string, unknown>>(HOLDS, [salesOrderEffectId]);
  }

  async summary(): Promise<EffectSummary> {
    const rows = await this.options.database.query<{ state: EffectState; effects: number; parked: number }>(SUMMARY);
    const of = (state: EffectState) => rows.find((row) => row.state === state)?.effects ?? 0;
    const counts = Object.fromEntries(EFFECT_STATES.map((state) => [state, of(state)])) as Record<EffectState, number>;
    return { ...counts, parked: rows.reduce((sum, row) => sum + row.parked, 0) };
  }

  async #take(tx: Transaction, orderId: string, effectId: string, leaseMs: number): Promise<ClaimedEffect> {
    const claimId = randomUUID();
    const [row] = await tx.query<TakenRow>(TAKE, [orderId, effectId, claimId, leaseMs]);
    if (!row) throw new Error('The effect whose key is locked has gone');
    return { ...effectOf(row), command: this.#open(row.effect_id, row.command), claimId, claimedAt: row.claimed_at };
  }

  async #queueKeys(tx: Transaction, accepted: readonly PlannedEffect[]): Promise<void> {
    if (accepted.length === 0) return;
    const ordered = [...accepted].sort((left, right) => (left.intent.orderId < right.intent.orderId ? -1 : 1));
    const keys = new Map(ordered.map(({ intent }) => [intent.orderId, intent.company]));
    await tx.query(ADD_KEYS, [[...keys.keys()], [...keys.values()]]);
    // Locked first and read afterwards: a lane that is just finishing the effect before ours is either seen or made to see us.
    await tx.query(LOCK_KEYS, [[...keys.keys()]]);
    await tx.query(WAKE_HEADS, [ordered.map(({ intent }) => intent.effectId)]);
    await tx.query(`SELECT pg_notify(current_schema() || '.effects', '')`);
  }

  async #watch(tx: Transaction, watch: NonNullable<Settlement['watch']>): Promise<void> {
    const { company, salesOrder, orderId, customerCode, currency } = watch;
    await tx.query(WATCH, [company, salesOrder, orderId, customerCode, currency]);
    if (this.options.onWatch) tx.afterCommit(this.options.onWatch);
  }

  /** Puts a corrected command in the place of one that is surely not in SYSPRO; false when that is not so, or it is not the next revision. */
  async #correct(tx: Transaction, { intent, command }: PlannedEffect): Promise<boolean> {
    const { effectId, sequence, kind } = intent;
    const known = [effectId, revisionOf(command) - 1, sequence, kind];
    const next = await tx.query(REVISABLE, [...known, intent.reference, SIGNS_OF_PRESENCE]);
    if (next.length === 0) return false;
    await this.#revise(tx, effectId, decisionOf(command));
    const { requestHash, reference, amountMinor, currency, dependsOn } = intent;
    const sealed = this.options.vault.seal(command, commandContext(effectId));
    const told = [sealed, requestHash, reference, amountMinor, currency, JSON.stringify(dependsOn)];
    await tx.query(REPLACE_COMMAND, [effectId, ...told]);
    return true;
  }

  async #revise(tx: Transaction, effectId: string, { by, reason }: RevisionDecision): Promise<number | undefined> {
    const [revised] = await tx.query<{ revision: number; order_id: string }>(REVISE, [effectId, by, reason]);
    if (!revised) return undefined;
    const parked = await tx.query<{ code: string }>(PARKED_CODES, [effectId]);
    const codes = parked.map(({ code }) => code);
    if (codes.length > 0) await this.options.parking.release(tx, revised.order_id, by, reason, codes);
    await tx.query(LOCK_KEYS, [[revised.order_id]]);
    await tx.query(WAKE_HEADS, [[effectId]]);
    await tx.query(`SELECT pg_notify(current_schema() || '.effects', '')`);
    return revised.revision;
  }

  #columns(planned: readonly PlannedEffect[]): unknown[] {
    const column = <T>(value: (item: PlannedEffect) => T): T[] => planned.map(value);
    return [
      column(({ intent }) => intent.effectId),
      column(({ intent }) => intent.orderId),
      column(({ intent }) => intent.company),
      column(({ intent }) => intent.kind),
      column(({ intent }) => intent.sequence),
      column(({ intent }) => intent.requestHash),
      column(({ intent }) => intent.reference),
      column(({ intent }) => intent.amountMinor),
      column(({ intent }) => intent.currency),
      column(({ intent }) => JSON.stringify(intent.dependsOn)),
      column(({ intent, command }) => this.options.vault.seal(command, commandContext(intent.effectId))),
      column(({ intent }) => intent.traceparent),
      column(({ intent }) => intent.issuedAt.toISOString()),
      column(({ park }) => park !== undefined),
      column(({ command }) => revisionOf(command)),
    ];
  }

  #attemptColumns(claim: ClaimedEffect, attempt: AttemptRecord): unknown[] {
    const { claimId, purpose, startedAt, endedAt, result, text, calls } = attempt;
    const sealed = this.options.vault.seal(calls, callsContext(claimId));
    return [claim.effectId, claim.revision, claimId, purpose, startedAt, endedAt, result, text, sealed];
  }

  #open(effectId: string, sealed: Buffer): ErpCommand {
    return this.options.vault.open<ErpCommand>(sealed, commandContext(effectId));
  }
}

interface KnownRow {
  readonly effect_id: string;
  readonly request_hash: string;
  readonly sequence: number;
  /** Hashes of the revisions before. */
  readonly replaced: readonly string[];
}

interface HeadRow {
  readonly effect_id: string;
  readonly ready: boolean;
}

interface TakenRow extends EffectRow {
  readonly command: Buffer;
  readonly claimed_at: Date;
}

interface AttemptRow extends Omit<AttemptRecord, 'calls'> {
  readonly calls: Buffer;
}

const idOf = (row: { effect_id: string }): string => row.effect_id;
const commandContext = (effectId: string): string => `command ${effectId}`;
const callsContext = (claimId: string): string => `calls ${claimId}`;

function answersTo(
  planned: readonly PlannedEffect[],
  created: Set<string>,
  known: ReadonlyMap<string, KnownRow>,
): Acceptance[] {
  return planned.map(({ intent }) => {
    const stored = known.get(intent.effectId);
    // What a correction replaced, read again from the topic.
    if (stored?.sequence === intent.sequence && stored.replaced.includes(intent.requestHash))
      return created.delete(intent.effectId) ? 'new' : 'repeat';
    if (stored?.request_hash !== intent.requestHash || stored.sequence !== intent.sequence) return 'conflict';
    // The second of two equal ones in a batch is a repeat of the first.
    return created.delete(intent.effectId) ? 'new' : 'repeat';
  });
}

function progressColumns(claim: ClaimedEffect, from: EffectState, { progress, attempt }: Settlement): unknown[] {
  const settled = progress.state === 'CONFIRMED' || progress.state === 'REJECTED';
  return [
    claim.effectId,
    from,
    progress.state,
    progress.parked,
    progress.failures,
    progress.firstFailedAt,
    progress.unknownSince,
    progress.lastCode,
    progress.lastText,
    progress.evidence === null ? null : JSON.stringify(progress.evidence),
    settled ? attempt.endedAt : null,
    claim.orderId,
    claim.claimId,
  ];
}

/** A refused hold is nothing the effects behind it could be waiting for. */
function letsFollowersGo({ kind }: ClaimedEffect, { progress: { state } }: Settlement): boolean {
  return state === 'CONFIRMED' || (state === 'REJECTED' && kind === OVERTAKING_KIND);
}

function holdColumns(hold: SalesOrderHold): unknown[] {
  const { salesOrderEffectId, holdCode, orderId, salesOrder, previousStatus, ours, standing, sequence } = hold;
  return [salesOrderEffectId, holdCode, orderId, salesOrder, previousStatus, ours, standing, sequence];
}

// ON CONFLICT covers both the id and the place in the order's sequence; what was passed over is judged afterwards.
const INSERT = `
  INSERT INTO effect (effect_id, order_id, company, kind, sequence, request_hash, reference, amount_minor, currency, depends_on, command,
    traceparent, issued_at, parked, revision)
  SELECT effect_id, order_id, company, kind, sequence, request_hash, reference, amount_minor, currency, depends_on::jsonb, command,
    traceparent, issued_at, parked, revision
  FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::bigint[], $6::text[], $7::text[], $8::bigint[], $9::text[],
    $10::text[], $11::bytea[], $12::text[], $13::timestamptz[], $14::boolean[], $15::integer[]) WITH ORDINALITY
    AS new (effect_id, order_id, company, kind, sequence, request_hash, reference, amount_minor, currency, depends_on, command,
      traceparent, issued_at, parked, revision, position)
  ORDER BY order_id, position
  ON CONFLICT DO NOTHING
  RETURNING effect_id`;

const KNOWN = `
  SELECT effect_id, request_hash, sequence,
    ARRAY(SELECT r.request_hash FROM effect_revision r WHERE r.effect_id = effect.effect_id) AS replaced
  FROM effect WHERE effect_id = ANY($1::text[])`;

const REVISABLE = `
  SELECT 1 FROM effect
  WHERE effect_id = $1 AND revision = $2 AND sequence = $3 AND kind = $4 AND state IN ('REJECTED', 'PLANNED')
    AND (reference = $5 OR NOT COALESCE(jsonb_strip_nulls(evidence) ?| $6::text[], false)) FOR UPDATE`;

const REVISE = `
  WITH audited AS (
    INSERT INTO effect_revision (effect_id, revision, decided_by, reason, request_hash, command)
    SELECT effect_id, revision + 1, $2, $3, request_hash, command FROM effect
    WHERE effect_id = $1 AND state IN ('REJECTED', 'PLANNED')
    RETURNING effect_id
  )
  UPDATE effect SET revision = revision + 1, state = 'PLANNED', parked = false, failures = 0, first_failed_at = NULL, settled_at = NULL,
    evidence = evidence - 'takenAt' - 'provenAbsentAt'
  FROM audited WHERE effect.effect_id = audited.effect_id
  RETURNING effect.revision, effect.order_id`;

const REPLACE_COMMAND = `
  UPDATE effect SET command = $2, request_hash = $3, reference = $4, amount_minor = $5, currency = $6, depends_on = $7::jsonb
  WHERE effect_id = $1`;

const PARKED_CODES = `SELECT DISTINCT code FROM parked WHERE effect_id = $1 AND released_at IS NULL`;

const ADD_KEYS = `
  INSERT INTO effect_key (order_id, lane) SELECT * FROM unnest($1::text[], $2::text[]) AS new (order_id, lane)
  ON CONFLICT (order_id) DO NOTHING`;

const LOCK_KEYS = `SELECT order_id FROM effect_key WHERE order_id = ANY($1::text[]) ORDER BY order_id FOR UPDATE`;

// Those of the new effects whose turn it is; the others wait for theirs.
const WAKE_HEADS = `
  UPDATE effect_key k SET due_at = now()
  FROM effect e
  WHERE e.effect_id = ANY($1::text[]) AND NOT e.parked AND k.order_id = e.order_id
    AND (k.next_sequence = e.sequence OR e.kind IN ('${OVERTAKING_KIND}', '${PASSING_KIND}'))`;

const LOCK_DUE_KEY = `
  SELECT order_id FROM effect_key
  WHERE lane = $1 AND due_at <= now() AND (lease_until IS NULL OR lease_until <= now())
  ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED`;

// A hold goes first, whatever the head waits for; a cancellation, once all before it has ended, well or not.
const OVERTAKING = `
    SELECT o.effect_id FROM effect o
    WHERE o.order_id = $1 AND NOT o.parked AND o.state NOT IN ('CONFIRMED', 'REJECTED')
      AND (o.kind = '${OVERTAKING_KIND}' OR (o.kind = '${PASSING_KIND}' AND o.sequence - 1 = (
        SELECT count(*) FROM effect before
        WHERE before.order_id = o.order_id AND before.sequence < o.sequence AND before.state IN ('CONFIRMED', 'REJECTED'))))
    ORDER BY o.sequence LIMIT 1`;

const HEAD = `
  SELECT effect_id, true AS ready, 1 AS turn FROM (
    ${OVERTAKING}
  ) AS overtaking
  UNION ALL
  SELECT e.effect_id, NOT EXISTS (
    SELECT 1 FROM jsonb_array_elements_text(e.depends_on) AS needed (effect_id)
    LEFT JOIN effect other ON other.effect_id = needed.effect_id
    WHERE other.state IS DISTINCT FROM 'CONFIRMED'
  ) AS ready, 2 AS turn
  FROM effect_key k JOIN effect e ON e.order_id = k.order_id AND e.sequence = k.next_sequence AND NOT e.parked
  WHERE k.order_id = $1
  ORDER BY turn LIMIT 1`;

const NOTHING_TO_DO = `UPDATE effect_key SET due_at = NULL WHERE order_id = $1`;

const LOOK_LATER = `
  UPDATE effect_key SET due_at = now() + interval '${DEPENDENCY_CHECK_SECONDS} seconds' WHERE order_id = $1`;

const TAKE = `
  WITH leased AS (
    UPDATE effect_key SET claim_id = $3, lease_until = clock_timestamp() + $4::double precision * interval '1 millisecond'
    WHERE order_id = $1
  )
  UPDATE effect SET state = CASE state WHEN 'PLANNED' THEN 'CLAIMED' ELSE state END
  WHERE effect_id = $2
  RETURNING ${EFFECT_COLUMNS}, command, clock_timestamp() AS claimed_at`;

const MARK_SENT = `
  WITH held AS (
    UPDATE effect_key SET lease_until = now() + $4::double precision * interval '1 millisecond'
    WHERE order_id = $2 AND claim_id = $3 AND lease_until > now()
    RETURNING order_id
  )
  UPDATE effect SET state = 'SENT', sends = sends + 1, sent_at = now()
  FROM held WHERE effect_id = $1 AND state = 'CLAIMED'
  RETURNING effect_id`;

const RENEW = `
  UPDATE effect_key SET lease_until = now() + $3::double precision * interval '1 millisecond'
  WHERE order_id = $1 AND claim_id = $2 AND lease_until > now()
  RETURNING order_id`;

// Locks the key first: nobody else may move it on meanwhile, and what is read after this statement includes all that was accepted.
const UPDATE = `
  WITH held AS (SELECT order_id FROM effect_key WHERE order_id = $12 AND claim_id = $13 FOR UPDATE)
  UPDATE effect SET state = $3, parked = $4, failures = $5, first_failed_at = $6, unknown_since = $7, last_code = $8, last_text = $9,
    evidence = $10, settled_at = $11
  FROM held WHERE effect_id = $1 AND state = $2
  RETURNING effect_id`;

const ATTEMPT = `
  INSERT INTO effect_attempt (effect_id, revision, claim_id, purpose, started_at, ended_at, result, text, calls)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`;

// What overtook the head and is not to be tried again leaves the head to go on.
const LET_GO = `
  UPDATE effect_key SET claim_id = NULL, lease_until = NULL,
    due_at = CASE WHEN next_sequence = $3 THEN COALESCE($2, (SELECT now() FROM (${OVERTAKING}) AS waiting))
      ELSE COALESCE($2, now()) END
  WHERE order_id = $1`;

/** What the key need not stop at. A function, because the statements below are made when this file is loaded. */
function passed(effect: string): string {
  return `(${effect}.state = 'CONFIRMED' OR (${effect}.state = 'REJECTED' AND ${effect}.kind = '${OVERTAKING_KIND}'))`;
}

// The key's own follower, what is done already passed over, and the heads of other orders that waited for this effect.
const ADVANCE = `
  WITH next AS (
    SELECT k.order_id, COALESCE((
      SELECT min(e.sequence) + 1 FROM effect e
      WHERE e.order_id = k.order_id AND e.sequence >= k.next_sequence AND ${passed('e')}
        AND EXISTS (SELECT 1 FROM effect head
          WHERE head.order_id = k.order_id AND head.sequence = k.next_sequence AND ${passed('head')})
        AND NOT EXISTS (SELECT 1 FROM effect follower
          WHERE follower.order_id = k.order_id AND follower.sequence = e.sequence + 1 AND ${passed('follower')})
    ), k.next_sequence) AS sequence
    FROM effect_key k WHERE k.order_id = $1
  ), advanced AS (
    UPDATE effect_key SET claim_id = NULL, lease_until = NULL, next_sequence = next.sequence,
      due_at = (SELECT now() FROM effect e WHERE e.order_id = next.order_id AND e.sequence = next.sequence)
    FROM next WHERE effect_key.order_id = next.order_id
  )
  UPDATE effect_key SET due_at = now()
  WHERE due_at IS NOT NULL AND order_id <> $1
    AND order_id IN (SELECT order_id FROM effect WHERE state = 'PLANNED' AND depends_on ? $2)`;

const KEEP_HOLD = `
  INSERT INTO sales_order_hold (sales_order_effect_id, hold_code, order_id, sales_order, previous_status, ours, standing, sequence)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
  ON CONFLICT (sales_order_effect_id, hold_code) DO UPDATE SET sales_order = EXCLUDED.sales_order,
    previous_status = EXCLUDED.previous_status, ours = EXCLUDED.ours, standing = EXCLUDED.standing,
    sequence = EXCLUDED.sequence, changed_at = now()`;

const HOLDS = `
  SELECT sales_order_effect_id AS "salesOrderEffectId", hold_code AS "holdCode", order_id AS "orderId", sales_order AS "salesOrder",
    previous_status AS "previousStatus", ours, standing, sequence
  FROM sales_order_hold WHERE sales_order_effect_id = $1 ORDER BY hold_code`;

const NEXT_DUE = `
  SELECT (extract(epoch FROM min(GREATEST(due_at, lease_until)) - clock_timestamp()) * 1000)::double precision AS ms
  FROM effect_key WHERE lane = $1 AND due_at IS NOT NULL`;

const WATCH = `
  INSERT INTO watched_order (company, sales_order, order_id, customer_code, currency) VALUES ($1, $2, $3, $4, $5)
  ON CONFLICT (company, sales_order) DO NOTHING`;

const ATTEMPTS = `
  SELECT claim_id AS "claimId", purpose, started_at AS "startedAt", ended_at AS "endedAt", result, text, calls
  FROM effect_attempt WHERE effect_id = $1 ORDER BY id`;

const SUMMARY = `
  SELECT state, count(*)::int AS effects, count(*) FILTER (WHERE parked)::int AS parked FROM effect GROUP BY state`;
