import { join } from 'node:path';
import { expect, it } from 'vitest';
import { sha256 } from '../../support/library-inputs.ts';
import { testFolder } from '../../support/temp-folder.ts';
import { openTestLibrary } from '../../support/test-library.ts';

it('jobs go from queued to their outcome; those of a dead process are interrupted', () => {
  const folder = join(testFolder(), 'library');
  const library = openTestLibrary(folder);
  const job = { kind: 'contour', params: { model: 'x' }, modelSha256: null, inputSha256: sha256('in') };
  const [done, failed, stopped, lost] = [1, 2, 3, 4].map(() => library.addJob(job)) as [string, string, string, string];
  for (const id of [done, failed, lost]) library.startJob(id);
  library.reportJob(done, { phase: 'inference', done: 3, total: 9 });
  expect(library.getJob(done)).toMatchObject({ state: 'running', phase: 'inference', done: 3, total: 9 });
  library.succeedJob(done, { structures: 7 });
  library.failJob(failed, { kind: 'resource', code: 'DISK_FULL' });
  library.failJob(stopped, { kind: 'cancelled', code: 'JOB_CANCELLED' });
  expect(() => library.startJob(done)).toThrow(/job is succeeded/);
  library.close();
  const again = openTestLibrary(folder);
  const states = [done, failed, stopped, lost].map((id) => again.getJob(id).state);
  expect(states).toEqual(['succeeded', 'failed', 'cancelled', 'interrupted']);
  expect(again.getJob(done)).toMatchObject({
    result: { structures: 7 },
    appVersion: '0.1.0',
    params: { model: 'x' },
  });
  again.close();
});
