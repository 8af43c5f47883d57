// Structure sets into the library and onto their images: every kind of contour, several sets, sets whose images have
// other names. What was read is judged by pydicom.

import { chmodSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { decodeRtstruct } from '../../core/dicom/index.ts';
import { regularGeometry } from '../../core/geometry/index.ts';
import { makeMasks } from '../../main/services/exchange/make-masks.ts';
import { writeCtSeries } from '../support/ct-writer.ts';
import { boxContours, buildStructureSet } from '../support/rtstruct-builder.ts';
import { runPython } from '../support/run-python.ts';
import { describeWithShared, sharedPath } from '../support/shared-data.ts';
import { testFolder } from '../support/temp-folder.ts';
import { openTestWindow } from '../support/window-client.ts';

type Judged = [name: string, type: string, points: number[]][];
const script = readFileSync(resolve(import.meta.dirname, '../support/mixed-rtstruct.py'), 'utf8');

const geometry = regularGeometry({ size: [40, 40, 9], spacingMm: [2, 2, 3], originLps: [-39, -39, -12] });
const BOX = boxContours([-15, -15, -10.5], [15, 15, 7.5], 6);
/** Each opens a window's services on a library of its own. */
const TIMEOUT = { timeout: 60_000 };
const PORTS = { signal: new AbortController().signal, report: () => undefined };

/** A library with one CT, and what brings more into it. */
async function withCt() {
  const root = testFolder();
  const ct = join(root, 'ct');
  const series = writeCtSeries(ct, geometry);
  const window = openTestWindow(join(root, 'library'));
  const { client, app } = window;
  const bring = (path: string, linksByGeometry = false) =>
    client.library.import({ paths: [app.grantPath(path)], linksByGeometry });
  const add = (bytes: Uint8Array, linksByGeometry = false) => {
    const path = join(root, 'rs.dcm');
    writeFileSync(path, bytes);
    return bring(path, linksByGeometry);
  };
  const { cases } = await bring(ct);
  const seriesId = cases[0]?.series[0]?.seriesId ?? '';
  return { root, ct, series, client, app, bring, add, seriesId };
}

/** A set of the patient of the CT on the planes of the CT, under names that nobody knows. */
const renamed = (
  over: { readonly shiftMm?: number; readonly patientId?: string; readonly sopInstanceUid?: string } = {},
) =>
  buildStructureSet([{ name: 'Box', contours: BOX.map((xyz) => xyz.map((v) => v + (over.shiftMm ?? 0))) }], {
    frame: '1.9.9.1',
    seriesUid: '1.9.9.2',
    patientId: over.patientId ?? 'PHANTOM',
    sopInstanceUid: over.sopInstanceUid ?? '1.2.3.60',
  });

describe('a set with every kind of contour', () => {
  it(
    'comes in without loss: voxels, points, lines and contours off the slices, as pydicom reads them',
    TIMEOUT,
    async () => {
      const { root, ct, client, app, bring, seriesId } = await withCt();
      const path = join(root, 'mixed.dcm');
      const judged = runPython<Judged>(script, ct, path);
      const { structureSets } = await bring(path);
      expect(structureSets[0]?.rois.map(({ name, fate }) => [name, fate])).toEqual([
        ['Ring', 'drawn'],
        ['Xor', 'drawn'],
        ['Isocentre', 'point'],
        ['Markers', 'point'],
        ['Wire', 'open'],
        ['Catheter', 'open'],
        ['Sagittal', 'off-plane'],
        ['Between', 'off-plane'],
        ['Mixed', 'drawn'],
        ['Later', 'empty'],
      ]);
      const document = await client.documents.open({ seriesId });
      const { sets } = await client.documents.imported({ seriesId });
      const ofRoi = (name: string) => {
        const structure = document.structures.find((one) => one.name === name);
        const roi = sets[0]?.rois.find(({ number }) => number === structure?.roi?.number);
        const planes = document.slices.find(({ structureId }) => structureId === structure?.id)?.planes ?? [];
        const drawn = planes.flatMap(({ slice }) => slice.loops ?? []);
        return { planes, points: [...drawn, ...(roi?.kept.map(({ pointsLps }) => pointsLps) ?? [])] };
      };
      for (const name of ['Ring', 'Isocentre', 'Markers', 'Wire', 'Catheter', 'Sagittal', 'Between', 'Mixed']) {
        const expected = judged.filter(([of]) => of === name).map(([, , points]) => points);
        expect(ofRoi(name).points, name).toEqual(expected);
      }
      // Nested and XOR are the same ring; the points of the latter stay in the file alone.
      const voxels = (name: string) => ofRoi(name).planes.map(({ k, slice }) => [k, slice.runs]);
      expect(voxels('Xor')).toEqual(voxels('Ring'));
      expect(document.warnings.map(({ code }) => code)).toEqual(['CONTOUR_NOT_PLANAR', 'CONTOUR_OFF_PLANE']);
      await app.close();
    },
  );

  it('is several sets on one series, each with its own structures', TIMEOUT, async () => {
    const { client, app, add, series, seriesId } = await withCt();
    const over = { seriesUid: series.seriesInstanceUid, frame: series.frameOfReferenceUid, patientId: 'PHANTOM' };
    await add(buildStructureSet([{ name: 'Box', contours: BOX }], over));
    await add(buildStructureSet([{ name: 'Box', contours: BOX.slice(1) }], { ...over, sopInstanceUid: '1.2.3.66' }));
    const { groups, structures, slices } = await client.documents.open({ seriesId });
    expect([groups.length, structures.map(({ name }) => name)]).toEqual([2, ['Box', 'Box']]);
    const planesOf = (id: string | undefined) => slices.find(({ structureId }) => structureId === id)?.planes.length;
    expect(structures.map(({ id }) => planesOf(id)).sort()).toEqual([5, 6]);
    await app.close();
  });

  it('says which set cannot be read any more, and shows what came with the others', TIMEOUT, async () => {
    const { root, client, app, add, series, seriesId } = await withCt();
    const over = { seriesUid: series.seriesInstanceUid, frame: series.frameOfReferenceUid, patientId: 'PHANTOM' };
    const point = { name: 'Isocentre', contours: [[1, 2, 3]], geometricType: 'POINT' };
    await add(buildStructureSet([point], over));
    await add(buildStructureSet([{ name: 'Box', contours: BOX }], { ...over, sopInstanceUid: '1.2.3.66' }));
    await client.documents.open({ seriesId });
    const library = join(root, 'library');
    const kept = readdirSync(library, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !entry.name.includes('sqlite'))
      .map(({ parentPath, name }) => join(parentPath, name))
      .filter((path) => readFileSync(path).subarray(0, 400).includes('1.2.3.66'));
    expect(kept).toHaveLength(1);
    chmodSync(kept[0] as string, 0o600);
    writeFileSync(kept[0] as string, 'damaged');
    const { sets, warnings } = await client.documents.imported({ seriesId });
    expect(sets.map(({ rois }) => rois.map(({ name, kept: points }) => [name, points.length]))).toEqual([
      [['Isocentre', 1]],
    ]);
    expect(warnings).toMatchObject([{ message: expect.stringMatching(/^Points and lines of set are not shown: /) }]);
    await app.close();
  });
});

describe('a set finds its images', () => {
  it.each([
    ['by the images that its contours name', 'images'],
    ['by the one series in its frame of reference', 'frame'],
  ] as const)('%s, where it names no series', TIMEOUT, async (_, link) => {
    const { app, add, series, seriesId } = await withCt();
    const frame = link === 'frame' ? { frame: series.frameOfReferenceUid } : { frame: '' };
    const images = link === 'frame' ? {} : { images: BOX.map((_, at) => series.sopInstanceUids[at + 1] ?? '') };
    const set = buildStructureSet([{ name: 'Box', contours: BOX, ...images }], { ...frame, patientId: 'PHANTOM' });
    const { structureSets } = await add(set);
    expect(structureSets[0]).toMatchObject({ seriesId, link, rois: [{ fate: 'drawn', planes: 6 }] });
    await app.close();
  });
});

describe('a set whose images have other names', () => {
  it('waits, says what it fits on, and is laid there when a person says so', TIMEOUT, async () => {
    const { client, app, add, seriesId } = await withCt();
    const [waiting] = (await add(renamed())).structureSets;
    expect(waiting).toMatchObject({ seriesId: null, link: null, rois: [{ fate: 'unplaced' }] });
    expect(waiting?.candidates).toMatchObject([{ seriesId, closed: 6, onPlanes: 6, inside: 6, planes: 6, fits: true }]);
    expect((await client.documents.open({ seriesId })).structures).toEqual([]);
    const structureSetId = waiting?.structureSetId ?? '';
    const linked = await client.library.linkSet({ structureSetId, seriesId });
    expect(linked).toMatchObject({ seriesId, link: 'confirmed', rois: [{ fate: 'drawn' }], candidates: [] });
    const { structures, slices } = await client.documents.open({ seriesId });
    expect([structures[0]?.name, slices[0]?.planes.length]).toEqual(['Box', 6]);
    await app.close();
  });

  it('is laid on the one series it fits on by an import that says so; nothing else is moved', TIMEOUT, async () => {
    const { app, add, seriesId } = await withCt();
    const { structureSets, refused } = await add(renamed({ shiftMm: 1.4 }), true);
    expect([structureSets[0]?.seriesId, refused.map(({ code }) => code)]).toEqual([null, ['RTSTRUCT_DOES_NOT_FIT']]);
    const { structureSets: laid, cases } = await add(renamed({ sopInstanceUid: '1.2.3.67' }), true);
    expect([laid[0]?.link, laid[0]?.seriesId]).toEqual(['confirmed', seriesId]);
    expect(cases[0]?.structureSets.map((set) => set.seriesId)).toEqual([null, seriesId]);
    await app.close();
  });

  it('of another patient is never laid on it, by whatever word', TIMEOUT, async () => {
    const { client, app, add, seriesId } = await withCt();
    const { structureSets, refused } = await add(renamed({ patientId: 'SOMEONE-ELSE' }), true);
    expect(structureSets[0]).toMatchObject({ seriesId: null, candidates: [] });
    expect(refused.map(({ code }) => code)).toEqual(['RTSTRUCT_NO_IMAGES']);
    const structureSetId = structureSets[0]?.structureSetId ?? '';
    await expect(client.library.linkSet({ structureSetId, seriesId })).rejects.toMatchObject({
      kind: 'safety',
      code: 'STRUCTURE_SET_OTHER_PATIENT',
    });
    await app.close();
  });

  it('gives masks only with the word of a person, and never of another patient', TIMEOUT, async () => {
    const { root, ct, app } = await withCt();
    const rtstruct = join(root, 'rs.dcm');
    const masks = (bytes: Uint8Array, linksByGeometry: boolean) => {
      writeFileSync(rtstruct, bytes);
      return makeMasks(
        { rtstruct, image: ct, outputFolder: join(root, 'out'), format: 'nifti', linksByGeometry },
        PORTS,
      );
    };
    await expect(masks(renamed(), false)).rejects.toMatchObject({
      code: 'RTSTRUCT_FRAME_OF_REFERENCE',
      message: expect.stringMatching(/it fits: 6 of its 6 closed contours lie on 6 slices.*--link-by-geometry/),
    });
    expect(await masks(renamed(), true)).toMatchObject({ structures: [{ fate: 'drawn', voxels: 1350 }] });
    await expect(masks(renamed({ shiftMm: 1.4 }), true)).rejects.toMatchObject({ code: 'RTSTRUCT_DOES_NOT_FIT' });
    await expect(masks(renamed({ patientId: 'ELSE' }), true)).rejects.toMatchObject({ code: 'RTSTRUCT_PATIENT' });
    await app.close();
  });
});

describeWithShared('a clinical set', () => {
  it.each(['dicompyler_rtss', 'pydicom_rtstruct'])('%s keeps every point that pydicom reads', TIMEOUT, (name) => {
    const path = sharedPath(`dicom/rt/${name}.dcm`);
    const ours = decodeRtstruct(readFileSync(path)).rois.flatMap((roi) =>
      roi.contours.map(({ geometricType, xyz }) => JSON.stringify([roi.name, geometricType, [...xyz]])),
    );
    const judged = runPython<Judged>(script, path).map((contour) => JSON.stringify(contour));
    expect(ours.filter((contour, at) => contour !== judged[at])).toEqual([]);
    expect([ours.length, judged.length > 0]).toEqual([judged.length, true]);
  });
});
