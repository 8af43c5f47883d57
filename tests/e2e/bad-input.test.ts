// Bad input through the built command: one clear line, the right exit code, and nothing changed.

import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { regularGeometry } from '../../core/geometry/index.ts';
import { encodeNifti } from '../../core/volume-files/index.ts';
import { projectRoot, runLimner, sampleCase, temporaryFolder } from '../support/run-limner.ts';

const FIRST_SLICE = join(sampleCase, 'ct/CT.000.dcm');
const geometry = regularGeometry({ size: [20, 18, 16], spacingMm: [2, 2, 3], originLps: [0, 0, 0] });
const voxels = () => new Int16Array(20 * 18 * 16).fill(-1000);

let root: string;

/** Every file below a folder with its size. */
const listing = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();

function nifti(name: string, change: (bytes: DataView) => void): string {
  const bytes = encodeNifti(voxels(), geometry);
  change(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  const path = join(root, name);
  writeFileSync(path, bytes);
  return path;
}

function niftiWithNaN(): string {
  const values = new Float32Array(20 * 18 * 16);
  values[77] = Number.NaN;
  const path = join(root, 'nan.nii');
  writeFileSync(path, encodeNifti(values, geometry));
  return path;
}

function file(name: string, bytes: Uint8Array | string): string {
  const path = join(root, name);
  writeFileSync(path, bytes);
  return path;
}

function emptyFolder(): string {
  const path = join(root, 'no-images');
  mkdirSync(path);
  writeFileSync(join(path, 'notes.txt'), 'nothing to see');
  return path;
}

/** Rows and Columns (US) of a real slice set to 60 000, pixel data as they are. */
function hugeDicom(): string {
  const bytes = Buffer.from(readFileSync(FIRST_SLICE));
  for (const element of [0x10, 0x11]) {
    const at = bytes.indexOf(Buffer.from([0x28, 0x00, element, 0x00, 0x55, 0x53, 0x02, 0x00]));
    bytes.writeUInt16LE(60_000, at + 8);
  }
  return file('huge.dcm', bytes);
}

const niftiOffsets = { dim: 40, pixdim: 76 };

describe('import refuses', () => {
  beforeAll(async () => {
    root = await temporaryFolder();
  });

  it.each([
    ['a path that is not there', () => join(root, 'nowhere'), 3, /nowhere/],
    ['a folder without images', emptyFolder, 2, /no image/],
    ['a text file', () => file('letter.txt', 'Dear colleague'), 2, /no medical image/],
    [
      'a truncated DICOM file',
      () => file('cut.dcm', readFileSync(FIRST_SLICE).subarray(0, 20_000)),
      7,
      /cut short|fewer|bytes/,
    ],
    ['a header that promises 60 000 x 60 000', hugeDicom, 7, /60000 x 60000|bytes/],
    ['NaN in a NIfTI', niftiWithNaN, 2, /NaN|not a number|finite/i],
    [
      'a NIfTI with zero spacing',
      () =>
        nifti('zero.nii', (v) => {
          v.setFloat32(niftiOffsets.pixdim + 4, 0, true);
          v.setInt16(254, 0, true);
        }),
      2,
      /spacing|affine|orientation/i,
    ],
    [
      'a NIfTI that promises more than it holds',
      () => nifti('lie.nii', (v) => v.setInt16(niftiOffsets.dim + 2, 30_000, true)),
      7,
      /bytes/,
    ],
  ])('%s', async (_name, make, exitCode, says) => {
    const library = join(root, 'library');
    const path = make();
    const run = await runLimner(['import', path, '--library', library]);
    const { cases, refused } = run.json<{ cases: unknown[]; refused: { code: string; reason: string }[] }>();
    expect({ exitCode: run.exitCode, cases }).toEqual({ exitCode, cases: [] });
    expect(refused).toHaveLength(1);
    expect(refused[0]?.reason).toMatch(says);
    expect(refused[0]?.reason.split('\n')).toHaveLength(1);
    expect(existsSync(library)).toBe(false);
  });

  it('nothing of the good files beside a bad one', async () => {
    const folder = join(root, 'mixed');
    cpSync(join(sampleCase, 'ct'), folder, { recursive: true });
    writeFileSync(join(folder, 'cut.dcm'), readFileSync(FIRST_SLICE).subarray(0, 400));
    const run = await runLimner(['import', folder, '--library', join(root, 'mixed-library')]);
    const summary = run.json<{ cases: { series: { files: number }[] }[]; refused: { path: string }[] }>();
    expect(run.exitCode).toBe(0);
    expect(summary.cases[0]?.series[0]?.files).toBe(123);
    expect(summary.refused).toMatchObject([{ path: join(folder, 'cut.dcm') }]);
  });
});

describe('contour leaves library and output as they were', () => {
  let library: string;
  let before: string[];

  /** A model folder with the tiny network in it, changed by `change`. */
  function models(name: string, change: (folder: string) => void): string {
    const folder = join(root, name);
    cpSync(join(projectRoot, 'tests/fixtures/models'), folder, { recursive: true });
    change(join(folder, 'tiny/1.0.0'));
    return folder;
  }

  beforeAll(async () => {
    root = await temporaryFolder();
    library = join(root, 'library');
    expect((await runLimner(['import', join(sampleCase, 'ct'), '--library', library])).exitCode).toBe(0);
    before = listing(library);
  });

  const contour = async (models: string | null, ...args: string[]) => {
    const out = join(root, 'out');
    const run = await runLimner(['contour', ...args, '--library', library, '--out', out], {
      env: models === null ? {} : { LIMNER_MODELS: models },
    });
    const made = readdirSync(root).includes('out') ? readdirSync(out) : [];
    expect(made).toEqual([]);
    expect(listing(library)).toEqual(before);
    const messages = run.stderr.split('\n').filter((line) => line.startsWith('limner: '));
    expect(messages).toHaveLength(1);
    expect(run.stderr).not.toMatch(/KBP222|OpenKBP/);
    return { exitCode: run.exitCode, code: run.json<{ error: { code: string } }>().error.code, message: messages[0] };
  };

  it('when the model file is damaged: its hash differs', async () => {
    const folder = models('damaged', (model) => {
      const bytes = readFileSync(join(model, 'model.onnx'));
      bytes.writeUInt8(bytes.readUInt8(40) ^ 1, 40);
      writeFileSync(join(model, 'model.onnx'), bytes);
    });
    expect(await contour(folder, join(sampleCase, 'ct'), '--model', 'tiny', '--device', 'cpu')).toMatchObject({
      exitCode: 7,
      code: 'MODEL_HASH',
    });
  });

  it('when the manifest is damaged', async () => {
    const folder = models('bad-manifest', (model) => writeFileSync(join(model, 'manifest.json'), '{"schema": 1}'));
    expect(await contour(folder, join(sampleCase, 'ct'), '--model', 'tiny')).toMatchObject({ exitCode: 3 });
  });

  it.each([
    ['an unknown model', ['--model', 'none'], 3],
    ['an unknown structure', ['--structures', 'Brainstem,Liver'], 2],
    ['an unknown series', ['--series', 's-nothere'], 3],
    ['a device that is not here', ['--device', 'coreml'], 6],
  ])('for %s', async (_name, args, exitCode) => {
    expect(await contour(null, join(sampleCase, 'ct'), ...args)).toMatchObject({ exitCode });
  });

  it('for an RTSTRUCT of an image that is not DICOM', async () => {
    const path = file('head.nii', encodeNifti(voxels(), geometry));
    const out = join(root, 'nifti-out');
    const run = await runLimner(['contour', path, '--out', out, '--export', 'rtstruct']);
    expect(run.exitCode).toBe(6);
    expect(readdirSync(root)).not.toContain('nifti-out');
  });

  it('for a single image, which is imported but not contoured', async () => {
    const own = join(root, 'single-library');
    expect((await runLimner(['import', FIRST_SLICE, '--library', own])).exitCode).toBe(0);
    const run = await runLimner(['contour', FIRST_SLICE, '--library', own, '--out', join(root, 'single-out')]);
    expect(run.exitCode).toBe(6);
    expect(run.json()).toMatchObject({ error: { kind: 'unsupported' } });
  });

  it('for several volumes, and names them', async () => {
    const two = join(root, 'two');
    mkdirSync(two);
    cpSync(join(sampleCase, 'ct'), join(two, 'ct'), { recursive: true });
    writeFileSync(join(two, 'head.nii'), encodeNifti(voxels(), geometry));
    const run = await runLimner(['contour', two, '--out', join(root, 'two-out')]);
    expect(run.exitCode).toBe(4);
    expect(run.stderr).toMatch(/s-\w{6}.*s-\w{6}.*--series/);
  });
});

describe.skipIf(process.getuid?.() !== 0)('a full disk (not run: needs root to mount a small tmpfs)', () => {
  it('stops a contouring with exit code 9 and leaves nothing behind', async () => {
    root = await temporaryFolder();
    const small = join(root, 'small');
    mkdirSync(small);
    const mount = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', small]);
    expect(mount.status).toBe(0);
    try {
      const out = join(small, 'out');
      const args = ['contour', join(sampleCase, 'ct'), '--out', out, '--model', 'tiny', '--device', 'cpu'];
      const run = await runLimner(args, { env: { LIMNER_MODELS: join(projectRoot, 'tests/fixtures/models') } });
      expect(run.json()).toMatchObject({ error: { kind: 'resource', code: 'DISK_FULL' } });
      expect(run.exitCode).toBe(9);
      expect(readdirSync(small)).toEqual([]);
    } finally {
      spawnSync('umount', [small]);
    }
  });
});
