import { describe, expect, it } from '@jest/globals';
import { addDays, dateIn, instantAt, monthOf, monthsBetween } from './index.js';

const LONDON = 'Europe/London';

describe('a company calendar', () => {
  it.each([
    ['2026-07-01T23:30:00Z', '2026-07-02'],
    ['2026-12-01T23:30:00Z', '2026-12-01'],
    ['2026-03-29T00:59:59Z', '2026-03-29'],
    ['2026-10-24T23:00:00Z', '2026-10-25'],
  ])('%s falls on %s in London', (instant, expected) => {
    expect(dateIn(new Date(instant), LONDON)).toBe(expected);
  });

  it.each([
    ['2026-07-01', '08:26:00', '2026-07-01T07:26:00.000Z'],
    ['2026-12-01', '08:26:00', '2026-12-01T08:26:00.000Z'],
    ['2026-03-29', '02:30:00', '2026-03-29T01:30:00.000Z'],
    ['2026-10-25', '00:30:00', '2026-10-24T23:30:00.000Z'],
  ])('London clocks show %s %s at %s', (date, time, expected) => {
    expect(instantAt(date, time, LONDON).toISOString()).toBe(expected);
  });

  it('counts days and months', () => {
    expect(addDays('2026-03-01', -1)).toBe('2026-02-28');
    expect(addDays('2026-12-31', 1)).toBe('2027-01-01');
    expect(monthOf('2026-11-23')).toBe('2026-11');
    expect(monthsBetween('2026-11', '2027-01')).toBe(2);
    expect(monthsBetween('2026-11', '2026-10')).toBe(-1);
  });

  it('refuses what is no time', () => {
    expect(() => instantAt('2026-13-01', '00:00:00', LONDON)).toThrow(RangeError);
  });
});
