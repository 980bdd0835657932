import { monthOf, type CalendarDate, type CalendarMonth } from '#libs/calendar';
import type { PostingPeriod } from '#libs/syspro';
import type { Attempt, EffectAnswer } from '../lane/effect-handler.js';
import { postingPeriodOf } from './posting-period.js';
import { refuse } from './refuse.js';

export interface PeriodSettings {
  /** The company's current AR period where it is declared; otherwise the month of SYSPRO's own accounting date, asked before each receipt. */
  readonly currentPeriod: CalendarMonth | undefined;
  /** How often SYSPRO is asked whether its period has moved on, while a payment is dated after it; milliseconds. */
  readonly periodLookIntervalMs: number;
}

/** SYSPRO's code for the period of a date; or the answer where it cannot be posted into it: not yet, or not any more. */
export async function reachablePeriod(
  date: CalendarDate,
  settings: PeriodSettings,
  { syspro }: Attempt,
): Promise<PostingPeriod | EffectAnswer> {
  // Not remembered: C means another month the moment finance closes one, and the receipt would land in the wrong books.
  const current = settings.currentPeriod ?? monthOf((await syspro.readProfile()).accountingDate);
  const period = postingPeriodOf(date, current);
  if (period === 'notYet') {
    const text = `The payment's date ${date} is after SYSPRO's current period ${current}; it is posted when finance has moved the period on`;
    return { answer: 'notYet', code: 'PERIOD_NOT_OPEN_YET', text, lookAgainInMs: settings.periodLookIntervalMs };
  }
  if (period !== 'tooOld') return period;
  const text = `The payment's date ${date} is out of reach of SYSPRO's current period ${current}`;
  return refuse('PERIOD_CLOSED', text, { currentPeriod: current });
}
