import { createHash, timingSafeEqual } from 'node:crypto';
import { InvariantViolation } from '#libs/errors';
import type { Database } from '#libs/delivery';
import type { Allocations } from '../payment-fact/allocations.js';
import type { WatchList } from '../transaction-watch/watch-list.js';
import { orderIdOf, type Registration } from './registration.js';
import type { RegistrationStore } from './registration-store.js';

/** `conflict`: this vendorTxCode is known with other values in `fields`; nothing was changed. */
export type RegistrationAnswer =
  | { readonly result: 'new' | 'repeat' }
  | { readonly result: 'conflict'; readonly fields: readonly (keyof Registration)[] };

export interface RegistrationBookOptions {
  readonly database: Database;
  readonly store: RegistrationStore;
  readonly watchList: Pick<WatchList, 'expect'>;
  /** Told of the order, because facts of the payment may be out already. */
  readonly allocations: Pick<Allocations, 'lock' | 'registered'>;
  /** Called after a new one was committed: notifications may be waiting for it. */
  readonly onNew: () => void;
  readonly now: () => Date;
}

/** Takes down what shops tell about their payments; the first word stands. */
export class RegistrationBook {
  constructor(private readonly options: RegistrationBookOptions) {}

  /** Idempotent: the same again is a `repeat`. `registeredAt` is not compared, so that a shop may send its own clock's time again. */
  async register(registration: Registration): Promise<RegistrationAnswer> {
    const { database, store, watchList, allocations, onNew, now } = this.options;
    return database.transaction(async (tx) => {
      const { vendor, vendorTxCode, transactionId } = registration;
      await allocations.lock(tx, { vendorTxCodes: [vendorTxCode], transactionIds: [transactionId] });
      if (await store.add(tx, registration, now())) {
        const orderId = orderIdOf(registration);
        await watchList.expect(tx, [{ vendor, vendorTxCode, transactionId, orderId, why: 'REGISTERED' }]);
        await allocations.registered(tx, { vendor, vendorTxCode, transactionId, parentTransactionId: null, orderId });
        tx.afterCommit(onNew);
        return { result: 'new' };
      }
      const known = (await store.find(tx, [registration.vendorTxCode])).of(registration);
      if (!known) throw new InvariantViolation('A registration that was there has gone', { code: 'REGISTRATION_GONE' });
      const fields = differences(known, registration);
      return fields.length === 0 ? { result: 'repeat' } : { result: 'conflict', fields };
    });
  }
}

function differences(known: Registration, told: Registration): (keyof Registration)[] {
  const plain = (['transactionId', 'shop', 'orderReference'] as const).filter((field) => known[field] !== told[field]);
  const sameKey = timingSafeEqual(digestOf(known), digestOf(told));
  return sameKey ? plain : [...plain, 'securityKey'];
}

function digestOf({ securityKey }: Registration): Buffer {
  return createHash('sha256').update(securityKey.reveal()).digest();
}
