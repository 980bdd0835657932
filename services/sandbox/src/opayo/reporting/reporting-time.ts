import { instantAt } from '#libs/calendar';
import { TIME_ZONE } from '../../clock/sandbox-clock.js';
import { ReportingRefusal } from './reporting-refusal.js';

const formatter = new Intl.DateTimeFormat('en-GB', {
  timeZone: TIME_ZONE,
  hourCycle: 'h23',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
});

/** What London's clocks show at an instant, as the Reporting API writes it: `dd/MM/yyyy HH:mm:ss`. */
export function londonTime(instant: Date): string {
  return formatter.format(instant).replace(', ', ' ');
}

/** The same with `.fff`. */
export function londonTimeToTheMillisecond(instant: Date): string {
  return `${londonTime(instant)}.${String(instant.getUTCMilliseconds()).padStart(3, '0')}`;
}

const PATTERN = /^(\d{2})\/(\d{2})\/(\d{4}) ([01]\d|2[0-3]):([0-5]\d):([0-5]\d)(?:\.(\d{1,3}))?$/;

/** The instant at which London's clocks show it; in the hour that comes twice in autumn the first. Throws `ReportingRefusal` DATE. */
export function instantOf(text: string): Date {
  const [, day, month, year, hour, minute, second, fraction = ''] = PATTERN.exec(text) ?? [];
  const date = `${year}-${month}-${day}`;
  const exists = day !== undefined && new Date(`${date}T00:00:00Z`).toJSON()?.startsWith(date);
  if (!exists) throw new ReportingRefusal('DATE', text);
  const instant = instantAt(date, `${hour}:${minute}:${second}`, TIME_ZONE);
  return new Date(instant.getTime() + Number(fraction.padEnd(3, '0')));
}

/** The same wall-clock time one month on; the last day of a shorter month. */
export function oneMonthAfter(instant: Date): Date {
  const text = londonTime(instant);
  const [day, month, year] = text.slice(0, 10).split('/').map(Number) as [number, number, number];
  const lastOfNext = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  const next = new Date(Date.UTC(year, month, Math.min(day, lastOfNext))).toISOString().slice(0, 10);
  return new Date(instantAt(next, text.slice(11), TIME_ZONE).getTime() + instant.getUTCMilliseconds());
}
