import { SHOP_NAME } from '#libs/service';
import type { Alert } from '#libs/contracts';
import {
  alertMessage,
  deterministicUuid,
  type Database,
  type Outbox,
  type OutboxMessage,
  type Transaction,
  type Vault,
} from '#libs/delivery';
import type { ConsumedRecord } from '#libs/kafka';

/** Why a record is refused, in words for its producer; `reason` repeats no value. */
export interface Refusal {
  /** Stable: `INVALID`, `CARD_DATA`, `KIND_UNKNOWN`, `SHOP_NOT_ALLOWED`, `EVENT_ID_REUSED` or `ORDER_VERSION_CONFLICT`. */
  readonly code: string;
  /** Path of the field that has to be mended; the first one where there are several. */
  readonly field: string;
  readonly reason: string;
}

/** A refused record as people see it, without its content. */
export interface RefusedSubmission extends Refusal {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly eventId: string;
  /** Empty where it is not told. */
  readonly shop: string;
  /** UTC instant. */
  readonly refusedAt: Date;
}

export interface RefusedSubmissionsOptions {
  readonly database: Database;
  readonly vault: Vault;
  readonly outbox: Outbox;
  readonly now: () => Date;
}

/** One alert per topic, shop and code in this time; a broken producer breaks every record. */
const ALERT_EVERY_MS = 10 * 60_000;
const LONGEST_EVENT_ID = 200;

/** Readable records that were refused: kept, sealed, with what has to be mended, so that nothing of what was sent is lost. */
export class RefusedSubmissions {
  constructor(private readonly options: RefusedSubmissionsOptions) {}

  /** In the caller's transaction. A record refused before is not kept or told of twice. Of one with card data only the place is kept. */
  async keep(tx: Transaction, record: ConsumedRecord<unknown>, refusal: Refusal): Promise<void> {
    const { vault, outbox, now } = this.options;
    const { topic, partition, offset, value } = record;
    const holdsCardData = refusal.code === 'CARD_DATA';
    const shop = shopOf(value);
    const eventId = holdsCardData ? '' : record.eventId.slice(0, LONGEST_EVENT_ID);
    const since = new Date(now().getTime() - ALERT_EVERY_MS);
    const [told] = await tx.query(TOLD_SINCE, [topic, shop, refusal.code, since]);
    const body = holdsCardData ? null : vault.seal(value, refusalContext(topic, partition, offset));
    const inserted = await tx.query(INSERT, [
      ...[topic, partition, offset, eventId, shop, refusal.code, refusal.field, refusal.reason, body, !told, now()],
    ]);
    if (inserted.length > 0 && !told) await outbox.append(tx, [alertOf(record, shop, refusal, now())]);
  }

  /** The latest first, at most `limit`. */
  async list(limit: number): Promise<RefusedSubmission[]> {
    return this.options.database.query<RefusedSubmission>(LATEST, [limit]);
  }
}

/** What a sealed record is bound to. */
function refusalContext(topic: string, partition: number, offset: string): string {
  return `refused ${topic}/${partition}/${offset}`;
}

/** The shop a record names, if what it names can be one: the text is a stranger's. */
function shopOf(value: unknown): string {
  const { shop, orderId } = value as { shop?: unknown; orderId?: unknown };
  const named = typeof shop === 'string' ? shop : typeof orderId === 'string' ? (orderId.split('/')[0] ?? '') : '';
  return SHOP_NAME.test(named) ? named : '';
}

function alertOf(record: ConsumedRecord<unknown>, shop: string, refusal: Refusal, raisedAt: Date): OutboxMessage {
  const { topic, partition, offset } = record;
  const subject = shop === '' ? topic : `${topic} of ${shop}`;
  const alertId = deterministicUuid('alert', 'ingestion', subject, refusal.code);
  const alert: Alert = {
    eventId: deterministicUuid(alertId, topic, partition, offset, raisedAt.getTime()),
    alertId,
    code: `SUBMISSION_${refusal.code}`,
    state: 'RAISED',
    severity: 'WARNING',
    owner: 'integration',
    service: 'ingestion',
    subject,
    orderId: null,
    effectId: null,
    what: `A record on ${topic} (partition ${partition}, offset ${offset}) is refused: ${refusal.field}: ${refusal.reason}`,
    whatToDo:
      'Mend the producer and have it send the event again. GET /submissions/refused lists what was refused; more of the same within 10 minutes raise no alert.',
    amountMinor: null,
    currency: null,
    raisedAt: raisedAt.getTime(),
    resolvedAt: null,
  };
  return alertMessage(alert);
}

const TOLD_SINCE = `
  SELECT FROM refused_submission WHERE topic = $1 AND shop = $2 AND code = $3 AND refused_at > $4 AND alerted LIMIT 1`;

const INSERT = `
  INSERT INTO refused_submission (topic, partition, record_offset, event_id, shop, code, field, reason, body, alerted, refused_at)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
  ON CONFLICT (topic, partition, record_offset, event_id) DO NOTHING
  RETURNING topic`;

const LATEST = `
  SELECT topic, partition, record_offset AS offset, event_id AS "eventId", shop, code, field, reason, refused_at AS "refusedAt"
  FROM refused_submission ORDER BY refused_at DESC, record_offset DESC LIMIT $1`;
