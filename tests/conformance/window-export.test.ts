// What leaves through the window's contract says itself what nobody has looked at: report, RTSTRUCT and answer alike.
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openLibrary } from '../../main/store/index.ts';
import { testSeries } from '../support/library-inputs.ts';
import { edit, GROUP, structure } from '../support/random-edits.ts';
import { runPython } from '../support/run-python.ts';
import { testFolder } from '../support/temp-folder.ts';
import { openTestWindow } from '../support/window-client.ts';

const DESCRIPTION = `
import json, sys, pydicom
print(json.dumps(pydicom.dcmread(sys.argv[1]).StructureSetDescription))
`;

it('an export says in every file and in its answer what is open', async () => {
  const folder = testFolder();
  const library = openLibrary(join(folder, 'library'), { mode: 'write', appVersion: '0.1.0' });
  const { cases } = await library.importSeries({ series: [testSeries()], structureSets: [] });
  library.close();
  const { app, client } = openTestWindow(join(folder, 'library'));
  const seriesId = cases[0]?.series[0]?.seriesId ?? '';
  const { documentId } = await client.documents.open({ seriesId });
  const review = { isReviewed: true, at: '2026-11-21T09:00:00.000Z', reason: 'Far from the target', slices: [1, 2] };
  const auto = structure('s-a', { name: 'Larynx', origin: 'auto' });
  const marked = structure('s-b', { name: 'Brainstem', origin: 'auto', review, order: 1 });
  const after = { runs: [9, 3], loops: null };
  const changes = [1, 2].map((k) => ({ k, before: null, after }));
  await client.documents.append({
    documentId,
    baseRev: 0,
    edit: edit('e-0', [
      { type: 'group', id: GROUP.id, before: null, after: GROUP },
      { type: 'structure', id: 's-a', before: null, after: auto },
      { type: 'structure', id: 's-b', before: null, after: marked },
      { type: 'slices', structureId: 's-a', changes },
      { type: 'slices', structureId: 's-b', changes },
    ]),
  });
  await client.documents.markSeen({ documentId, seen: [{ structureId: 's-b', slices: [1, 4] }] });
  const out = join(folder, 'out');
  mkdirSync(out);
  const { warnings } = await client.documents.export({
    documentId,
    structureIds: ['s-a', 's-b'],
    formats: ['rtstruct', 'report'],
    destination: app.grantPath(out),
    openPoints: ['Blunt end: Brainstem ends flat.'],
  });
  const said = [
    `Nobody has looked at: ${auto.name}.`,
    `Called reviewed with slices that nobody saw: ${marked.name} (1 of 2; reason: Far from the target).`,
    'Blunt end: Brainstem ends flat.',
  ];
  expect(warnings.map(({ message }) => message)).toEqual(said);
  const report = readFileSync(join(out, 'report.html'), 'utf8');
  for (const line of said) expect(report).toContain(line);
  expect(report).toContain('1 of 2 structures reviewed by a person');
  expect(report).toContain('Reviewed, 1 of 2 slices never looked at');
  const description = runPython<string>(DESCRIPTION, join(out, 'rtstruct.dcm'));
  expect(description).toContain(`Open when exported: ${said.join(' ')}`);
  await app.close();
});
