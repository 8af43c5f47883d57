// What an import makes of images: the case, its grid and voxels, and the parts of a series joined.
import { expect, it } from 'vitest';
import {
  sha256,
  testAutoStructureSet,
  testSeries,
  testStructureSet,
  voxelValue,
} from '../../support/library-inputs.ts';
import { blobCount, withLibrary } from '../../support/test-library.ts';

it('shows what was imported, with the true grid', () =>
  withLibrary(async (library) => {
    const outcome = await library.importSeries({ series: [testSeries()], structureSets: [testStructureSet()] });
    expect(outcome.unchangedFiles).toBe(0);
    expect(outcome.cases).toHaveLength(1);
    expect(outcome.cases[0]).toMatchObject({
      caseId: expect.stringMatching(/^c-[0-9a-z]{6}$/),
      patientId: 'P-1',
      patientName: 'DOE^JANE',
      createdAt: '2026-11-21T09:30:00.000Z',
      series: [
        {
          seriesInstanceUid: '1.2.3.1',
          modality: 'CT',
          files: 5,
          size: [7, 5, 5],
          spacingMm: [0.9, 1.1, 2.5],
          originLps: [-20.5, 31, -400.25],
          direction: [0.8, 0.6, 0, -0.6, 0.8, 0, 0, 0, 1],
          frameOfReferenceUid: '1.2.840.99.1',
        },
      ],
      structureSets: [{ label: 'Clinical', source: 'imported', reviewed: false, structures: ['Parotid_L'] }],
    });
    const [found] = library.listCases();
    expect(found).toEqual(outcome.cases[0]);
    expect(found?.structureSets[0]?.seriesId).toBe(found?.series[0]?.seriesId);
  }));

it('gives back geometry, voxels, references and the original file', () =>
  withLibrary(async (library) => {
    const series = testSeries();
    const set = testStructureSet();
    const { cases } = await library.importSeries({ series: [series], structureSets: [set] });
    const volumeId = cases[0]?.series[0]?.volumeId ?? '';
    expect(library.readVolume(volumeId)).toEqual(series.volume);
    expect(library.readVolume(volumeId, { verify: false }).voxels[7 * 5 * 2 + 7 * 3 + 4]).toBe(voxelValue(4, 3, 2));
    expect(library.getVolume(volumeId)).toMatchObject({
      patient: { id: 'P-1', issuer: 'HOSPITAL', name: 'DOE^JANE', birthDate: '19640312', sex: 'F' },
      geometry: series.geometry,
      slices: series.slices,
      header: series.header,
      window: { centre: 40, width: 400 },
      isCurrent: true,
    });
    expect(library.readOriginal(cases[0]?.structureSets[0]?.structureSetId ?? '')).toEqual(Uint8Array.from(set.bytes));
  }));

it('joins parts of a series, whichever comes first', () =>
  withLibrary(async (library) => {
    await library.importSeries({ series: [testSeries({ planes: [3, 4] })], structureSets: [] });
    const { series, cases } = await library.importSeries({
      series: [testSeries({ planes: [0, 1, 2, 3] })],
      structureSets: [],
    });
    expect(series).toMatchObject([{ status: 'extended', unchangedFiles: 1 }]);
    const whole = testSeries();
    const row = cases[0]?.series[0];
    expect(row).toMatchObject({ files: 5, size: [7, 5, 5], missingSlices: 0, irregularSpacing: false });
    const stored = library.getVolume(row?.volumeId ?? '');
    expect(library.readVolume(stored.volumeId).voxels).toEqual(whole.volume.voxels);
    expect(stored.geometry.planeOriginsLps).toEqual(whole.geometry.planeOriginsLps);
    expect(stored.slices).toEqual(whole.slices.map((slice) => ({ ...slice, frameNumber: null })));
    expect(blobCount(library.folder)).toBe(1);
  }));

it('joins parts without a common slice and says what is missing between them', () =>
  withLibrary(async (library) => {
    await library.importSeries({ series: [testSeries({ planes: [0, 1, 2] })], structureSets: [] });
    const { cases } = await library.importSeries({ series: [testSeries({ planes: [5, 6] })], structureSets: [] });
    expect(cases[0]?.series).toMatchObject([{ files: 5, size: [7, 5, 5], missingSlices: 1, irregularSpacing: true }]);
    expect(cases[0]?.series[0]?.warnings.map(({ code }) => code)).toEqual([
      'DICOM_MISSING_SLICES',
      'DICOM_IRREGULAR_SPACING',
    ]);
  }));

it('keeps a replaced volume while a structure set lies on its grid', () =>
  withLibrary(async (library) => {
    const first = await library.importSeries({ series: [testSeries({ planes: [0, 1] })], structureSets: [] });
    const volumeId = first.cases[0]?.series[0]?.volumeId ?? '';
    const setId = library.addAutoStructureSet(testAutoStructureSet(volumeId, [7, 5, 2]));
    await library.importSeries({ series: [testSeries({ planes: [0, 1, 2] })], structureSets: [] });
    expect(library.getVolume(volumeId)).toMatchObject({ isCurrent: false, geometry: { size: [7, 5, 2] } });
    expect(library.readVolume(volumeId).voxels).toEqual(testSeries({ planes: [0, 1] }).volume.voxels);
    expect(library.getStructureSet(setId).volumeId).toBe(volumeId);
  }));

it('keeps another stack of the same series UID apart', () =>
  withLibrary(async (library) => {
    await library.importSeries({ series: [testSeries()], structureSets: [] });
    const scout = testSeries({ columns: 9, planes: [0] });
    const slices = scout.slices.map((slice) => ({ ...slice, sopInstanceUid: '1.2.3.1.77' }));
    const { cases } = await library.importSeries({ series: [{ ...scout, slices }], structureSets: [] });
    expect(cases[0]?.series).toMatchObject([{ size: [9, 5, 1] }]);
    expect(library.listCases()[0]?.series).toHaveLength(2);
  }));

it('gives a file without identity a case of its own', () =>
  withLibrary(async (library) => {
    const file = (name: string) => {
      const series = testSeries({ seriesUid: `2.25.${name}` });
      return { ...series, patient: null, identityHash: sha256(name), slices: series.slices.slice(0, 1) };
    };
    await library.importSeries({ series: [file('1'), file('2')], structureSets: [] });
    expect(library.listCases()).toHaveLength(2);
    expect((await library.importSeries({ series: [file('1')], structureSets: [] })).unchangedFiles).toBe(1);
    expect(library.listCases()[0]).toMatchObject({ patientId: '', patientName: '' });
  }));

it('warns when one patient id comes with two names', () =>
  withLibrary(async (library) => {
    await library.importSeries({ series: [testSeries()], structureSets: [] });
    const other = testSeries({ patientName: 'ROE^RICHARD', seriesUid: '1.2.3.5' });
    const { series } = await library.importSeries({ series: [other], structureSets: [] });
    expect(series[0]?.warnings).toMatchObject([{ code: 'PATIENT_DETAILS_DIFFER' }]);
    expect(series[0]?.warnings[0]?.message).not.toMatch(/ROE|DOE|P-1/);
  }));
