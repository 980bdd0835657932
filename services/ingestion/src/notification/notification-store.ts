import { notificationFrom, type FormFields, type Notification, type ReplyStatus } from '#libs/opayo';
import { InvariantViolation } from '#libs/errors';
import type { Transaction, Vault } from '#libs/delivery';

/** What was answered, and stays so: a repeat gets it again. Never ERROR: of what could not be stored nothing is said at all. */
export type Answered = Exclude<ReplyStatus, 'ERROR'>;

/** A notification to be stored, judged as far as that was possible. */
export interface HeardNotification {
  readonly notification: Notification;
  /** Vendor at Opayo, in its configured spelling; null while nothing tells it. */
  readonly vendor: string | null;
  /** The vendor whose pages the answer names: a repeat is sent to the same, whatever became known in between. */
  readonly answeredFor: string;
  /** Identity of the post: of all its fields as they came, and of the vendor it was posted for. */
  readonly contentHash: string;
  readonly receivedAt: Date;
  readonly traceparent: string | undefined;
  readonly answered: Answered;
  /** Null while its registration is not known. */
  readonly verified: boolean | null;
  /** Business key; with `verified` true. */
  readonly key: string | null;
  /** `shop/orderReference`; null while unallocated or unproven. */
  readonly orderId: string | null;
  /** When it is applied, or, while unproven, when Opayo is asked about it. */
  readonly dueAt: Date;
  /** Whether its fact tells an amount, which has to be read from Opayo. */
  readonly needsAmount: boolean;
}

export interface StoredNotification {
  /** `unkept`: judged and answered, and nothing of it stored. */
  readonly result: 'new' | 'repeat' | 'unkept';
  readonly answered: Answered;
  readonly answeredFor: string;
}

interface StoredRow {
  readonly content_hash: string;
  readonly answered: Answered;
  readonly answered_for: string;
  readonly repeats: number;
}

/** The inbox of notifications: one row per distinct post, however often and from wherever it comes. */
export class NotificationStore {
  constructor(private readonly vault: Vault) {}

  /**
   * Stores those that are new and counts the repeats of the others. One answer per notification, in their order; a repeat's is the one first
   * given. Equal ones may be in one call.
   */
  async add(tx: Transaction, heard: readonly HeardNotification[]): Promise<StoredNotification[]> {
    const counts = new Map<string, { first: HeardNotification; extra: number }>();
    for (const each of heard) {
      const known = counts.get(each.contentHash);
      if (known) known.extra += 1;
      else counts.set(each.contentHash, { first: each, extra: 0 });
    }
    const stored = await tx.query<StoredRow>(INSERT, this.columnsOf([...counts.values()]));
    const rows = new Map(stored.map((row) => [row.content_hash, row]));
    const told = new Set<string>();
    return heard.map(({ contentHash }) => {
      const row = rows.get(contentHash);
      if (!row) throw new InvariantViolation('A stored notification did not come back', { code: 'NOTIFICATION_LOST' });
      // A row that was there before has counted more repeats than this call brought.
      const isNew = row.repeats === counts.get(contentHash)?.extra && !told.has(contentHash);
      told.add(contentHash);
      return { result: isNew ? 'new' : 'repeat', answered: row.answered, answeredFor: row.answered_for };
    });
  }

  /** Counts repeats of what is stored and stores nothing. The answers first given, by content hash; of those that are not stored there is none. */
  async repeat(tx: Transaction, contentHashes: readonly string[]): Promise<ReadonlyMap<string, StoredNotification>> {
    if (contentHashes.length === 0) return new Map();
    const rows = await tx.query<StoredRow>(REPEAT, [contentHashes]);
    return new Map(
      rows.map(({ content_hash: hash, answered, answered_for: answeredFor }) => [
        hash,
        { result: 'repeat', answered, answeredFor },
      ]),
    );
  }

  /** The notification of a row, from its sealed fields. */
  open(fields: Buffer, contentHash: string): Notification {
    const reading = notificationFrom(this.vault.open<FormFields>(fields, contextOf(contentHash)));
    if (reading.ok) return reading.notification;
    throw new InvariantViolation('A stored notification is none any more', { code: 'NOTIFICATION_UNREADABLE' });
  }

  private columnsOf(heard: readonly { first: HeardNotification; extra: number }[]): unknown[] {
    const of = <T>(column: (each: HeardNotification) => T): T[] => heard.map(({ first }) => column(first));
    return [
      of(({ contentHash }) => contentHash),
      of(({ notification }) => notification.transactionId),
      of(({ notification }) => notification.vendorTxCode),
      of(({ notification }) => notification.txType),
      of(({ notification }) => notification.status),
      of(({ notification, contentHash }) => this.vault.seal(notification.fields, contextOf(contentHash))),
      of(({ traceparent }) => traceparent ?? null),
      of(({ receivedAt }) => receivedAt.toISOString()),
      heard.map(({ extra }) => extra),
      of(({ answered }) => answered),
      of(({ verified }) => verified),
      of(({ key }) => key),
      of(({ needsAmount }) => needsAmount),
      of(({ vendor }) => vendor),
      of(({ answeredFor }) => answeredFor),
      of(({ orderId }) => orderId),
      of(({ dueAt }) => dueAt.toISOString()),
    ];
  }
}

function contextOf(contentHash: string): string {
  return `notification ${contentHash}`;
}

const INSERT = `
  INSERT INTO notification (content_hash, transaction_id, vendor_tx_code, tx_type, status, fields, traceparent,
                            received_at, repeats, answered, verified, key, needs_amount, vendor, answered_for, order_id, due_at)
  SELECT content_hash, transaction_id, vendor_tx_code, tx_type, status, fields, traceparent,
         received_at, repeats, answered, verified, key, needs_amount, vendor, answered_for, order_id, due_at
  FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::bytea[], $7::text[],
              $8::timestamptz[], $9::integer[], $10::text[], $11::boolean[], $12::text[], $13::boolean[],
              $14::text[], $15::text[], $16::text[], $17::timestamptz[])
    WITH ORDINALITY AS heard (content_hash, transaction_id, vendor_tx_code, tx_type, status, fields, traceparent,
                              received_at, repeats, answered, verified, key, needs_amount, vendor, answered_for, order_id, due_at, position)
  ORDER BY position
  ON CONFLICT (content_hash) DO UPDATE SET repeats = notification.repeats + 1 + EXCLUDED.repeats
  RETURNING content_hash, answered, answered_for, repeats`;

const REPEAT = `
  UPDATE notification SET repeats = repeats + told.times
  FROM (SELECT hash, count(*)::integer AS times FROM unnest($1::text[]) AS told (hash) GROUP BY hash) AS told
  WHERE content_hash = told.hash
  RETURNING content_hash, answered, answered_for, repeats`;
