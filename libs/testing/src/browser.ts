import type { Browser } from 'playwright-core';
import { SetupProblem } from '../../../deploy/local/setup/problem.js';
import { packagedChromium } from './chromium.js';

/**
 * A real browser without a window, for looking at pages as a person does. Close it. It is the program that BROWSER_PATH names; else, on Linux on x64, the Chromium
 * that comes with the packages, the same for everybody; else the Chrome that is installed.
 *
 * @throws SetupProblem when there is none, or it does not start
 */
export async function openBrowser(): Promise<Browser> {
  // Seven megabytes of code, which only those who look at pages load.
  const { chromium } = await import('playwright-core');
  const { BROWSER_PATH } = process.env;
  try {
    if (BROWSER_PATH) return await chromium.launch({ executablePath: BROWSER_PATH });
    if (process.platform !== 'linux' || process.arch !== 'x64') return await chromium.launch({ channel: 'chrome' });
    const { executablePath, env } = await packagedChromium();
    return await chromium.launch({ executablePath, env: { ...process.env, ...env } });
  } catch (error) {
    const [why = ''] = String(error instanceof Error ? error.message : error).split('\n');
    const problem = new SetupProblem(
      `No browser could be opened: ${why}`,
      'install Chrome, or set BROWSER_PATH to one.',
    );
    problem.cause = error;
    throw problem;
  }
}
