// What people import besides one clean series, through the built command, on scanner and planning output.

import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { CaseRow, ImportSummary } from '../../core/contract/index.ts';
import { runLimner, temporaryFolder } from '../support/run-limner.ts';
import { runPython } from '../support/run-python.ts';
import { describeWithShared, sharedPath } from '../support/shared-data.ts';

const codes = (list: readonly { readonly code: string }[]) => list.map(({ code }) => code);

async function importPaths(library: string, ...paths: string[]) {
  const run = await runLimner(['import', ...paths, '--library', library]);
  return { exitCode: run.exitCode, ...run.json<ImportSummary>() };
}

const listCases = async (library: string): Promise<CaseRow[]> =>
  (await runLimner(['list', '--library', library])).json<{ cases: CaseRow[] }>().cases;

describeWithShared('a straight and a tilted head of one patient', () => {
  const archives = ['philips-head.zip', 'philips-head-tilted.zip'].map((name) => sharedPath('dicom', name));
  let folder: string;
  let library: string;
  beforeAll(async () => {
    folder = await temporaryFolder();
    library = join(await temporaryFolder(), 'library');
    runPython(
      'import sys, zipfile\nfor a in sys.argv[2:]: zipfile.ZipFile(a).extractall(sys.argv[1])\nprint(0)',
      folder,
      ...archives,
    );
  });

  it('are one case with two volumes and the scout; directories that do not fit are said', async () => {
    const summary = await importPaths(library, folder);
    expect(summary.cases).toHaveLength(1);
    const series = [...(summary.cases[0]?.series ?? [])].sort((a, b) => a.size[2] - b.size[2]);
    expect(series.map(({ size }) => size)).toEqual([
      [512, 256, 1],
      [512, 512, 54],
      [512, 512, 140],
    ]);
    expect(new Set(series.map(({ frameOfReferenceUid }) => frameOfReferenceUid)).size).toBe(1);
    expect(series[1]?.gantryTiltDeg).toBeCloseTo(-18.5, 3);
    expect(series[2]?.gantryTiltDeg).toBe(0);
    expect(new Set(codes(summary.warnings))).toEqual(new Set(['DICOMDIR_DANGLING']));
    expect(summary.exitCode).toBe(0);
  });

  it('are known when they come again as the archives', async () => {
    const summary = await importPaths(library, ...archives);
    expect(summary.unchanged).toBe(1 + 54 + 140);
    expect(await listCases(library)).toMatchObject([{ series: [{}, {}, {}] }]);
  });
});

describeWithShared('planning objects', () => {
  const rt = (name: string) => sharedPath('dicom/rt', name);
  const ct = rt('dicompyler_ct.0.dcm');
  let folder: string;
  let library: string;
  beforeAll(async () => {
    folder = await temporaryFolder();
    library = join(await temporaryFolder(), 'library');
    const script = `
import sys, os, pydicom
from pydicom.encaps import encapsulate
from pydicom.pixel_data_handlers.rle_handler import rle_encode_frame
folder, rtss, ct = sys.argv[1:]
second = pydicom.dcmread(rtss)
second.SOPInstanceUID = second.file_meta.MediaStorageSOPInstanceUID = '1.2.3.4.5.6'
second.StructureSetLabel = 'Second reader'
second.save_as(os.path.join(folder, 'second.dcm'))
other = pydicom.dcmread(ct)
other.ImageComments = 'sent again'
other.add_new(0x00091010, 'LO', 'private')
other.save_as(os.path.join(folder, 'commented.dcm'))
rle = pydicom.dcmread(ct)
pixels = rle.pixel_array
rle.PixelData = encapsulate([rle_encode_frame(pixels)])
rle['PixelData'].VR = 'OB'
rle['PixelData'].is_undefined_length = True
rle.file_meta.TransferSyntaxUID = '1.2.840.10008.1.2.5'
rle.is_little_endian, rle.is_implicit_VR = True, False
rle.save_as(os.path.join(folder, 'rle.dcm'))
wrong = pydicom.dcmread(ct)
pixels = wrong.pixel_array.copy(); pixels[9, 9] += 1
wrong.PixelData = pixels.tobytes()
wrong.save_as(os.path.join(folder, 'wrong.dcm'))
print(0)`;
    runPython(script, folder, rt('dicompyler_rtss.dcm'), ct);
  });

  it('come before their images and find them later, several for one series', async () => {
    const before = await importPaths(library, rt('dicompyler_rtss.dcm'), join(folder, 'second.dcm'));
    expect(before.cases).toMatchObject([{ series: [], structureSets: [{ seriesId: null }, { seriesId: null }] }]);
    const after = await importPaths(library, ct);
    const seriesId = after.cases[0]?.series[0]?.seriesId;
    expect(seriesId).toBeDefined();
    const [only] = await listCases(library);
    expect(only?.structureSets).toMatchObject([
      { seriesId, source: 'imported' },
      { seriesId, label: 'Second reader' },
    ]);
  });

  it('that are not used yet are kept and shown', async () => {
    const paths = [rt('dicompyler_rtplan.dcm'), rt('pydicom_rtdose.dcm')];
    const first = await importPaths(library, ...paths);
    expect(first).toMatchObject({ ignored: 0, unchanged: 0, refused: [] });
    const kinds = (cases: readonly CaseRow[]) => cases.flatMap(({ objects }) => objects.map(({ kind }) => kind)).sort();
    expect(kinds(first.cases)).toEqual(['RTDOSE', 'RTPLAN']);
    const plan = (await listCases(library)).find(({ series }) => series.length > 0)?.objects[0];
    expect(plan).toMatchObject({
      kind: 'RTPLAN',
      sopInstanceUid: '1.2.246.352.71.5.320687012.24189.20090603083342',
      description: 'RT Plan',
    });
    expect(await importPaths(library, ...paths)).toMatchObject({ unchanged: 2 });
    expect(kinds(await listCases(library))).toEqual(['RTDOSE', 'RTPLAN']);
  });

  it('a segmentation with places for three frames and pixels of one is refused', async () => {
    const damaged = sharedPath('dicom/transfer-syntaxes/liver_1frame.dcm');
    expect(await importPaths(library, damaged)).toMatchObject({ cases: [], refused: [{ code: 'SEG_DAMAGED' }] });
  });

  it('one UID is one image: the same pixels are known in any encoding, others are refused', async () => {
    const again = await importPaths(library, join(folder, 'commented.dcm'), join(folder, 'rle.dcm'));
    expect(again).toMatchObject({ exitCode: 0, unchanged: 1, ignored: 1, refused: [] });
    const wrong = await importPaths(library, join(folder, 'wrong.dcm'));
    expect(wrong).toMatchObject({ exitCode: 7, cases: [], refused: [{ code: 'DICOM_UID_CLASH', files: 1 }] });
    const together = join(await temporaryFolder(), 'library');
    copyFileSync(ct, join(folder, 'a.dcm'));
    const both = await importPaths(together, join(folder, 'a.dcm'), join(folder, 'wrong.dcm'), join(folder, 'rle.dcm'));
    expect(both).toMatchObject({
      exitCode: 0,
      ignored: 1,
      refused: [{ code: 'DICOM_UID_CLASH', files: 1, path: join(folder, 'wrong.dcm') }],
    });
  });
});

describe('a picture', () => {
  it('goes in without scale and is never contoured', async () => {
    const folder = await temporaryFolder();
    const library = join(folder, 'library');
    const picture = join(folder, 'slice.png');
    runPython(
      'import sys, numpy as np; from PIL import Image; Image.fromarray(np.arange(4096, dtype=np.uint16).reshape(64, 64)).save(sys.argv[1]); print(0)',
      picture,
    );
    const { cases } = await importPaths(library, picture);
    expect(cases).toMatchObject([{ patientId: '', series: [{ size: [64, 64, 1] }] }]);
    expect(codes(cases[0]?.series[0]?.warnings ?? [])).toEqual(['IMAGE_NO_SCALE']);
    const contour = await runLimner([
      'contour',
      cases[0]?.caseId ?? '',
      '--library',
      library,
      '--out',
      join(folder, 'out'),
    ]);
    expect(contour.exitCode).toBe(6);
    expect(contour.json()).toMatchObject({ error: { code: 'CONTOUR_SINGLE_IMAGE' } });
  });
});
