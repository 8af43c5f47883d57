// Suites that need a real browser.

import { describe, it } from 'vitest';
import { chromiumPath } from './find-chromium.ts';

export { CHROMIUM_ARGUMENTS, chromiumPath } from './find-chromium.ts';

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
