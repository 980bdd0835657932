import { describe, expect, it } from '@jest/globals';
import { postingPeriodOf } from './posting-period.js';

describe("SYSPRO's code of a date's period", () => {
  it.each([
    ['2026-11-30', '2026-11', 'C'],
    ['2026-11-01', '2026-11', 'C'],
    ['2026-10-31', '2026-11', 'P'],
    ['2026-09-01', '2026-11', 'B'],
    ['2026-12-31', '2027-01', 'P'],
    ['2026-11-30', '2027-01', 'B'],
    ['2026-08-31', '2026-11', 'tooOld'],
    ['2026-12-01', '2026-11', 'notYet'],
  ])('%s with %s current is %s', (date, current, code) => {
    expect(postingPeriodOf(date, current)).toBe(code);
  });
});
