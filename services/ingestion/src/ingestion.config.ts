import { z } from 'zod';
import {
  address,
  baseSettings,
  type ConfigFrom,
  databaseSettings,
  defineConfig,
  kafkaSettings,
  setting,
  ShopKeys,
  text,
  wholeNumber,
} from '#libs/service';
import { readVendorSettings } from './vendor/vendor-settings.js';
import { submissionSettings } from './submission/submission-settings.js';
import { watchSettings } from './transaction-watch/watch-settings.js';

/** Everything ingestion reads from its environment. */
export const ingestionConfig = defineConfig({
  ...baseSettings,
  ...databaseSettings,
  ...kafkaSettings,
  ...submissionSettings,
  ...watchSettings,
  OPAYO_VENDORS: setting({
    schema: z.string().superRefine((value, context) => {
      const reading = readVendorSettings(value);
      if (!reading.ok) for (const problem of reading.problems) context.addIssue(problem);
    }),
    doc: 'Vendor accounts at Opayo as a JSON array of {"vendor", "pi": {"integrationKey", "integrationPassword"}, "reporting"?: {"user", "password"}, "redirectUrl", "orderReference"?: {"shop", "pattern"}}; see the README',
    secret: true,
    example:
      '[{"vendor":"clarityshop","pi":{"integrationKey":"…","integrationPassword":"…"},"reporting":{"user":"…","password":"…"},"redirectUrl":"https://shop.example/checkout/{outcome}?payment={vendorTxCode}"}]',
  }),
  PI_BASE_URL: setting({
    schema: address('http', 'https'),
    doc: "Opayo's Pi REST API up to and including its version",
    example: 'https://sandbox.opayo.eu.elavon.com/api/v1',
  }),
  PI_TIMEOUT_MS: setting({
    schema: wholeNumber(100, 30_000),
    doc: 'Longest wait for an answer of the Pi API, milliseconds',
    default: '10000',
  }),
  REPORTING_URL: setting({
    schema: address('http', 'https'),
    doc: "Opayo's Reporting & Admin API; required when a vendor has a reporting user",
    optional: true,
    example: 'https://sandbox.opayo.eu.elavon.com/access/access.htm',
  }),
  REPORTING_TIMEOUT_MS: setting({
    schema: wholeNumber(100, 30_000),
    doc: 'Longest wait for an answer of the Reporting API, milliseconds',
    default: '10000',
  }),
  SERVER_BASE_URL: setting({
    schema: address('http', 'https'),
    doc: "Host of Opayo's Server integration, where payment pages are registered",
    example: 'https://sandbox.opayo.eu.elavon.com',
  }),
  SERVER_TIMEOUT_MS: setting({
    schema: wholeNumber(100, 30_000),
    doc: "Longest wait for Opayo's answer to the registration of a payment page, milliseconds",
    default: '10000',
  }),
  PUBLIC_BASE_URL: setting({
    schema: address('http', 'https'),
    doc: 'Our own address as Opayo reaches it, for the NotificationURL of payment pages',
    optional: true,
    example: 'https://connect.example',
  }),
  SHOP_API_KEYS: setting({
    schema: text().refine(
      (value) => ShopKeys.parse(value) !== undefined,
      'shop=key pairs separated by commas (a shop may have several keys)',
    ),
    doc: 'Keys with which shops send orders and registrations',
    secret: true,
    example: 'gifts=<key>,books=<key>',
  }),
  UNPROVEN_CONFIRM_AFTER_MS: setting({
    schema: wholeNumber(0, 60 * 60 * 1000),
    doc: "How long the shop's registration of a notified payment may take before Opayo itself is asked, milliseconds",
    default: '60000',
  }),
  UNPROVEN_ABSENT_LIMIT_MS: setting({
    schema: wholeNumber(0, 30 * 24 * 60 * 60 * 1000),
    doc: 'How long Opayo may say that it does not know a notified transaction before the notification counts as forged, milliseconds',
    default: '3600000',
  }),
  UNPROVEN_MAX: setting({
    schema: wholeNumber(1, 1_000_000),
    doc: 'Most unproven notifications kept; beyond it they are not answered, and Opayo repeats those that are its own',
    default: '10000',
  }),
  APPLY_MAX_BACKOFF_MS: setting({
    schema: wholeNumber(50, 60 * 60 * 1000),
    doc: 'Longest wait before Opayo is asked again for an amount while its APIs are away, milliseconds',
    default: '60000',
  }),
});

export type IngestionConfig = ConfigFrom<typeof ingestionConfig>;
