import { describe, expect, it } from '@jest/globals';
import { totals } from '../jest/totals-reporter.js';

const none = {
  numPassedTests: 0,
  numFailedTests: 0,
  numPendingTests: 0,
  numTodoTests: 0,
  numRuntimeErrorTestSuites: 0,
};

describe('the last line of a test run', () => {
  it.each([
    [{ ...none, numPassedTests: 12 }, '12 passed, 0 failed'],
    [{ ...none, numPassedTests: 12, numFailedTests: 1 }, '12 passed, 1 failed'],
    [{ ...none, numPassedTests: 12, numPendingTests: 2, numTodoTests: 1 }, '12 passed, 0 failed, 3 skipped'],
  ])('counts tests %#', (results, line) => {
    expect(totals(results)).toBe(line);
  });

  it('counts a file that could not be loaded as a failure', () => {
    expect(totals({ ...none, numPassedTests: 3, numRuntimeErrorTestSuites: 1 })).toBe('3 passed, 1 failed');
  });
});
