import { sumMinor } from '#libs/money';
import { capturedMinor } from '../opayo/ledger/amounts.js';
import { TRANSACTIONS } from '../opayo/ledger/transaction.js';
import type { BookReader } from './collection.js';

/** Opayo's transactions, oldest first, without their security keys; amounts in minor units of their currency. */
export function opayoTransactions(books: BookReader) {
  return books
    .all(TRANSACTIONS)
    .map(({ securityKey: _, description, ...transaction }) => ({
      ...transaction,
      orderId: description,
      capturedMinor: capturedMinor(transaction),
    }))
    .sort((left, right) => (left.startedAt + left.vendorTxCode < right.startedAt + right.vendorTxCode ? -1 : 1));
}

/** Opayo's book per currency, and per order what was captured. */
export function opayoSummary(books: BookReader) {
  const transactions = opayoTransactions(books);
  const currencies = [...new Set(transactions.map(({ currency }) => currency))];
  const captured = transactions.filter((transaction) => transaction.capturedMinor > 0);
  return {
    totals: currencies.map((currency) => {
      const own = transactions.filter((transaction) => transaction.currency === currency);
      const count = (state: number): number => own.filter((transaction) => transaction.state === state).length;
      return {
        currency,
        transactions: own.length,
        capturedMinor: sumMinor(own.map((transaction) => transaction.capturedMinor)),
        captured: count(16),
        declined: count(12),
        cancelled: count(9),
        awaitingReply: count(7),
      };
    }),
    orders: captured.map(({ orderId, transactionId, vendorTxCode, currency, capturedMinor }) => ({
      orderId,
      transactionId,
      vendorTxCode,
      currency,
      capturedMinor,
    })),
  };
}
