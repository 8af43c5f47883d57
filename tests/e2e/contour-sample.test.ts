// The main job on the bundled case with the real model, through the built command, judged by other programs.

import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ContourResult } from '../../core/contract/index.ts';
import { type LimnerRun, runLimner, sampleCase, temporaryFolder } from '../support/run-limner.ts';

const CT = join(sampleCase, 'ct');
const ORGANS = ['Bone_Mandible', 'Brainstem', 'Larynx', 'Parotid_L', 'Parotid_R', 'SpinalCord'];

describe('limner contour on the bundled case', () => {
  let out: string;
  let run: LimnerRun;
  let result: ContourResult;

  beforeAll(async () => {
    out = join(await temporaryFolder(), 'result');
    run = await runLimner([
      'contour',
      CT,
      '--out',
      out,
      '--device',
      'cpu',
      '--reference',
      join(sampleCase, 'clinical'),
    ]);
    result = run.json<ContourResult>();
  });

  it('succeeds, with one JSON document on stdout and progress on stderr', () => {
    expect(run.exitCode).toBe(0);
    expect(run.stderr).toMatch(/\d+ of \d+/);
    expect(run.stderr).not.toMatch(/KBP222|OpenKBP/);
  });

  it('writes one RTSTRUCT, a mask and a surface for each structure, a report, and nothing else', () => {
    const found = result.structures.filter((structure) => structure.volumeMl > 0).map(({ name }) => name);
    expect(found).toEqual(expect.arrayContaining([...ORGANS, 'External']));
    const expected = ['rtstruct.dcm', 'report.html', ...found.flatMap((name) => [`${name}.nii.gz`, `${name}.stl`])];
    expect(
      readdirSync(out)
        .filter((name) => !name.endsWith('.nii.gz'))
        .sort(),
    ).toEqual(expected.filter((name) => !name.endsWith('.nii.gz')).sort());
    expect(readdirSync(out)).toEqual(expect.arrayContaining(expected));
  });

  it('agrees with the clinical contours about as well as the card of the model says', () => {
    const dice = Object.fromEntries(result.structures.map((structure) => [structure.name, structure.dice]));
    expect(dice['Brainstem']).toBeGreaterThan(0.6);
    expect(dice['SpinalCord']).toBeGreaterThan(0.5);
    expect(dice['Parotid_L']).toBeGreaterThan(0.6);
    expect(dice['Parotid_R']).toBeGreaterThan(0.6);
    expect(dice['Bone_Mandible']).toBeGreaterThan(0.7);
  });

  it('keeps left and right: LPS x grows to the left', () => {
    const x = (name: string) => result.structures.find((structure) => structure.name === name)?.centroidLps?.[0] ?? 0;
    expect(x('Parotid_L') - x('Parotid_R')).toBeGreaterThan(60);
  });

  it('says what ran where, and how long each stage took', () => {
    expect(result.model).toMatchObject({ id: 'han-oar', sha256: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect(result.device).toMatchObject({ requested: 'cpu', used: 'cpu' });
    const { total, ...stages } = result.timingsMs;
    const sum = Object.values(stages).reduce((a, b) => a + b, 0);
    expect(total).toBeGreaterThan(0.9 * sum);
  });

  it('pydicom reads the RTSTRUCT: unapproved, not reviewed, automatic, every image referenced', () => {
    const script = `
import pydicom, json, sys
d = pydicom.dcmread(sys.argv[1])
series = d.ReferencedFrameOfReferenceSequence[0].RTReferencedStudySequence[0].RTReferencedSeriesSequence[0]
print(json.dumps({
  'approval': d.ApprovalStatus,
  'description': d.StructureSetDescription if 'StructureSetDescription' in d else d.SeriesDescription,
  'images': len(series.ContourImageSequence),
  'names': [r.ROIName for r in d.StructureSetROISequence],
  'algorithms': sorted({r.ROIGenerationAlgorithm for r in d.StructureSetROISequence}),
  'model': d.StructureSetROISequence[0].ROIGenerationDescription,
}))`;
    const judged = spawnSync('/usr/bin/python3', ['-c', script, join(out, 'rtstruct.dcm')], { encoding: 'utf8' });
    const read = JSON.parse(judged.stdout);
    expect(read).toMatchObject({ approval: 'UNAPPROVED', images: 123, algorithms: ['AUTOMATIC'] });
    expect(read.description).toContain('not reviewed');
    expect(read.names).toEqual(expect.arrayContaining(ORGANS));
    expect(read.model).toContain('han-oar');
  });

  it('dciodvfy finds no error in the RTSTRUCT that the images do not have', () => {
    const errors = (file: string) =>
      spawnSync('dciodvfy', ['-new', file], { encoding: 'utf8' })
        .stderr.split('\n')
        .filter((line) => line.startsWith('Error'));
    expect(errors(join(out, 'rtstruct.dcm'))).toEqual([]);
  });

  it('admesh finds every surface closed, with nothing to repair', () => {
    for (const file of readdirSync(out).filter((name) => name.endsWith('.stl'))) {
      const { stdout } = spawnSync('admesh', ['--exact', '--no-check', join(out, file)], { encoding: 'utf8' });
      const report = spawnSync('admesh', [join(out, file)], { encoding: 'utf8' }).stdout;
      expect(report, file).toMatch(/Total disconnected facets\s*:\s*0\s+0/);
      expect(report, file).toMatch(/Facets reversed\s*:\s*0/);
      expect(stdout).toBeDefined();
    }
  });

  it('nibabel finds the masks on the grid of the series', () => {
    const script = `
import nibabel, json, sys
image = nibabel.load(sys.argv[1])
print(json.dumps({'shape': image.shape, 'affine': image.affine.tolist(), 'voxels': int((image.get_fdata() > 0).sum())}))`;
    const judged = spawnSync('/usr/bin/python3', ['-c', script, join(out, 'Brainstem.nii.gz')], { encoding: 'utf8' });
    const { shape, affine, voxels } = JSON.parse(judged.stdout);
    expect(shape).toEqual([128, 128, 123]);
    expect(affine[0][0]).toBeCloseTo(-4.688, 5);
    expect(affine[0][3]).toBeCloseTo(288.312, 3);
    const volumeMl = result.structures.find(({ name }) => name === 'Brainstem')?.volumeMl ?? 0;
    expect((voxels * 4.688 * 4.688 * 3) / 1000).toBeCloseTo(volumeMl, 3);
  });

  it('the report stands alone', () => {
    const html = readFileSync(join(out, 'report.html'), 'utf8');
    expect(html).not.toMatch(/(src|href)=["']https?:/);
    expect(html).toContain('Content-Security-Policy');
  });
});
