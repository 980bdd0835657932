import { z } from 'zod';
import {
  address,
  baseSettings,
  databaseSettings,
  defineConfig,
  kafkaSettings,
  setting,
  text,
  wholeNumber,
  type ConfigFrom,
} from '#libs/service';
import { templateProblem } from './notification/redirect-url.js';
import { ShopKeys } from './shop-key/shop-keys.js';
import { submissionSettings } from './submission/submission-settings.js';

/** Everything ingestion reads from its environment. */
export const ingestionConfig = defineConfig({
  ...baseSettings,
  ...databaseSettings,
  ...kafkaSettings,
  ...submissionSettings,
  OPAYO_VENDOR: setting({
    schema: z.string().regex(/^[A-Za-z0-9]{1,15}$/, 'letters and digits, at most 15'),
    doc: 'Vendor name at Opayo; part of what Opayo signs',
    example: 'clarityshop',
  }),
  PI_BASE_URL: setting({
    schema: address('http', 'https'),
    doc: "Opayo's Pi REST API up to and including its version",
    example: 'https://sandbox.opayo.eu.elavon.com/api/v1',
  }),
  PI_INTEGRATION_KEY: setting({ schema: text(), doc: 'Integration key of the Pi API, from MyOpayo', secret: true }),
  PI_INTEGRATION_PASSWORD: setting({
    schema: text(),
    doc: 'Integration password of the Pi API, from MyOpayo',
    secret: true,
  }),
  PI_TIMEOUT_MS: setting({
    schema: wholeNumber(100, 30_000),
    doc: 'Longest wait for an answer of the Pi API, milliseconds',
    default: '10000',
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
  REDIRECT_URL_TEMPLATE: setting({
    schema: text().superRefine((value, context) => {
      const problem = templateProblem(value);
      if (problem !== undefined) context.addIssue(problem);
    }),
    doc: 'Where Opayo sends the shopper after a payment; {outcome} is paid, authorised, pending, declined or invalid, {vendorTxCode} and {transactionId} may be used too',
    example: 'https://shop.example/checkout/{outcome}?payment={vendorTxCode}',
  }),
  APPLY_MAX_BACKOFF_MS: setting({
    schema: wholeNumber(50, 60 * 60 * 1000),
    doc: 'Longest wait before Opayo is asked again for an amount while its Pi API is away, milliseconds',
    default: '60000',
  }),
});

export type IngestionConfig = ConfigFrom<typeof ingestionConfig>;
