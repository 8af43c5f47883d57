// Structures that an earlier build took over without voxels, since they are drawn on sagittal planes.

import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { expect, it } from 'vitest';
import {
  createClient,
  createInMemoryTransports,
  type DocumentState,
  windowContract,
} from '../../core/contract/index.ts';
import { decodeRtstruct } from '../../core/dicom/index.ts';
import { regularGeometry } from '../../core/geometry/index.ts';
import { createWindowApp } from '../../main/app/create-window-app.ts';
import { writeCtSeries } from '../support/ct-writer.ts';
import { boxContours, buildStructureSet } from '../support/rtstruct-builder.ts';
import { testFolder } from '../support/temp-folder.ts';

const IMAGES = regularGeometry({
  size: [24, 24, 10],
  spacingMm: [2, 2, 3],
  originLps: [-23, -23, 0],
  frameOfReferenceUid: '1.2.3.9',
});
const sagittal = (x: number) => [x, -11, 4, x, 11, 4, x, 11, 17, x, -11, 17];
const SAGITTAL = [-3.5, -0.5, 2.5].map(sagittal);
const SET = buildStructureSet([
  { name: 'Chiasm', contours: SAGITTAL },
  { name: 'Erased', contours: SAGITTAL },
  { name: 'Cord', contours: boxContours([-10, -10, 3], [0, 0, 12], 3) },
  { name: 'Nothing', contours: [] },
]);

/** Does something in the window of a library; closed again afterwards, as a build is before the next one is installed. */
async function inWindow<T>(
  folder: string,
  act: (client: ReturnType<typeof createClient<typeof windowContract>>, grant: (path: string) => string) => Promise<T>,
): Promise<T> {
  const app = createWindowApp({ libraryFolder: join(folder, 'library'), mode: 'write' });
  const { client: end, server } = createInMemoryTransports();
  app.attach(server);
  try {
    return await act(createClient(windowContract, end), app.grantPath);
  } finally {
    await app.close();
  }
}

const drawn = ({ structures, slices }: DocumentState): string[] =>
  structures.filter(({ id }) => slices.some(({ structureId }) => structureId === id)).map(({ name }) => name);
const idOf = ({ structures }: DocumentState, wanted: string): string =>
  structures.find(({ name }) => name === wanted)?.id ?? '';

/** A library as the build before left it: no voxels of contours beside the slices; one structure was drawn on since. */
function asBefore(folder: string, document: DocumentState): void {
  rmSync(join(folder, 'library', 'library.sums'));
  const raw = new BetterSqlite3(join(folder, 'library', 'library.db'));
  try {
    const [chiasm, erased] = [idOf(document, 'Chiasm'), idOf(document, 'Erased')];
    raw.prepare('DELETE FROM document_planes WHERE structure_id IN (?, ?)').run(chiasm, erased);
    raw.prepare("UPDATE document_records SET json = json_set(json, '$.contentRev', 2) WHERE id = ?").run(erased);
    raw.exec('ALTER TABLE document_sets DROP COLUMN is_laid');
    raw.pragma('user_version = 110');
  } finally {
    raw.close();
  }
}

it('get them when their case is opened, once, and leave with their own points', async () => {
  const folder = testFolder();
  const files = join(folder, 'in');
  mkdirSync(files);
  writeCtSeries(files, IMAGES, { patientId: 'P1' });
  writeFileSync(join(files, 'rs.dcm'), SET);
  const { seriesId, before } = await inWindow(folder, async (client, grant) => {
    const { cases } = await client.library.import({ paths: [grant(files)], linksByGeometry: false });
    const id = cases[0]?.series[0]?.seriesId ?? '';
    return { seriesId: id, before: await client.documents.open({ seriesId: id }) };
  });
  expect(drawn(before)).toEqual(['Chiasm', 'Erased', 'Cord']);
  asBefore(folder, before);

  const kept = createHash('sha256').update(SET).digest('hex');
  const [blob, away] = [join(folder, 'library', 'blobs', kept.slice(0, 2), kept), join(folder, 'away')];
  await inWindow(folder, async (client, grant) => {
    // A set whose file is lost keeps nobody from the rest of the case, and is looked at again.
    renameSync(blob, away);
    const without = await client.documents.open({ seriesId });
    expect([drawn(without), without.rev]).toEqual([['Cord'], before.rev]);
    renameSync(away, blob);
    const after = await client.documents.open({ seriesId });
    expect(drawn(after)).toEqual(['Chiasm', 'Cord']);
    const planesOf = (document: DocumentState) =>
      document.slices.find(({ structureId }) => structureId === idOf(before, 'Chiasm'))?.planes;
    expect(planesOf(after)).toEqual(planesOf(before));
    expect(after.rev).toBe(before.rev + 1);
    // What is looked at once is not looked at again.
    expect((await client.documents.open({ seriesId })).rev).toBe(after.rev);

    const out = join(folder, 'out');
    mkdirSync(out);
    const { warnings } = await client.documents.export({
      documentId: after.documentId,
      structureIds: [idOf(after, 'Chiasm')],
      formats: ['rtstruct'],
      destination: grant(out),
      openPoints: [],
      profile: null,
    });
    expect(warnings.map(({ code }) => code)).not.toContain('STRUCTURE_CONTOURS_LEFT_OUT');
    const [file] = readdirSync(out, { recursive: true }).filter((name) => String(name).endsWith('.dcm'));
    const { rois } = decodeRtstruct(readFileSync(join(out, String(file))));
    expect(rois[0]?.contours.map(({ xyz }) => [...xyz])).toEqual(SAGITTAL);
  });

  const raw = new BetterSqlite3(join(folder, 'library', 'library.db'), { readonly: true });
  const labels = raw.prepare("SELECT label FROM document_edits WHERE label LIKE 'Made%'").pluck().all();
  raw.close();
  expect(labels).toEqual([expect.stringMatching(/^Made voxels of 1 structure of .*, drawn beside the slices$/)]);
});
