import type { OpayoTransaction } from './ledger/transaction.js';

/**
 * A transaction as Pi's GET shows it (opayo.md 1.5): the result of its registration. No vendorTxCode, no dates; amounts in whole minor units;
 * `retrievalReference` a JSON number, as every real sample has it, and only when authorised. Undefined before the shopper is through.
 */
export function piTransactionOf(transaction: OpayoTransaction): Record<string, unknown> | undefined {
  const { card, outcome, amountMinor } = transaction;
  if (!card || !outcome) return undefined;
  const authorised = outcome.result === 'OK';
  return {
    transactionId: transaction.transactionId,
    transactionType: 'Payment',
    status: authorised ? 'Ok' : 'NotAuthed',
    statusCode: authorised ? '0000' : '2000',
    statusDetail: authorised ? 'The Authorisation was Successful.' : 'The Authorisation was Declined by the bank.',
    ...(authorised ? { retrievalReference: transaction.txAuthNo } : {}),
    bankResponseCode: authorised ? '00' : '05',
    ...(authorised ? { bankAuthorisationCode: '999777' } : {}),
    avsCvcCheck: {
      status: 'SecurityCodeMatchOnly',
      address: 'NotMatched',
      postalCode: 'NotMatched',
      securityCode: 'Matched',
    },
    paymentMethod: {
      card: { cardType: card.piCardType, lastFourDigits: card.lastFourDigits, expiryDate: card.expiryDate },
    },
    amount: { totalAmount: amountMinor, saleAmount: amountMinor, surchargeAmount: 0 },
    currency: transaction.currency,
    '3DSecure': { status: 'NotChecked' },
  };
}
