import { monthOf, type CalendarDate, type CalendarMonth } from '#libs/calendar';
import type { Company } from './company.js';

const MONTHS_BACK = { C: 0, P: 1, B: 2 } as const;

/**
 * The month a posting goes into: PostingPeriod is C current, P previous, B before previous, never a year and month (syspro.md 2.0).
 * `undefined` when it is none of them or closed. The current period is the month of the company's date.
 */
export function openPeriod(company: Company, code: string, today: CalendarDate): CalendarMonth | undefined {
  if (!isPeriodCode(code) || !company.periods[code]) return undefined;
  return monthsBefore(monthOf(today), MONTHS_BACK[code]);
}

function isPeriodCode(code: string): code is keyof typeof MONTHS_BACK {
  return Object.hasOwn(MONTHS_BACK, code);
}

function monthsBefore(month: CalendarMonth, count: number): CalendarMonth {
  const months = Number(month.slice(0, 4)) * 12 + Number(month.slice(5, 7)) - 1 - count;
  return `${Math.floor(months / 12)}-${String((months % 12) + 1).padStart(2, '0')}`;
}
