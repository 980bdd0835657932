import { check, type Checking } from '../request-body/checked.js';
import { claimRequest, type Claim } from './claim.js';

/** A claim about a transaction of a vendor we serve. */
export type CheckedClaim = Claim & { readonly vendor: string };

/** Checks claims, whatever door they came in by. */
export class ClaimCheck {
  /** @param vendors names at Opayo, as configured; where there is one only, a claim need not name it. */
  constructor(private readonly vendors: readonly string[]) {}

  check(body: unknown): Checking<CheckedClaim> {
    const checking = check(claimRequest, body);
    if (!checking.ok) return checking;
    const claim = checking.value;
    const vendor = this.vendorOf(claim.vendor);
    return vendor === undefined
      ? { ok: false, problems: [{ field: 'vendor', message: `must be one of ${this.vendors.join(', ')}` }] }
      : { ok: true, value: { ...claim, vendor } };
  }

  private vendorOf(told: string | null): string | undefined {
    if (told === null) return this.vendors.length === 1 ? this.vendors[0] : undefined;
    return this.vendors.find((name) => name.toLowerCase() === told.toLowerCase());
  }
}
