import { monthOf, type CalendarDate, type CalendarMonth } from '#libs/calendar';
import { RejectedError } from '#libs/errors';
import type { PostingPeriod } from '#libs/syspro';
import type { Attempt, EffectAnswer } from '../lane/effect-handler.js';
import { postingPeriodOf } from './posting-period.js';
import { refuse } from './refuse.js';

/**
 * What becomes of money dated into a month that is closed: finance is asked (it is parked), it waits until the month is open, or it is
 * posted under SYSPRO's accounting date, in the current period.
 */
export type PeriodClosedPolicy = 'ask' | 'hold' | 'redate';

export interface PeriodSettings {
  /** The company's current AR period where it is declared; otherwise the month of SYSPRO's own accounting date, asked before each receipt. */
  readonly currentPeriod: CalendarMonth | undefined;
  /** How often SYSPRO is asked again while a payment is dated after its period, or waits for a closed one; milliseconds. */
  readonly periodLookIntervalMs: number;
  readonly closedPolicy: PeriodClosedPolicy;
}

/** Under which date and in which period money is posted. */
export interface PostingDate {
  readonly paymentDate: CalendarDate;
  readonly postingPeriod: PostingPeriod;
  /** The date the money had, when it is posted under another. */
  readonly redatedFrom: CalendarDate | null;
  /** What another date than its own would be: the accounting date, or the first of the declared period. */
  readonly openDate: CalendarDate;
}

/** Date and period for money of a date; or the answer where it cannot be posted: not yet, or not any more. */
export async function postingDate(
  date: CalendarDate,
  settings: PeriodSettings,
  { syspro }: Attempt,
): Promise<PostingDate | EffectAnswer> {
  // Not remembered: C means another month the moment finance closes one, and the receipt would land in the wrong books.
  const openDate: CalendarDate = settings.currentPeriod
    ? `${settings.currentPeriod}-01`
    : (await syspro.readProfile()).accountingDate;
  const current = monthOf(openDate);
  const period = postingPeriodOf(date, current);
  if (period === 'notYet') {
    const text = `The payment's date ${date} is after SYSPRO's current period ${current}; it is posted when finance has moved the period on`;
    return { answer: 'notYet', code: 'PERIOD_NOT_OPEN_YET', text, lookAgainInMs: settings.periodLookIntervalMs };
  }
  if (period !== 'tooOld') return { paymentDate: date, postingPeriod: period, redatedFrom: null, openDate };
  const text = `The payment's date ${date} is out of reach of SYSPRO's current period ${current}`;
  if (settings.closedPolicy === 'redate') return redated(date, openDate);
  return settings.closedPolicy === 'hold'
    ? held(text, settings)
    : refuse('PERIOD_CLOSED', text, { currentPeriod: current });
}

/**
 * Posts under a date and, where SYSPRO itself says that the period is closed, does what the policy says: its refusal proves that nothing was
 * posted. Tells the date it was posted under. Everything else SYSPRO says comes through as it is.
 */
export async function postUnder<T>(
  date: PostingDate,
  settings: PeriodSettings,
  post: (date: PostingDate) => Promise<T>,
): Promise<{ readonly posted: T; readonly date: PostingDate } | EffectAnswer> {
  try {
    return { posted: await post(date), date };
  } catch (error) {
    if (!(error instanceof RejectedError) || error.code !== 'PERIOD_CLOSED') throw error;
    if (settings.closedPolicy === 'hold') return held(error.message, settings);
    // The current period is the last there is: when that is closed, a person has to decide.
    if (settings.closedPolicy === 'ask' || date.postingPeriod === 'C') throw error;
    const later = redated(date.paymentDate, date.openDate);
    return { posted: await post(later), date: later };
  }
}

/** What an outcome tells of the day and the month money was posted under; of a receipt found by its reference SYSPRO shows no month. */
export function whenPosted(own: CalendarDate, date: PostingDate | undefined) {
  const paymentDate = date?.paymentDate ?? own;
  return { paymentDate, postingPeriod: date ? monthOf(paymentDate) : null, redatedFrom: date?.redatedFrom ?? null };
}

/** What finance reads beside a payment that was posted under another date than its own. */
export function noteOf({ redatedFrom }: PostingDate): string {
  return redatedFrom === null ? '' : ` of ${redatedFrom}`;
}

function redated(from: CalendarDate, openDate: CalendarDate): PostingDate {
  return { paymentDate: openDate, postingPeriod: 'C', redatedFrom: from, openDate };
}

function held(reason: string, { periodLookIntervalMs }: PeriodSettings): EffectAnswer {
  const text = `${reason}; it waits until finance has opened that period (PERIOD_CLOSED_POLICY=hold)`;
  return { answer: 'notYet', code: 'PERIOD_CLOSED', text, lookAgainInMs: periodLookIntervalMs };
}
