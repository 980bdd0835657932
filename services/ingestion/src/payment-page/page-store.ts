import type { Transaction, Vault } from '#libs/delivery';
import type { AttemptState, PageAttempt, PageKey, PageRefusal, PaymentPage } from './page-attempt.js';

type Queries = Pick<Transaction, 'query'>;

/** An attempt before it is sent. */
export interface NewAttempt extends PageKey {
  readonly attempt: number;
  readonly requestHash: string;
  readonly vendor: string;
  readonly vendorTxCode: string;
  readonly orderId: string;
  readonly amountMinor: number;
  readonly currency: string;
  readonly sentAt: Date;
}

/** The table of payment pages; what their addresses open is sealed. */
export class PageStore {
  constructor(private readonly vault: Vault) {}

  /** Holds the key until the transaction ends, so that of several who ask for the same page one is first. */
  async lock(tx: Queries, { shop, idempotencyKey }: PageKey): Promise<void> {
    await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [
      `payment page ${JSON.stringify([shop, idempotencyKey])}`,
    ]);
  }

  /** The last attempt under a key. */
  async last(tx: Queries, { shop, idempotencyKey }: PageKey): Promise<PageAttempt | undefined> {
    const [row] = await tx.query<AttemptRow>(SELECT_LAST, [shop, idempotencyKey]);
    return row && this.attemptOf(row);
  }

  /** Writes an attempt down as SENT: before the call, because afterwards nobody could tell that it was made. Its id. */
  async add(tx: Queries, attempt: NewAttempt): Promise<number> {
    const { shop, idempotencyKey, requestHash, vendor, vendorTxCode, orderId, amountMinor, currency, sentAt } = attempt;
    const [row] = await tx.query<{ id: number }>(INSERT, [
      ...[shop, idempotencyKey, attempt.attempt, requestHash, vendor, vendorTxCode],
      ...[orderId, amountMinor, currency, sentAt],
    ]);
    return (row as { id: number }).id;
  }

  /** To be sent once more under the same code: Opayo surely did not get it. */
  async resend(tx: Queries, id: number, sentAt: Date): Promise<void> {
    await tx.query(`UPDATE payment_page SET state = 'SENT', sent_at = $2 WHERE id = $1`, [id, sentAt]);
  }

  /** False when it was given up in the meantime. */
  async opened(tx: Queries, { id, page }: { readonly id: number; readonly page: PaymentPage }): Promise<boolean> {
    const sealed = this.vault.seal(page, contextOf(page.vendorTxCode));
    return (await tx.query(OPEN, [id, page.transactionId, sealed])).length > 0;
  }

  async ended(
    tx: Queries,
    id: number,
    state: Exclude<AttemptState, 'SENT' | 'OPEN'>,
    refusal?: PageRefusal,
  ): Promise<void> {
    const told = refusal && JSON.stringify(refusal);
    await tx.query(`UPDATE payment_page SET state = $2, refusal = $3 WHERE id = $1 AND state = 'SENT'`, [
      ...[id, state, told ?? null],
    ]);
  }

  private attemptOf({ page, refusal, ...row }: AttemptRow): PageAttempt {
    return {
      ...row,
      page: page ? this.vault.open<PaymentPage>(page, contextOf(row.vendorTxCode)) : undefined,
      refusal: refusal === null ? undefined : (JSON.parse(refusal) as PageRefusal),
    };
  }
}

interface AttemptRow extends Omit<PageAttempt, 'page' | 'refusal'> {
  readonly page: Buffer | null;
  readonly refusal: string | null;
}

function contextOf(vendorTxCode: string): string {
  return `payment page ${vendorTxCode}`;
}

const SELECT_LAST = `
  SELECT id, attempt, request_hash AS "requestHash", vendor, vendor_tx_code AS "vendorTxCode", state, sent_at AS "sentAt", page, refusal
  FROM payment_page WHERE shop = $1 AND idempotency_key = $2
  ORDER BY attempt DESC LIMIT 1`;

const INSERT = `
  INSERT INTO payment_page (shop, idempotency_key, attempt, request_hash, vendor, vendor_tx_code, order_id, amount_minor, currency, sent_at, state)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'SENT')
  RETURNING id`;

const OPEN = `
  UPDATE payment_page SET state = 'OPEN', transaction_id = $2, page = $3 WHERE id = $1 AND state = 'SENT'
  RETURNING id`;
