// Files for what opens a browser's own dialog.

import type { FileChooser, Page } from 'playwright-core';

/**
 * The chooser that `act` opens. A browser hands it over only once it has heard that somebody waits for it: an act
 * right after the wait has begun may still get the browser's own dialog, which nobody answers.
 */
export async function chooserOf(page: Page, act: () => Promise<void>): Promise<FileChooser> {
  const chooser = page.waitForEvent('filechooser');
  await page.evaluate(() => document.readyState);
  await act();
  return chooser;
}
