// What others read from our structure sets: pydicom with a rasteriser of its own, dciodvfy, dcmtk, plastimatch.

import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeRtstruct } from '../../core/dicom/index.ts';
import { type ImageGeometry, regularGeometry } from '../../core/geometry/index.ts';
import { denseFromMask, type Mask, maskFromDense } from '../../core/volume/index.ts';
import {
  readRtstructMasks,
  type StructureToWrite,
  type WrittenRtstruct,
  writeRtstructFile,
} from '../../main/services/rtstruct/index.ts';
import { writeCtSeries } from '../support/ct-writer.ts';
import {
  box,
  maskWhere,
  middle,
  ORIENTATIONS,
  phantomGrid,
  sphere,
  tiltedUnevenGrid,
  torus,
} from '../support/phantom-masks.ts';
import { masksOfPlastimatch } from '../support/plastimatch.ts';
import { APPLICATION, imageOfSeries, inventedImage } from '../support/rtstruct-image.ts';
import { describeWithShared, sharedPath } from '../support/shared-data.ts';

const folder = mkdtempSync(join(tmpdir(), 'limner-rtstruct-'));
afterAll(() => rmSync(folder, { recursive: true }));

const structure = (name: string, mask: Mask): StructureToWrite => ({
  name,
  mask,
  generationAlgorithm: 'AUTOMATIC',
  generationDescription: 'han-oar-baseline 1.0.0',
  review: 'ai-not-reviewed',
});

const speckle = (g: ImageGeometry): Mask => {
  let state = 20260102;
  return maskWhere(g, () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return state >>> 30 === 0;
  });
};

const phantoms = (g: ImageGeometry): StructureToWrite[] => [
  structure('Brainstem', sphere(g, middle(g), 12.3)),
  structure('SpinalCord', torus(g, middle(g), 11, 4.2)),
  structure('Bone_Mandible', box(g, middle(g), [9, 6, 14])),
  structure('Speckle', speckle(g)),
  structure('Nothing', maskFromDense(new Uint8Array(g.size[0] * g.size[1] * g.size[2]), g.size)),
];

interface PydicomView {
  readonly patientName: string;
  readonly characterSet: string;
  readonly approval: string;
  readonly setDescription: string;
  readonly seriesDescription: string;
  readonly images: number;
  readonly equipment: readonly (readonly string[])[];
  readonly structures: readonly { readonly name: string; readonly [key: string]: unknown }[];
}

interface PydicomReading {
  readonly view: PydicomView;
  readonly masks: readonly Uint8Array[];
}

/** Several files in one call: the interpreter takes longer to start than to read. */
function readWithPydicom(
  files: readonly { readonly path: string; readonly geometry: ImageGeometry }[],
): PydicomReading[] {
  for (const { path, geometry } of files) writeFileSync(`${path}.json`, JSON.stringify(geometry));
  const script = join(import.meta.dirname, '../support/read-rtstruct.py');
  const output = execFileSync('/usr/bin/python3', [script, ...files.map(({ path }) => path)], { encoding: 'utf8' });
  return (JSON.parse(output) as PydicomView[]).map((view, at) => {
    const { path, geometry } = files[at] as (typeof files)[0];
    const raw = readFileSync(`${path}.raw`);
    const voxels = geometry.size[0] * geometry.size[1] * geometry.size[2];
    return { view, masks: view.structures.map((_, n) => raw.subarray(n * voxels, (n + 1) * voxels)) };
  });
}

const grids: [string, ImageGeometry][] = [
  ...Object.entries(ORIENTATIONS).map(([name, direction]): [string, ImageGeometry] => [
    name,
    phantomGrid(direction, [33, 27, 9]),
  ]),
  ['tilted gantry, uneven steps', tiltedUnevenGrid()],
];

describe('pydicom and a rasteriser of its own', () => {
  const cases = grids.map(([name, geometry]) => ({
    name,
    geometry,
    structures: phantoms(geometry),
    path: join(folder, `${name.replaceAll(/\W+/g, '-')}.dcm`),
  }));
  let readings: PydicomReading[] = [];
  const written: WrittenRtstruct[] = [];

  beforeAll(() => {
    for (const { path, geometry, structures } of cases) {
      const image = { ...inventedImage(geometry.size[2]), frameOfReferenceUid: geometry.frameOfReferenceUid };
      written.push(writeRtstructFile({ path, image, geometry, structures, label: 'Limner', application: APPLICATION }));
    }
    readings = readWithPydicom(cases);
  });

  it.each(cases.map(({ name }, at) => [name, at] as const))(
    '%s: read every mask voxel for voxel, and so do we',
    (_, at) => {
      const { geometry, structures, path } = cases[at] as (typeof cases)[0];
      const { view, masks } = readings[at] as PydicomReading;
      expect(written[at]?.warnings.map((w) => w.code)).toEqual([
        'STRUCTURE_NAME_NOT_TG263',
        'STRUCTURE_NAME_NOT_TG263',
        'STRUCTURE_EMPTY',
      ]);
      expect(view.images).toBe(geometry.size[2]);
      const ours = readRtstructMasks(path, geometry).structures;
      structures.forEach(({ mask, name }, n) => {
        const expected = Buffer.from(denseFromMask(mask));
        expect(view.structures[n]?.name).toBe(name);
        expect(expected.equals(masks[n] as Uint8Array), `${name} by pydicom`).toBe(true);
        expect(expected.equals(denseFromMask((ours[n] as { mask: Mask }).mask)), `${name} by us`).toBe(true);
      });
    },
  );

  it('find who made what, with which codes, and that nobody has looked at it', () => {
    const g = phantomGrid(ORIENTATIONS['coronal'] as readonly number[]);
    const path = join(folder, 'meaning.dcm');
    writeRtstructFile({
      path,
      image: inventedImage(g.size[2], 'Müller^Jürgen=山田^太郎'),
      geometry: g,
      structures: [
        { ...structure('Parotid_L', sphere(g, middle(g), 9)), colourRgb: [12, 200, 255] },
        {
          ...structure('External', box(g, middle(g), [15, 15, 15])),
          generationDescription: '',
          review: 'automatic-not-reviewed',
        },
      ],
      label: 'Limner',
      application: APPLICATION,
      contributingEquipment: [
        { manufacturer: 'Limner', modelName: 'han-oar-baseline', softwareVersion: '1.0.0', description: 'Network' },
      ],
    });
    const { view } = readWithPydicom([{ path, geometry: g }])[0] as PydicomReading;
    expect(view).toMatchObject({
      patientName: 'Müller^Jürgen=山田^太郎',
      characterSet: 'ISO_IR 192',
      approval: 'UNAPPROVED',
      setDescription: 'AI, not reviewed',
      seriesDescription: 'Limner: AI, not reviewed',
      equipment: [
        ['Limner', '0.0.0-test'],
        ['han-oar-baseline', '1.0.0'],
      ],
    });
    expect(view.structures).toMatchObject([
      {
        name: 'Parotid_L',
        colour: [12, 200, 255],
        algorithm: 'AUTOMATIC',
        generation: 'han-oar-baseline 1.0.0',
        description: 'AI, not reviewed',
        type: 'ORGAN',
        codes: [['59798', 'FMA', 'Parotid Left']],
      },
      {
        name: 'External',
        generation: '',
        description: 'Automatic, not reviewed',
        type: 'EXTERNAL',
        codes: [],
      },
    ]);
  });
});

const complaints = (path: string): string[] => {
  const { stdout, stderr } = spawnSync('dciodvfy', [path], { encoding: 'utf8' });
  return `${stdout}${stderr}`.split('\n').filter((line) => line.startsWith('Error'));
};

describe('dciodvfy', () => {
  it('finds no error, with and without codes, holes and a name beyond ASCII', () => {
    const g = phantomGrid(ORIENTATIONS['oblique'] as readonly number[]);
    const path = join(folder, 'conformance.dcm');
    const image = inventedImage(g.size[2], 'Müller^Jürgen');
    const structures = phantoms(g);
    writeRtstructFile({ path, image, geometry: g, structures, label: 'Limner', application: APPLICATION });
    expect(complaints(path)).toEqual([]);
    expect(spawnSync('dciodvfy', [path], { encoding: 'utf8' }).stderr).toContain('RTStructureSet');
  });
});

describe('dcmtk', () => {
  it('reads every name and every coordinate', () => {
    const g = phantomGrid(ORIENTATIONS['oblique'] as readonly number[]);
    const path = join(folder, 'dcmtk.dcm');
    const image = inventedImage(g.size[2], 'Müller^Jürgen');
    writeRtstructFile({
      path,
      image,
      geometry: g,
      structures: phantoms(g),
      label: 'Limner',
      application: APPLICATION,
    });
    const valuesOf = (tag: string): string[] =>
      execFileSync('dcmdump', ['+L', '+P', tag, path], { encoding: 'utf8', maxBuffer: 2 ** 28 })
        .split('\n')
        .flatMap((line) => /\[(.*)\]/.exec(line)?.[1] ?? []);
    const { rois } = decodeRtstruct(readFileSync(path));
    expect(valuesOf('0010,0010')).toEqual(['Müller^Jürgen']);
    expect(valuesOf('3006,0026')).toEqual(rois.map(({ name }) => name));
    const points = rois.flatMap(({ contours }) => contours.map(({ xyz }) => [...xyz]));
    expect(points.length).toBeGreaterThan(100);
    expect(valuesOf('3006,0050').map((value) => value.split('\\').map(Number))).toEqual(points);
  });
});

function readNrrd(path: string): Uint8Array {
  const bytes = readFileSync(path);
  return gunzipSync(bytes.subarray(bytes.indexOf('\n\n') + 2));
}

/** A ring with an island, single voxels that touch by a corner, and voxels on the border of the image. */
function ringWithFlecks(g: ImageGeometry): Mask {
  const [ni, nj, nk] = g.size;
  const dense = new Uint8Array(ni * nj * nk);
  const set = (i: number, j: number, k: number) => {
    dense[(k * nj + j) * ni + i] = 1;
  };
  for (let j = 100; j < 140; j++) {
    for (let i = 200; i < 260; i++) {
      const r = Math.hypot(i - 230, j - 120);
      if ((r < 18 && r > 9.5) || r < 2.5) set(i, j, 7);
    }
  }
  for (const n of [0, 1, 2, 3]) set(300 + n, 200 + n, 8);
  for (const n of [0, 1, 2, 3]) set(320 - n, 200 + n, 8);
  set(0, 0, 0);
  set(ni - 1, nj - 1, nk - 1);
  set(ni - 1, 0, 9);
  return maskFromDense(dense, g.size);
}

describeWithShared('plastimatch', () => {
  it('reads clinical structures back to the same voxels', () => {
    const g = regularGeometry({
      size: [512, 512, 156],
      spacingMm: [0.98, 0.98, 2.5],
      originLps: [-250.38999938964844, 155.61000061035156, -1178],
    });
    // Every fourth slice carries all that this check needs, in a quarter of the time.
    const thin: ImageGeometry = {
      ...g,
      size: [512, 512, 39],
      spacingMm: [0.98, 0.98, 10],
      planeOriginsLps: g.planeOriginsLps.filter((_, at) => Math.floor(at / 3) % 4 === 0),
    };
    const ct = join(folder, 'ct');
    const series = writeCtSeries(ct, thin);
    const names = ['Mandible', 'Parotid-Lt', 'Spinal-Cord', 'Lung-Lt', 'Brain'];
    const structures = names.map((name) => {
      const all = readNrrd(sharedPath('datasets/tcia-hn-oar/0522c0017/oncologist', `${name}.nrrd`));
      const plane = 512 * 512;
      const kept = new Uint8Array(plane * 39);
      for (let k = 0; k < 39; k++) kept.set(all.subarray(4 * k * plane, (4 * k + 1) * plane), k * plane);
      return structure(name, maskFromDense(kept, thin.size));
    });
    structures.push(structure('Ring', ringWithFlecks(thin)));
    const path = join(folder, 'clinical.dcm');
    const image = imageOfSeries(series);
    writeRtstructFile({ path, image, geometry: thin, structures, label: 'Limner', application: APPLICATION });
    const out = join(folder, 'plastimatch');
    mkdirSync(out);
    const read = masksOfPlastimatch(path, ct, out);
    for (const { name, mask } of structures) {
      const expected = Buffer.from(denseFromMask(mask));
      expect(expected.includes(1), name).toBe(true);
      expect(expected.equals(read.get(name) as Uint8Array), name).toBe(true);
    }
    const before = complaints(join(ct, 'CT0001.dcm'));
    expect(complaints(path).filter((line) => !before.includes(line))).toEqual([]);
    expect(existsSync(path)).toBe(true);
  });
});
