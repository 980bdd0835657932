import { OTHER_SHOP_KEY, SHOP_KEY, VENDOR } from './payments.js';
import { PI_CREDENTIALS } from './pi-stand-in.js';

/** What ingestion needs besides a stack. */
export function ingestionSettings(piBaseUrl: string): Record<string, string> {
  return {
    OPAYO_VENDOR: VENDOR,
    PI_BASE_URL: piBaseUrl,
    PI_INTEGRATION_KEY: PI_CREDENTIALS.key,
    PI_INTEGRATION_PASSWORD: PI_CREDENTIALS.password,
    PI_TIMEOUT_MS: '2000',
    SHOP_API_KEYS: `gifts=${SHOP_KEY},books=${OTHER_SHOP_KEY}`,
    REDIRECT_URL_TEMPLATE: 'https://shop.example/checkout/{outcome}?payment={vendorTxCode}',
    APPLY_MAX_BACKOFF_MS: '60000',
    LOG_LEVEL: 'silent',
  };
}

/** Nobody listens there. */
export const NOWHERE = '127.0.0.1:1';
