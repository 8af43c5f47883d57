// ZIP archives as people get them and as nobody should: opened like folders, in memory, within limits.
import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { encodeNifti } from '../../core/volume-files/index.ts';
import { scanPaths } from '../../main/dicom/index.ts';
import { buildSlice, dicomFile } from '../support/dicom-builder.ts';
import { runPython } from '../support/run-python.ts';
import { describeWithShared, sharedPath } from '../support/shared-data.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { PHANTOM_GRIDS, ramp } from '../support/volume-phantom.ts';
import { type ZipFile, zipFile } from '../support/zip-builder.ts';

const root = tempFolder();
let folders = 0;

function newFolder(): string {
  const folder = join(root, String(++folders));
  mkdirSync(folder);
  return folder;
}

const SLICES: readonly ZipFile[] = Array.from({ length: 4 }, (_, k) => ({
  name: `study/series/IM${k}`,
  bytes: buildSlice({ position: [0, 0, 2 * k], sopInstanceUid: `1.2.3.8.${k + 1}` }),
}));

function writeZip(files: readonly ZipFile[], isZip64 = false): string {
  const path = join(newFolder(), 'images.zip');
  writeFileSync(path, zipFile(files, isZip64));
  return path;
}

const summary = ({ series, refused, ignored }: Awaited<ReturnType<typeof scanPaths>>) => ({
  sizes: series.map(({ geometry }) => geometry.size.join(' x ')),
  refused: refused.map(({ code, kind, files }) => `${kind} ${code} ${files}`),
  ignored,
});

describe('a ZIP archive', () => {
  it('is scanned like the folder that it was made of', async () => {
    const folder = newFolder();
    for (const { name, bytes } of SLICES) writeFileSync(join(folder, name.replaceAll('/', '-')), bytes);
    const plain = await scanPaths([folder]);
    for (const path of [writeZip(SLICES), writeZip(SLICES, true)]) {
      const zipped = await scanPaths([path]);
      expect(summary(zipped)).toEqual({ sizes: ['4 x 3 x 4'], refused: [], ignored: 0 });
      expect(zipped.series[0]?.key).toBe(plain.series[0]?.key);
      expect(zipped.series[0]?.volume).toEqual(plain.series[0]?.volume);
      expect(zipped.series[0]?.slices.map(({ fileSha256 }) => fileSha256)).toEqual(
        plain.series[0]?.slices.map(({ fileSha256 }) => fileSha256),
      );
    }
  });

  it('may hold more files than a call takes arguments, all of them refused', async () => {
    const members = Array.from({ length: 150_000 }, (_, at) => ({
      name: `${at}`,
      bytes: Uint8Array.of(),
      isStored: true,
      flags: 1,
    }));
    expect(summary(await scanPaths([writeZip(members, true)]))).toEqual({
      sizes: [],
      refused: ['unsupported ARCHIVE_ENCRYPTED 150000'],
      ignored: 0,
    });
  });

  it('is read as zip and Python write it, stored and deflated, streamed and in Zip64 form', async () => {
    const folder = newFolder();
    for (const { name, bytes } of SLICES) writeFileSync(join(folder, name.replaceAll('/', '-')), bytes);
    const script = `
import sys, os, zipfile
folder, out = sys.argv[1:]
class Stream:
  def __init__(self, f): self.f = f
  def write(self, b): return self.f.write(b)
  def flush(self): pass
for name, method in (('stored', zipfile.ZIP_STORED), ('deflated', zipfile.ZIP_DEFLATED)):
  with open(os.path.join(out, name + '.zip'), 'wb') as raw, zipfile.ZipFile(Stream(raw), 'w', method) as z:
    z.comment = b'made by a test'
    for file in sorted(os.listdir(folder)):
      with z.open(zipfile.ZipInfo('a/' + file), 'w', force_zip64=True) as entry: entry.write(open(os.path.join(folder, file), 'rb').read())
print('[]')`;
    const out = newFolder();
    runPython(script, folder, out);
    for (const name of readdirSync(out)) {
      expect(summary(await scanPaths([join(out, name)]))).toEqual({ sizes: ['4 x 3 x 4'], refused: [], ignored: 0 });
    }
  });

  it('holds volume files, a detached one too, and documents are no archives', async () => {
    const [, grid] = PHANTOM_GRIDS[7] as (typeof PHANTOM_GRIDS)[number];
    const voxels = ramp(grid);
    const nifti = encodeNifti(voxels, grid);
    const nrrd = `NRRD0004\ntype: uchar\ndimension: 3\nspace: left-posterior-superior\nsizes: 2 2 2\nspace directions: (1,0,0) (0,1,0) (0,0,1)\nspace origin: (0,0,0)\nencoding: raw\ndata file: voxels.raw\n\n`;
    const path = writeZip([
      { name: 'a/head.nii', bytes: nifti },
      { name: 'b/voxels.nhdr', bytes: Buffer.from(nrrd) },
      { name: 'b/voxels.raw', bytes: Uint8Array.from({ length: 8 }, (_, n) => n) },
      { name: 'c/voxels.nhdr', bytes: Buffer.from(nrrd.replace('voxels.raw', '../../../etc/passwd')) },
    ]);
    const document = writeZip([
      { name: '[Content_Types].xml', bytes: Buffer.from('<a/>') },
      { name: 'word/image', bytes: SLICES[0]?.bytes as Uint8Array },
    ]);
    const result = await scanPaths([path]);
    expect(summary(result)).toEqual({
      sizes: [grid.size.join(' x '), '2 x 2 x 2'],
      refused: ['denied VOLUME_DATA_FILE 1'],
      ignored: 1,
    });
    expect(result.series[0]?.volume.voxels).toEqual(voxels);
    expect([...(result.series[1]?.volume.voxels ?? [])]).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(summary(await scanPaths([document])).refused).toEqual(['invalid-input IMPORT_NOT_AN_IMAGE 1']);
  });
});

describe('a hostile or broken ZIP archive', () => {
  const slice = SLICES[0]?.bytes as Uint8Array;

  it.each([
    ['a name that climbs out', { name: '../../escape', bytes: slice }, 'corrupt-data ARCHIVE_ENTRY_NAME 1'],
    ['an absolute name', { name: '/etc/escape', bytes: slice }, 'corrupt-data ARCHIVE_ENTRY_NAME 1'],
    ['a name of Windows', { name: 'a\\..\\..\\escape', bytes: slice }, 'corrupt-data ARCHIVE_ENTRY_NAME 1'],
    ['encryption', { name: 'secret', bytes: slice, flags: 1 }, 'unsupported ARCHIVE_ENCRYPTED 1'],
    ['another compression', { name: 'lzma', bytes: slice, method: 14 }, 'unsupported ARCHIVE_METHOD 1'],
    ['an archive inside', { name: 'inner.zip', bytes: zipFile(SLICES) }, 'unsupported ARCHIVE_NESTED 1'],
    ['a wrong checksum', { name: 'damaged', bytes: slice, crc32: 1 }, 'corrupt-data ARCHIVE_DAMAGED 1'],
    [
      'more than it says',
      { name: 'grows', bytes: slice, declaredBytes: slice.length - 8 },
      'corrupt-data ARCHIVE_DAMAGED 1',
    ],
    [
      'less than it says',
      { name: 'ends', bytes: slice, declaredBytes: slice.length + 8 },
      'corrupt-data ARCHIVE_DAMAGED 1',
    ],
    ['more than deflate can', { name: 'lies', bytes: slice, declaredBytes: 5e6 }, 'corrupt-data ARCHIVE_DAMAGED 1'],
  ] as const)('with %s: that file alone is refused', async (_name, file, reason) => {
    const folder = newFolder();
    const path = join(folder, 'a.zip');
    writeFileSync(path, zipFile([...SLICES.slice(1), file]));
    const before = readFileSync(path);
    expect(summary(await scanPaths([folder]))).toEqual({ sizes: ['4 x 3 x 3'], refused: [reason], ignored: 0 });
    expect(readdirSync(folder)).toEqual(['a.zip']);
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  it.each([
    [
      'overlapping files',
      () => zipFile([...SLICES, { name: 'again', bytes: slice, sharesWith: 0 }]),
      'corrupt-data ARCHIVE_DAMAGED 1',
    ],
    [
      'a bomb',
      () => zipFile([{ name: 'bomb', bytes: randomBytes(3e5), declaredBytes: 3e8 }]),
      'resource ARCHIVE_TOO_LARGE 1',
    ],
    [
      'a file that declares a terabyte',
      () => zipFile([{ name: 'huge', bytes: slice, declaredBytes: 0xfffffffe }]),
      'resource ARCHIVE_TOO_LARGE 1',
    ],
    ['a cut end', () => zipFile(SLICES).subarray(0, -30), 'corrupt-data ARCHIVE_DAMAGED 1'],
    ['nothing in it', () => zipFile([]), 'invalid-input IMPORT_NO_IMAGES 1'],
    [
      'a directory without its entries',
      () => {
        const bytes = zipFile(SLICES);
        bytes.writeUInt16LE(60000, bytes.length - 12);
        return bytes;
      },
      'corrupt-data ARCHIVE_DAMAGED 1',
    ],
  ] as const)('with %s is refused as a whole, in little memory', async (_name, make, reason) => {
    const path = join(newFolder(), 'a.zip');
    writeFileSync(path, make());
    const before = process.memoryUsage().arrayBuffers;
    expect(summary(await scanPaths([path]))).toEqual({ sizes: [], refused: [reason], ignored: 0 });
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(100e6);
  });
});

describe('a DICOMDIR', () => {
  const records = (...ids: string[]) =>
    dicomFile([
      { tag: 0x00080016, vr: 'UI', value: '1.2.840.10008.1.3.10' },
      { tag: 0x00041220, vr: 'SQ', value: ids.map((id) => [{ tag: 0x00041500, vr: 'CS', value: id }]) },
    ]);

  it('that names files which are not there is warned about, and the tree is scanned', async () => {
    const folder = newFolder();
    mkdirSync(join(folder, 'series'));
    for (const [k, { bytes }] of SLICES.entries()) writeFileSync(join(folder, 'series', `im${k}`), bytes);
    writeFileSync(
      join(folder, 'DICOMDIR'),
      records('SERIES\\IM0', 'SERIES\\IM1', 'SERIES\\IM9', '..\\..\\ETC\\PASSWD'),
    );
    const result = await scanPaths([folder]);
    expect(summary(result)).toEqual({ sizes: ['4 x 3 x 4'], refused: [], ignored: 1 });
    expect(result.warnings.map(({ code }) => code)).toEqual(['DICOMDIR_DANGLING']);
    expect(result.warnings[0]?.message).toContain('names 4 files, of which 2 are missing');
    writeFileSync(join(folder, 'series', 'DIRFILE'), records('ST1\\SERIES\\IM0', 'ST1\\SERIES\\IM1'));
    expect((await scanPaths([join(folder, 'series')])).warnings[0]?.message).toContain(
      'names 2 files, of which 2 lie in another folder than it says. What is there was taken.',
    );
    const archive = writeZip([{ name: 'DICOMDIR', bytes: records('STUDY\\SERIES\\IM0', 'GONE') }, ...SLICES]);
    expect((await scanPaths([archive])).warnings[0]?.message).toContain('names 2 files, of which 1 are missing');
  });

  it('stands for the files that it names when it is named itself', async () => {
    const folder = newFolder();
    for (const [k, { bytes }] of SLICES.entries()) writeFileSync(join(folder, `im${k}`), bytes);
    writeFileSync(join(folder, 'DICOMDIR'), records('IM0', 'IM1', 'IM2'));
    const result = await scanPaths([join(folder, 'DICOMDIR')]);
    expect(summary(result)).toEqual({ sizes: ['4 x 3 x 3'], refused: [], ignored: 1 });
    expect(result.warnings).toEqual([]);
    writeFileSync(join(folder, 'DICOMDIR'), records('GONE'));
    expect(summary(await scanPaths([join(folder, 'DICOMDIR')])).refused).toEqual(['invalid-input IMPORT_NO_IMAGES 1']);
  });
});

describeWithShared('archives of scanner output', () => {
  it('give the series that the folder gives', async () => {
    const unpacked = newFolder();
    const zipped = sharedPath('dicom/philips-head-tilted.zip');
    runPython('import sys, zipfile; zipfile.ZipFile(sys.argv[1]).extractall(sys.argv[2]); print(0)', zipped, unpacked);
    const folder = await scanPaths([unpacked]);
    const archive = await scanPaths([zipped]);
    expect(archive.series.map(({ key }) => key)).toEqual(folder.series.map(({ key }) => key));
    expect(archive.series[0]?.volume.voxels).toEqual(folder.series[0]?.volume.voxels);
    expect([archive.ignored, archive.refused.length]).toEqual([folder.ignored, folder.refused.length]);
  });
});
