import type { Transaction } from '#libs/delivery';
import type { WatchList } from '../transaction-watch/watch-list.js';
import type { Vendors } from '../vendor/vendors.js';
import type { Allocations } from './allocations.js';
import type { OrderFinder } from './order-finder.js';

export interface ListedPaymentsOptions {
  readonly finder: OrderFinder;
  readonly allocations: Pick<Allocations, 'lock' | 'listed'>;
  readonly watchList: Pick<WatchList, 'expect' | 'lookAgain'>;
  readonly vendors: Vendors;
  readonly now: () => Date;
}

/** The payments shops' orders list: nobody else may tell us of them, so they are allocated by it and expected at Opayo. */
export class ListedPayments {
  constructor(private readonly options: ListedPaymentsOptions) {}

  /** In the order's own transaction; what was published of these payments before is given to the order. With several vendors an order does not say at which one a payment is: it is allocated, and what is found of it looked at again. */
  async list(tx: Transaction, orderId: string, payments: readonly { readonly vendorTxCode: string }[]): Promise<void> {
    const { finder, allocations, watchList, vendors, now } = this.options;
    const codes = payments.map(({ vendorTxCode }) => vendorTxCode);
    if (codes.length === 0) return;
    await allocations.lock(tx, { vendorTxCodes: codes });
    await finder.list(tx, orderId, codes, now());
    await allocations.listed(tx, orderId, codes);
    const vendor = vendors.only?.name;
    if (vendor === undefined) return watchList.lookAgain(tx, codes);
    await watchList.expect(
      tx,
      codes.map((vendorTxCode) => ({ vendor, vendorTxCode, transactionId: null, orderId, why: 'LISTED' })),
    );
  }
}
