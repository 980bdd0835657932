import { monthsBetween, monthOf, type CalendarDate, type CalendarMonth } from '#libs/calendar';
import type { PostingPeriod } from '#libs/syspro';

const CODES: readonly PostingPeriod[] = ['C', 'P', 'B'];

/**
 * SYSPRO's relative code for the period of a date: current, previous or the one before. `tooOld` is out of reach for ever, `notYet` until
 * finance moves the current period on. Periods are taken to be calendar months.
 */
export function postingPeriodOf(date: CalendarDate, currentPeriod: CalendarMonth): PostingPeriod | 'tooOld' | 'notYet' {
  const monthsBack = monthsBetween(monthOf(date), currentPeriod);
  return monthsBack < 0 ? 'notYet' : (CODES[monthsBack] ?? 'tooOld');
}
