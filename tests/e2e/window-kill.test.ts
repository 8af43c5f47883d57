// kill -9 of the whole host while somebody paints in the real window: nothing that was called kept is lost.

import { join } from 'node:path';
import { expect, it } from 'vitest';
import { describeWithChromium } from '../support/chromium.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { killWhilePainting } from '../support/window-kills.ts';

const KILLS = 6;

describeWithChromium('a host that is killed while somebody paints', () => {
  const root = tempFolder();

  it(`${KILLS} times keeps every stroke but at most the one in hand, and undo works`, async () => {
    const folders = { libraryFolder: join(root, 'library'), exportsFolder: join(root, 'exports') };
    const outcomes = await killWhilePainting(folders, KILLS);
    expect(outcomes).toHaveLength(KILLS);
    for (const { kept, begun, found } of outcomes) {
      expect(found).toBeGreaterThanOrEqual(Math.max(kept, begun - 2));
      expect(found).toBeLessThanOrEqual(begun);
    }
  }, 600_000);
});
