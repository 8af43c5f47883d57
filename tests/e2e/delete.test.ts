// Deleting by the command line: for good as ever, kept where it is asked for, and back.
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { regularGeometry } from '../../core/geometry/index.ts';
import { writeCtSeries } from '../support/ct-writer.ts';
import { runLimner, temporaryFolder } from '../support/run-limner.ts';

let library: string;
let caseId: string;
const limner = (...args: string[]) => runLimner([...args, '--library', library]);

beforeAll(async () => {
  const root = await temporaryFolder();
  library = join(root, 'library');
  const geometry = regularGeometry({ size: [16, 16, 4], spacingMm: [2, 2, 3], originLps: [0, 0, 0] });
  writeCtSeries(join(root, 'ct'), geometry, { hu: new Int16Array(16 * 16 * 4) });
  const imported = await limner('import', join(root, 'ct'));
  caseId = imported.json<{ cases: { caseId: string }[] }>().cases[0]?.caseId ?? '';
});

describe('limner delete', () => {
  it('--keep, list --deleted and undelete go there and back', async () => {
    const kept = (await limner('delete', caseId, '--keep')).json<{ deleted: string; keptUntil: string }>();
    expect(kept.deleted).toBe(caseId);
    expect((await limner('list')).json()).toEqual({ cases: [], total: 0 });
    const deleted = (await limner('list', '--deleted')).json();
    expect(deleted).toMatchObject({ cases: [{ caseId, keptUntil: kept.keptUntil, series: 1 }], freedBytes: 2048 });
    const used = await limner('contour', caseId, '--out', join(library, '..', 'out'));
    expect(used.exitCode).toBe(3);
    expect(used.json()).toMatchObject({ error: { code: 'CASE_DELETED' } });
    expect((await limner('list', '--deleted', '--search', 'x')).exitCode).toBe(2);
    expect((await limner('undelete', caseId)).json()).toEqual({ restored: caseId });
    expect((await limner('undelete', caseId)).exitCode).toBe(3);
    expect((await limner('list')).json()).toMatchObject({ total: 1 });
  });

  it('without it is for good', async () => {
    expect((await limner('delete', caseId)).json()).toEqual({ deleted: caseId, keptUntil: null });
    expect((await limner('list', '--deleted')).json()).toEqual({ cases: [], freedBytes: 0 });
    expect((await limner('library', 'check')).json()).toMatchObject({ ok: true, content: { cases: 0, blobs: 0 } });
  });
});
