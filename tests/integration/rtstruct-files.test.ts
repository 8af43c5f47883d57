// Structure sets of others, and what is left on the disk when writing one fails.

import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { decodeRtstruct } from '../../core/dicom/index.ts';
import type { AppError } from '../../core/error/index.ts';
import { regularGeometry } from '../../core/geometry/index.ts';
import { maskFromDense } from '../../core/volume/index.ts';
import { systemClock } from '../../main/platform/clock.ts';
import { nodeFileSystem } from '../../main/platform/file-system.ts';
import { systemRandom } from '../../main/platform/ids.ts';
import { readRtstructMasks, type WriteRtstructRequest, writeRtstructFile } from '../../main/services/rtstruct/index.ts';
import { middle, ORIENTATIONS, phantomGrid, sphere } from '../support/phantom-masks.ts';
import { APPLICATION, inventedImage } from '../support/rtstruct-image.ts';
import { describeWithShared, sharedPath } from '../support/shared-data.ts';

const folder = mkdtempSync(join(tmpdir(), 'limner-rtstruct-files-'));
afterAll(() => rmSync(folder, { recursive: true }));

describeWithShared('structure sets of other systems', () => {
  // Counts by pydicom 2.3: len(ContourSequence), sum(NumberOfContourPoints).
  it('a clinical one has the regions, contours and points that pydicom counts', () => {
    const set = decodeRtstruct(readFileSync(sharedPath('dicom/rt/dicompyler_rtss.dcm')));
    const points = (contours: readonly { xyz: Float64Array }[]) => contours.reduce((n, c) => n + c.xyz.length / 3, 0);
    expect(set.rois.map((r) => [r.number, r.name, r.contours.length, points(r.contours)])).toEqual([
      [1, 'BODY', 141, 51846],
      [2, 'Areola', 0, 0],
      [3, 'Borders', 2, 88],
      [4, 'Breast', 48, 9062],
      [5, 'Heart', 33, 4732],
      [6, 'Lt Lung', 165, 19956],
      [7, 'Nodes', 4, 64],
      [8, 'Scar', 6, 162],
      [9, 'Tumor Bed', 18, 616],
      [10, 'Tumor Bed Block', 24, 1632],
    ]);
    expect(set.rois[0]?.interpretedType).toBe('EXTERNAL');
    expect(set.rois[0]?.colourRgb).toEqual([154, 155, 100]);
  });

  it('one without image references or closed contours is read too', () => {
    const set = decodeRtstruct(readFileSync(sharedPath('dicom/rt/pydicom_rtstruct.dcm')));
    expect(set.rois.map((r) => [r.name, r.contours.map((c) => c.geometricType)])).toEqual([
      ['patient', ['CLOSED_PLANAR', 'CLOSED_PLANAR', 'CLOSED_PLANAR']],
      ['Isocenter 1', ['POINT']],
      ['Isocenter 2', ['POINT']],
    ]);
    expect(set.referencedImageUids).toEqual([]);
  });

  it('a file cut short is corrupt, a plan is another object', () => {
    const whole = readFileSync(sharedPath('dicom/rt/dicompyler_rtss.dcm'));
    const path = join(folder, 'cut.dcm');
    const g = phantomGrid(ORIENTATIONS['coronal'] as readonly number[]);
    for (const share of [0.999, 0.7, 0.3, 0.01]) {
      writeFileSync(path, whole.subarray(0, Math.floor(share * whole.length)));
      expect(() => readRtstructMasks(path, g)).toThrow(expect.objectContaining({ kind: 'corrupt-data' }));
    }
    const plan = sharedPath('dicom/rt/pydicom_rtplan.dcm');
    expect(() => readRtstructMasks(plan, g)).toThrow(expect.objectContaining({ code: 'RTSTRUCT_WRONG_OBJECT' }));
  });
});

describe('writeRtstructFile', () => {
  const g = phantomGrid(ORIENTATIONS['oblique'] as readonly number[]);
  const request = (path: string): WriteRtstructRequest => ({
    path,
    image: inventedImage(g.size[2]),
    geometry: g,
    structures: [
      {
        name: 'Brainstem',
        mask: sphere(g, middle(g), 10),
        generationAlgorithm: '',
        generationDescription: '',
        review: 'not-stated',
      },
    ],
    label: 'Limner',
    application: APPLICATION,
  });

  it('on a full disk leaves the old file and nothing else', () => {
    const path = join(folder, 'full', 'rtstruct.dcm');
    nodeFileSystem.mkdirSync(join(folder, 'full'));
    writeFileSync(path, 'old');
    const full = {
      ...nodeFileSystem,
      writeSync: () => {
        throw Object.assign(new Error('no space'), { code: 'ENOSPC' });
      },
    };
    const ports = { clock: systemClock, random: systemRandom, fileSystem: full as typeof nodeFileSystem };
    expect(() => writeRtstructFile(request(path), ports)).toThrow(
      expect.objectContaining({ kind: 'resource', code: 'DISK_FULL' }),
    );
    expect(readdirSync(join(folder, 'full'))).toEqual(['rtstruct.dcm']);
    expect(readFileSync(path, 'utf8')).toBe('old');
  });

  it('puts nothing in place for a mask on another grid', () => {
    const path = join(folder, 'never.dcm');
    const wrong = {
      ...request(path),
      geometry: phantomGrid(ORIENTATIONS['oblique'] as readonly number[], [41, 33, 16]),
    };
    let thrown: AppError | undefined;
    try {
      writeRtstructFile({ ...wrong, image: inventedImage(16) });
    } catch (error) {
      thrown = error as AppError;
    }
    expect(thrown).toMatchObject({ kind: 'invalid-input', code: 'RTSTRUCT_MASK_GRID' });
    expect(existsSync(path)).toBe(false);
  });

  it('refuses noise, in which every voxel would be a contour, before any time goes into it', () => {
    const size = [1024, 1024, 1] as const;
    const geometry = regularGeometry({ size, spacingMm: [1, 1, 1], originLps: [0, 0, 0], frameOfReferenceUid: '1.2' });
    const dots = Uint8Array.from({ length: 1024 * 1024 }, (_, at) => Number(at % 2 === 0 && (at >> 10) % 2 === 0));
    const [one] = request('').structures;
    const structures = [
      { ...one, name: 'Dots', mask: maskFromDense(dots, size) },
    ] as WriteRtstructRequest['structures'];
    const path = join(folder, 'dots.dcm');
    expect(() => writeRtstructFile({ ...request(path), geometry, image: inventedImage(1), structures })).toThrow(
      expect.objectContaining({ kind: 'unsupported', message: expect.stringContaining('Dots: 262144') }),
    );
    expect(existsSync(path)).toBe(false);
  });

  it('writes new UIDs each time', () => {
    const path = join(folder, 'twice.dcm');
    expect(writeRtstructFile(request(path)).sopInstanceUid).not.toBe(writeRtstructFile(request(path)).sopInstanceUid);
  });
});
