import type { AllocationSource } from '#libs/contracts';
import type { Transaction } from '#libs/delivery';
import { orderNamedIn } from '../vendor/vendor-settings.js';
import type { Vendors } from '../vendor/vendors.js';

type Queries = Pick<Transaction, 'query'>;

/** What is known of a payment whose order is looked for. */
export interface PaymentOfSomeOrder {
  readonly vendor: string;
  readonly vendorTxCode: string;
  /** The transaction it refunds, repeats or authorises. */
  readonly parentTransactionId: string | null;
  /** Where it is known, a registration of another transaction under this code does not count. */
  readonly transactionId?: string | undefined;
}

/** An order, and what named it. */
export interface FoundOrder {
  readonly orderId: string;
  readonly by: Extract<AllocationSource, 'REGISTRATION' | 'ORDER' | 'PARENT' | 'PATTERN'>;
}

/**
 * Finds the order of a payment, the surest way first: what the shop registered or asked a page for, what one order lists, the order of its parent transaction,
 * what the vendor's pattern reads out of its code. Two orders that list the same payment allocate nothing: a person decides.
 */
export class OrderFinder {
  constructor(private readonly vendors: Vendors) {}

  /** `shop/orderReference`; null: the payment is unallocated. */
  async orderOf(tx: Queries, payment: PaymentOfSomeOrder): Promise<string | null> {
    return (await this.find(tx, payment))?.orderId ?? null;
  }

  /** As `orderOf`, with what named the order. */
  async find(tx: Queries, payment: PaymentOfSomeOrder): Promise<FoundOrder | null> {
    const { vendor, vendorTxCode, parentTransactionId, transactionId = null } = payment;
    const [row] = await tx.query<{ told: string | null; listed: string | null; parents: string | null }>(FIND, [
      ...[vendor, vendorTxCode, parentTransactionId, transactionId],
    ]);
    if (row?.told) return { orderId: row.told, by: 'REGISTRATION' };
    if (row?.listed) return { orderId: row.listed, by: 'ORDER' };
    if (row?.parents) return { orderId: row.parents, by: 'PARENT' };
    const named = orderNamedIn(vendorTxCode, this.vendors.get(vendor)?.orderReference);
    return named === null ? null : { orderId: named, by: 'PATTERN' };
  }

  /** Takes down which payments an order lists, in any of its versions. */
  async list(tx: Queries, orderId: string, vendorTxCodes: readonly string[], now: Date): Promise<void> {
    if (vendorTxCodes.length > 0) await tx.query(LIST, [orderId, vendorTxCodes, now]);
  }
}

const FIND = `
  SELECT
    (SELECT coalesce(
       (SELECT shop || '/' || order_reference FROM registration
        WHERE vendor_tx_code = $2 AND lower(vendor) = lower($1) AND order_reference IS NOT NULL
          AND ($4::text IS NULL OR transaction_id = $4) LIMIT 1),
       (SELECT order_id FROM payment_page WHERE vendor_tx_code = $2 AND lower(vendor) = lower($1) LIMIT 1)
     )) AS told,
    (SELECT min(order_id) FROM listed_payment WHERE vendor_tx_code = $2 HAVING count(*) = 1) AS listed,
    (SELECT coalesce(
       (SELECT shop || '/' || order_reference FROM registration
        WHERE transaction_id = $3 AND lower(vendor) = lower($1) AND order_reference IS NOT NULL LIMIT 1),
       (SELECT order_id FROM payment_fact
        WHERE transaction_id = $3 AND lower(vendor) = lower($1) AND order_id IS NOT NULL ORDER BY heard_at LIMIT 1),
       (SELECT order_id FROM payment_allocation WHERE transaction_id = $3)
     )) AS parents`;

const LIST = `
  INSERT INTO listed_payment (vendor_tx_code, order_id, listed_at)
  SELECT DISTINCT code, $1, $3::timestamptz FROM unnest($2::text[]) AS listed (code) ORDER BY code
  ON CONFLICT DO NOTHING`;
