// Folders as people have them: mixed, shuffled, doubled, cut, hostile. What comes out, and what is refused and why.
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isValidUid } from '../../core/dicom/index.ts';
import { encodeMetaImage, encodeNifti } from '../../core/volume-files/index.ts';
import { indexPaths, type ScanProgress, scanPaths } from '../../main/dicom/index.ts';
import { readMaskFile } from '../../main/volume-files/index.ts';
import { buildSlice, dicomFile, type SliceOptions } from '../support/dicom-builder.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { PHANTOM_GRIDS, ramp } from '../support/volume-phantom.ts';

const root = tempFolder();
let folders = 0;

function newFolder(): string {
  const folder = join(root, String(++folders));
  mkdirSync(folder);
  return folder;
}

/** Slices of one series as files whose names say nothing about their order. */
function writeSeries(folder: string, planes: number, options: SliceOptions = {}, name = 'f'): string[] {
  return Array.from({ length: planes }, (_, k) => {
    const path = join(folder, `${name}${(k * 7 + 3) % 101}`);
    const uid = `${options.seriesInstanceUid ?? '1.2.3.8'}.${k + 1}`;
    writeFileSync(path, buildSlice({ position: [0, 0, 2 * k], sopInstanceUid: uid, ...options }));
    return path;
  });
}

const [, GRID] = PHANTOM_GRIDS[7] as (typeof PHANTOM_GRIDS)[number];
const codes = (list: readonly { readonly code: string }[]) => list.map(({ code }) => code);

describe('scanPaths', () => {
  it('finds the series of several patients in one tree', async () => {
    const folder = newFolder();
    mkdirSync(join(folder, 'b', 'deep'), { recursive: true });
    writeSeries(folder, 5, { patientId: 'A', seriesInstanceUid: '1.2.1' });
    writeSeries(join(folder, 'b'), 4, { patientId: 'B', seriesInstanceUid: '1.2.2' }, 'x');
    writeSeries(join(folder, 'b', 'deep'), 3, { patientId: 'A', seriesInstanceUid: '1.2.3', modality: 'MR' }, 'y');
    writeFileSync(join(folder, 'DICOMDIR'), dicomFile([{ tag: 0x00041220, vr: 'SQ', value: [[]] }]));
    writeFileSync(join(folder, 'b', 'readme.txt'), 'hello');
    writeFileSync(join(folder, 'b', 'empty'), '');
    const result = await scanPaths([folder]);
    expect(result.series.map((s) => [s.patient?.id, s.modality, s.geometry.size])).toEqual([
      ['A', 'CT', [4, 3, 5]],
      ['B', 'CT', [4, 3, 4]],
      ['A', 'MR', [4, 3, 3]],
    ]);
    expect(result.series[0]?.identityHash).toBe(result.series[2]?.identityHash);
    expect(result.series[0]?.identityHash).not.toBe(result.series[1]?.identityHash);
    expect(result.refused).toEqual([]);
    expect(result.ignored).toBe(3);
  });

  it('says why a series of several frames of reference or patients becomes several stacks', async () => {
    const [framed, mixed, plain] = [newFolder(), newFolder(), newFolder()];
    writeSeries(framed, 3, { frameOfReferenceUid: '1.2.3.91' });
    for (const k of [3, 4]) {
      const moved = { position: [0, 0, 2 * k], sopInstanceUid: `1.2.3.8.${k + 1}`, frameOfReferenceUid: '1.2.3.92' };
      writeFileSync(join(framed, `moved${k}`), buildSlice(moved));
    }
    writeSeries(mixed, 3, { patientId: 'A' });
    writeFileSync(join(mixed, 'other'), buildSlice({ sopInstanceUid: '1.2.3.8.9', patientId: 'B' }));
    writeSeries(plain, 3);
    const told = async (folder: string) =>
      (await scanPaths([folder])).series.map(({ geometry, warnings }) => [geometry.size[2], codes(warnings)]);
    expect(await told(framed)).toEqual([
      [3, ['DICOM_SPLIT_FRAMES']],
      [2, ['DICOM_SPLIT_FRAMES']],
    ]);
    expect((await told(mixed)).map(([, said]) => (said as string[]).at(-1))).toEqual([
      'DICOM_SPLIT_PATIENTS',
      'DICOM_SPLIT_PATIENTS',
    ]);
    expect(await told(plain)).toEqual([[3, []]]);
  });

  it('says of the voxel file of a pair that its header is to be named', async () => {
    const path = join(newFolder(), 'head.img');
    writeFileSync(path, new Uint8Array(1000).fill(7));
    const { refused } = await scanPaths([path]);
    expect(refused).toMatchObject([{ code: 'IMPORT_NOT_AN_IMAGE', reason: expect.stringContaining('.hdr') }]);
    await expect(readMaskFile(path)).rejects.toThrow(/name its \.hdr file/);
  });

  it('gives the voxels of each slice by its own rescale, in k order', async () => {
    const folder = newFolder();
    for (const [k, slope, intercept] of [
      [0, 1, 0],
      [1, 2, -1024],
      [2, 3, 5],
    ] as const) {
      writeFileSync(join(folder, `z${9 - k}`), buildSlice({ position: [0, 0, k], slope, intercept }));
    }
    const { series } = await scanPaths([folder]);
    const stored = Array.from({ length: 12 }, (_, n) => n);
    expect(series[0]?.volume.voxels).toBeInstanceOf(Int16Array);
    expect([...(series[0]?.volume.voxels ?? [])]).toEqual([
      ...stored,
      ...stored.map((v) => 2 * v - 1024),
      ...stored.map((v) => 3 * v + 5),
    ]);
    expect(series[0]?.slices.map(({ sopClassUid }) => sopClassUid)).toHaveLength(3);
  });

  it('turns to Float32 where one slice has fractions or leaves Int16', async () => {
    for (const last of [
      { slope: 0.5, intercept: 0 },
      { slope: 4000, intercept: 0 },
    ]) {
      const folder = newFolder();
      writeFileSync(join(folder, 'a'), buildSlice({ position: [0, 0, 0], slope: 1, intercept: -3 }));
      writeFileSync(join(folder, 'b'), buildSlice({ position: [0, 0, 1], ...last }));
      const { series } = await scanPaths([folder]);
      const voxels = series[0]?.volume.voxels;
      expect(voxels).toBeInstanceOf(Float32Array);
      expect([voxels?.[1], voxels?.[23]]).toEqual([-2, 11 * last.slope]);
    }
  });

  it('counts copies once, whatever they are called', async () => {
    const folder = newFolder();
    const [first] = writeSeries(folder, 3);
    copyFileSync(first as string, join(folder, 'copy of a slice.dcm'));
    const { series, ignored, refused } = await scanPaths([folder, folder, first as string]);
    expect([series.length, series[0]?.slices.length, ignored, refused.length]).toEqual([1, 3, 1, 0]);
  });

  it('takes a file with other bytes but the same patient, place and pixels for a copy', async () => {
    const folder = newFolder();
    writeSeries(folder, 3);
    const again = { tag: 0x00204000, vr: 'LT', value: 'sent twice' };
    writeFileSync(join(folder, 'z'), buildSlice({ position: [0, 0, 2], sopInstanceUid: '1.2.3.8.2', extra: [again] }));
    const { series, ignored, refused } = await scanPaths([folder]);
    expect([series[0]?.slices.length, ignored, refused.length]).toEqual([3, 1, 0]);
  });

  it('takes a slice in another encoding for a copy', async () => {
    for (const layout of ['rle', 'implicit', 'big-endian', 'deflated'] as const) {
      const folder = newFolder();
      writeSeries(folder, 3);
      writeFileSync(join(folder, 'z'), buildSlice({ layout, position: [0, 0, 2], sopInstanceUid: '1.2.3.8.2' }));
      const { series, ignored, refused } = await scanPaths([folder]);
      expect([layout, series[0]?.slices.length, ignored, refused.length]).toEqual([layout, 3, 1, 0]);
    }
  });

  it.each([
    ['other pixels', { stored: new Array(12).fill(9) }],
    ['another place', { position: [0, 0, 2.5] }],
    ['another patient', { patientId: 'P2' }],
  ] as const)('keeps the first file of a UID and refuses a second with %s', async (_name, options) => {
    const folder = newFolder();
    writeSeries(folder, 3);
    const clash = buildSlice({ position: [0, 0, 2], sopInstanceUid: '1.2.3.8.2', ...(options as SliceOptions) });
    writeFileSync(join(folder, 'z'), clash);
    const { series, refused } = await scanPaths([folder]);
    expect(refused).toMatchObject([
      { code: 'DICOM_UID_CLASH', kind: 'corrupt-data', files: 1, path: join(folder, 'z') },
    ]);
    expect(series[0]?.slices).toHaveLength(3);
    expect(series[0]?.geometry.planeOriginsLps.slice(3, 6)).toEqual([0, 0, 2]);
    expect(series[0]?.volume.voxels[12]).toBe(-1024);
    expect(codes(series[0]?.warnings ?? [])).toContain('DICOM_SLICES_REFUSED');
  });

  it('never closes the gap of a slice that is cut short', async () => {
    for (const layout of ['explicit', 'rle'] as const) {
      const folder = newFolder();
      const paths = writeSeries(folder, 5, { layout, sliceThickness: 2 });
      const whole = buildSlice({ layout, position: [0, 0, 4], sopInstanceUid: '1.2.3.8.3' });
      writeFileSync(paths[2] as string, whole.subarray(0, whole.length - 12));
      const { series, refused } = await scanPaths([folder]);
      expect(refused).toMatchObject([{ path: paths[2], files: 1, kind: 'corrupt-data' }]);
      expect(series[0]).toMatchObject({ missingSlices: 1, irregularSpacing: true });
      expect(codes(series[0]?.warnings ?? [])).toEqual([
        'DICOM_MISSING_SLICES',
        'DICOM_IRREGULAR_SPACING',
        'DICOM_SLICES_REFUSED',
      ]);
    }
  });

  it('keeps scouts apart and refuses screen captures, in one series folder', async () => {
    const folder = newFolder();
    writeSeries(folder, 4);
    writeFileSync(
      join(folder, 'scout'),
      buildSlice({ imageType: 'ORIGINAL\\PRIMARY\\LOCALIZER', orientation: [1, 0, 0, 0, 0, -1] }),
    );
    const capture = { sopClassUid: '1.2.840.10008.5.1.4.1.1.7', position: null, orientation: null, pixelSpacing: null };
    writeFileSync(join(folder, 'screen'), buildSlice(capture));
    const { series, refused } = await scanPaths([folder]);
    expect(series.map(({ geometry }) => geometry.size[2]).sort()).toEqual([1, 4]);
    expect(refused).toMatchObject([{ code: 'DICOM_NO_GEOMETRY', kind: 'unsupported', files: 1 }]);
    expect(new Set(series.map(({ key }) => key)).size).toBe(2);
  });

  it('files a structure set with its references', async () => {
    const folder = newFolder();
    writeSeries(folder, 2);
    const bytes = dicomFile([
      { tag: 0x00080016, vr: 'UI', value: '1.2.840.10008.5.1.4.1.1.481.3' },
      { tag: 0x00080018, vr: 'UI', value: '1.5' },
      { tag: 0x00100020, vr: 'LO', value: 'P1' },
      { tag: 0x0020000d, vr: 'UI', value: '1.2.3.7' },
      { tag: 0x0020000e, vr: 'UI', value: '1.7' },
      { tag: 0x30060002, vr: 'SH', value: 'HN' },
    ]);
    writeFileSync(join(folder, 'rs'), bytes);
    writeFileSync(join(folder, 'rs copy'), bytes);
    const { series, structureSets, ignored } = await scanPaths([folder]);
    expect(structureSets).toMatchObject([{ label: 'HN', sopInstanceUid: '1.5', patient: { id: 'P1' } }]);
    expect(structureSets[0]?.identityHash).toBe(series[0]?.identityHash);
    expect(Buffer.compare(Buffer.from(structureSets[0]?.bytes ?? []), Buffer.from(bytes))).toBe(0);
    expect(ignored).toBe(1);
  });

  it('makes a case without identity of its study, not of all such files', async () => {
    const folder = newFolder();
    writeSeries(folder, 2, { patientId: '', seriesInstanceUid: '1.3.1', studyInstanceUid: '1.3.1.9' });
    writeSeries(folder, 2, { patientId: '', seriesInstanceUid: '1.3.2', studyInstanceUid: '1.3.2.9' }, 'g');
    const { series } = await scanPaths([folder]);
    expect(new Set(series.map(({ identityHash }) => identityHash)).size).toBe(2);
  });

  it('derives the identity of a volume file from its bytes alone', async () => {
    const folder = newFolder();
    const bytes = encodeNifti(ramp(GRID), GRID);
    writeFileSync(join(folder, 'head.nii'), bytes);
    const elsewhere = newFolder();
    writeFileSync(join(elsewhere, 'renamed.bin'), bytes);
    const [one, two] = await Promise.all([scanPaths([folder]), scanPaths([elsewhere])]);
    const [a] = one.series;
    const [b] = two.series;
    expect(a).toMatchObject({ patient: null, modality: 'OT', source: 'nifti', description: 'head.nii' });
    const uids = [
      a?.seriesInstanceUid,
      a?.studyInstanceUid,
      a?.slices[0]?.sopInstanceUid,
      a?.geometry.frameOfReferenceUid,
    ];
    expect(new Set(uids).size).toBe(4);
    for (const uid of uids) {
      expect(uid).toMatch(/^2\.25\.\d+$/);
      expect(isValidUid(uid ?? '')).toBe(true);
      // Version 8 and the variant of RFC 9562, in the bits where a UUID has them.
      const hex = BigInt((uid as string).slice(5))
        .toString(16)
        .padStart(32, '0');
      expect([hex[12], '89ab'.includes(hex[16] as string)]).toEqual(['8', true]);
    }
    expect(b?.seriesInstanceUid).toBe(a?.seriesInstanceUid);
    expect(a?.volume.geometry.frameOfReferenceUid).toBe(a?.geometry.frameOfReferenceUid);
    expect([...(a?.volume.voxels ?? [])]).toEqual([...ramp(GRID)]);
    const both = await scanPaths([folder, elsewhere]);
    expect([both.series.length, both.ignored]).toEqual([1, 1]);
  });

  it('hashes a detached data file with its header, and ignores it by itself', async () => {
    const write = (value: number) => {
      const folder = newFolder();
      const attached = Buffer.from(encodeMetaImage(ramp(GRID).fill(value), GRID)).toString('latin1');
      const head = attached.slice(0, attached.indexOf('LOCAL'));
      writeFileSync(join(folder, 'a.mhd'), `${head}a.raw\n`);
      writeFileSync(join(folder, 'a.raw'), new Uint8Array(ramp(GRID).fill(value).buffer));
      return folder;
    };
    const results = await Promise.all([scanPaths([write(1)]), scanPaths([write(2)])]);
    expect(results.map(({ ignored }) => ignored)).toEqual([1, 1]);
    expect(results[0]?.series[0]?.key).not.toBe(results[1]?.series[0]?.key);
  });

  it('refuses NaN voxels with their place', async () => {
    const folder = newFolder();
    const values = Float32Array.from(ramp(GRID));
    values[7] = Number.NaN;
    writeFileSync(join(folder, 'nan.nii'), encodeNifti(values, GRID));
    const { series, refused } = await scanPaths([folder]);
    expect(series).toEqual([]);
    expect(refused).toMatchObject([
      { code: 'VOLUME_NOT_FINITE', kind: 'invalid-input', path: join(folder, 'nan.nii') },
    ]);
  });

  it('answers paths that hold nothing', async () => {
    const empty = newFolder();
    const text = join(newFolder(), 'notes.txt');
    writeFileSync(text, 'hello');
    const gone = join(root, 'gone');
    const { series, refused } = await scanPaths([empty, text, gone]);
    expect(series).toEqual([]);
    expect(refused.map(({ path, code, kind }) => [path, code, kind])).toEqual([
      [gone, 'PATH_NOT_FOUND', 'not-found'],
      [text, 'IMPORT_NOT_AN_IMAGE', 'invalid-input'],
      [empty, 'IMPORT_NO_IMAGES', 'invalid-input'],
    ]);
    for (const { reason } of refused) expect(reason).not.toContain('\n');
  });

  it('does not follow links in circles or out of the tree, nor open what is no file', async () => {
    const folder = newFolder();
    const outside = newFolder();
    writeSeries(outside, 2, { seriesInstanceUid: '1.4.1' });
    const [linked] = writeSeries(newFolder(), 1, { seriesInstanceUid: '1.4.2' });
    symlinkSync(folder, join(folder, 'loop'));
    symlinkSync(outside, join(folder, 'outside'));
    symlinkSync(linked as string, join(folder, 'one slice'));
    symlinkSync(join(folder, 'nothing'), join(folder, 'dangling'));
    execFileSync('mkfifo', [join(folder, 'pipe')]);
    const { series, ignored, refused } = await scanPaths([folder]);
    expect(series.map(({ seriesInstanceUid }) => seriesInstanceUid)).toEqual(['1.4.2']);
    expect([ignored, refused.length]).toEqual([4, 0]);
  });

  it('notices a file that changes between index and load', async () => {
    const folder = newFolder();
    const [first] = writeSeries(folder, 3);
    const index = await indexPaths([folder]);
    utimesSync(first as string, 1, 1);
    await expect(index.series[0]?.load()).rejects.toMatchObject({ kind: 'conflict', code: 'FILE_CHANGED' });
  });

  it('stops when cancelled', async () => {
    const folder = newFolder();
    writeSeries(folder, 40);
    const controller = new AbortController();
    const report = ({ phase, done }: ScanProgress) => {
      if (phase === 'read' && done > 0) controller.abort(new Error('enough'));
    };
    await expect(scanPaths([folder], { signal: controller.signal, report })).rejects.toThrowError('enough');
  });

  it('reports progress that never falls within a phase and ends complete', async () => {
    const folder = newFolder();
    writeSeries(folder, 40);
    const seen: ScanProgress[] = [];
    await scanPaths([folder], { report: (progress) => seen.push(progress) });
    for (const phase of ['inspect', 'read'] as const) {
      const steps = seen.filter((one) => one.phase === phase);
      expect(steps.every((step, at) => at === 0 || step.done >= (steps[at - 1]?.done ?? 0))).toBe(true);
      expect(steps.at(-1)?.done).toBe(steps.at(-1)?.total);
    }
  });

  it('puts no patient data into refusals and warnings', async () => {
    const folder = newFolder();
    const secret = { patientId: 'SECRET-ID', patientName: 'SECRET^NAME' };
    writeSeries(folder, 3, { ...secret, pixelSpacing: [0, 1] });
    writeSeries(folder, 4, { ...secret, seriesInstanceUid: '1.6.1' }, 'g');
    writeSeries(folder, 4, { ...secret, seriesInstanceUid: '1.6.1', sopInstanceUid: '1.6.9' }, 'h');
    const { series, refused } = await scanPaths([folder]);
    const words = JSON.stringify([refused, series.map(({ warnings }) => warnings)]);
    expect(words).not.toContain('SECRET');
  });
});
