/** A day in some company's calendar, `CCYY-MM-DD`; not an instant. */
export type CalendarDate = string;
/** A month, `CCYY-MM`. */
export type CalendarMonth = string;

const DAY_MS = 24 * 60 * 60 * 1000;

const formatters = new Map<string, Intl.DateTimeFormat>();

function formatterFor(timeZone: string): Intl.DateTimeFormat {
  let formatter = formatters.get(timeZone);
  if (!formatter) {
    formatter = new Intl.DateTimeFormat('en-CA', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    });
    formatters.set(timeZone, formatter);
  }
  return formatter;
}

function partsIn(instant: Date, timeZone: string): Record<string, string> {
  return Object.fromEntries(
    formatterFor(timeZone)
      .formatToParts(instant)
      .map((part) => [part.type, part.value]),
  );
}

/**
 * The day on which `instant` falls in `timeZone` (IANA name, e.g. `Europe/London`). A payment taken at 23:30 UTC in July belongs to
 * the next day in London, and so to another day's takings.
 */
export function dateIn(instant: Date, timeZone: string): CalendarDate {
  const parts = partsIn(instant, timeZone);
  return `${parts['year']}-${parts['month']}-${parts['day']}`;
}

/**
 * The instant at which clocks in `timeZone` show `date` and `time` (`HH:mm:ss`). In the hour that is skipped in spring the later
 * instant is meant; in the hour that comes twice in autumn the first. `time` may have milliseconds. Throws `RangeError` for a day or a time that
 * no calendar or clock has (`2026-02-30`, `24:00:00`).
 */
export function instantAt(date: CalendarDate, time: string, timeZone: string): Date {
  const wanted = Date.parse(`${date}T${time}Z`);
  if (Number.isNaN(wanted) || new Date(wanted).toISOString().slice(0, 10) !== date) {
    throw new RangeError(`'${date} ${time}' is not a date and time`);
  }
  // The clock may be changed on the day itself: it shows what it did the day before, or what it does the day after, or both.
  const candidates = [-DAY_MS, DAY_MS].map((beside) => wanted - offsetMs(new Date(wanted + beside), timeZone));
  const shown = candidates.filter((instant) => instant + offsetMs(new Date(instant), timeZone) === wanted);
  return new Date(shown.length > 0 ? Math.min(...shown) : Math.max(...candidates));
}

/** What clocks on the wall show at an instant: a date and `HH:mm:ss`. */
export interface WallClock {
  readonly date: CalendarDate;
  readonly time: string;
}

/** What clocks in `timeZone` show at `instant`, whole seconds. */
export function wallClockIn(instant: Date, timeZone: string): WallClock {
  const parts = partsIn(instant, timeZone);
  return { date: dateIn(instant, timeZone), time: `${parts['hour']}:${parts['minute']}:${parts['second']}` };
}

/**
 * The narrowest span of the clock, in whole seconds, outside of which clocks in `timeZone` show nothing between `from` and `to` (both included). For
 * asking a system that keeps local times: where clocks are put back in between, the last hour shows again what the hour before showed, and a span
 * from reading to reading would miss part of both. Throws `RangeError` when `to` lies before `from`. Holds for spans with at most one such night.
 */
export function wallClockSpan(from: Date, to: Date, timeZone: string): { from: WallClock; to: WallClock } {
  if (to.getTime() < from.getTime()) throw new RangeError('the end lies before the beginning');
  const first = Math.floor(from.getTime() / 1000) * 1000;
  const last = Math.ceil(to.getTime() / 1000) * 1000;
  const readings = [first, last, ...aroundPuttingBack(first, last, timeZone)].map(
    (instant) => instant + offsetMs(new Date(instant), timeZone),
  );
  const clock = (reading: number): WallClock => wallClockIn(new Date(reading), 'UTC');
  return { from: clock(Math.min(...readings)), to: clock(Math.max(...readings)) };
}

/** The last second before and the first second after clocks are put back between two whole seconds; empty when they are not. */
function aroundPuttingBack(first: number, last: number, timeZone: string): number[] {
  const before = offsetMs(new Date(first), timeZone);
  if (offsetMs(new Date(last), timeZone) >= before) return [];
  let [early, late] = [first, last];
  while (late - early > 1000) {
    const middle = Math.floor((early + late) / 2000) * 1000;
    if (offsetMs(new Date(middle), timeZone) < before) late = middle;
    else early = middle;
  }
  return [early, late];
}

/** The same day `months` later (earlier when negative); the last day of that month where it has no such day. */
export function addMonths(date: CalendarDate, months: number): CalendarDate {
  const first = new Date(`${date.slice(0, 7)}-01T00:00:00Z`);
  first.setUTCMonth(first.getUTCMonth() + months);
  const lastDay = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate();
  const day = Math.min(Number(date.slice(8, 10)), lastDay);
  return `${first.toISOString().slice(0, 7)}-${String(day).padStart(2, '0')}`;
}

/** `CCYY-MM` of a date. */
export function monthOf(date: CalendarDate): CalendarMonth {
  return date.slice(0, 7);
}

/** How many months `later` lies after `earlier`; negative when it lies before. */
export function monthsBetween(earlier: CalendarMonth, later: CalendarMonth): number {
  const months = (month: CalendarMonth): number => Number(month.slice(0, 4)) * 12 + Number(month.slice(5, 7));
  return months(later) - months(earlier);
}

/** The date `days` after `date` (before it when negative). */
export function addDays(date: CalendarDate, days: number): CalendarDate {
  const instant = new Date(`${date}T00:00:00Z`);
  instant.setUTCDate(instant.getUTCDate() + days);
  return instant.toISOString().slice(0, 10);
}

function offsetMs(instant: Date, timeZone: string): number {
  const p = partsIn(instant, timeZone);
  const shown = Date.parse(`${p['year']}-${p['month']}-${p['day']}T${p['hour']}:${p['minute']}:${p['second']}Z`);
  return shown - Math.floor(instant.getTime() / 1000) * 1000;
}
