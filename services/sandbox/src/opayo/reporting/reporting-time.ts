import { addMonths, wallClockIn } from '#libs/calendar';
import { TIME_ZONE } from '../../clock/sandbox-clock.js';
import { ReportingRefusal } from './reporting-refusal.js';

/**
 * What London's clocks show, as milliseconds since the epoch as if they showed UTC. The Reporting API knows no other time: in the hour that comes
 * twice in autumn two instants have one reading, and a report of either has both.
 */
export type LondonReading = number;

/** The reading at an instant, to the millisecond. */
export function readingAt(instant: Date): LondonReading {
  const { date, time } = wallClockIn(instant, TIME_ZONE);
  return Date.parse(`${date}T${time}Z`) + instant.getUTCMilliseconds();
}

/** What London's clocks show at an instant, as the Reporting API writes it: `dd/MM/yyyy HH:mm:ss`. */
export function londonTime(instant: Date): string {
  const { date, time } = wallClockIn(instant, TIME_ZONE);
  const [year, month, day] = date.split('-');
  return `${day}/${month}/${year} ${time}`;
}

/** The same with `.fff`. */
export function londonTimeToTheMillisecond(instant: Date): string {
  return `${londonTime(instant)}.${String(instant.getUTCMilliseconds()).padStart(3, '0')}`;
}

const PATTERN = /^(\d{2})\/(\d{2})\/(\d{4}) ((?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d)(?:\.(\d{1,3}))?$/;

/** Reads `dd/MM/yyyy HH:mm:ss`, milliseconds if there are any. Throws `ReportingRefusal` DATE. */
export function readReading(text: string): LondonReading {
  const [, day, month, year, time, fraction = ''] = PATTERN.exec(text) ?? [];
  const date = `${year}-${month}-${day}`;
  const midnight = Date.parse(`${date}T00:00:00Z`);
  // 31/02 is read by some engines as a day in March.
  const exists = !Number.isNaN(midnight) && new Date(midnight).toISOString().startsWith(date);
  if (!exists) throw new ReportingRefusal('DATE', text);
  return Date.parse(`${date}T${time}Z`) + Number(fraction.padEnd(3, '0'));
}

/** The same time of day one month on; the last day of a shorter month. */
export function oneMonthAfter(reading: LondonReading): LondonReading {
  const text = new Date(reading).toISOString();
  return Date.parse(`${addMonths(text.slice(0, 10), 1)}${text.slice(10)}`);
}
