// A clinical structure set through the planes of a document and out again, while nobody edited it.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { type DecodedRtstruct, decodeRtstruct } from '../../core/dicom/index.ts';
import { type ImageGeometry, regularGeometry } from '../../core/geometry/index.ts';
import { importRtstruct } from '../../main/services/documents/import-rtstruct.ts';
import { rtstructFile, type StructureTask } from '../../main/services/documents/rtstruct-task.ts';
import { decodePlane, forEachPackedPlane, packPlanes } from '../../main/store/index.ts';
import { dciodvfyErrors } from '../support/dciodvfy.ts';
import { APPLICATION, inventedImage } from '../support/rtstruct-image.ts';
import { describeWithShared, sharedPath } from '../support/shared-data.ts';
import { tempFolder } from '../support/temp-folder.ts';

/** The stack on which the set was drawn: its slices are those of its contours. */
function stackOf(set: DecodedRtstruct): ImageGeometry {
  const heights = [...new Set(set.rois.flatMap(({ contours }) => contours.map(({ xyz }) => xyz[2] as number)))];
  heights.sort((a, b) => a - b);
  const [low = 0, next = 3] = heights;
  const geometry = regularGeometry({
    size: [512, 512, heights.length],
    spacingMm: [1.171875, 1.171875, next - low],
    originLps: [-300, -300, low],
    frameOfReferenceUid: set.frameOfReferenceUids[0] ?? null,
  });
  return { ...geometry, planeOriginsLps: heights.flatMap((z) => [-300, -300, z]) };
}

describeWithShared('dicompyler_rtss.dcm', () => {
  const file = sharedPath('dicom/rt/dicompyler_rtss.dcm');
  const folder = tempFolder();

  const through = (change: (task: StructureTask) => StructureTask) => {
    const bytes = readFileSync(file);
    const set = decodeRtstruct(bytes);
    const geometry = stackOf(set);
    const image = { ...inventedImage(geometry.size[2]), frameOfReferenceUid: geometry.frameOfReferenceUid };
    const { rois } = importRtstruct({
      bytes,
      geometry,
      sopInstanceUids: image.sopInstanceUids,
      frameNumbers: image.sopInstanceUids.map(() => null),
      isFrameConfirmed: false,
    });
    const path = join(folder, 'out.dcm');
    rtstructFile({
      request: { path, image, geometry, label: 'Draft', application: APPLICATION },
      originals: [{ structureSetId: 's-1', bytes }],
      labelEnding: ' v2',
      structures: rois.map((roi) =>
        change({
          name: roi.name,
          planes: roi.planes,
          region: { structureSetId: 's-1', number: roi.number, name: roi.name, nth: 0 },
          generationAlgorithm: '',
          generationDescription: '',
          review: 'not-stated',
        }),
      ),
    });
    return { set, out: decodeRtstruct(readFileSync(path)), path };
  };

  it('keeps every point of every contour, the numbers of its regions and what it says of them', () => {
    const { set, out, path } = through((task) => task);
    expect(out.rois.map(({ number, name }) => [number, name])).toEqual(
      set.rois.map(({ number, name }) => [number, name]),
    );
    for (const [at, roi] of set.rois.entries()) {
      const own = out.rois[at];
      expect(own?.contours.map(({ geometricType, xyz }) => [geometricType, ...xyz])).toEqual(
        roi.contours.map(({ geometricType, xyz }) => [geometricType, ...xyz]),
      );
      expect(own?.generationAlgorithm).toBe(roi.generationAlgorithm);
    }
    expect(out.predecessorUids).toEqual([set.sopInstanceUid]);
    expect(out.label).toBe(`${set.label.slice(0, 13).trim()} v2`);
    expect(out.sopInstanceUid).not.toBe(set.sopInstanceUid);
    const before = new Set(dciodvfyErrors(file));
    expect(dciodvfyErrors(path).filter((error) => !before.has(error))).toEqual([]);
  });

  it('keeps the points of the slices that nobody edited, and traces the one that somebody did', () => {
    const { set, out } = through((task) => {
      if (task.name !== 'Heart') return task;
      const planes: { k: number; slice: ReturnType<typeof decodePlane> }[] = [];
      forEachPackedPlane(task.planes, (k, content) => planes.push({ k, slice: decodePlane(content) }));
      // One voxel more on one slice: a person's dab.
      const [first, ...rest] = planes;
      if (first === undefined) throw new Error('no plane');
      const runs = [...first.slice.runs];
      runs[1] = (runs[1] ?? 0) + 1;
      if (runs.length > 2) runs[2] = (runs[2] ?? 1) - 1;
      return { ...task, planes: packPlanes([{ k: first.k, slice: { runs, loops: null } }, ...rest]) };
    });
    const [was, is] = [set, out].map((one) => one.rois.find(({ name }) => name === 'Heart')?.contours ?? []);
    const kept = new Set(is?.map(({ xyz }) => xyz.join(' ')));
    const lost = was?.filter(({ xyz }) => !kept.has(xyz.join(' '))) ?? [];
    expect(new Set(lost.map(({ xyz }) => xyz[2])).size).toBe(1);
    expect(is?.length).toBe(was?.length);
  });
});
