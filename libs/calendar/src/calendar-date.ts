/** A day in some company's calendar, `CCYY-MM-DD`; not an instant. */
export type CalendarDate = string;
/** A month, `CCYY-MM`. */
export type CalendarMonth = string;

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
 * instant is meant; in the hour that comes twice in autumn the first.
 */
export function instantAt(date: CalendarDate, time: string, timeZone: string): Date {
  const wanted = Date.parse(`${date}T${time}Z`);
  if (Number.isNaN(wanted)) throw new RangeError(`'${date} ${time}' is not a date and time`);
  const first = wanted - offsetMs(new Date(wanted), timeZone);
  const second = wanted - offsetMs(new Date(first), timeZone);
  return new Date(Math.max(Math.min(first, second), wanted - offsetMs(new Date(Math.min(first, second)), timeZone)));
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
