// The main job as a service: what stays in the library and in the output folder when it ends badly, and what an input
// allows.

import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ContourInput } from '../../core/contract/index.ts';
import { regularGeometry } from '../../core/geometry/index.ts';
import { createModelRegistry, decodeUncertainty, type InstalledModel } from '../../main/inference/index.ts';
import { contourImage } from '../../main/services/contouring/contour-image.ts';
import { openLibrary } from '../../main/store/open-library.ts';
import { readVolumeFile } from '../../main/volume-files/index.ts';
import { type WrittenSeries, writeCtSeries } from '../support/ct-writer.ts';
import { bodyWithBone, sampleImage, TINY_MODELS } from '../support/inference-phantom.ts';
import { tempFolder, testFolder } from '../support/temp-folder.ts';

const geometry = regularGeometry({ size: [40, 40, 12], spacingMm: [4, 4, 5], originLps: [-78, -78, -30] });
const root = tempFolder();
let tiny: InstalledModel;
let series: WrittenSeries;

beforeAll(async () => {
  tiny = await createModelRegistry([TINY_MODELS]).find('tiny');
  series = writeCtSeries(join(root, 'ct'), geometry, { hu: sampleImage(geometry, bodyWithBone).voxels });
});

/** The series without its frame of reference: the UID is blanked in every file. */
function withoutFrame(): string {
  const folder = join(root, 'no-frame');
  mkdirSync(folder);
  for (const name of readdirSync(series.directory)) {
    const bytes = readFileSync(join(series.directory, name));
    bytes.fill(
      0,
      bytes.indexOf(series.frameOfReferenceUid),
      bytes.indexOf(series.frameOfReferenceUid) + series.frameOfReferenceUid.length,
    );
    writeFileSync(join(folder, name), bytes);
  }
  return folder;
}

const contour = (library: string, more: Partial<ContourInput>, model: InstalledModel = tiny) =>
  contourImage(
    {
      source: { path: series.directory },
      outputFolder: join(library, '../out'),
      series: null,
      model: null,
      device: 'cpu',
      structures: null,
      formats: null,
      clinicalMasks: null,
      uncertainty: false,
      ...more,
    },
    model,
    {
      appVersion: '0.0.0-test',
      library: { folder: library, isGiven: true },
      startedAtMs: Date.now(),
      fontFile: null,
      signal: new AbortController().signal,
      report: () => undefined,
    },
  );

describe('contourImage', () => {
  it('keeps no structures in the library when an output cannot be put in place', async () => {
    const folder = testFolder();
    const library = join(folder, 'library');
    mkdirSync(join(folder, 'out/rtstruct.dcm'), { recursive: true });
    await expect(contour(library, {})).rejects.toMatchObject({ code: 'OUTPUT_IS_FOLDER' });
    const opened = openLibrary(library, { mode: 'read', appVersion: '0.0.0-test' });
    expect(opened.listCases().map(({ structureSets }) => structureSets)).toEqual([[]]);
    opened.close();
    expect(readdirSync(join(folder, 'out'))).toEqual(['rtstruct.dcm']);
  });

  it('keeps how sure the network was with the structures, and writes it as an image on request', async () => {
    const folder = testFolder();
    const library = join(folder, 'library');
    const { files, structures } = await contour(library, { formats: ['nifti'], uncertainty: true });
    expect(files.uncertainty).toBe('uncertainty.nii.gz');
    const opened = openLibrary(library, { mode: 'read', appVersion: '0.0.0-test' });
    const [row] = opened.listCases();
    const kept = opened.readUncertainty(row?.structureSets[0]?.structureSetId ?? '');
    const { map, grid } = decodeUncertainty(kept as Uint8Array);
    const { geometry } = opened.getVolume(row?.series[0]?.volumeId ?? '');
    const { provenance } = opened.getStructureSet(row?.structureSets[0]?.structureSetId ?? '');
    opened.close();
    expect(provenance).toMatchObject({
      deviceUsed: 'cpu',
      parameters: { kind: '3D', networks: [tiny.manifest.sha256], deviceReason: 'the CPU was asked for' },
    });
    expect([map.kind, grid.spacingMm]).toEqual(['entropy', [4, 4, 4]]);
    // The tiny network is unsure where HU are near its thresholds, -200 and 300, and nowhere else.
    const written = await readVolumeFile(join(folder, 'out/uncertainty.nii.gz'));
    expect(written.geometry.size).toEqual(geometry.size);
    expect(structures.length).toBeGreaterThan(0);
    const shares = [0, 128].map((least) => written.voxels.filter((v) => v > least).length / written.voxels.length);
    expect(shares[0]).toBeGreaterThan(0);
    expect(shares[1]).toBeLessThan(0.2);
    const again = await contour(join(folder, 'other'), { formats: ['stl'], outputFolder: join(folder, 'without') });
    expect(again.files.uncertainty).toBe(null);
    expect(readdirSync(join(folder, 'without'))).not.toContain('uncertainty.nii.gz');
  });

  it('says which results of another run stay beside its own', async () => {
    const folder = testFolder();
    const out = join(folder, 'out');
    mkdirSync(out);
    for (const name of ['Esophagus.nii.gz', 'External.stl', 'notes.txt']) writeFileSync(join(out, name), 'older');
    const { warnings } = await contour(join(folder, 'library'), { formats: ['stl'] });
    const older = warnings.filter(({ code }) => code === 'OUTPUT_OLDER_RESULTS').map(({ message }) => message);
    expect(older).toEqual([expect.stringContaining('not of this run: Esophagus.nii.gz.')]);
    expect(readFileSync(join(out, 'Esophagus.nii.gz'), 'utf8')).toBe('older');
  });

  it('says of a reference mask that it holds several values: every Dice with it is of all of them together', async () => {
    const folder = testFolder();
    const reference = join(folder, 'reference');
    mkdirSync(reference);
    const header = [
      'NRRD0004',
      'type: uint8',
      'dimension: 3',
      'space: left-posterior-superior',
      'sizes: 40 40 12',
      'space directions: (4,0,0) (0,4,0) (0,0,5)',
      'space origin: (-78,-78,-30)',
      'encoding: raw',
    ];
    const write = (name: string, ...values: number[]) => {
      const voxels = new Uint8Array(40 * 40 * 12);
      for (const [at, value] of values.entries()) voxels[9620 + at] = value;
      writeFileSync(join(reference, name), Buffer.concat([Buffer.from(`${header.join('\n')}\n\n`), voxels]));
    };
    const run = async () => {
      const { warnings } = await contour(join(folder, 'library'), { formats: ['stl'], clinicalMasks: reference });
      return warnings.filter(({ code }) => code === 'MASK_SEVERAL_VALUES').map(({ message }) => message);
    };
    write('External.nrrd', 1, 1, 1);
    expect(await run()).toEqual([]);
    write('External.nrrd', 1, 2, 1);
    expect(await run()).toEqual([expect.stringMatching(/^Mask External: .*several values/)]);
  });

  it('leaves out the RTSTRUCT, with a warning, where the images name no frame of reference', async () => {
    const library = join(testFolder(), 'library');
    const source = { path: withoutFrame() };
    const { files, warnings } = await contour(library, { source });
    expect(files).toEqual({ rtstruct: null, report: 'report.html', uncertainty: null, labels: [] });
    expect(warnings.map(({ code }) => code)).toContain('EXPORT_RTSTRUCT_NEEDS_FRAME');
    await expect(contour(library, { source, formats: ['rtstruct'] })).rejects.toMatchObject({ kind: 'unsupported' });
  });

  it('marks what came of images for which the model was not made: in the answer and in the RTSTRUCT', async () => {
    const folder = testFolder();
    const other = { ...tiny, manifest: { ...tiny.manifest, intendedUse: { ...tiny.manifest.intendedUse } } };
    other.manifest.intendedUse.minimumExtentMm = { L: 100, P: 100, S: 500 };
    const result = await contour(join(folder, 'library'), { formats: ['rtstruct'] }, other);
    expect(result.isOutsideIntendedUse).toBe(true);
    expect(result.warnings.map(({ code }) => code)).toContain('MODEL_FIELD_OF_VIEW');
    const written = readFileSync(join(folder, 'out/rtstruct.dcm'), 'latin1');
    expect(written).toContain('The images are not what the model was made for.');
    const fitting = await contour(join(folder, 'library'), {
      formats: ['rtstruct'],
      outputFolder: join(folder, 'fit'),
    });
    expect(fitting.isOutsideIntendedUse).toBe(false);
    expect(readFileSync(join(folder, 'fit/rtstruct.dcm'), 'latin1')).not.toContain('not what the model was made for');
  });
});
