import type { Books } from '../books/books.js';
import type { SandboxClock } from '../clock/sandbox-clock.js';
import type { Notifier } from '../opayo/notification/notifier.js';
import { TRANSACTIONS } from '../opayo/ledger/transaction.js';
import { complete, register } from '../opayo/notification/server-transaction.js';
import { IngestionRefused, type IngestionClient } from './ingestion-client.js';
import type { PlannedOrder, Step } from './plan.js';
import { CURRENCY, placedAt, shopOrderOf } from './shop-order.js';
import { paymentFor } from './synthetic.js';

/** What a step is taken with. */
export interface StepContext {
  readonly books: Books;
  readonly clock: SandboxClock;
  readonly notifier: Notifier;
  readonly ingestion: IngestionClient;
  readonly shop: string;
  readonly vendor: string;
}

const MINUTE_MS = 60_000;

/**
 * Takes one step for an order; taking it again does nothing twice. Throws `IngestionRefused` when trying again is of no use, any other
 * error when it may be.
 */
export async function takeStep(step: Step, order: PlannedOrder, context: StepContext): Promise<void> {
  switch (step.does) {
    case 'REGISTER':
      return registerPayment(step.payment, order, context);
    case 'ORDER':
      return placeOrder(order, context);
    case 'PAY':
      return finishPayment('OK', step.payment, order, context);
    case 'DECLINE':
      return finishPayment('NOTAUTHED', step.payment, order, context);
    case 'REPEAT_NOTIFICATION':
      return notify(paymentFor(context.shop, order.document.reference, step.payment).transactionId, context);
  }
}

async function registerPayment(payment: number, order: PlannedOrder, context: StepContext): Promise<void> {
  const { document } = order;
  const { shop, vendor, books, clock, ingestion } = context;
  const { vendorTxCode, transactionId, securityKey } = paymentFor(shop, document.reference, payment);
  const registeredAt = registeredAtOf(payment, order);
  const registration = {
    vendor,
    vendorTxCode,
    transactionId,
    securityKey,
    description: `${shop}/${document.reference}`,
    amountMinor: document.grossMinor,
    currency: CURRENCY,
    startedAt: registeredAt,
  };
  await books.change((draft) => register(draft, registration, clock.now()));
  await ingestion.register({
    vendor,
    vendorTxCode,
    transactionId,
    securityKey,
    shop,
    orderReference: document.reference,
    registeredAt: registeredAt.toISOString(),
  });
}

function placeOrder({ document, placedOn }: PlannedOrder, { shop, ingestion }: StepContext): Promise<void> {
  const { vendorTxCode } = paymentFor(shop, document.reference, 1);
  return ingestion.placeOrder(shopOrderOf(document, { shop, placedOn, vendorTxCodes: [vendorTxCode] }));
}

async function finishPayment(
  result: 'OK' | 'NOTAUTHED',
  payment: number,
  order: PlannedOrder,
  context: StepContext,
): Promise<void> {
  const { books, shop } = context;
  const { transactionId, card } = paymentFor(shop, order.document.reference, payment);
  // In the order's own time, as it was registered: the day and the period of the money are those of the file.
  const at = new Date(registeredAtOf(payment, order).getTime() + MINUTE_MS);
  const transaction = await books.change((draft) => complete(draft, transactionId, { result, card, at }));
  if (transaction.state === 9) throw new IngestionRefused(`Opayo cancelled ${transactionId}, as it was told to`);
  if (transaction.state === 7) await notify(transactionId, context);
}

function registeredAtOf(payment: number, { document, placedOn }: PlannedOrder): Date {
  return new Date(placedAt(document, placedOn).getTime() + (payment - 1) * MINUTE_MS);
}

async function notify(transactionId: string, { books, notifier }: StepContext): Promise<void> {
  const attempt = await notifier.notify(transactionId);
  if (attempt.reply === null) throw new Error(`the notification of ${transactionId} got no reply: ${attempt.detail}`);
  const state = books.get(TRANSACTIONS, transactionId)?.state;
  if (attempt.reply !== 'OK' || state === 9) {
    throw new IngestionRefused(`the notification of ${transactionId} was answered ${attempt.reply}: ${attempt.detail}`);
  }
}
