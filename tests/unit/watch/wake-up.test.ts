import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createWakeUp } from '../../../main/services/watch/wake-up.ts';
import { testFolder } from '../../support/temp-folder.ts';

const NEVER_MS = 3_600_000;

it('does not rest on a folder that is followed only now: what came before was reported to nobody', async () => {
  const folder = testFolder();
  const wakeUp = createWakeUp();
  writeFileSync(join(folder, 'between-the-look-and-now.dcm'), '');
  wakeUp.follow(new Set([folder]));
  await wakeUp.pause(1, NEVER_MS, new AbortController().signal);
  wakeUp.close();
});

it('ends a pause when something lands', async () => {
  const folder = testFolder();
  const wakeUp = createWakeUp();
  wakeUp.follow(new Set([folder]));
  await wakeUp.pause(1, NEVER_MS, new AbortController().signal);
  wakeUp.follow(new Set([folder]));
  const pause = wakeUp.pause(1, NEVER_MS, new AbortController().signal);
  writeFileSync(join(folder, 'slice.dcm'), '');
  await expect(pause).resolves.toBeUndefined();
  wakeUp.close();
});
