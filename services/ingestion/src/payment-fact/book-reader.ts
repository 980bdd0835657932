import { RejectedError, RetryableError } from '#libs/errors';
import type { Notification, ReportedTransaction, StatusMeaning } from '#libs/opayo';
import type { Logger } from 'pino';
import type { Vendor } from '../vendor/vendors.js';
import { agreementOf, entryOfPi, entryOfReport, piAgrees, type BookEntry } from './book-entry.js';

export interface BookReaderOptions {
  readonly log: Logger;
  readonly now: () => Date;
}

/** Whose books. */
export type AskedVendor = Pick<Vendor, 'name' | 'pi' | 'reporting'>;

/** While Reporting is away Pi is asked alone for this long: waiting for both would hold up every payment by Reporting's time-out. */
const REPORTING_REST_MS = 30_000;

/**
 * What Opayo itself has written down about a notified transaction: the post does not carry the amount, its signature does not cover it, and the
 * shop's word is not proof. The Reporting API is asked first, because it also has times and the acquirer; Pi where that is away or not configured.
 */
export class BookReader {
  private readonly reportingRestsUntil = new Map<string, number>();

  constructor(private readonly options: BookReaderOptions) {}

  /**
   * The entry of a notification's transaction. Throws what the connector throws when neither answers; `RetryableError` OPAYO_NOT_YET while Opayo
   * is still at it; `RejectedError` OPAYO_DISAGREES when the books tell another story than the notification, OPAYO_AMOUNT_MISSING when they name no
   * amount we can use.
   */
  async entryOf(vendor: AskedVendor, notification: Notification, kind: StatusMeaning): Promise<BookEntry> {
    const reported = await this.reported(vendor, notification.transactionId);
    const entry = reported && entryFrom(reported, notification, kind);
    return entry ?? this.entryFromPi(vendor, notification);
  }

  /** Opayo's report of a transaction; undefined when it has none, is away, rests or is not configured. */
  private async reported(vendor: AskedVendor, transactionId: string): Promise<ReportedTransaction | undefined> {
    const { log, now } = this.options;
    if (!vendor.reporting || now().getTime() < (this.reportingRestsUntil.get(vendor.name) ?? 0)) return undefined;
    try {
      return await vendor.reporting.transaction({ transactionId });
    } catch (error) {
      if (error instanceof RetryableError) {
        this.reportingRestsUntil.set(vendor.name, now().getTime() + REPORTING_REST_MS);
      }
      log.warn({ err: error, vendor: vendor.name, transactionId }, "Opayo's Reporting API did not help; Pi is asked");
      return undefined;
    }
  }

  private async entryFromPi(vendor: AskedVendor, notification: Notification): Promise<BookEntry> {
    const transaction = await vendor.pi.transaction(notification.transactionId);
    const { status, transactionType } = transaction;
    if (!piAgrees(notification, transaction))
      throw disagrees(notification, `${transactionType ?? 'no type'} ${status}`);
    const entry = entryOfPi(transaction);
    if (entry) return entry;
    throw new RejectedError('Opayo shows no usable amount for this transaction', {
      code: 'OPAYO_AMOUNT_MISSING',
      owner: 'integration',
      suggestedFix:
        'Look the transaction up in MyOpayo; if it has an amount there, mend how its reply is read. Then release.',
      facts: { transactionId: notification.transactionId, currency: transaction.currency },
    });
  }
}

/** Undefined when the report lacks an amount: Pi may have it. */
function entryFrom(
  reported: ReportedTransaction,
  notification: Notification,
  kind: StatusMeaning,
): BookEntry | undefined {
  const { transactionId, stateId, status, transactionType } = reported;
  switch (agreementOf(kind, notification, reported)) {
    case 'agrees':
      return entryOfReport(reported);
    case 'not yet':
      throw new RetryableError('Opayo notified a result and is still at it by its own books', {
        code: 'OPAYO_NOT_YET',
        facts: { transactionId, stateId },
      });
    case 'disagrees':
      throw disagrees(notification, `${transactionType} in state ${stateId ?? '?'} (${status})`);
  }
}

function disagrees({ transactionId, txType, status }: Notification, shown: string): RejectedError {
  return new RejectedError(`Opayo notified ${txType} ${status} and shows ${shown} for the same transaction`, {
    code: 'OPAYO_DISAGREES',
    owner: 'finance',
    suggestedFix:
      'Look the transaction up in MyOpayo and ask Opayo which of the two holds. Release when both say the same.',
    facts: { transactionId, status, txType, shown },
  });
}
