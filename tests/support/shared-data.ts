// Where the big data sets are. They lie beside the checkout (LIMNER_SHARED, default ../shared); a machine without them
// still runs everything else, but CI must have them: there a missing set is a failure, not a skip.

import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, it } from 'vitest';

const root = resolve(process.env['LIMNER_SHARED'] ?? resolve(import.meta.dirname, '../../../shared'));

export const sharedPath = (...parts: readonly string[]): string => resolve(root, ...parts);

export const hasSharedData = (): boolean => existsSync(sharedPath('README.md'));

/** A suite on the shared data; without them it says so, and under CI it fails. */
export function describeWithShared(name: string, suite: () => void): void {
  if (hasSharedData()) {
    describe(name, suite);
  } else if (process.env['CI']) {
    describe(name, () => {
      it('has the shared data', () => {
        throw new Error(`no shared data at LIMNER_SHARED; CI needs them`);
      });
    });
  } else {
    describe.skip(`${name} (not run: no shared data)`, suite);
  }
}
