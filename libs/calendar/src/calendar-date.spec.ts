import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addDays, addMonths, dateIn, instantAt, monthOf, monthsBetween, wallClockIn, wallClockSpan } from './index.js';

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

  it.each([
    ['2026-13-01', '00:00:00'],
    ['2026-02-30', '00:00:00'],
    ['2026-02-28', '24:00:00'],
    ['2026-02-28', '12:60:00'],
  ])('refuses %s %s, which is no time', (date, time) => {
    expect(() => instantAt(date, time, LONDON)).toThrow(RangeError);
  });

  it.each([
    ['the hour that is skipped: the later instant', '2026-03-29', '01:30:00', '2026-03-29T01:30:00.000Z'],
    ['the hour that comes twice: the first', '2026-10-25', '01:30:00', '2026-10-25T00:30:00.000Z'],
    ['the last moment of it', '2026-10-25', '01:59:59.999', '2026-10-25T00:59:59.999Z'],
    ['after it', '2026-10-25', '02:00:00', '2026-10-25T02:00:00.000Z'],
  ])('%s', (_, date, time, expected) => {
    expect(instantAt(date, time, LONDON).toISOString()).toBe(expected);
  });

  it('a month later is the same day, or the last one there is', () => {
    expect(addMonths('2026-10-15', 1)).toBe('2026-11-15');
    expect(addMonths('2026-01-31', 1)).toBe('2026-02-28');
    expect(addMonths('2026-12-31', 2)).toBe('2027-02-28');
    expect(addMonths('2026-01-31', -2)).toBe('2025-11-30');
  });
});

describe('a span of the clock', () => {
  const shown = (instant: string): string => Object.values(wallClockIn(new Date(instant), LONDON)).join(' ');
  const span = (from: string, to: string): string[] =>
    Object.values(wallClockSpan(new Date(from), new Date(to), LONDON)).map((clock) => Object.values(clock).join(' '));

  it('is what clocks show at both ends, the end rounded up', () => {
    expect(span('2026-07-01T10:00:00.500Z', '2026-07-01T11:00:00.500Z')).toEqual([
      '2026-07-01 11:00:00',
      '2026-07-01 12:00:01',
    ]);
  });

  it('holds the whole hour that comes twice when it begins, ends or passes there', () => {
    expect(shown('2026-10-25T00:50:00Z')).toBe('2026-10-25 01:50:00');
    expect(shown('2026-10-25T01:10:00Z')).toBe('2026-10-25 01:10:00');
    expect(span('2026-10-25T00:50:00Z', '2026-10-25T01:10:00Z')).toEqual([
      '2026-10-25 01:00:00',
      '2026-10-25 01:59:59',
    ]);
    expect(span('2026-10-25T00:10:00Z', '2026-10-25T03:00:00Z')).toEqual([
      '2026-10-25 01:00:00',
      '2026-10-25 03:00:00',
    ]);
  });

  it('misses no instant between its ends, whatever night it is', () => {
    const hours = (from: string): fc.Arbitrary<number> =>
      fc.integer({ min: -48 * 3_600_000, max: 48 * 3_600_000 }).map((offset) => Date.parse(from) + offset);
    const times = fc.constantFrom('2026-10-25T01:00:00Z', '2026-03-29T01:00:00Z').chain((night) => {
      return fc.tuple(hours(night), hours(night), hours(night)).map((three) => three.sort((a, b) => a - b));
    });
    fc.assert(
      fc.property(times, ([from = 0, between = 0, to = 0]) => {
        const [first = '', last = ''] = span(new Date(from).toISOString(), new Date(to).toISOString());
        const reading = shown(new Date(between).toISOString());
        expect(reading >= first && reading <= last).toBe(true);
      }),
    );
  });

  it('has no end before its beginning', () => {
    expect(() => wallClockSpan(new Date(1), new Date(0), LONDON)).toThrow(RangeError);
  });
});
