import { monthsBetween, monthOf, type CalendarDate, type CalendarMonth } from '#libs/calendar';
import type { PostingPeriod } from '#libs/syspro';

const CODES: readonly PostingPeriod[] = ['C', 'P', 'B'];

/**
 * SYSPRO's relative code for the period of a date: current, previous or the one before. Undefined when it is out of reach: too old, or
 * after the current period. Periods are taken to be calendar months.
 */
export function postingPeriodOf(date: CalendarDate, currentPeriod: CalendarMonth): PostingPeriod | undefined {
  return CODES[monthsBetween(monthOf(date), currentPeriod)];
}
