// kill -9 at random moments with the shipped network on a real CT.

import { join } from 'node:path';
import { describe, it } from 'vitest';
import { KILL_STAGES, killRepeatedly } from '../support/kill-stages.ts';
import { sampleCase, temporaryFolder } from '../support/run-limner.ts';

const KILLS = Number(process.env['LIMNER_KILLS'] ?? 17);

describe('kill -9 with the real network', () => {
  it.each(KILL_STAGES)('during %s', async (stage) => {
    const seed = Number(process.env['LIMNER_SEED'] ?? Date.now() % 1_000_000);
    const folder = await temporaryFolder();
    const input = join(sampleCase, 'ct');
    const plan = { stage, kills: KILLS, seed, input, files: 123, folder, model: 'han-oar-fast', env: {} };
    process.stdout.write(await killRepeatedly(plan));
  });
});
