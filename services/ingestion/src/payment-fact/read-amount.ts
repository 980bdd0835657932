import { RejectedError } from '#libs/errors';
import { tellsTheSame, type Notification, type PiClient } from '#libs/opayo';
import type { Amount } from './fact.js';

/** How the amount of a transaction is asked for; `PiClient` is one. */
export type AmountSource = Pick<PiClient, 'transaction'>;

/**
 * The amount of a notification's transaction, read from Opayo: the post does not carry it, its signature does not cover it, and the shop's
 * word is not proof. Throws what the connector throws, and `RejectedError` OPAYO_DISAGREES when Opayo's books tell another story than its
 * notification, OPAYO_AMOUNT_MISSING when they name no amount we can use.
 */
export async function readAmount(opayo: AmountSource, notification: Notification): Promise<Amount> {
  const { transactionId, status, txType } = notification;
  const transaction = await opayo.transaction(transactionId);
  if (!tellsTheSame(transaction, notification)) {
    const { status: piStatus, transactionType: piType } = transaction;
    throw new RejectedError(
      `Opayo notified ${txType} ${status} and shows ${piType ?? 'no type'} ${piStatus} for the same transaction`,
      {
        code: 'OPAYO_DISAGREES',
        owner: 'finance',
        suggestedFix:
          'Look the transaction up in MyOpayo and ask Opayo which of the two holds. Release when both say the same.',
        facts: { transactionId, status, txType, piStatus, piType },
      },
    );
  }
  const { amountMinor, currency } = transaction;
  if (amountMinor === null || currency === null) {
    throw new RejectedError('Opayo shows no usable amount for this transaction', {
      code: 'OPAYO_AMOUNT_MISSING',
      owner: 'integration',
      suggestedFix:
        'Look the transaction up in MyOpayo; if it has an amount there, mend how its reply is read. Then release.',
      facts: { transactionId, currency },
    });
  }
  return { amountMinor, currency };
}
