const HOUR_MS = 60 * 60 * 1000;
/** Nobody needs more of one payment for evidence. */
const MOST_PER_CODE = 20;

/**
 * How many notifications that are not genuine are kept of one payment: 20 an hour and replica. Every shopper knows the VendorTxCode of his own payment from the
 * shop's address, and may post as many different ones as he likes; all of them are answered and counted, but the disk is not his.
 */
export class ForgedQuota {
  private taken = new Map<string, number>();
  private hour = 0;

  /** Whether one more of this payment may be kept. */
  take(vendorTxCode: string, at: Date): boolean {
    const hour = Math.floor(at.getTime() / HOUR_MS);
    if (hour !== this.hour) this.taken = new Map();
    this.hour = hour;
    const taken = this.taken.get(vendorTxCode) ?? 0;
    this.taken.set(vendorTxCode, taken + 1);
    return taken < MOST_PER_CODE;
  }
}
