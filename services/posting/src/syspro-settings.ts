import { z } from 'zod';
import { address, defineConfig, oneOf, setting, text, wholeNumber, type ConfigFrom } from '#libs/service';

const DAY_MS = 24 * 60 * 60 * 1000;
const PAIR = /^[^=,]+=[^=,]+$/;

/** `GBP=£,USD=$` as a table. */
const pairs = () =>
  z
    .string()
    .refine((value) => value.split(',').every((pair) => PAIR.test(pair.trim())), 'name=value pairs separated by commas')
    .transform((value) =>
      Object.fromEntries(value.split(',').map((pair) => pair.trim().split('=') as [string, string])),
    );

const names = () => z.string().transform((value) => value.split(',').map((name) => name.trim()));

/** How SYSPRO is reached, and what of the site cannot be read from it. */
export const sysproSettings = {
  SYSPRO_PROFILE: setting({
    schema: oneOf('enet', 'harmony'),
    doc: 'How SYSPRO is spoken to: enet, its own e.net over REST, or harmony, JSON under the names of a vendor (libs/syspro/README.md)',
    default: 'enet',
  }),
  SYSPRO_BASE_URL: setting({
    schema: address('http', 'https'),
    doc: 'SYSPRO’s address: of e.net up to and including /Rest, whose port is chosen at installation; of harmony up to and including /2.0',
    example: 'http://syspro:31002/SYSPROWCFService/Rest',
  }),
  SYSPRO_COMPANY_ID: setting({
    schema: z.string().regex(/^\S{1,4}$/, 'a company id of at most 4 characters'),
    doc: 'SYSPRO company this service posts to',
    example: 'GIFT',
  }),
  SYSPRO_COMPANY_PASSWORD: setting({
    schema: text(),
    doc: 'Password of the company; absent where it has none',
    secret: true,
    optional: true,
  }),
  SYSPRO_LANE_OPERATOR: setting({
    schema: text(),
    doc: 'Operator that posts. Nobody else may log on as it: SYSPRO keeps one session per operator',
    example: 'POST01',
  }),
  SYSPRO_LANE_PASSWORD: setting({ schema: text(), doc: 'Password of the posting operator', secret: true }),
  SYSPRO_POLLER_OPERATOR: setting({
    schema: text(),
    doc: 'Operator that looks for changes; another one than the lane’s',
    example: 'POLL01',
  }),
  SYSPRO_POLLER_PASSWORD: setting({ schema: text(), doc: 'Password of the polling operator', secret: true }),
  SYSPRO_TIMEOUT_MS: setting({
    schema: wholeNumber(50, 10 * 60 * 1000),
    doc: 'Longest wait for one answer of SYSPRO, milliseconds; afterwards a posting is in doubt',
    default: '30000',
  }),
  SYSPRO_CONNECT_TIMEOUT_MS: setting({
    schema: wholeNumber(50, 60_000),
    doc: 'Longest wait for a connection to SYSPRO, milliseconds; afterwards a posting is surely not sent',
    default: '5000',
  }),
  SYSPRO_URL_LIMIT_BYTES: setting({
    schema: wholeNumber(500, 16_000),
    doc: 'Longest request target sent by GET, bytes; longer transactions go by /Transaction/PostLD',
    default: '8000',
  }),
  SYSPRO_LARGE_DOCUMENTS: setting({
    schema: oneOf('WHEN_NEEDED', 'ALWAYS', 'NEVER'),
    doc: 'When /Transaction/PostLD is used; NEVER for a SYSPRO 7, which has none',
    default: 'WHEN_NEEDED',
  }),
  SYSPRO_CURRENT_PERIOD: setting({
    schema: z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/, 'CCYY-MM'),
    doc: 'Current period of receivables, where it is declared; absent: the month of SYSPRO’s accounting date (GetLogonProfile), asked before each receipt',
    optional: true,
    example: '2026-11',
  }),
  PERIOD_LOOK_INTERVAL_MS: setting({
    schema: wholeNumber(100, DAY_MS),
    doc: 'How often SYSPRO is asked for its current period while a payment is dated after it, milliseconds: at month end it waits until finance has moved the period on',
    default: '900000',
  }),
  PERIOD_CLOSED_POLICY: setting({
    schema: oneOf('ask', 'hold', 'redate'),
    doc: 'What becomes of money dated into a closed period: ask finance (it is parked), hold it until the period is open, redate it into the current one',
    default: 'ask',
  }),
  SYSPRO_ORDER_VALUE_ELEMENTS: setting({
    schema: names(),
    doc: 'Elements in which SORQRY tells an order’s value with tax; the first one found counts, a+b adds up',
    default: 'OrderValue',
  }),
  SYSPRO_CHARGE_PRODUCT_CLASS: setting({
    schema: text(),
    doc: 'Product class of miscellaneous charge lines (rounding, discounts)',
    default: '_OTH',
  }),
  SYSPRO_PAYMENT_FORM: setting({
    schema: z
      .string()
      .regex(/^[^\s:]{1,6}:[^\s:]{1,20}$/, 'FORMTYPE:FIELD')
      .transform((value) => {
        const [formType = '', fieldName = ''] = value.split(':');
        return { formType, fieldName };
      }),
    doc: 'Custom form of sales orders and its field, into which Opayo’s transaction ids are written before the order is released: FORMTYPE:FIELD; absent: none',
    optional: true,
    example: 'ORD:PAYREF',
  }),
  SYSPRO_CURRENCY_CODES: setting({
    schema: pairs(),
    doc: 'SYSPRO’s own codes of currencies that differ from ISO 4217',
    optional: true,
    example: 'GBP=£,USD=$',
  }),
  SYSPRO_REJECTION_CODES_FILE: setting({
    schema: text(),
    doc: 'YAML table rejection-codes of this site: SYSPRO’s error numbers or texts to our codes, tried before the built-in rows',
    optional: true,
    example: '/etc/clarity/rejection-codes.yaml',
  }),
  SYSPRO_DEPOSIT_SLIPS: setting({
    schema: oneOf('required', 'off', 'undeclared'),
    doc: 'Whether receivables are set up with "bank deposit slip required": only then does SYSPRO look at the bank of a receipt. It cannot be read from SYSPRO',
    default: 'undeclared',
  }),
  PREFLIGHT_MAPPINGS_DIRECTORY: setting({
    schema: text(),
    doc: 'Folder of transformation’s mappings, whose lookups name the banks, warehouses, guests’ accounts and ledger codes that the site must have; absent: these are not looked at',
    optional: true,
    example: '/etc/clarity/mappings',
  }),
};

/** What `npm run preflight` reads from the environment. */
export const preflightConfig = defineConfig(sysproSettings);

export type SysproConfig = ConfigFrom<typeof preflightConfig>;
