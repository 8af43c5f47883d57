// Segmentations that another program wrote (pydicom alone), read onto the planes of an image.

import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { decodeSegmentation, type SegmentMasks, segmentationGrid, segmentationMasks } from '../../core/dicom/index.ts';
import { AppError } from '../../core/error/index.ts';
import type { ImageGeometry } from '../../core/geometry/index.ts';
import { denseFromMask, isSameMask, type Mask } from '../../core/volume/index.ts';
import { box, middle, ORIENTATIONS, phantomGrid, sphere, tiltedUnevenGrid, torus } from '../support/phantom-masks.ts';
import { tempFolder } from '../support/temp-folder.ts';

const folder = tempFolder();
const oblique = phantomGrid(ORIENTATIONS['oblique'] as readonly number[], [33, 27, 9]);
const tilted = tiltedUnevenGrid();

/** Overlapping, one with a hole. */
const shapes = (g: ImageGeometry): Mask[] => [sphere(g, middle(g), 8.3), torus(g, middle(g), 8, 3.2)];
const apart = (g: ImageGeometry): Mask[] => {
  const [x, y, z] = middle(g);
  return [box(g, [x - 7, y, z], [3, 6, 4]), box(g, [x + 7, y, z], [3, 6, 6])];
};

interface Job {
  readonly name: string;
  readonly type: 'BINARY' | 'FRACTIONAL' | 'LABELMAP';
  readonly grid: ImageGeometry;
  readonly shapes: readonly Mask[];
  readonly numbers?: readonly number[];
  readonly names?: readonly string[];
  readonly [option: string]: unknown;
}

const JOBS: readonly Job[] = [
  { name: 'bit planes of an odd number of pixels', type: 'BINARY', grid: oblique, shapes: shapes(oblique) },
  {
    name: 'orientation said by each frame',
    type: 'BINARY',
    grid: oblique,
    shapes: shapes(oblique),
    sharedOrientation: false,
  },
  { name: 'rows counted from the other end', type: 'BINARY', grid: oblique, shapes: shapes(oblique), flip: true },
  { name: 'tilted and uneven planes', type: 'BINARY', grid: tilted, shapes: shapes(tilted) },
  {
    name: 'fractions',
    type: 'FRACTIONAL',
    grid: oblique,
    shapes: shapes(oblique),
    maximum: 255,
    inside: 128,
    outside: 127,
  },
  {
    name: 'fractions in RLE',
    type: 'FRACTIONAL',
    grid: oblique,
    shapes: shapes(oblique),
    maximum: 200,
    inside: 200,
    outside: 1,
    rle: true,
  },
  { name: 'a label map of 8 bits', type: 'LABELMAP', grid: oblique, shapes: apart(oblique), numbers: [3, 7] },
  {
    name: 'a label map of 16 bits, one value without a name',
    type: 'LABELMAP',
    grid: oblique,
    shapes: apart(oblique),
    numbers: [3, 777],
    names: ['A', ''],
    bits: 16,
  },
  {
    name: 'bit planes, each frame deflated by itself',
    type: 'BINARY',
    grid: oblique,
    shapes: shapes(oblique),
    deflateFrames: true,
  },
];

const pathOf = (at: number) => join(folder, `${at}.dcm`);
const read = (at: number, geometry = (JOBS[at] as Job).grid, fraction?: number): SegmentMasks =>
  segmentationMasks(decodeSegmentation(readFileSync(pathOf(at))), geometry, fraction);

const errorOf = (act: () => unknown): AppError => {
  try {
    act();
  } catch (error) {
    if (error instanceof AppError) return error;
  }
  throw new Error('nothing was thrown');
};

describe('a segmentation of another program', () => {
  beforeAll(() => {
    const jobs = JOBS.map(({ shapes: masks, grid, ...job }, at) => {
      writeFileSync(`${pathOf(at)}.raw`, Buffer.concat(masks.map(denseFromMask)));
      const study = { study: '1.2.3.7', series: '1.2.3.8', patientId: 'P', patientName: 'Phantom' };
      return {
        numbers: [1, 2],
        names: ['A', 'B'],
        ...job,
        ...study,
        path: pathOf(at),
        masks: `${pathOf(at)}.raw`,
        grid,
      };
    });
    const list = join(folder, 'jobs.json');
    writeFileSync(list, JSON.stringify(jobs));
    execFileSync('/usr/bin/python3', [join(import.meta.dirname, '../support/write-seg.py'), list]);
  });

  it.each(JOBS.map(({ name }, at) => [name, at] as const))('%s: every voxel', (_, at) => {
    const job = JOBS[at] as Job;
    const { structures, warnings } = read(at);
    expect(warnings.map(({ code }) => code)).toEqual(job.type === 'FRACTIONAL' ? ['SEG_FRACTIONAL'] : []);
    expect(structures.map(({ number }) => number)).toEqual(job.numbers ?? [1, 2]);
    for (const [n, mask] of job.shapes.entries()) {
      expect(isSameMask(structures[n]?.mask as Mask, mask)).toBe(true);
    }
  });

  it('says of each structure what the file says, and what it does not', () => {
    expect(read(0).structures[0]).toMatchObject({
      name: 'A',
      fmaId: '79876',
      // Lab 47.9 71.3 35.5 under D50.
      colourRgb: [220, 20, 60],
      segment: { algorithmType: 'MANUAL', category: { value: '123037004', scheme: 'SCT' } },
      warnings: [],
    });
    expect(read(7).structures[1]).toMatchObject({ name: 'Segment 777', warnings: [{ code: 'SEG_NOT_DESCRIBED' }] });
  });

  it('takes another threshold of fractions when asked', () => {
    const all = oblique.size[0] * oblique.size[1] * oblique.size[2];
    expect(read(4, oblique, 0.498).structures[0]?.mask.voxels.length).toBe(all);
    expect(read(4, oblique, 0.503).structures[0]?.mask.voxels.length).toBe(0);
  });

  it('has a grid of its own, with the planes between its frames', () => {
    const own = segmentationGrid(decodeSegmentation(readFileSync(pathOf(0))));
    const planes = oblique.planeOriginsLps.slice(3, -3);
    expect(own.size).toEqual([33, 27, 7]);
    own.planeOriginsLps.forEach((mm, at) => {
      expect(mm).toBeCloseTo(planes[at] as number, 6);
    });
  });

  it('is refused on another frame of reference, on other pixels, and between the planes', () => {
    expect(errorOf(() => read(0, { ...oblique, frameOfReferenceUid: '1.2.3' }))).toMatchObject({
      kind: 'safety',
      code: 'SEG_FRAME_OF_REFERENCE',
    });
    const shifted = (mm: number, axis: number): ImageGeometry => ({
      ...oblique,
      planeOriginsLps: oblique.planeOriginsLps.map(
        (v, at) => v + mm * (oblique.direction[3 * axis + (at % 3)] as number),
      ),
    });
    expect(errorOf(() => read(0, shifted(0.5, 0)))).toMatchObject({ code: 'SEG_OTHER_GRID' });
    expect(errorOf(() => read(0, { ...oblique, spacingMm: [1, 1.3, 2.5] }))).toMatchObject({ code: 'SEG_OTHER_GRID' });
    const { code, message } = errorOf(() => read(0, shifted(1, 2)));
    expect([code, message]).toEqual(['SEG_OFF_PLANES', expect.stringContaining('1.00 mm')]);
  });

  it('loses what lies beyond the images, and says exactly how much', () => {
    const { size, planeOriginsLps } = oblique;
    const fewer = { ...oblique, size: [size[0], size[1], 5] as const, planeOriginsLps: planeOriginsLps.slice(0, 15) };
    const message = '3 of 7 frames lie on no plane of the images (the first 7.50 mm away) and were left out.';
    expect(read(0, fewer).structures[0]?.warnings).toEqual([{ code: 'SEG_FRAMES_OFF_PLANES', message }]);
    const narrower = { ...oblique, size: [17, size[1], size[2]] as const };
    const { mask, warnings } = read(0, narrower).structures[0] as SegmentMasks['structures'][0];
    const outside = Number(/^(\d+) voxels/.exec(warnings[0]?.message ?? '')?.[1]);
    const voxels = (m: Mask) => m.voxels.reduce((sum, v) => sum + v, 0);
    expect(voxels(mask) + outside).toBe(voxels(shapes(oblique)[0] as Mask));
  });
});
