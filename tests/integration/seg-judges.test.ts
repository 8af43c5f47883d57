// What others read from our segmentations: pydicom, dciodvfy, dcmtk.

import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cielabFromRgb } from '../../core/dicom/cielab.ts';
import type { ImageGeometry } from '../../core/geometry/index.ts';
import { denseFromMask, type Mask, maskFromDense } from '../../core/volume/index.ts';
import { type WriteSegRequest, writeSegFile } from '../../main/services/segmentation/index.ts';
import { box, middle, ORIENTATIONS, phantomGrid, sphere, tiltedUnevenGrid, torus } from '../support/phantom-masks.ts';
import { APPLICATION, inventedImage } from '../support/rtstruct-image.ts';

const folder = mkdtempSync(join(tmpdir(), 'limner-seg-'));
afterAll(() => rmSync(folder, { recursive: true }));

const structure = (name: string, mask: Mask): WriteSegRequest['structures'][number] => ({
  name,
  mask,
  colourRgb: [220, 20, 60],
  generationAlgorithm: 'AUTOMATIC',
  generationDescription: 'han-oar-baseline 1.0.0',
  review: 'ai-not-reviewed',
});

/** Overlapping ones, one with a hole, a single voxel in a corner, and an empty one. */
function overlapping(g: ImageGeometry): WriteSegRequest['structures'] {
  const corner = new Uint8Array(g.size[0] * g.size[1] * g.size[2]);
  corner[corner.length - 1] = 1;
  return [
    structure('Brainstem', sphere(g, middle(g), 12.3)),
    structure('SpinalCord', torus(g, middle(g), 11, 4.2)),
    structure('PTV_High', maskFromDense(corner, g.size)),
    structure('Nothing', maskFromDense(new Uint8Array(corner.length), g.size)),
  ];
}

/** Structures that share no voxel. */
function apart(g: ImageGeometry): WriteSegRequest['structures'] {
  const [x, y, z] = middle(g);
  return [
    structure('Parotid_L', box(g, [x - 9, y, z], [4, 9, 6])),
    structure('Parotid_R', box(g, [x + 9, y, z], [4, 9, 9])),
  ];
}

interface Reading {
  readonly type: string;
  readonly bits: number;
  readonly frames: number;
  readonly overlap: string;
  readonly references: number;
  readonly increasing: boolean;
  readonly segments: readonly { readonly [key: string]: unknown }[];
}

const grids: [string, ImageGeometry][] = [
  ...Object.entries(ORIENTATIONS).map(([name, direction]): [string, ImageGeometry] => [
    name,
    // An odd number of pixels a frame: frames begin within bytes.
    phantomGrid(direction, [33, 27, 9]),
  ]),
  ['tilted gantry, uneven steps', tiltedUnevenGrid()],
];

const cases = grids.flatMap(([grid, geometry]) =>
  (['BINARY', 'LABELMAP'] as const).map((type) => ({
    name: `${grid}, ${type}`,
    geometry,
    type,
    structures: type === 'BINARY' ? overlapping(geometry) : apart(geometry),
    path: join(folder, `${grid.replaceAll(/\W+/g, '-')}-${type}.dcm`),
  })),
);

describe('a segmentation', () => {
  let readings: Reading[] = [];

  beforeAll(() => {
    for (const { path, geometry, type, structures } of cases) {
      const image = { ...inventedImage(geometry.size[2]), frameOfReferenceUid: geometry.frameOfReferenceUid };
      const request = { path, type, image, geometry, structures, description: 'Test', application: APPLICATION };
      writeSegFile(request);
      writeFileSync(`${path}.json`, JSON.stringify({ ...geometry, sopInstanceUids: image.sopInstanceUids }));
    }
    const script = join(import.meta.dirname, '../support/read-seg.py');
    const output = execFileSync('/usr/bin/python3', [script, ...cases.map(({ path }) => path)], { encoding: 'utf8' });
    readings = JSON.parse(output) as Reading[];
  });

  it.each(cases.map(({ name }, at) => [name, at] as const))('%s: pydicom reads every mask voxel for voxel', (_, at) => {
    const { geometry, structures, path, type } = cases[at] as (typeof cases)[0];
    const reading = readings[at] as Reading;
    expect(reading).toMatchObject({
      type,
      bits: type === 'BINARY' ? 1 : 8,
      overlap: type === 'BINARY' ? 'YES' : 'NO',
      references: geometry.size[2],
      increasing: true,
    });
    const raw = readFileSync(`${path}.raw`);
    const voxels = geometry.size[0] * geometry.size[1] * geometry.size[2];
    for (const [n, { mask }] of structures.entries()) {
      expect(raw.subarray(n * voxels, (n + 1) * voxels).equals(denseFromMask(mask))).toBe(true);
    }
  });

  it('names its segments, by codes of the TG-263 table or by one that says that there is none', () => {
    const { segments } = readings[0] as Reading;
    expect(segments[0]).toEqual({
      number: 1,
      label: 'Brainstem',
      algorithm: ['AUTOMATIC', 'han-oar-baseline 1.0.0'],
      category: ['123037004', 'SCT', 'Anatomical Structure'],
      type: ['79876', 'FMA', 'Brain Stem'],
      lab: cielabFromRgb([220, 20, 60]),
    });
    expect(segments[2]).toMatchObject({
      category: ['309825002', 'SCT', 'Spatial and Relational Concept'],
      type: ['NO_CODE', '99LIMNER', 'Structure without a sourced code'],
    });
  });

  it('has no error for dciodvfy, nor for dcmtk', () => {
    for (const { path, name, type } of cases) {
      if (!/^(axial, head first supine|tilted)/.test(name)) continue;
      execFileSync('dcmdump', [path], { stdio: 'ignore' });
      // dciodvfy of 2022 does not know label maps.
      if (type === 'LABELMAP') continue;
      const { stderr, stdout } = spawnSync('dciodvfy', [path], { encoding: 'utf8' });
      const lines = `${stdout}${stderr}`.split('\n').filter((line) => line.startsWith('Error'));
      expect(lines).toEqual([]);
    }
  });
});
