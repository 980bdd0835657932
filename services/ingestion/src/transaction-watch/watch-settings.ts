import { setting, wholeNumber } from '#libs/service';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** How Opayo's own books are read. */
export const watchSettings = {
  POLL_INTERVAL_MS: setting({
    schema: wholeNumber(100, DAY_MS),
    doc: "How often Opayo's list of transactions is read, milliseconds",
    default: String(MINUTE_MS),
  }),
  POLL_OVERLAP_MS: setting({
    schema: wholeNumber(0, 7 * DAY_MS),
    doc: 'How much of what was read before is read again, milliseconds: a transaction may appear in the list as late as this after it was started',
    default: String(90 * MINUTE_MS),
  }),
  POLL_FIRST_MS: setting({
    schema: wholeNumber(0, 366 * DAY_MS),
    doc: 'How far back the first reading of a vendor begins, milliseconds; everything found there is published, so not before the cut-over',
    default: String(DAY_MS),
  }),
  WATCH_UNHEARD_AFTER_MS: setting({
    schema: wholeNumber(100, DAY_MS),
    doc: 'How long a registered or listed transaction may stay unheard of before Opayo is asked about it, and it counts as a gap, milliseconds',
    default: String(20 * MINUTE_MS),
  }),
  WATCH_LONGEST_WAIT_MS: setting({
    schema: wholeNumber(100, DAY_MS),
    doc: 'Longest wait between two looks at a transaction that may still change, milliseconds: a void or release made in MyOpayo is heard of no later than this',
    default: String(12 * 60 * MINUTE_MS),
  }),
  WATCH_SETTLEMENT_DAYS: setting({
    schema: wholeNumber(0, 60),
    doc: 'For how many days a capture is looked at after it went to the acquirer in a batch, because settlement may still fail',
    default: '5',
  }),
  GAP_ALERT_AFTER_MS: setting({
    schema: wholeNumber(100, 7 * DAY_MS),
    doc: 'How old a gap between us and Opayo may grow, or how long its books may be unreadable, before an alert is raised, milliseconds',
    default: String(60 * MINUTE_MS),
  }),
};
