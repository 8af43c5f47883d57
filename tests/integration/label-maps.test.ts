// Label maps with names: what others read of ours, and what we read of theirs. The judge of .seg.nrrd reads the format by
// its definition with numpy; nibabel reads NIfTI.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ImageGeometry } from '../../core/geometry/index.ts';
import { denseFromMask, isSameMask, type Mask } from '../../core/volume/index.ts';
import { encodeNrrd } from '../../core/volume-files/index.ts';
import { convertStructures } from '../../main/services/exchange/convert-structures.ts';
import {
  type FileStructure,
  type ReadStructureOptions,
  readStructureFile,
  writeNiftiLabels,
  writeSegNrrd,
} from '../../main/services/segmentation/index.ts';
import { writeCtSeries } from '../support/ct-writer.ts';
import { box, middle, ORIENTATIONS, phantomGrid, sphere, torus } from '../support/phantom-masks.ts';
import { runPython } from '../support/run-python.ts';
import { tempFolder } from '../support/temp-folder.ts';

const folder = tempFolder();
const file = (name: string) => join(folder, name);
const grid = phantomGrid(ORIENTATIONS['oblique'] as readonly number[], [33, 27, 9]);

const overlapping = (g: ImageGeometry) => [
  { name: 'Brainstem', mask: sphere(g, middle(g), 8.3), colourRgb: [220, 20, 60] as const },
  { name: 'Ring: "outer"', mask: torus(g, middle(g), 8, 3.2), colourRgb: [0, 128, 255] as const },
];
const apart = (g: ImageGeometry) => {
  const [x, y, z] = middle(g);
  return [
    { name: 'Parotid_L', mask: box(g, [x - 7, y, z], [3, 6, 4]), colourRgb: [1, 2, 3] as const },
    { name: 'Other', mask: box(g, [x + 7, y, z], [3, 6, 6]) },
  ];
};

const AS_IS: ReadStructureOptions = {
  geometry: null,
  patientId: '',
  name: null,
  labelsPath: null,
  fraction: null,
  isResampled: false,
};
const read = (name: string, options: Partial<ReadStructureOptions> = {}) =>
  readStructureFile(file(name), { ...AS_IS, ...options });

const sameMasks = (found: readonly FileStructure[], meant: readonly { readonly mask: Mask }[]) =>
  found.length === meant.length && found.every(({ mask }, at) => isSameMask(mask, meant[at]?.mask as Mask));

const NRRD_READER = `
import sys, json, gzip, numpy as np
def read(path):
    head, body = open(path, 'rb').read().split(b'\\n\\n', 1)
    fields, pairs = {}, {}
    for line in head.decode().split('\\n')[1:]:
        if ':=' in line: key, value = line.split(':=', 1); pairs[key] = value
        else: key, value = line.split(': ', 1); fields[key] = value
    values = np.frombuffer(gzip.decompress(body), {'unsigned char': np.uint8}[fields['type']])
    return fields, pairs, values.reshape([int(n) for n in fields['sizes'].split()], order='F')
fields, pairs, values = read(sys.argv[1])
out = []
n = 0
while f'Segment{n}_Name' in pairs:
    own = {key.split('_', 1)[1]: value for key, value in pairs.items() if key.startswith(f'Segment{n}_')}
    layer = values[int(own['Layer'])] if values.ndim == 4 else values
    mask = layer == int(own['LabelValue'])
    e = [int(v) for v in own['Extent'].split()]
    inside = mask[e[0]:e[1] + 1, e[2]:e[3] + 1, e[4]:e[5] + 1]
    np.asfortranarray(mask).astype(np.uint8).T.tofile(f'{sys.argv[1]}.{n}.raw')
    out.append({**own, 'voxels': int(mask.sum()), 'inside': int(inside.sum())})
    n += 1
print(json.dumps({'fields': fields, 'segments': out}))
`;

describe('a segmentation of 3D Slicer', () => {
  it('holds structures that overlap in layers, and each keeps name, colour, code and voxels', async () => {
    const structures = overlapping(grid);
    writeSegNrrd(file('a.seg.nrrd'), structures, grid);
    const { fields, segments } = runPython<{ fields: Record<string, string>; segments: Record<string, unknown>[] }>(
      NRRD_READER,
      file('a.seg.nrrd'),
    );
    expect(fields).toMatchObject({ dimension: '4', sizes: '2 33 27 9', kinds: 'list domain domain domain' });
    expect(segments.map(({ Name, Layer, LabelValue }) => [Name, Layer, LabelValue])).toEqual([
      ['Brainstem', '0', '1'],
      ['Ring: "outer"', '1', '1'],
    ]);
    expect(segments[0]).toMatchObject({
      Color: '0.862745 0.078431 0.235294',
      Tags: expect.stringContaining('~SCT^123037004^Anatomical Structure~FMA^79876^Brain Stem~'),
    });
    structures.forEach(({ mask }, n) => {
      expect(segments[n]?.['inside']).toBe(segments[n]?.['voxels']);
      expect(readFileSync(file(`a.seg.nrrd.${n}.raw`)).equals(denseFromMask(mask))).toBe(true);
    });
    const back = await read('a.seg.nrrd');
    expect(sameMasks(back.structures, structures)).toBe(true);
    expect(back.structures.map(({ name, colourRgb }) => ({ name, colourRgb }))).toEqual(
      structures.map(({ name, colourRgb }) => ({ name, colourRgb })),
    );
  });

  it('has one value a voxel where nothing overlaps, so that any program reads it', () => {
    writeSegNrrd(file('b.seg.nrrd'), apart(grid), grid);
    const { fields } = runPython<{ fields: Record<string, string> }>(NRRD_READER, file('b.seg.nrrd'));
    expect(fields).toMatchObject({ dimension: '3', sizes: '33 27 9' });
  });

  it('keeps ids and tags of its segments on their way through', async () => {
    writeSegNrrd(
      file('c.seg.nrrd'),
      [{ ...overlapping(grid)[0], name: 'A', id: 'S.7', tags: 'Status:done|' } as never],
      grid,
    );
    const { structures } = await read('c.seg.nrrd');
    writeSegNrrd(file('d.seg.nrrd'), structures, grid);
    expect((await read('d.seg.nrrd')).structures[0]).toMatchObject({ name: 'A', id: 'S.7', tags: 'Status:done|' });
  });
});

describe('a NIfTI label map', () => {
  it('is what nibabel reads, with labels that ITK-SNAP knows', async () => {
    const structures = apart(grid);
    writeNiftiLabels(file('l.nii.gz'), structures, grid);
    const script = `
import sys, json, nibabel as nib, numpy as np
image = nib.load(sys.argv[1]); v = np.asanyarray(image.dataobj)
np.asfortranarray(v).astype(np.uint8).T.tofile(sys.argv[1] + '.raw')
print(json.dumps({'type': str(v.dtype), 'origin': image.affine[:3, 3].tolist()}))`;
    const { type, origin } = runPython<{ type: string; origin: number[] }>(script, file('l.nii.gz'));
    expect(type).toBe('uint8');
    const [x = 0, y = 0, z = 0] = grid.planeOriginsLps;
    [-x, -y, z].forEach((mm, axis) => {
      expect(origin[axis]).toBeCloseTo(mm, 3);
    });
    const values = readFileSync(file('l.nii.gz.raw'));
    const [a, b] = structures.map(({ mask }) => denseFromMask(mask));
    expect(values.every((v, at) => v === (a?.[at] === 1 ? 1 : b?.[at] === 1 ? 2 : 0))).toBe(true);
    expect(readFileSync(file('l.txt'), 'utf8')).toContain('    1     1    2    3        1  1  1    "Parotid_L"');
    const back = await read('l.nii.gz');
    expect(back.structures.map(({ name }) => name)).toEqual(['Parotid_L', 'Other']);
    expect(sameMasks(back.structures, structures)).toBe(true);
  });

  it('refuses structures that overlap, by their names', () => {
    expect(() => writeNiftiLabels(file('o.nii.gz'), overlapping(grid), grid)).toThrow(/Brainstem and Ring/);
  });

  it('takes names from the text that is given, and says which value has none', async () => {
    writeFileSync(file('names.json'), '{"labels": {"background": 0, "Left gland": 1}}');
    const { structures } = await read('l.nii.gz', { labelsPath: file('names.json') });
    expect(structures.map(({ name, warnings }) => [name, warnings[0]?.code])).toEqual([
      ['Left gland', undefined],
      ['Label 2', 'LABEL_NOT_DESCRIBED'],
    ]);
  });

  it('finds its names beside an NRRD as beside NIfTI', async () => {
    const voxels = new Uint8Array(33 * 27 * 9).fill(1, 0, 5).fill(2, 5, 9);
    writeFileSync(file('n.nrrd'), encodeNrrd(voxels, grid));
    writeFileSync(file('n.json'), '{"labels": {"1": "Liver", "2": "Spleen"}}');
    expect((await read('n.nrrd')).structures.map(({ name }) => name)).toEqual(['Liver', 'Spleen']);
  });

  it('is no label map with fractions in it, nor named by a JSON of acquisition parameters', async () => {
    writeNiftiLabels(file('p.nii.gz'), apart(grid), grid);
    writeFileSync(file('p.txt'), 'a note\n');
    writeFileSync(file('p.json'), '{"EchoNumber": 1, "FlipAngle": 2}');
    expect((await read('p.nii.gz')).structures.map(({ name }) => name)).toEqual(['Label 1', 'Label 2']);
    const bytes = gunzipSync(readFileSync(file('p.nii.gz')));
    // scl_slope: values become multiples of 0.5.
    bytes.writeFloatLE(0.5, 112);
    writeFileSync(file('half.nii.gz'), gzipSync(bytes));
    await expect(read('half.nii.gz')).rejects.toMatchObject({ code: 'LABELMAP_VALUES' });
  });
});

describe('convert', () => {
  const image = join(folder, 'ct');
  const call = (input: object) =>
    convertStructures(
      {
        image,
        format: 'seg',
        structures: null,
        labels: null,
        fraction: null,
        isResampled: false,
        sources: [],
        output: file('out.dcm'),
        ...input,
      },
      { signal: new AbortController().signal, report: () => undefined },
    );
  const source = (name: string) => ({ sources: [{ path: file(name), name: null }] });
  let geometry: ImageGeometry;

  beforeAll(() => {
    geometry = phantomGrid(ORIENTATIONS['axial, head first supine'] as readonly number[], [33, 27, 9]);
    writeCtSeries(image, geometry);
  });

  it('goes from layers to a DICOM segmentation to a structure set and back, to the same voxels', async () => {
    const structures = overlapping(geometry);
    writeSegNrrd(file('e.seg.nrrd'), structures, geometry);
    const seg = await call({ ...source('e.seg.nrrd'), output: file('e.dcm') });
    expect(seg.structures.map(({ name, colour }) => [name, colour])).toEqual([
      ['Brainstem', '#dc143c'],
      ['Ring: "outer"', '#0080ff'],
    ]);
    await call({ ...source('e.dcm'), format: 'rtstruct', output: file('rs.dcm') });
    await call({ ...source('rs.dcm'), format: 'seg-nrrd', output: file('f.seg.nrrd') });
    const back = await read('f.seg.nrrd');
    expect(sameMasks(back.structures, structures)).toBe(true);
    expect(back.structures.map(({ colourRgb }) => colourRgb)).toEqual(structures.map(({ colourRgb }) => colourRgb));
  });

  it('refuses another grid unless it may resample, and a label map of what overlaps', async () => {
    const other = {
      ...geometry,
      planeOriginsLps: geometry.planeOriginsLps.map((mm, at) => (at % 3 === 0 ? mm + 0.4 : mm)),
    };
    writeSegNrrd(file('g.seg.nrrd'), overlapping(other), other);
    await expect(call(source('g.seg.nrrd'))).rejects.toMatchObject({ code: 'STRUCTURES_OTHER_GRID' });
    const { warnings } = await call({ ...source('g.seg.nrrd'), isResampled: true });
    expect(warnings.map(({ code }) => code)).toContain('STRUCTURES_RESAMPLED');
    await expect(call({ ...source('e.dcm'), format: 'seg-labelmap' })).rejects.toMatchObject({
      code: 'SEG_LABELMAP_OVERLAP',
      data: { structures: ['Brainstem', 'Ring: "outer"'] },
    });
  });

  it('never replaces a file that it reads, and needs the series where a format names its images', async () => {
    await expect(call({ ...source('e.dcm'), output: file('e.dcm') })).rejects.toMatchObject({
      code: 'OUTPUT_IS_INPUT',
    });
    await expect(call({ ...source('e.dcm'), image: null })).rejects.toMatchObject({ code: 'CONVERT_NEEDS_IMAGE' });
    await expect(call({ ...source('e.dcm'), structures: ['Liver'] })).rejects.toMatchObject({
      code: 'CONVERT_STRUCTURE_UNKNOWN',
    });
  });
});

it('codes of anatomy stay with a structure from file to file, also where TG-263 does not have its name', async () => {
  const series = file('coded-ct');
  mkdirSync(series);
  writeCtSeries(series, grid);
  const coded = [{ ...apart(grid)[1], name: 'Own name', fmaId: '7088' }] as Parameters<typeof writeSegNrrd>[1];
  writeSegNrrd(file('coded.seg.nrrd'), coded, grid);
  const ways = [
    ['coded.seg.nrrd', 'coded.dcm', 'seg'],
    ['coded.dcm', 'coded-map.dcm', 'seg-labelmap'],
    ['coded-map.dcm', 'coded.nii.gz', 'nifti-labels'],
    ['coded.nii.gz', 'again.seg.nrrd', 'seg-nrrd'],
  ] as const;
  for (const [from, to, format] of ways) {
    const rest = { structures: null, labels: null, fraction: null, isResampled: false };
    const sources = [{ path: file(from), name: null }];
    const ports = { signal: new AbortController().signal, report: () => undefined };
    await convertStructures({ sources, image: series, output: file(to), format, ...rest }, ports);
    const { structures } = await read(to, { geometry: grid });
    expect(structures.map(({ name, fmaId }) => [to, name, fmaId])).toEqual([[to, 'Own name', '7088']]);
  }
});
