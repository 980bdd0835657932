import { join } from 'node:path';
import {
  baseSettings,
  databaseSettings,
  defineConfig,
  kafkaSettings,
  oneOf,
  OperatorKeys,
  setting,
  text,
  wholeNumber,
  type ConfigFrom,
} from '#libs/service';
import { z } from 'zod';
import { isTimeZone } from './mapping-files/time-zone.js';
import { parseReceiptPolicy, type ReceiptPolicyOf } from './order/receipt-policy.js';

/** Everything transformation reads from its environment. */
export const transformationConfig = defineConfig({
  ...baseSettings,
  ...databaseSettings,
  ...kafkaSettings,
  RECEIPT_POLICY: setting({
    schema: text().transform((words, context): ReceiptPolicyOf => {
      const policy = parseReceiptPolicy(words);
      if (policy) return policy;
      context.addIssue({
        code: 'custom',
        message: 'onInvoice, onCapture, or company=policy, several separated by commas',
      });
      return z.NEVER;
    }),
    doc: 'When captured money is posted: onInvoice, against the invoice on shipment; onCapture, at once to the account, and applied to the invoice later. One word for all companies, or company=policy, several separated by commas (others: onInvoice)',
    default: 'onInvoice',
    example: 'GIFT=onCapture',
  }),
  CANCEL_REASON_CODE: setting({
    schema: text().max(6),
    doc: "SYSPRO's CancelReasonCode of this site, told when an order of ours is cancelled; absent: none",
    optional: true,
    example: 'WEB',
  }),
  FRAUD_HOLDS: setting({
    schema: oneOf('denyAndChallenge', 'deny', 'none'),
    doc: "Which words of Opayo's fraud screening leave an order in suspense once it is in SYSPRO",
    default: 'denyAndChallenge',
  }),
  PURCHASE_ORDER_FIELD: setting({
    schema: oneOf('ours', 'buyers'),
    doc: "Whose number is the CustomerPoNumber where a business buyer gave one: ours, or the buyers own; the other one is the AlternateReference. Buyers: SYSPRO's table SorMaster must show AlternateReference",
    default: 'ours',
  }),
  MASTER_DATA_POLICY: setting({
    schema: oneOf('warn', 'wait', 'ignore'),
    doc: 'Orders while customers and stock codes are not known or too old: warn, send and let SYSPRO decide; wait until they are. ignore: never compare, SYSPRO decides',
    default: 'warn',
  }),
  MASTER_DATA_MAX_AGE_MS: setting({
    schema: wholeNumber(1000, 30 * 24 * 3_600_000),
    doc: 'Age from which customers and stock codes are too old to refuse an order by, milliseconds',
    default: '7200000',
  }),
  OPERATOR_KEYS: setting({
    schema: z
      .string()
      .refine((text) => OperatorKeys.parse(text) !== undefined, 'name=key, several separated by commas'),
    doc: 'Keys of those who may release parked orders and see why in full: name=key, several separated by commas; absent: nobody may',
    secret: true,
    optional: true,
    example: 'ada=…',
  }),
  TAX_ROUNDING: setting({
    schema: oneOf('byLine', 'byOrder'),
    doc: "How SYSPRO rounds tax: byLine, or byOrder (once per tax code); the two give other totals, so it must be as SYSPRO's set-up says",
    default: 'byLine',
  }),
  ROUNDING_TOLERANCE_PER_LINE_MINOR: setting({
    schema: wholeNumber(0, 1),
    doc: "How far SYSPRO's own value of an order may be from the shop's for posting to close the gap with a rounding line, for each line of the order, minor units: 0, never; 1, 0.01 GBP a line. Beyond it the order stays in suspense",
    default: '0',
  }),
  ASK_AVAILABILITY: setting({
    schema: oneOf('yes', 'no'),
    doc: 'Whether posting asks SYSPRO what its warehouses have before it enters an order, and tells it in the outcome (one question a stock code; refuses nothing)',
    default: 'no',
  }),
  COMPANY_TIME_ZONE: setting({
    schema: text().refine(isTimeZone, 'an IANA time zone'),
    doc: "Calendar of the company: order and payment dates are this zone's days",
    default: 'Europe/London',
    example: 'Europe/London',
  }),
  MAPPINGS_DIRECTORY: setting({
    schema: text(),
    doc: 'Folder with the mapping files and their lookups; or with a folder for each release and a file `active` that names one',
    default: () => mappingsOf(import.meta.dirname),
  }),
  MAPPINGS_LOOK_INTERVAL_MS: setting({
    schema: wholeNumber(50, 3_600_000),
    doc: 'How often the mapping files are looked at; a change that two looks in a row see alike is taken',
    default: '1000',
  }),
});

export type TransformationConfig = ConfigFrom<typeof transformationConfig>;

/** Folder of the mapping files that come with the service, seen from `sourceDirectory`. Compiled code runs under `dist/`, where SWC copies no YAML: they stay with the sources. */
export function mappingsOf(sourceDirectory: string): string {
  return join(sourceDirectory, '..', 'mappings').replace(
    /([/\\])dist[/\\](?=services[/\\]transformation[/\\]mappings$)/,
    '$1',
  );
}
