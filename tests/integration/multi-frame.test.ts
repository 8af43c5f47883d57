// Multi-frame CT and MR, written by pydicom, packed by dcmtk: stacks found, planes in place, values with the rescale of
// their frame; through the library and into an RTSTRUCT that pydicom reads.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { traceMaskWithKeyholes } from '../../core/contour/index.ts';
import { encodeRtstruct } from '../../core/dicom/index.ts';
import { maskFromDense } from '../../core/volume/index.ts';
import { indexPaths, scanPaths } from '../../main/dicom/index.ts';
import { toRtstructImage } from '../../main/services/exchange/image-series.ts';
import { type Library, openLibrary } from '../../main/store/index.ts';
import { APPLICATION } from '../support/rtstruct-image.ts';
import { runPython } from '../support/run-python.ts';
import { tempFolder, testFolder } from '../support/temp-folder.ts';

interface Made {
  readonly file: string;
  readonly stacks: readonly { readonly frames: number[]; readonly origins: number[]; readonly values: string }[];
}

const folder = tempFolder();
let made: ReadonlyMap<string, Made>;

beforeAll(() => {
  const script = resolve(import.meta.dirname, '../support/make-enhanced.py');
  const text = execFileSync('/usr/bin/python3', ['-W', 'ignore', script, folder], { encoding: 'utf8' });
  made = new Map((JSON.parse(text) as Made[]).map((one) => [one.file, one]));
});

const float32 = (path: string): number[] => {
  const bytes = readFileSync(path);
  return [...new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength))];
};

/** Stacks of a file as a scan finds them and as they were made, in one order. */
async function stacksOf(path: string, name: string) {
  const { series, refused } = await scanPaths([path]);
  const firstFrame = (stack: { frames: readonly (number | undefined)[] }) => stack.frames[0] ?? 0;
  const found = series
    .map(({ slices, geometry, volume }) => ({
      frames: slices.map(({ frameNumber }) => frameNumber),
      origins: geometry.planeOriginsLps.map((value) => Math.round(value * 1e5) / 1e5 + 0),
      values: [...volume.voxels],
    }))
    .sort((a, b) => firstFrame(a) - firstFrame(b));
  const expected = (made.get(name)?.stacks ?? [])
    .map(({ frames, origins, values }) => ({
      frames,
      origins: origins.map((value) => value + 0),
      values: float32(join(folder, values)),
    }))
    .sort((a, b) => firstFrame(a) - firstFrame(b));
  return { series, refused, found, expected };
}

describe('stacks of a multi-frame file', () => {
  it.each([
    ['ct-shuffled.dcm', 1, null],
    ['ct-fractions.dcm', 1, null],
    ['mr-two-stacks.dcm', 2, null],
    ['mr-parallel-stacks.dcm', 2, null],
    ['mr-times.dcm', 2, 'TemporalPositionIdentifier'],
    ['mr-echoes-and-times.dcm', 4, 'TemporalPositionIdentifier and EchoTime'],
    ['mr-dimensions.dcm', 3, 'the dimensions of the file'],
    ['ct-legacy.dcm', 2, 'KVP'],
  ])('%s: %i', async (name, count, splitBy) => {
    const { series, refused, found, expected } = await stacksOf(join(folder, name), name);
    expect(refused).toEqual([]);
    expect(found).toHaveLength(count);
    expect(found).toEqual(expected);
    for (const { warnings } of series) {
      expect(warnings.flatMap(({ message }) => message.match(/told apart by (.*)\.$/)?.[1] ?? [])).toEqual(
        splitBy === null ? [] : [splitBy],
      );
    }
    expect(new Set(series.map(({ key }) => key)).size).toBe(count);
  });

  it('takes sizes and directions from the groups', async () => {
    const { series } = await scanPaths([join(folder, 'ct-shuffled.dcm')]);
    expect(series[0]?.geometry).toMatchObject({
      size: [7, 5, 6],
      spacingMm: [0.5, 0.75, 2.5],
      frameOfReferenceUid: '1.2.9.2',
    });
    const direction = [0.8, 0.6, 0, 0, 0, -1, -0.6, 0.8, 0];
    expect(series[0]?.geometry.direction.map((value) => value.toFixed(9))).toEqual(direction.map((v) => v.toFixed(9)));
  });

  it.each([
    ['mr-ambiguous.dcm', 'DICOM_DUPLICATE_POSITIONS'],
    ['ct-miscounted.dcm', 'DICOM_FRAME_GROUPS'],
  ])('%s: refused with %s, once', async (name, code) => {
    const { series, refused } = await scanPaths([join(folder, name)]);
    expect(series).toEqual([]);
    expect(refused).toMatchObject([{ code, files: 1 }]);
  });

  it.each([
    ['dcmcrle', []],
    ['dcmcjpeg', ['+e1']],
    ['dcmcjpls', ['+el']],
    ['dcmcjpls', ['+el', '-ot']],
    // Fragments of a kilobyte need frames that are larger.
    ['dcmcjpeg', ['+e1', '+fs', '1', '-ot']],
    ['dcmcjpeg', ['+e1', '+fs', '1']],
  ] as const)('packed by %s %s', async (tool, options) => {
    const packed = join(testFolder(), 'packed.dcm');
    execFileSync(tool, [...options, join(folder, 'ct-large.dcm'), packed], { stdio: 'ignore' });
    const { found, expected } = await stacksOf(packed, 'ct-large.dcm');
    expect(found).toHaveLength(1);
    expect(found).toEqual(expected);
  });
});

describe('a multi-frame file in the library', () => {
  const open = (): Library =>
    openLibrary(join(testFolder(), 'library'), { mode: 'write', appVersion: '0', clock: { nowMs: () => 0 } });
  async function importFiles(library: Library, names: readonly string[]) {
    const { series } = await scanPaths(names.map((name) => join(folder, name)));
    return library.importSeries({ series, structureSets: [] });
  }

  it('keeps its stacks apart and finds them again', async () => {
    const library = open();
    const first = await importFiles(library, ['mr-two-stacks.dcm', 'ct-shuffled.dcm']);
    expect(first.series.map(({ status }) => status)).toEqual(['added', 'added', 'added']);
    expect(library.listCases()[0]?.series.map(({ files }) => files)).toEqual([1, 1, 1]);
    const again = await importFiles(library, ['mr-two-stacks.dcm', 'ct-shuffled.dcm']);
    expect(again.series.map(({ status }) => status)).toEqual(['unchanged', 'unchanged', 'unchanged']);
    expect(again.series.map(({ seriesId }) => seriesId).sort()).toEqual(
      first.series.map(({ seriesId }) => seriesId).sort(),
    );
    library.close();
  });

  it('remembers the frame of every plane', async () => {
    const library = open();
    const { cases } = await importFiles(library, ['ct-shuffled.dcm']);
    const stored = library.getVolume(cases[0]?.series[0]?.volumeId ?? '');
    expect(stored.slices.map(({ frameNumber }) => frameNumber)).toEqual(made.get('ct-shuffled.dcm')?.stacks[0]?.frames);
    library.close();
  });
});

describe('an RTSTRUCT on a multi-frame file', () => {
  it('names the frames that are planes of the stack, and for each contour the one that it lies on', async () => {
    const { series } = await indexPaths([join(folder, 'mr-two-stacks.dcm')]);
    const stack = series.find(({ slices }) => slices[0]?.frameNumber === 3);
    if (stack === undefined) throw new Error('the second stack was not found');
    const dense = new Uint8Array(7 * 5 * 3);
    for (const k of [0, 2]) dense[(k * 5 + 2) * 7 + 3] = 1;
    const { bytes } = encodeRtstruct({
      image: toRtstructImage(stack),
      geometry: stack.geometry,
      rois: [
        {
          number: 1,
          name: 'Two planes',
          loops: traceMaskWithKeyholes(maskFromDense(dense, stack.geometry.size)),
          colourRgb: [255, 0, 0],
          generationAlgorithm: 'MANUAL',
          generationDescription: '',
          interpretedType: 'ORGAN',
          code: null,
          review: 'not-stated',
        },
      ],
      label: 'Limner',
      name: '',
      description: '',
      sopInstanceUid: '1.2.3.4',
      seriesInstanceUid: '1.2.3.5',
      seriesNumber: 900,
      date: '20260102',
      time: '030405',
      application: APPLICATION,
      contributingEquipment: [],
    });
    const path = join(testFolder(), 'rs.dcm');
    writeFileSync(path, bytes);
    const script = `
import sys, json, pydicom
ds = pydicom.dcmread(sys.argv[1])
ref = lambda i: [str(i.ReferencedSOPInstanceUID), [int(f) for f in (i.ReferencedFrameNumber if i['ReferencedFrameNumber'].VM > 1 else [i.ReferencedFrameNumber])]]
series = ds.ReferencedFrameOfReferenceSequence[0].RTReferencedStudySequence[0].RTReferencedSeriesSequence[0]
print(json.dumps({
  'series': [ref(i) for i in series.ContourImageSequence],
  'contours': [ref(c.ContourImageSequence[0]) for c in ds.ROIContourSequence[0].ContourSequence]}))`;
    expect(runPython(script, path)).toEqual({
      series: [['1.2.9.12', [1, 3, 5]]],
      contours: [
        ['1.2.9.12', [3]],
        ['1.2.9.12', [5]],
      ],
    });
  });
});
