// A model as Encapsulated STL and back: judged by dciodvfy, pydicom and admesh, kept by the library, refused when broken.

import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import type { CaseRow, ObjectsResult } from '../../core/contract/index.ts';
import { runLimner, sampleCase, temporaryFolder } from '../support/run-limner.ts';
import { runPython } from '../support/run-python.ts';
import { describeWithShared, sharedPath } from '../support/shared-data.ts';

const FACTS = `
import json, sys, pydicom
d = pydicom.dcmread(sys.argv[1]); ct = pydicom.dcmread(sys.argv[2])
open(sys.argv[3], 'wb').write(d.EncapsulatedDocument[:d.EncapsulatedDocumentLength])
print(json.dumps({
  'same': [d.FrameOfReferenceUID == ct.FrameOfReferenceUID, d.PatientID == ct.PatientID, d.StudyInstanceUID == ct.StudyInstanceUID],
  'series': [s.SeriesInstanceUID for s in d.ReferencedSeriesSequence] == [ct.SeriesInstanceUID],
  'sources': len(d.SourceInstanceSequence), 'unit': d.MeasurementUnitsCodeSequence[0].CodeValue,
  'modality': d.Modality, 'title': d.DocumentTitle, 'changed': [d.ModelModification, d.ModelMirroring]}))`;
const BROKEN = `
import sys, pydicom
for name in ('short', 'unit'):
    d = pydicom.dcmread(sys.argv[1])
    d.SOPInstanceUID = d.file_meta.MediaStorageSOPInstanceUID = d.SOPInstanceUID[:-3] + {'short': '111', 'unit': '222'}[name]
    if name == 'short': d.EncapsulatedDocument = d.EncapsulatedDocument[:5000]; d.EncapsulatedDocumentLength = 5000
    else: d.MeasurementUnitsCodeSequence[0].CodeValue = 'um'
    d.save_as(sys.argv[2] + '/' + name + '.dcm')
print('{}')`;

describeWithShared('Encapsulated STL', () => {
  const study = sharedPath('dicom', 'openkbp-pt_222-native');
  let root: string;
  let model: string;

  beforeAll(async () => {
    root = await temporaryFolder();
    model = join(root, 'brainstem.dcm');
    const mask = join(sampleCase, 'clinical', 'Brainstem.nii.gz');
    const steps = ['--max-triangles', '4000', '--mirror', 'R 0'];
    const run = await runLimner(['mesh', mask, '--image', study, '--out', model, ...steps]);
    expect([run.exitCode, run.stderr]).toEqual([0, expect.any(String)]);
    const plain = await runLimner(['mesh', mask, '--out', join(root, 'brainstem.stl'), ...steps]);
    expect(plain.exitCode).toBe(0);
  });

  it('holds the very STL, in the frame of the images, without an error', async () => {
    const { stdout, stderr } = spawnSync('dciodvfy', [model], { encoding: 'utf8' });
    expect(`${stdout}${stderr}`.split('\n').filter((line) => line.startsWith('Error'))).toEqual([]);
    const extracted = join(root, 'extracted.stl');
    const image = execFileSync('find', [study, '-name', '*.dcm'], { encoding: 'utf8' }).split('\n')[0] as string;
    expect(runPython(FACTS, model, image, extracted)).toEqual({
      same: [true, true, true],
      series: true,
      sources: 123,
      unit: 'mm',
      modality: 'M3D',
      title: 'Brainstem',
      changed: ['YES', 'YES'],
    });
    expect(readFileSync(extracted).equals(readFileSync(join(root, 'brainstem.stl')))).toBe(true);
    const judged = execFileSync('admesh', [extracted], { encoding: 'utf8' });
    expect(judged).toMatch(/Total disconnected facets\s*:\s*0\s+0/);
  });

  it('is kept with the case of its images, and goes out byte for byte', async () => {
    const library = ['--library', join(root, 'library')];
    const run = await runLimner(['import', study, model, ...library]);
    const [row] = run.json<{ cases: CaseRow[] }>().cases;
    expect(row).toMatchObject({ patientId: 'KBP222', objects: [{ kind: 'M3D', description: 'Brainstem' }] });
    const caseId = row?.caseId as string;
    const [dcm, stl] = [join(root, 'again.dcm'), join(root, 'again.stl')];
    const asItCame = await runLimner(['objects', '--case', caseId, '--out', dcm, ...library]);
    expect(asItCame.json<ObjectsResult>().objects).toMatchObject([{ model: { isMirrored: true, sourceImages: 123 } }]);
    await runLimner(['objects', '--case', caseId, '--out', stl, ...library]);
    expect(readFileSync(dcm).equals(readFileSync(model))).toBe(true);
    expect(readFileSync(stl).equals(readFileSync(join(root, 'brainstem.stl')))).toBe(true);
  });

  it('is refused when it is cut short, or its size would be a guess', async () => {
    runPython(BROKEN, model, root);
    const library = ['--library', join(root, 'other')];
    const run = await runLimner(['import', join(root, 'short.dcm'), join(root, 'unit.dcm'), study, ...library]);
    const { refused } = run.json<{ refused: { code: string }[] }>();
    expect(refused.map(({ code }) => code).sort()).toEqual(['STL_BROKEN', 'STL_UNIT']);
    const mask = join(root, 'elsewhere.nii.gz');
    writeFileSync(mask, 'no mask');
    const noImage = await runLimner(['mesh', mask, '--out', join(root, 'x.dcm')]);
    expect(noImage.json()).toMatchObject({ error: { kind: 'invalid-input', code: 'MESH_NEEDS_IMAGE' } });
  });
});
