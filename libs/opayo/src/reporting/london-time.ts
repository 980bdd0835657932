import { addMonths, instantAt, wallClockSpan, type WallClock } from '#libs/calendar';

/** Whose clock Opayo's reports are in (reference page 3.5). */
const LONDON = 'Europe/London';
const WRITTEN = /^(\d{2})\/(\d{2})\/(\d{4}) (\d{2}:\d{2}:\d{2})(\.\d{1,3})?$/;

/**
 * The instant of a time in a report, `dd/MM/yyyy HH:mm:ss(.fff)` on London's clock; null for anything else. In the hour that comes twice in autumn the
 * report does not say which is meant: the first is taken (the date, which is what finance closes by, is the same in both). A time in
 * the hour that is skipped in spring is one Opayo cannot have seen; it counts as an hour later.
 */
export function readLondonTime(text: string): Date | null {
  const match = WRITTEN.exec(text.trim());
  if (!match) return null;
  const [, day, month, year, time = '', fraction = ''] = match;
  try {
    return instantAt(`${year}-${month}-${day}`, time + (fraction && fraction.padEnd(4, '0')), LONDON);
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/**
 * A span of instants as `startdate` and `enddate`, wide enough for the hour that comes twice: what it finds may lie up to an hour outside. Throws `RangeError`
 * when it ends before it begins or is longer than a month, which Opayo refuses (errors 38 and 39).
 */
export function writeLondonSpan(from: Date, to: Date): { startDate: string; endDate: string } {
  const span = wallClockSpan(from, to, LONDON);
  const latest = { date: addMonths(span.from.date, 1), time: span.from.time };
  if (sortable(span.to) > sortable(latest)) throw new RangeError('Opayo reports on a month at most');
  return { startDate: written(span.from), endDate: written(span.to) };
}

const sortable = ({ date, time }: WallClock): string => `${date} ${time}`;
const written = ({ date, time }: WallClock): string => `${date.split('-').reverse().join('/')} ${time}`;
