import { shape, text } from '#libs/mapping';

/** What the company table is asked with. */
export interface SiteQuery {
  /** Opayo vendor of the payment; empty when there is none. */
  readonly vendor: string;
  readonly shop: string;
  /** ISO 4217. */
  readonly currency: string;
  /** Where the goods go, ISO 3166-1 alpha-2: it decides the tax region. */
  readonly countryCode: string;
  /** Opayo's word for the acquirer, and our number there; empty where it told none. They name the clearing bank. */
  readonly authProcessor: string;
  readonly merchantNumber: string;
}

/** Where an order belongs in SYSPRO. */
export interface Site {
  /** Company id, at most 4 characters. */
  readonly company: string;
  readonly warehouse: string;
  /** Clearing bank of the acquirer's money. */
  readonly bank: string;
  /** Account of orders without a customer of their own. */
  readonly guestCustomer: string;
}

export const SITE = shape('Site', { company: text, warehouse: text, bank: text, guestCustomer: text });
export const SITE_QUERY = shape('SiteQuery', {
  ...{ vendor: text, shop: text, currency: text, countryCode: text, authProcessor: text, merchantNumber: text },
});
