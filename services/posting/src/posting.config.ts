import { z } from 'zod';
import {
  address,
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

/** Everything posting reads from its environment. */
export const postingConfig = defineConfig({
  ...baseSettings,
  ...databaseSettings,
  ...kafkaSettings,
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
  OPERATOR_KEYS: setting({
    schema: z
      .string()
      .refine((keys) => OperatorKeys.parse(keys) !== undefined, 'name=key, several separated by commas'),
    doc: 'Keys of those who may have rejected effects sent again: name=key, several separated by commas; absent: nobody may',
    secret: true,
    optional: true,
    example: 'ada=…',
  }),
  LANE_WORKERS: setting({
    schema: wholeNumber(1, 8),
    doc: 'Effects in hand at once; their calls take turns on the one session all the same',
    default: '2',
  }),
  LANE_IDLE_MS: setting({
    schema: wholeNumber(10, 60_000),
    doc: 'Longest pause of an idle lane before it looks again by itself, milliseconds',
    default: '1000',
  }),
  LANE_LEASE_MS: setting({
    schema: wholeNumber(100, DAY_MS),
    doc: 'Lease on an effect in hand, milliseconds; when it runs out, what was sent is in doubt. At least two time-outs. Absent: ten',
    optional: true,
  }),
  LANE_REST_LONGEST_MS: setting({
    schema: wholeNumber(10, 60 * 60 * 1000),
    doc: 'Longest pause between two looks while SYSPRO is away, milliseconds',
    default: '30000',
  }),
  READ_BACK_QUARANTINE_MS: setting({
    schema: wholeNumber(0, DAY_MS),
    doc: 'How long after a doubt absence is not yet believed, milliseconds: longer than SYSPRO takes at most plus the clocks’ difference, at least one time-out. Absent: two time-outs and five seconds',
    optional: true,
  }),
  RETRY_FIRST_MS: setting({
    schema: wholeNumber(1, 60 * 60 * 1000),
    doc: 'Longest pause before the first retry of one effect, milliseconds; doubles with each',
    default: '1000',
  }),
  POLL_INTERVAL_MS: setting({
    schema: wholeNumber(20, 60 * 60 * 1000),
    doc: 'Pause between two looks at SYSPRO while orders move, milliseconds',
    default: '1000',
  }),
  POLL_LONGEST_INTERVAL_MS: setting({
    schema: wholeNumber(20, DAY_MS),
    doc: 'Pause between two looks at SYSPRO when nothing moves, milliseconds',
    default: '30000',
  }),
  POLL_PAGE_ROWS: setting({
    schema: wholeNumber(1, 5_000),
    doc: 'Rows asked of SYSPRO at a time when looking for changes',
    default: '200',
  }),
  MASTER_DATA_INTERVAL_MS: setting({
    schema: wholeNumber(100, 7 * DAY_MS),
    doc: 'From the beginning of one reading of all customers and stock codes to the next, milliseconds',
    default: '900000',
  }),
  MASTER_DATA_PAGE_ROWS: setting({
    schema: wholeNumber(1, 5_000),
    doc: 'Customers or stock codes asked of SYSPRO at a time',
    default: '200',
  }),
});

export type PostingConfig = ConfigFrom<typeof postingConfig>;
