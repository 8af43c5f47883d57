// kill -9 of the built command at random moments of each stage, with a one-layer network.

import { join } from 'node:path';
import { describe, it } from 'vitest';
import { regularGeometry } from '../../core/geometry/index.ts';
import { writeCtSeries } from '../support/ct-writer.ts';
import { KILL_STAGES, killRepeatedly } from '../support/kill-stages.ts';
import { projectRoot, temporaryFolder } from '../support/run-limner.ts';

const KILLS = 6;
const FILES = 40;

/** A ball of soft tissue with bone in it: something for the network to find, small enough for many runs. */
function writePhantom(folder: string): void {
  const geometry = regularGeometry({ size: [64, 60, FILES], spacingMm: [4, 4, 4], originLps: [-126, -118, -78] });
  const hu = new Int16Array(64 * 60 * FILES);
  for (let at = 0; at < hu.length; at++) {
    const [i, j, k] = [at % 64, Math.floor(at / 64) % 60, Math.floor(at / 3840)];
    const r = Math.hypot(i - 31.5, j - 29.5, k - 19.5);
    hu[at] = r < 8 ? 900 : r < 22 ? 40 : -1000;
  }
  writeCtSeries(folder, geometry, { hu });
}

describe('kill -9', () => {
  it.each(KILL_STAGES)(
    `during %s, ${KILLS} times: nothing half done, and the same command succeeds`,
    async (stage) => {
      const seed = Number(process.env['LIMNER_SEED'] ?? Date.now() % 1_000_000);
      const folder = await temporaryFolder();
      const input = join(folder, 'ct');
      writePhantom(input);
      const env = { LIMNER_MODELS: join(projectRoot, 'tests/fixtures/models') };
      process.stdout.write(
        await killRepeatedly({ stage, kills: KILLS, seed, input, files: FILES, folder, model: 'tiny', env }),
      );
    },
    600_000,
  );
});
