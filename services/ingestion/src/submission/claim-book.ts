import { deterministicUuid, hashOf, type Database, type Transaction, type Vault } from '#libs/delivery';
import type { WatchList } from '../transaction-watch/watch-list.js';
import type { CheckedClaim } from './claim-check.js';
import { orderIdOfClaim } from './claim.js';

/** The ways in. */
export type Door = 'HTTP' | 'KAFKA';

/** `conflict`: the producer used this eventId before, for another content; nothing was changed. */
export interface ClaimAnswer {
  readonly result: 'new' | 'repeat' | 'conflict';
  readonly eventId: string;
}

export interface ClaimBookOptions {
  readonly database: Database;
  readonly vault: Vault;
  readonly watchList: Pick<WatchList, 'expect'>;
  /** Called after a commit that stored something new. */
  readonly onNew: () => void;
  readonly now: () => Date;
}

/** Takes down what producers claim about transactions, and has Opayo asked about them. Publishes nothing: a claim proves nothing. */
export class ClaimBook {
  constructor(private readonly options: ClaimBookOptions) {}

  /** Stores it and puts its transaction on the watch list, in one transaction. Idempotent by the eventId given, else by its content. */
  async accept(claim: CheckedClaim): Promise<ClaimAnswer> {
    const [answer] = await this.options.database.transaction((tx) => this.acceptAll(tx, [claim], 'HTTP'));
    return answer as ClaimAnswer;
  }

  /** As `accept`, several in the caller's transaction: one answer each, in their order. */
  async acceptAll(tx: Transaction, claims: readonly CheckedClaim[], door: Door): Promise<ClaimAnswer[]> {
    const entries = claims.map((claim) => entryOf(claim));
    const answers = new Map<ClaimEntry, ClaimAnswer>();
    // In one order, so that two batches with the same claims wait for each other instead of locking each other out.
    for (const entry of [...entries].sort((left, right) => (left.id < right.id ? -1 : left.id > right.id ? 1 : 0))) {
      answers.set(entry, await this.take(tx, entry, door));
    }
    const isNew = entries.filter((entry) => answers.get(entry)?.result === 'new');
    await this.options.watchList.expect(tx, isNew.map(expectationOf));
    if (isNew.length > 0) tx.afterCommit(() => this.options.onNew());
    return entries.map((entry) => answers.get(entry) as ClaimAnswer);
  }

  private async take(tx: Transaction, entry: ClaimEntry, door: Door): Promise<ClaimAnswer> {
    const { claim, eventId, bodyHash, shop } = entry;
    const now = this.options.now();
    const body = this.options.vault.seal(claim, claimContext(shop, eventId));
    const inserted = await tx.query(INSERT, [
      ...[shop, eventId, bodyHash, body, claim.transactionId, orderIdOfClaim(claim), door, now],
    ]);
    if (inserted.length > 0) return { result: 'new', eventId };
    const [known] = await tx.query<{ body_hash: string }>(SELECT_HASH, [shop, eventId]);
    return { result: known?.body_hash === bodyHash ? 'repeat' : 'conflict', eventId };
  }
}

/** What a sealed claim is bound to. */
export function claimContext(shop: string, eventId: string): string {
  return `claim ${shop} ${eventId}`;
}

interface ClaimEntry {
  readonly claim: CheckedClaim;
  readonly eventId: string;
  readonly bodyHash: string;
  /** Empty where it was told without one (Kafka only). */
  readonly shop: string;
  readonly id: string;
}

function entryOf(claim: CheckedClaim): ClaimEntry {
  const { eventId: given, ...content } = claim;
  const bodyHash = hashOf(content);
  const eventId = given ?? deterministicUuid('claim', bodyHash);
  const shop = claim.shop ?? '';
  return { claim, eventId, bodyHash, shop, id: `${shop} ${eventId}` };
}

function expectationOf({ claim }: ClaimEntry): Parameters<WatchList['expect']>[1][number] {
  const { vendor, transactionId, vendorTxCode, amountMinor, currency } = claim;
  const amount = amountMinor === null || currency === null ? {} : { amountMinor, currency };
  return { vendor, transactionId, vendorTxCode, orderId: orderIdOfClaim(claim), why: 'SUBMITTED', ...amount };
}

const INSERT = `
  INSERT INTO claim (shop, event_id, body_hash, body, transaction_id, order_id, door, told_at, due_at)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8)
  ON CONFLICT (shop, event_id) DO NOTHING
  RETURNING id`;

const SELECT_HASH = 'SELECT body_hash FROM claim WHERE shop = $1 AND event_id = $2';
