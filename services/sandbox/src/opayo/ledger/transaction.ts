import { randomBytes, randomUUID } from 'node:crypto';
import { collection, type BookDraft, type BookReader } from '../../books/collection.js';
import type { Card } from '../card.js';
import type { Outcome } from './outcome.js';
import type { TransactionState } from './states.js';
import type { TransactionType } from './transaction-type.js';

export type { TransactionType } from './transaction-type.js';

/** Through which of Opayo's doors it came: `S` Server, `P` Pi, `M` by hand in MyOpayo or another shared call. */
export type SystemUsed = 'S' | 'P' | 'M';

/** What ReD says of a transaction (opayo.md 2.2). */
export type FraudRecommendation = 'ACCEPT' | 'CHALLENGE' | 'DENY' | 'NOTCHECKED';

export type InstructionType = 'void' | 'abort' | 'release' | 'cancel';

/** Something that was done to a transaction afterwards. */
export interface Instruction {
  readonly type: InstructionType;
  /** ISO 8601 instant by the sandbox's clock. */
  readonly at: string;
  /** Minor units; only of a release. */
  readonly amountMinor: number | null;
}

/** One attempt to tell a vendor how a Server transaction ended. */
export interface NotificationAttempt {
  /** ISO 8601 instant by the sandbox's clock. */
  readonly sentAt: string;
  /** OK, INVALID, ERROR, or null when no reply was understood. */
  readonly reply: string | null;
  /** StatusDetail of the reply, or why there was none. */
  readonly detail: string;
}

/** Who pays; made up, like everything here. */
export interface Customer {
  readonly firstNames: string;
  readonly surname: string;
  readonly email: string | null;
}

export interface Address {
  readonly address1: string;
  readonly address2: string | null;
  readonly city: string;
  readonly postCode: string | null;
  /** ISO 3166 alpha-2. */
  readonly country: string;
  readonly state: string | null;
}

/** A transaction in Opayo's book, whichever door it came through. Amounts are minor units of `currency`, instants ISO 8601 UTC by the sandbox's clock. */
export interface OpayoTransaction {
  /** Upper-case GUID without braces. */
  readonly transactionId: string;
  /** Lower case. */
  readonly vendor: string;
  /** Unique per vendor. */
  readonly vendorTxCode: string;
  /** Ten capital letters and digits; keys signatures and later calls. Never shown by the books. */
  readonly securityKey: string;
  readonly transactionType: TransactionType;
  /** What it authorises, repeats or refunds. */
  readonly relatedTransactionId: string | null;
  readonly system: SystemUsed;
  readonly state: TransactionState;
  /** Each state entered, oldest first. */
  readonly history: readonly { readonly state: TransactionState; readonly at: string }[];
  /** As asked for; of a deferred one what was reserved, whatever was released. */
  readonly amountMinor: number;
  readonly currency: string;
  readonly description: string;
  readonly settlementReferenceText: string | null;
  readonly card: Card | null;
  readonly customer: Customer | null;
  readonly billing: Address | null;
  readonly startedAt: string;
  /** When the bank, or whatever ended it, had spoken. */
  readonly completedAt: string | null;
  /** When anything last happened to it: an idle page is cancelled by this, because `startedAt` may lie in the past. */
  readonly lastActivityAt: string;
  /** Null until it is decided. */
  readonly outcome: Outcome | null;
  /** Gateway authorisation number (Pi: retrievalReference); only when authorised. */
  readonly txAuthNo: number | null;
  readonly bankAuthCode: string | null;
  /** Deferred: what was released, null before. */
  readonly releasedMinor: number | null;
  /** By refunds that stand. */
  readonly refundedMinor: number;
  /** Authenticate: by authorisations that stand. */
  readonly authorisedMinor: number;
  readonly repeated: boolean;
  /** Set when it was handed to the acquirer. */
  readonly batchId: string | null;
  readonly authProcessor: string | null;
  readonly merchantNumber: string | null;
  readonly fraud: FraudRecommendation;
  readonly instructions: readonly Instruction[];
  /** Server: what was sent to the NotificationURL and what came back, oldest first. */
  readonly notifications: readonly NotificationAttempt[];
}

// The name is older than Pi's half of the ledger: books that are there keep their transactions (migrations/2_opayo_ledger.sql).
export const TRANSACTIONS = collection<OpayoTransaction>('opayo.transactions');

/** transactionId by vendor and VendorTxCode. */
const VENDOR_TX_CODES = collection<string>('opayo.vendor-tx-codes');

/** The transaction a vendor gave this code to. */
export function byVendorTxCode(books: BookReader, vendor: string, vendorTxCode: string): OpayoTransaction | undefined {
  const transactionId = books.get(VENDOR_TX_CODES, codeKey(vendor, vendorTxCode));
  return transactionId === undefined ? undefined : books.get(TRANSACTIONS, transactionId);
}

/** A vendor's own transaction, whatever the case of the id and with or without braces; undefined for another vendor's. */
export function ownTransaction(books: BookReader, vendor: string, transactionId: string): OpayoTransaction | undefined {
  const found = books.get(TRANSACTIONS, transactionId.replace(/^\{(.*)\}$/, '$1').toUpperCase());
  return found?.vendor === vendor.toLowerCase() ? found : undefined;
}

/** Enters a new transaction. */
export function enter(draft: BookDraft, transaction: OpayoTransaction): OpayoTransaction {
  draft.put(TRANSACTIONS, transaction.transactionId, transaction);
  draft.put(VENDOR_TX_CODES, codeKey(transaction.vendor, transaction.vendorTxCode), transaction.transactionId);
  return transaction;
}

/** Enters what changed of a transaction; a changed state is added to its history. */
export function change(
  draft: BookDraft,
  transaction: OpayoTransaction,
  changes: Partial<OpayoTransaction>,
  at: Date,
): OpayoTransaction {
  const moved = changes.state !== undefined && changes.state !== transaction.state;
  const lastActivityAt = at.toISOString();
  const changed: OpayoTransaction = {
    ...transaction,
    ...changes,
    lastActivityAt,
    history: moved
      ? [...transaction.history, { state: changes.state ?? transaction.state, at: lastActivityAt }]
      : transaction.history,
  };
  draft.put(TRANSACTIONS, changed.transactionId, changed);
  return changed;
}

/** A new id: upper-case GUID without braces. */
export function newTransactionId(): string {
  return randomUUID().toUpperCase();
}

const KEY_ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';

/** A new SecurityKey: ten capital letters and digits. */
export function newSecurityKey(): string {
  return [...randomBytes(10)].map((byte) => KEY_ALPHABET[byte % KEY_ALPHABET.length]).join('');
}

function codeKey(vendor: string, vendorTxCode: string): string {
  return `${vendor.toLowerCase()}/${vendorTxCode}`;
}
