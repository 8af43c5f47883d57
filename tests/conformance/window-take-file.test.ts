// Structures of a file taken into an open document through the window's contract.

import { join } from 'node:path';
import { expect, it } from 'vitest';
import { writeSegFile, writeSegNrrd } from '../../main/services/segmentation/index.ts';
import { openLibrary } from '../../main/store/index.ts';
import { boxMask } from '../support/box-masks.ts';
import { testSeries } from '../support/library-inputs.ts';
import { APPLICATION, inventedImage } from '../support/rtstruct-image.ts';
import { testFolder } from '../support/temp-folder.ts';
import { openTestWindow } from '../support/window-client.ts';

it('a segmentation of 3D Slicer becomes a locked group, and one step that can be taken back', async () => {
  const folder = testFolder();
  const library = openLibrary(join(folder, 'library'), { mode: 'write', appVersion: '0.1.0' });
  await library.importSeries({ series: [testSeries({})], structureSets: [] });
  const [series] = library.listCases()[0]?.series ?? [];
  const { geometry } = library.getVolume(series?.volumeId ?? '');
  library.close();
  const { size } = geometry;
  const structures = [
    { name: 'Brainstem', mask: boxMask(size, [1, 1, 1], [4, 3, 3]), colourRgb: [220, 20, 60] as const },
    { name: 'Over it', mask: boxMask(size, [2, 1, 1], [5, 4, 4]) },
  ];
  writeSegNrrd(join(folder, 'drawn.seg.nrrd'), structures, geometry);
  const shifted = { ...geometry, planeOriginsLps: geometry.planeOriginsLps.map((mm) => mm + 0.3) };
  writeSegNrrd(join(folder, 'other.seg.nrrd'), structures, shifted);

  const { app, client } = openTestWindow(join(folder, 'library'));
  const { documentId } = await client.documents.open({ seriesId: series?.seriesId ?? '' });
  const path = app.grantPath(join(folder, 'drawn.seg.nrrd'));
  expect(await client.documents.takeFile({ documentId, baseRev: 0, path })).toEqual({
    rev: 1,
    structures: 2,
    warnings: [],
  });
  const state = await client.documents.open({ seriesId: series?.seriesId ?? '' });
  expect(state.groups).toMatchObject([{ kind: 'imported', label: 'drawn', isLocked: true, structureSetId: null }]);
  expect(state.structures).toMatchObject([
    { name: 'Brainstem', color: '#dc143c', interpretedType: 'ORGAN', origin: 'imported' },
    { name: 'Over it', origin: 'imported' },
  ]);
  expect(state.slices.map(({ planes }) => planes.map(({ k }) => k))).toEqual([
    [1, 2],
    [1, 2, 3],
  ]);
  const elsewhere = { documentId, baseRev: 1, path: app.grantPath(join(folder, 'other.seg.nrrd')) };
  await expect(client.documents.takeFile(elsewhere)).rejects.toMatchObject({
    code: 'STRUCTURES_OTHER_GRID',
    message: expect.stringMatching(/^other\.seg\.nrrd: /),
  });
  // A segmentation that names another patient, in the same frame of reference.
  const said = { generationAlgorithm: 'MANUAL', generationDescription: '', review: 'not-stated' } as const;
  writeSegFile({
    path: join(folder, 'theirs.dcm'),
    type: 'BINARY',
    image: { ...inventedImage(size[2]), frameOfReferenceUid: geometry.frameOfReferenceUid },
    geometry,
    structures: structures.map(({ name, mask }) => ({ name, mask, ...said })),
    description: '',
    application: APPLICATION,
  });
  const theirs = { documentId, baseRev: 1, path: app.grantPath(join(folder, 'theirs.dcm')) };
  expect((await client.documents.takeFile(theirs)).warnings).toMatchObject([{ code: 'RTSTRUCT_OTHER_PATIENT' }]);
  await client.documents.undo({ documentId, baseRev: 2 });
  await client.documents.undo({ documentId, baseRev: 3 });
  expect((await client.documents.open({ seriesId: series?.seriesId ?? '' })).structures).toEqual([]);
  await app.close();
});
