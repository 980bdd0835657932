import { OTHER_SHOP_KEY, SHOP_KEY, VENDOR } from './payments.js';
import { PI_CREDENTIALS } from './pi-stand-in.js';

/** A vendor as OPAYO_VENDORS has it. */
export type VendorSetting = Record<string, unknown>;

/** Where the shopper of the test's vendor is sent. */
export const REDIRECT_URL = 'https://shop.example/checkout/{outcome}?payment={vendorTxCode}';

/** The vendor of the tests; `overrides` over it. */
export function aVendor(overrides: VendorSetting = {}): VendorSetting {
  const { key: integrationKey, password: integrationPassword } = PI_CREDENTIALS;
  return { vendor: VENDOR, pi: { integrationKey, integrationPassword }, redirectUrl: REDIRECT_URL, ...overrides };
}

/** What ingestion needs besides a stack. */
export function ingestionSettings(
  piBaseUrl: string,
  vendors: readonly VendorSetting[] = [aVendor()],
): Record<string, string> {
  return {
    OPAYO_VENDORS: JSON.stringify(vendors),
    PI_BASE_URL: piBaseUrl,
    PI_TIMEOUT_MS: '2000',
    REPORTING_URL: new URL('/access/access.htm', piBaseUrl).href,
    REPORTING_TIMEOUT_MS: '2000',
    SERVER_BASE_URL: new URL(piBaseUrl).origin,
    SERVER_TIMEOUT_MS: '2000',
    SHOP_API_KEYS: `gifts=${SHOP_KEY},books=${OTHER_SHOP_KEY}`,
    APPLY_MAX_BACKOFF_MS: '60000',
    LOG_LEVEL: 'silent',
  };
}

/** Nobody listens there. */
export const NOWHERE = '127.0.0.1:1';
