import { writeSync } from 'node:fs';
import { relative } from 'node:path';

/** How many of the slowest tests are shown. */
const SHOWN = 10;
const STANDARD_OUTPUT = 1;

/** Ends a run with its slowest tests and, as the very last line, the count of all: what `.ci/run` and people read first. */
export default class TotalsReporter {
  /** @type {{ title: string, file: string, durationMs: number }[]} */
  #tests = [];

  /** @param {{ rootDir: string }} globalConfig */
  constructor(globalConfig) {
    this.rootDir = globalConfig.rootDir;
  }

  /** @param {unknown} _test @param {import('@jest/reporters').TestResult} result */
  onTestResult(_test, result) {
    for (const { fullName, duration } of result.testResults) {
      if (duration) {
        this.#tests.push({ title: fullName, file: relative(this.rootDir, result.testFilePath), durationMs: duration });
      }
    }
  }

  /** @param {unknown} _contexts @param {import('@jest/reporters').AggregatedResult} results */
  onRunComplete(_contexts, results) {
    const slowest = this.#tests.sort((one, other) => other.durationMs - one.durationMs).slice(0, SHOWN);
    const lines = slowest.map(
      ({ title, file, durationMs }) => `  ${(durationMs / 1000).toFixed(1).padStart(6)} s  ${title}  (${file})`,
    );
    const text = `\nSlowest tests\n${lines.join('\n')}\n\n${totals(results)}\n`;
    // Jest prints its own summary after every other reporter; only the end of the process comes later.
    process.once('exit', () => writeSync(STANDARD_OUTPUT, text));
  }
}

/**
 * `12 passed, 0 failed, 3 skipped`. A file that could not even be loaded has no tests to count, so it counts as one that failed.
 *
 * @param {{ numPassedTests: number, numFailedTests: number, numPendingTests: number, numTodoTests: number, numRuntimeErrorTestSuites: number }} results
 * @returns {string}
 */
export function totals(results) {
  const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
  const skipped = results.numPendingTests + results.numTodoTests;
  return `${results.numPassedTests} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}
