import { RetryableError } from '#libs/errors';
import type { PiClient, ReportingClient, ServerClient } from '#libs/opayo';
import type { RedirectUrls } from '../notification/redirect-url.js';
import type { OrderReferencePattern } from './vendor-settings.js';

/** One vendor account at Opayo and the ways to ask about it. */
export interface Vendor {
  /** As configured; two names that differ in case only are the same vendor. */
  readonly name: string;
  readonly pi: Pick<PiClient, 'transaction'>;
  /** Undefined where no reporting user is configured: then no time, acquirer or later change is known. */
  readonly reporting: Pick<ReportingClient, 'transaction' | 'transactions' | 'related'> | undefined;
  readonly server: Pick<ServerClient, 'register'>;
  readonly redirectUrls: RedirectUrls;
  readonly orderReference: OrderReferencePattern | undefined;
}

/** The vendor accounts this service serves. */
export class Vendors {
  private readonly byName: ReadonlyMap<string, Vendor>;

  constructor(private readonly vendors: readonly [Vendor, ...Vendor[]]) {
    this.byName = new Map(vendors.map((vendor) => [vendor.name.toLowerCase(), vendor]));
  }

  /** By name, in whatever case. */
  get(name: string): Vendor | undefined {
    return this.byName.get(name.toLowerCase());
  }

  /** The one that a row names, or the only one. `RetryableError` VENDOR_NOT_CONFIGURED for one that left the configuration: all of its payments wait until it is back. */
  named(name: string | null | undefined): Vendor {
    const vendor = name === null || name === undefined ? this.only : this.get(name);
    if (vendor) return vendor;
    throw new RetryableError(`OPAYO_VENDORS does not have the vendor '${name ?? ''}'`, {
      code: 'VENDOR_NOT_CONFIGURED',
      target: `opayo:${name ?? ''}`,
    });
  }

  all(): readonly Vendor[] {
    return this.vendors;
  }

  /** The vendor, where there is but one: nobody needs to name it. */
  get only(): Vendor | undefined {
    return this.vendors.length === 1 ? this.vendors[0] : undefined;
  }

  /** Whose pages are shown where nothing tells the vendor. */
  get first(): Vendor {
    return this.vendors[0];
  }
}
