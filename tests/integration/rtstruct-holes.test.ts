// One ring, three ways to write its hole (PS3.3 C.8.8.6.3), one mask: by our reader, by pydicom with a rasteriser of its own,
// and by plastimatch where it can.

import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { type DecodedContour, decodeRtstruct, planeFinder } from '../../core/dicom/index.ts';
import type { ImageGeometry } from '../../core/geometry/index.ts';
import { denseFromMask, type Mask } from '../../core/volume/index.ts';
import { readRtstructMasks, writeRtstructFile } from '../../main/services/rtstruct/index.ts';
import { placeFileContours } from '../../main/services/rtstruct/place-file-contours.ts';
import { writeCtSeries } from '../support/ct-writer.ts';
import { dciodvfyErrors } from '../support/dciodvfy.ts';
import { middle, ORIENTATIONS, phantomGrid, tiltedUnevenGrid, torus } from '../support/phantom-masks.ts';
import { masksOfPlastimatch } from '../support/plastimatch.ts';
import { APPLICATION, imageOfSeries, inventedImage } from '../support/rtstruct-image.ts';
import { tempFolder } from '../support/temp-folder.ts';

const HOLES = ['keyhole', 'nested', 'xor'] as const;
const SUPPORT = join(import.meta.dirname, '../support');
const folder = tempFolder();

type Reading = readonly [types: readonly string[], contours: number, voxels: readonly number[]];

function readElsewhere(how: 'union' | 'even-odd', paths: readonly string[]): Reading[] {
  const output = execFileSync('/usr/bin/python3', [join(SUPPORT, 'rtstruct-holes.py'), how, ...paths], {
    encoding: 'utf8',
    env: { ...process.env, SUPPORT },
    maxBuffer: 2 ** 26,
  });
  return JSON.parse(output) as Reading[];
}

const voxelsOf = (mask: Mask): number[] => [...denseFromMask(mask)].flatMap((voxel, at) => (voxel === 1 ? [at] : []));

const structure = (mask: Mask, from?: Parameters<typeof writeRtstructFile>[0]['structures'][number]['from']) => ({
  name: 'Ring',
  mask,
  generationAlgorithm: '' as const,
  generationDescription: '',
  review: 'not-stated' as const,
  ...(from === undefined ? {} : { from }),
});

interface Written {
  readonly path: string;
  readonly geometry: ImageGeometry;
  readonly mask: Mask;
}

function write(name: string, geometry: ImageGeometry, mask: Mask, more: object = {}, from?: DecodedContour[]): Written {
  const path = join(folder, `${name.replaceAll(/\W+/g, '-')}.dcm`);
  writeFileSync(`${path}.json`, JSON.stringify(geometry));
  const image = { ...inventedImage(geometry.size[2]), frameOfReferenceUid: geometry.frameOfReferenceUid };
  const region = from === undefined ? undefined : regionOf(from);
  const structures = [structure(mask, region)];
  writeRtstructFile({ path, image, geometry, structures, label: 'Rings', application: APPLICATION, ...more });
  return { path, geometry, mask };
}

const regionOf = (contours: DecodedContour[]) => ({
  number: 5,
  name: 'Ring',
  description: '',
  frameOfReferenceUid: null,
  generationAlgorithm: 'MANUAL',
  generationDescription: '',
  interpretedType: 'CONTROL',
  observations: [],
  colourRgb: null,
  contours,
  refusal: null,
});

const grids: [string, ImageGeometry][] = [
  ...Object.entries(ORIENTATIONS).map(([name, direction]): [string, ImageGeometry] => [
    name,
    phantomGrid(direction, [33, 29, 7]),
  ]),
  ['tilted gantry, uneven steps', tiltedUnevenGrid()],
];

describe('the hole of a ring', () => {
  const rings = grids.flatMap(([name, geometry]) =>
    HOLES.map((holes) => ({
      name: `${name}, ${holes}`,
      holes,
      geometry,
      mask: torus(geometry, middle(geometry), 11, 4.2),
    })),
  );
  let written: Written[] = [];
  const readings = new Map<string, Reading>();

  beforeAll(() => {
    written = rings.map(({ name, holes, geometry, mask }) =>
      write(name, geometry, mask, { holeRules: { holes, importedHoles: 'convert' } }),
    );
    const of = (how: 'union' | 'even-odd', isHow: (holes: string) => boolean) => {
      const paths = written.filter((_, at) => isHow(rings[at]?.holes ?? '')).map(({ path }) => path);
      readElsewhere(how, paths).forEach((reading, at) => {
        readings.set(paths[at] as string, reading);
      });
    };
    // The strict reading for keyholes and for the type that says it itself; nested loops need even-odd.
    of('union', (holes) => holes !== 'nested');
    of('even-odd', (holes) => holes === 'nested');
  });

  it.each(rings.map(({ name }, at) => [name, at] as const))('%s: is a hole for us and for pydicom', (_, at) => {
    const { path, geometry, mask } = written[at] as Written;
    const [types, , voxels] = readings.get(path) as Reading;
    expect(types).toEqual([rings[at]?.holes === 'xor' ? 'CLOSEDPLANAR_XOR' : 'CLOSED_PLANAR']);
    expect(voxels).toEqual(voxelsOf(mask));
    expect(voxelsOf(readRtstructMasks(path, geometry).structures[0]?.mask as Mask)).toEqual(voxels);
  });

  it('is no error for dciodvfy, but for a type that this judge is too old to know', () => {
    const errors = written.slice(0, 3).map(({ path }) => [...new Set(dciodvfyErrors(path))]);
    const unknown =
      'Error - Unrecognized enumerated value <CLOSEDPLANAR_XOR> for value 1 of attribute <Contour Geometric Type>';
    expect(errors).toEqual([[], [], [unknown]]);
  });
});

/** A disc with two holes, one of them with an island, as a drawing program leaves them: no point on the grid. */
function drawn(geometry: ImageGeometry, k: number, geometricType: string): DecodedContour[] {
  const [x0 = 0, y0 = 0, z = 0] = geometry.planeOriginsLps.slice(3 * k, 3 * k + 3);
  const circle = (cx: number, cy: number, radius: number, turn: number): DecodedContour => ({
    geometricType,
    number: null,
    images: [],
    xyz: Float64Array.from(
      Array.from({ length: 41 }, (_, n) => [
        x0 + cx + radius * Math.cos(turn + n / 6.525),
        y0 + cy + radius * Math.sin(turn + n / 6.525),
        z,
      ]).flat(),
    ),
  });
  return [circle(24, 20, 17.3, 0.2), circle(17.2, 18.1, 6.9, 1), circle(33, 24, 4.4, 2), circle(16.8, 18.3, 2.7, 3)];
}

describe('holes of a file that nobody edited', () => {
  const geometry = phantomGrid(ORIENTATIONS['axial, head first supine'] as readonly number[], [60, 48, 4]);
  const image = inventedImage(geometry.size[2]);
  it.each([
    ['nested', 'keyhole'],
    ['nested', 'xor'],
    ['xor', 'keyhole'],
    ['xor', 'nested'],
  ] as const)('%s become %s: one mask, and every point where it was', (was, holes) => {
    const contours = [1, 2].flatMap((k) => drawn(geometry, k, was === 'xor' ? 'CLOSEDPLANAR_XOR' : 'CLOSED_PLANAR'));
    const { mask } = placeFileContours(contours, geometry, planeFinder(image));
    const { path } = write(
      `${was} to ${holes}`,
      geometry,
      mask,
      { holeRules: { holes, importedHoles: 'convert' } },
      contours,
    );
    const [[types, , voxels]] = readElsewhere(holes === 'nested' ? 'even-odd' : 'union', [path]) as [Reading];
    expect(types).toEqual([holes === 'xor' ? 'CLOSEDPLANAR_XOR' : 'CLOSED_PLANAR']);
    expect(voxels).toEqual(voxelsOf(mask));
    const [roi] = decodeRtstruct(readFileSync(path)).rois;
    const found = new Set(roi?.contours.flatMap(({ xyz }) => pointsOf(xyz)));
    expect(contours.flatMap(({ xyz }) => pointsOf(xyz)).filter((point) => !found.has(point))).toEqual([]);
    // Two pieces a slice are left of four loops: the disc with its holes, and the island.
    if (holes === 'keyhole') expect(roi?.contours.length).toBe(4);
  });

  it('stay as they are under a profile that keeps them, type and all', () => {
    const contours = drawn(geometry, 1, 'CLOSEDPLANAR_XOR');
    const { mask } = placeFileContours(contours, geometry, planeFinder(image));
    const { path } = write('kept', geometry, mask, {}, contours);
    const [roi] = decodeRtstruct(readFileSync(path)).rois;
    expect(roi?.contours.map(({ geometricType, xyz }) => [geometricType, xyz.length])).toEqual(
      contours.map(({ geometricType, xyz }) => [geometricType, xyz.length]),
    );
    expect(roi).toMatchObject({ number: 5, generationAlgorithm: 'MANUAL' });
  });
});

const pointsOf = (xyz: Float64Array): string[] =>
  Array.from({ length: xyz.length / 3 }, (_, at) =>
    [0, 1, 2].map((n) => (xyz[3 * at + n] as number).toFixed(6)).join(' '),
  );

it('plastimatch reads keyholes as they are meant; it fills holes that are loops of their own, of either type', () => {
  const geometry = phantomGrid(ORIENTATIONS['axial, head first supine'] as readonly number[], [48, 40, 7]);
  const ct = join(folder, 'ct');
  const image = imageOfSeries(writeCtSeries(ct, geometry));
  const mask = torus(geometry, middle(geometry), 11, 4.2);
  const covered = HOLES.map((holes) => {
    const path = join(folder, `plastimatch-${holes}.dcm`);
    const holeRules = { holes, importedHoles: 'convert' as const };
    writeRtstructFile({
      path,
      image,
      geometry,
      structures: [structure(mask)],
      label: 'R',
      application: APPLICATION,
      holeRules,
    });
    const out = join(folder, `plastimatch-${holes}`);
    mkdirSync(out);
    const read = masksOfPlastimatch(path, ct, out).get('Ring') ?? new Uint8Array(0);
    return [holes, Buffer.from(read).equals(Buffer.from(denseFromMask(mask)))];
  });
  expect(Object.fromEntries(covered)).toEqual({ keyhole: true, nested: false, xor: false });
});
