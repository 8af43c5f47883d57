// A Chromium that is already on the machine: tests never download one.

import { existsSync } from 'node:fs';
import { describe, it } from 'vitest';

const PLACES = [
  process.env['LIMNER_CHROMIUM'],
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

export const chromiumPath: string | null = PLACES.find((path) => path !== undefined && existsSync(path)) ?? null;

/** Root in a container cannot use Chromium's own sandbox; the pages under test are our own. */
export const CHROMIUM_ARGUMENTS = ['--no-sandbox', '--disable-background-networking', '--no-first-run'];

/** A suite in a real browser; without one it says so, and under CI it fails. */
export function describeWithChromium(name: string, suite: (path: string) => void): void {
  if (chromiumPath !== null) {
    const path = chromiumPath;
    describe(name, () => suite(path));
  } else if (process.env['CI']) {
    describe(name, () => {
      it('has a Chromium', () => {
        throw new Error('no Chromium found; install it or set LIMNER_CHROMIUM');
      });
    });
  } else {
    describe.skip(`${name} (not run: no Chromium; set LIMNER_CHROMIUM)`, () => undefined);
  }
}
