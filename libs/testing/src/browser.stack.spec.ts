import { afterEach, describe, expect, it } from '@jest/globals';
import { openBrowser } from './browser.js';

const { BROWSER_PATH } = process.env;
afterEach(() => {
  if (BROWSER_PATH === undefined) delete process.env['BROWSER_PATH'];
  else process.env['BROWSER_PATH'] = BROWSER_PATH;
});

describe('the browser of tests', () => {
  it('shows a page, with text that takes room', async () => {
    const browser = await openBrowser();
    try {
      const page = await browser.newPage();
      await page.setContent('<!DOCTYPE html><title>Grüße</title><span>Grüße</span>');
      expect(await page.title()).toBe('Grüße');
      expect((await page.locator('span').boundingBox())?.width).toBeGreaterThan(10);
    } finally {
      await browser.close();
    }
  }, 30_000);

  it('says what to do where there is none', async () => {
    process.env['BROWSER_PATH'] = '/nowhere/chromium';
    await expect(openBrowser()).rejects.toThrow(/No browser could be opened: .*\n.*BROWSER_PATH/);
  });
});
