import type { Notification } from '#libs/opayo';
import { isSignedWith } from '#libs/opayo';
import type { Secret } from '#libs/service';

/** What a shop told us about a payment it registered with Opayo. */
export interface Registration {
  /** As configured; Opayo signs with it in lower case. */
  readonly vendor: string;
  readonly vendorTxCode: string;
  /** Upper-case GUID, from the VPSTxId of Opayo's answer to the shop. */
  readonly transactionId: string;
  /** From the same answer; Opayo never sends it again. */
  readonly securityKey: Secret;
  readonly shop: string;
  /** Null while the shop has not given the payment to an order. */
  readonly orderReference: string | null;
  /** When the shop registered it with Opayo, UTC; null when it did not say. */
  readonly registeredAt: Date | null;
}

/** `shop/orderReference`; null while the payment is unallocated. Order ids are made here and at `POST /shop/orders` only. */
export function orderIdOf(registration: Registration): string | null {
  return registration.orderReference === null ? null : `${registration.shop}/${registration.orderReference}`;
}

/** The business key of a payment's facts: its order, or itself while it is unallocated. */
export function keyOf(registration: Registration): string {
  return orderIdOf(registration) ?? registration.vendorTxCode;
}

/** What identifies a transaction in a notification; `vendor` where it is known, from the address it was posted to. */
export interface Described {
  readonly vendor: string | null;
  readonly vendorTxCode: string;
  readonly transactionId: string;
}

/** Some registrations, to find those of notifications in. */
export class Registrations {
  constructor(private readonly all: readonly Registration[]) {}

  /**
   * The registration of what is described. Without a vendor it is that of the same transactionId; where none has it, any of the code,
   * so that a post about another transaction is judged by the registration it pretends to belong to.
   */
  of({ vendor, vendorTxCode, transactionId }: Described): Registration | undefined {
    const sameVendor = (name: string): boolean => vendor === null || name.toLowerCase() === vendor.toLowerCase();
    const candidates = this.all.filter((each) => each.vendorTxCode === vendorTxCode && sameVendor(each.vendor));
    return candidates.find((each) => each.transactionId === transactionId) ?? candidates[0];
  }
}

/** `unproven`: nobody has registered it yet, so there is no key to check it with. */
export type Verdict = 'genuine' | 'forged' | 'unproven';

/** Whether Opayo sent this notification: signed with the registration's key, and about the transaction that was registered. */
export function judge(notification: Notification, registration: Registration | undefined): Verdict {
  if (!registration) return 'unproven';
  if (notification.transactionId !== registration.transactionId) return 'forged';
  return isSignedWith(notification, registration) ? 'genuine' : 'forged';
}
