// A set brought to another series through a registration, from the command line: the voxels of the copy are those that
// scipy finds (see registration-judges), and nothing goes through that nobody named.
import { execFileSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import type { CaseRow, CopySetResult } from '../../core/contract/index.ts';
import { runLimner, temporaryFolder } from '../support/run-limner.ts';

it('copy', async () => {
  const root = await temporaryFolder();
  const script = resolve(import.meta.dirname, '../support/make-study.py');
  execFileSync('/usr/bin/python3', ['-W', 'ignore', script, join(root, 'study'), 'rigid']);
  const library = ['--library', join(root, 'library')];
  const imported = await runLimner(['import', join(root, 'study'), ...library]);
  const rows = imported.json<{ cases: CaseRow[] }>().cases;
  const own = rows.find(({ objects }) => objects.some(({ kind }) => kind === 'REG')) as CaseRow;
  const set = own.structureSets[0];
  const to = own.series.find(({ seriesId }) => seriesId !== set?.seriesId)?.seriesId as string;
  const reg = own.objects.find(({ kind }) => kind === 'REG')?.objectId as string;
  const copy = (...more: string[]) => runLimner(['copy', own.caseId, '--to', to, ...more, ...library]);

  const unnamed = await copy();
  expect([unnamed.exitCode, unnamed.json()]).toMatchObject([8, { error: { code: 'COPY_OTHER_FRAME' } }]);
  const nowhere = await copy('--registration', 'o-none');
  expect([nowhere.exitCode, nowhere.json()]).toMatchObject([3, { error: { code: 'REG_NOT_FOUND' } }]);

  const run = await copy('--registration', reg);
  expect(run.exitCode).toBe(0);
  const copied = run.json<CopySetResult>();
  expect(copied).toMatchObject({ seriesId: to, label: expect.stringContaining('(registered)') });
  expect(copied.structures).toMatchObject([
    { name: 'Kidney_L', planes: expect.any(Number), cutOffMl: expect.any(Number) },
  ]);
  expect(copied.structures[0]?.planes).toBeGreaterThan(2);
  const out = ['--out', join(root, 'out'), '--format', 'rtstruct'];
  const exported = await runLimner(['export', own.caseId, '--series', to, '--set', copied.setId, ...out, ...library]);
  expect(exported.json()).toMatchObject({ structures: [{ name: 'Kidney_L', leavesAs: 'Kidney_L' }] });
});
