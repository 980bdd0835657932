import { z } from 'zod';
import {
  baseSettings,
  databaseSettings,
  defineConfig,
  kafkaSettings,
  oneOf,
  OperatorKeys,
  setting,
  wholeNumber,
  type ConfigFrom,
} from '#libs/service';
import { sysproSettings } from './syspro-settings.js';

const DAY_MS = 24 * 60 * 60 * 1000;

/** Everything posting reads from its environment. */
export const postingConfig = defineConfig({
  ...baseSettings,
  ...databaseSettings,
  ...kafkaSettings,
  ...sysproSettings,
  PREFLIGHT: setting({
    schema: oneOf('off', 'required'),
    doc: 'required: posting does not start on a SYSPRO that would refuse what it posts or put it in the wrong place (`npm run preflight` says what that is); SYSPRO being away is no reason',
    default: 'off',
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
  OPERATOR_LEASE_MS: setting({
    schema: wholeNumber(300, DAY_MS),
    doc: 'How long a process keeps an operator without saying that it lives, milliseconds: how long another one waits to take over from one that died',
    default: '15000',
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
