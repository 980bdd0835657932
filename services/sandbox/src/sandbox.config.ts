import { z } from 'zod';
import {
  address,
  baseSettings,
  databaseSettings,
  defineConfig,
  flag,
  oneOf,
  setting,
  text,
  wholeNumber,
  type ConfigFrom,
} from '#libs/service';
import { parseVendors, VENDOR_PROFILES, type VendorAccount } from './opayo/vendors.js';
import { parseOperators } from './syspro/session/operators.js';

/** Everything the sandbox reads from its environment. Its credentials are made up and open nothing but itself. */
export const sandboxConfig = defineConfig({
  ...baseSettings,
  HTTP_BODY_LIMIT_BYTES: { ...baseSettings.HTTP_BODY_LIMIT_BYTES, defaultText: () => String(16 * 1024 * 1024) },
  DATABASE_URL: databaseSettings.DATABASE_URL,
  DATABASE_SCHEMA: databaseSettings.DATABASE_SCHEMA,
  INGESTION_URL: setting({
    schema: address('http', 'https'),
    doc: 'Base address of ingestion, which the shop and Opayo talk to; a replay may name another',
    default: 'http://127.0.0.1:4010',
  }),
  SHOP_NAME: setting({
    schema: z.string().regex(/^[A-Za-z0-9-]{1,30}$/, 'letters, digits and -'),
    doc: "The shop's short name",
    default: 'gifts',
  }),
  SHOP_API_KEY: setting({
    schema: text(),
    doc: "The shop's key for ingestion",
    default: 'sandbox-shop-key-not-a-secret',
    secret: true,
  }),
  OPAYO_VENDOR: setting({
    schema: z.string().regex(/^[A-Za-z0-9]{1,15}$/, 'letters and digits, at most 15'),
    doc: 'Vendor name at Opayo; part of what Opayo signs',
    default: 'clarityshop',
  }),
  PI_INTEGRATION_KEY: setting({
    schema: text(),
    doc: 'Integration key the Pi API accepts',
    default: 'sandbox-integration-key',
  }),
  PI_INTEGRATION_PASSWORD: setting({
    schema: text(),
    doc: 'Integration password the Pi API accepts',
    default: 'sandbox-integration-password',
    secret: true,
  }),
  OPAYO_VENDOR_PROFILE: setting({
    schema: oneOf(...VENDOR_PROFILES),
    doc: 'What the vendor OPAYO_VENDOR has Opayo look at: lenient looks at neither 3-D Secure nor AVS/CV2, strict at both',
    default: 'lenient',
  }),
  REPORTING_USER: setting({
    schema: text(),
    doc: 'User the Reporting API accepts for OPAYO_VENDOR',
    default: 'sandbox-reporting',
  }),
  REPORTING_PASSWORD: setting({
    schema: text(),
    doc: 'Password that keys the signatures of REPORTING_USER',
    default: 'sandbox-reporting-password',
    secret: true,
  }),
  OPAYO_FURTHER_VENDORS: setting({
    schema: z.string().superRefine((value, context) => {
      try {
        parseVendors(value);
      } catch (error) {
        context.addIssue((error as Error).message);
      }
    }),
    doc: 'Further vendors, a JSON array of {vendor, profile, pi: {integrationKey, integrationPassword}, reporting?: {user, password}}',
    default: JSON.stringify([
      {
        vendor: 'sandbox',
        profile: 'lenient',
        pi: { integrationKey: 'lenient-integration-key', integrationPassword: 'lenient-integration-password' },
      },
      {
        vendor: 'sandboxEC',
        profile: 'strict',
        pi: { integrationKey: 'strict-integration-key', integrationPassword: 'strict-integration-password' },
      },
    ]),
    secret: true,
  }),
  OPAYO_PAGE_URL: setting({
    schema: address('http', 'https'),
    doc: 'Base address of the payment pages as browsers reach them; without it the address a registration came in by',
    optional: true,
    example: 'http://localhost:4050',
  }),
  NOTIFICATION_TIMEOUT_MS: setting({
    schema: wholeNumber(100, 120_000),
    doc: 'How long Opayo waits for the reply to a notification, milliseconds',
    default: '10000',
  }),
  TRANSACTION_MONITOR_SPEED: setting({
    schema: wholeNumber(1, 100_000),
    doc: "How many times faster than in life the gaps of Opayo's transaction monitor pass; 300 makes five minutes one second",
    default: '300',
  }),
  SYSPRO_COMPANY_ID: setting({ schema: text(), doc: 'Company that operators log on to', default: 'GIFT' }),
  SYSPRO_COMPANY_PASSWORD: setting({
    schema: z.string(),
    doc: 'Password of the company; may be empty',
    default: '',
    secret: true,
  }),
  SYSPRO_OPERATORS: setting({
    schema: z.string().superRefine((value, context) => {
      try {
        parseOperators(value);
      } catch (error) {
        context.addIssue((error as Error).message);
      }
    }),
    doc: 'Operators: OPERATOR:password[:OBJECT+OBJECT], separated by commas; without objects licensed for all',
    default: 'POST01:sandbox-operator-password,POLL01:sandbox-operator-password',
    secret: true,
  }),
  SYSPRO_SEATS: setting({
    schema: wholeNumber(1, 1000),
    doc: 'How many operators may be logged on at once; absent: any number',
    optional: true,
  }),
  SYSPRO_IDLE_TIMEOUT_MINUTES: setting({
    schema: wholeNumber(1, 24 * 60),
    doc: 'After how long a session nobody uses is over, minutes by the sandbox’s clock',
    default: '20',
  }),
  SYSPRO_SORTOI_ERROR_NUMBERS: setting({
    schema: flag(),
    doc: 'Whether refusals of SORTOI carry ErrorNumber beside ErrorDescription; only the latter is documented',
    default: 'true',
  }),
  WAREHOUSE_PACE_ORDERS_PER_SECOND: setting({
    schema: wholeNumber(0, 10_000),
    doc: 'Orders the warehouse begins to pick per second; 0: none',
    default: '60',
  }),
  WAREHOUSE_SPLIT_PERCENT: setting({
    schema: wholeNumber(0, 100),
    doc: 'Percent of the orders the warehouse ships and invoices in two; which ones follows from their purchase orders',
    default: '0',
  }),
  REPLAY_CONCURRENCY: setting({ schema: wholeNumber(1, 256), doc: 'Orders the shop sends at once', default: '8' }),
  REPLAY_ATTEMPTS: setting({
    schema: wholeNumber(1, 1000),
    doc: 'Attempts at one step before an order of the replay is left with an error',
    default: '30',
  }),
});

export type SandboxConfig = ConfigFrom<typeof sandboxConfig>;

/** Every vendor Opayo knows here, the shop's own first. */
export function vendorsOf(config: SandboxConfig): VendorAccount[] {
  const own: VendorAccount = {
    vendor: config.opayoVendor,
    profile: config.opayoVendorProfile,
    pi: {
      integrationKey: config.piIntegrationKey,
      integrationPassword: config.piIntegrationPassword.reveal(),
    },
    reporting: { user: config.reportingUser, password: config.reportingPassword.reveal() },
  };
  const others = parseVendors(config.opayoFurtherVendors.reveal());
  return [own, ...others.filter(({ vendor }) => vendor.toLowerCase() !== own.vendor.toLowerCase())];
}
