// Images that come again, or under a UID that the library knows for other ones.
import { expect, it } from 'vitest';
import { sha256, testSeries, testStructureSet } from '../../support/library-inputs.ts';
import { blobCount, errorOf, withLibrary } from '../../support/test-library.ts';

it('changes nothing when the same data come again, and does not even load them', () =>
  withLibrary(async (library) => {
    const batch = { series: [testSeries()], structureSets: [testStructureSet()] };
    const first = await library.importSeries(batch);
    const { volume: _, ...record } = testSeries();
    const again = await library.importSeries({
      series: [{ ...record, load: () => Promise.reject(new Error('loaded')) }],
      structureSets: [testStructureSet()],
    });
    expect(again.unchangedFiles).toBe(6);
    expect(again.series).toMatchObject([{ status: 'unchanged', unchangedFiles: 5 }]);
    expect(again.structureSets).toMatchObject([{ status: 'unchanged' }]);
    expect(again.cases).toEqual(first.cases);
    expect(blobCount(library.folder)).toBe(2);
  }));

it('takes images that are given twice to one import once', () =>
  withLibrary(async (library) => {
    const { series, cases } = await library.importSeries({ series: [testSeries(), testSeries()], structureSets: [] });
    expect(series.map(({ status }) => status)).toEqual(['added', 'unchanged']);
    expect(cases[0]?.series).toHaveLength(1);
  }));

it('takes the same images in another encoding for what they are', () =>
  withLibrary(async (library) => {
    await library.importSeries({ series: [testSeries()], structureSets: [] });
    const recoded = testSeries();
    const slices = recoded.slices.map((slice) => ({ ...slice, fileSha256: sha256(`RLE ${slice.fileSha256}`) }));
    const outcome = await library.importSeries({ series: [{ ...recoded, slices }], structureSets: [] });
    expect(outcome.series).toMatchObject([{ status: 'unchanged', unchangedFiles: 5 }]);
  }));

const withOtherFiles = (series: ReturnType<typeof testSeries>) => ({
  ...series,
  slices: series.slices.map((slice) => ({ ...slice, fileSha256: sha256(`changed ${slice.fileSha256}`) })),
});

it('leaves out the one image that differs under a known UID and takes the rest', () =>
  withLibrary(async (library) => {
    const first = await library.importSeries({ series: [testSeries({ planes: [0, 1, 2] })], structureSets: [] });
    const changed = testSeries({ planes: [1, 2, 3] });
    changed.volume.voxels[3] = 3000;
    const { series, unchangedFiles } = await library.importSeries({
      series: [withOtherFiles(changed)],
      structureSets: [],
    });
    expect(series).toMatchObject([{ status: 'extended', clashes: ['1.2.3.1.1'], unchangedFiles: 1 }]);
    expect(unchangedFiles).toBe(1);
    const [only] = library.getCase(first.cases[0]?.caseId ?? '').series;
    expect(library.readVolume(only?.volumeId ?? '').voxels).toEqual(testSeries({ planes: [0, 1, 2, 3] }).volume.voxels);
    expect(only).toMatchObject({ files: 4, missingSlices: 0 });
  }));

it('refuses a series of which every image differs under its UID, and goes on with the rest', () =>
  withLibrary(async (library) => {
    await library.importSeries({ series: [testSeries()], structureSets: [] });
    const changed = testSeries();
    for (let at = 0; at < changed.volume.voxels.length; at += 35) changed.volume.voxels[at] = 3000;
    const otherSize = withOtherFiles(testSeries({ columns: 9 }));
    const refused: string[] = [];
    const outcome = await library.importSeries(
      { series: [withOtherFiles(changed), otherSize, testSeries({ seriesUid: '1.2.3.2' })], structureSets: [] },
      { refuse: (_, error) => refused.push(`${error.kind} ${error.code}`) },
    );
    expect(refused).toEqual(['corrupt-data DICOM_UID_CLASH', 'corrupt-data DICOM_UID_CLASH']);
    expect(outcome.series).toMatchObject([{ status: 'added' }]);
  }));

it('leaves out an image whose UID another patient or series has', () =>
  withLibrary(async (library) => {
    await library.importSeries({ series: [testSeries({ planes: [0, 1] })], structureSets: [] });
    const error = await errorOf(() =>
      library.importSeries({ series: [testSeries({ patientId: 'P-2', planes: [0, 1] })], structureSets: [] }),
    );
    expect(error.code).toBe('DICOM_UID_CLASH');
    const { series, cases } = await library.importSeries({
      series: [testSeries({ patientId: 'P-2', planes: [0, 1, 2, 3] })],
      structureSets: [],
    });
    expect(series).toMatchObject([{ status: 'added', clashes: ['1.2.3.1.0', '1.2.3.1.1'] }]);
    expect(cases[0]?.series).toMatchObject([{ files: 2, size: [7, 5, 2] }]);
    expect(library.readVolume(cases[0]?.series[0]?.volumeId ?? '').voxels).toEqual(
      testSeries({ planes: [2, 3] }).volume.voxels,
    );
  }));
