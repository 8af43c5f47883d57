// The anatomical code that a structure came with, under a name that TG-263 does not have: from the library and from the
// window alike.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createClient, createInMemoryTransports, windowContract } from '../../core/contract/index.ts';
import { regularGeometry } from '../../core/geometry/index.ts';
import { createWindowApp } from '../../main/app/create-window-app.ts';
import { exportCase } from '../../main/services/exchange/export-case.ts';
import { importPaths } from '../../main/services/library/index.ts';
import { openLibrary } from '../../main/store/index.ts';
import { writeCtSeries } from '../support/ct-writer.ts';
import { boxContours, buildStructureSet } from '../support/rtstruct-builder.ts';
import { runPython } from '../support/run-python.ts';
import { testFolder } from '../support/temp-folder.ts';

const IMAGES = regularGeometry({
  size: [12, 12, 6],
  spacingMm: [2, 2, 3],
  originLps: [-11, -11, 0],
  frameOfReferenceUid: '1.2.3.9',
});
const contours = boxContours([-8, -8, 3], [4, 4, 12], 3);
const SET = buildStructureSet([
  { name: 'Our own gland', contours, fmaId: '59791' },
  { name: 'Parotid_L', contours, fmaId: '1' },
]);

const signal = new AbortController().signal;
const ALL = { series: null, set: null, structures: null, formats: ['seg' as const], profile: null };
const portsOf = (folder: string) => ({
  ...{ appVersion: 'test', profileFolder: join(folder, 'profiles'), fontFile: null, signal, report: () => undefined },
  libraryFolder: join(folder, 'library'),
});

/** The property type of each segment. */
const JUDGE = `
import json, sys, pydicom
def codes(path):
    types = [(s.SegmentLabel, s.SegmentedPropertyTypeCodeSequence[0]) for s in pydicom.dcmread(path).SegmentSequence]
    return [[name, c.CodingSchemeDesignator, c.CodeValue] for name, c in types]
print(json.dumps([codes(path) for path in sys.argv[1:]]))
`;

it('is written where the table has none', async () => {
  const folder = testFolder();
  const files = join(folder, 'in');
  mkdirSync(files);
  writeCtSeries(files, IMAGES, { patientId: 'P1' });
  writeFileSync(join(files, 'rs.dcm'), SET);
  const app = createWindowApp({ libraryFolder: join(folder, 'library'), mode: 'write' });
  const { client: end, server } = createInMemoryTransports();
  app.attach(server);
  const client = createClient(windowContract, end);
  let caseId = '';
  try {
    const { cases } = await client.library.import({ paths: [app.grantPath(files)], linksByGeometry: false });
    caseId = cases[0]?.caseId ?? '';
    const seriesId = cases[0]?.series[0]?.seriesId ?? '';
    const { documentId, structures } = await client.documents.open({ seriesId });
    mkdirSync(join(folder, 'window'));
    await client.documents.export({
      ...{ documentId, structureIds: structures.map(({ id }) => id), formats: ['seg'], openPoints: [], profile: null },
      destination: app.grantPath(join(folder, 'window')),
    });
  } finally {
    await app.close();
  }
  const { warnings } = await exportCase({ ...ALL, caseId, outputFolder: join(folder, 'line') }, portsOf(folder));
  expect(warnings.map(({ code }) => code)).not.toContain('SEG_NO_CODE');
  const written = ['window', 'line'].map((name) => join(folder, name, 'segmentation.dcm'));
  const codes = [
    ['Our own gland', 'FMA', '59791'],
    ['Parotid_L', 'FMA', '59798'],
  ];
  expect(runPython(JUDGE, ...written)).toEqual([codes, codes]);
});

it('structures without their images are not exported, and it is said what is missing', async () => {
  const folder = testFolder();
  writeFileSync(join(folder, 'rs.dcm'), SET);
  const library = openLibrary(join(folder, 'library'), { mode: 'write', appVersion: 'test', isDurable: false });
  const { cases } = await importPaths(library, [join(folder, 'rs.dcm')], { signal, report: () => undefined });
  library.close();
  const request = { ...ALL, caseId: cases[0]?.caseId ?? '', outputFolder: join(folder, 'out') };
  await expect(exportCase(request, portsOf(folder))).rejects.toMatchObject({
    kind: 'not-found',
    code: 'EXPORT_NO_IMAGES',
    message: expect.stringContaining('Import the images'),
  });
});
