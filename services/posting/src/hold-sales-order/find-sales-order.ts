import type { SalesOrderRow } from '#libs/syspro';
import { rejectedBecause } from '#libs/syspro';
import type { Attempt } from '../lane/effect-handler.js';
import type { HoldBook } from './sales-order-hold.js';

/** How a command about an order that is entered elsewhere names it. */
export interface SalesOrderKey {
  readonly salesOrderEffectId: string;
  readonly salesOrder: string | null;
  readonly customerCode: string;
  readonly customerPoNumber: string;
}

/**
 * The order as SYSPRO has it now: by its number where the command or the ledger knows it, else by its purchase order number. Undefined when
 * SYSPRO has none. Throws `RejectedError` DUPLICATE_ORDER when several could be meant: the wrong one must not be touched.
 */
export async function findSalesOrder(
  key: SalesOrderKey,
  book: HoldBook,
  { syspro }: Attempt,
): Promise<SalesOrderRow | undefined> {
  const evidence = (await book.find(key.salesOrderEffectId))?.evidence?.['salesOrder'];
  const number = key.salesOrder ?? (typeof evidence === 'string' ? evidence : undefined);
  const { customerCode: customer, customerPoNumber } = key;
  const rows =
    number === undefined
      ? await syspro.findSalesOrders({ customer, customerPoNumber })
      : await syspro.readSalesOrders({ from: number, to: number, pageRows: 1 });
  if (rows.length <= 1) return rows[0];
  const numbers = rows.map((row) => row.salesOrder).join(', ');
  throw rejectedBecause(
    'DUPLICATE_ORDER',
    `Customer ${customer} has several orders under ${customerPoNumber}: ${numbers}`,
  );
}
