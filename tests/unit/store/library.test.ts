import fs from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../../core/error/index.ts';
import { encodeRunLengths, maskFromDense } from '../../../core/volume/index.ts';
import { type Library, openLibrary, type StructureInput } from '../../../main/store/index.ts';
import { sha256, testObject, testSeries, testStructureSet, voxelValue } from '../../support/library-inputs.ts';
import { testFolder } from '../../support/temp-folder.ts';

const open = (folder: string, nowMs = () => Date.UTC(2026, 10, 21, 9, 30)) =>
  openLibrary(folder, { mode: 'write', appVersion: '0.1.0', clock: { nowMs } });

async function withLibrary<T>(use: (library: Library) => Promise<T> | T): Promise<T> {
  const library = open(join(testFolder(), 'library'));
  try {
    return await use(library);
  } finally {
    expect(library.checkIntegrity()).toMatchObject({ ok: true, problems: [] });
    library.close();
  }
}

const errorOf = async (action: () => unknown): Promise<AppError> => {
  try {
    await action();
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
};

const blobCount = (folder: string) =>
  fs.readdirSync(join(folder, 'blobs'), { recursive: true }).filter((name) => /[0-9a-f]{64}$/.test(String(name)))
    .length;

describe('importing', () => {
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
      expect(library.readOriginal(cases[0]?.structureSets[0]?.structureSetId ?? '')).toEqual(
        Uint8Array.from(set.bytes),
      );
    }));

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
      const setId = library.addAutoStructureSet(autoSet(volumeId, [7, 5, 2]));
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
      expect(library.readVolume(only?.volumeId ?? '').voxels).toEqual(
        testSeries({ planes: [0, 1, 2, 3] }).volume.voxels,
      );
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

  it('links a structure set to images that come later', () =>
    withLibrary(async (library) => {
      const { cases } = await library.importSeries({ series: [], structureSets: [testStructureSet()] });
      expect(cases[0]?.structureSets[0]?.seriesId).toBeNull();
      await library.importSeries({ series: [testSeries()], structureSets: [] });
      const [found] = library.listCases();
      expect(found?.structureSets[0]?.seriesId).toBe(found?.series[0]?.seriesId);
    }));

  it('puts a structure set on any series and frame that it names, also when the images come after it', () =>
    withLibrary(async (library) => {
      const set = testStructureSet();
      const named = {
        ...set,
        referencedSeriesUids: ['1.2.3.77', '1.2.3.2'],
        frameOfReferenceUids: ['1.2.840.99.77', '1.2.840.99.1'],
      };
      const before = await library.importSeries({ series: [], structureSets: [named] });
      expect(before.cases[0]?.structureSets).toMatchObject([{ seriesId: null }]);
      const other = testSeries({ seriesUid: '1.2.3.9' });
      await library.importSeries({ series: [other], structureSets: [] });
      expect(library.listCases()[0]?.structureSets).toMatchObject([{ seriesId: null }]);
      await library.importSeries({ series: [testSeries({ seriesUid: '1.2.3.2' })], structureSets: [] });
      const [found] = library.listCases();
      const series = found?.series.find(({ seriesInstanceUid }) => seriesInstanceUid === '1.2.3.2');
      expect(found?.structureSets).toMatchObject([{ seriesId: series?.seriesId, volumeId: series?.volumeId }]);
    }));

  it('puts a structure set on the part of its series that has its frame of reference, whichever comes first', () =>
    withLibrary(async (library) => {
      const inFrame = (frameOfReferenceUid: string, planes: readonly number[]) => {
        const series = testSeries({ planes });
        const geometry = { ...series.geometry, frameOfReferenceUid };
        return { ...series, geometry, volume: { ...series.volume, geometry } };
      };
      const small = inFrame('1.2.840.99.1', [0, 1]);
      const large = inFrame('1.2.840.99.2', [5, 6, 7, 8]);
      const set = testStructureSet();
      await library.importSeries({ series: [large], structureSets: [set] });
      expect(library.listCases()[0]?.structureSets).toMatchObject([{ seriesId: null }]);
      await library.importSeries({ series: [small], structureSets: [] });
      const later = { ...set, sopInstanceUid: '1.2.3.1.9002', fileSha256: sha256('b'), bytes: Uint8Array.of(1) };
      await library.importSeries({ series: [], structureSets: [later] });
      const [found] = library.listCases();
      const part = found?.series.find(({ frameOfReferenceUid }) => frameOfReferenceUid === '1.2.840.99.1');
      expect(part?.files).toBe(2);
      expect(found?.structureSets.map(({ seriesId }) => seriesId)).toEqual([part?.seriesId, part?.seriesId]);
      const unframed = { ...later, sopInstanceUid: '1.2.3.1.9003', fileSha256: sha256('c'), bytes: Uint8Array.of(2) };
      await library.importSeries({ series: [], structureSets: [{ ...unframed, frameOfReferenceUids: [] }] });
      const whole = found?.series.find(({ frameOfReferenceUid }) => frameOfReferenceUid === '1.2.840.99.2');
      expect(library.listCases()[0]?.structureSets.at(-1)?.seriesId).toBe(whole?.seriesId);
    }));

  it('warns when one patient id comes with two names', () =>
    withLibrary(async (library) => {
      await library.importSeries({ series: [testSeries()], structureSets: [] });
      const other = testSeries({ patientName: 'ROE^RICHARD', seriesUid: '1.2.3.5' });
      const { series } = await library.importSeries({ series: [other], structureSets: [] });
      expect(series[0]?.warnings).toMatchObject([{ code: 'PATIENT_DETAILS_DIFFER' }]);
      expect(series[0]?.warnings[0]?.message).not.toMatch(/ROE|DOE|P-1/);
    }));

  it('leaves nothing of an import that was cancelled or failed', () =>
    withLibrary(async (library) => {
      const stop = new AbortController();
      const series = [testSeries(), testSeries({ patientId: 'P-2', seriesUid: '1.2.9' })];
      const report = ({ done }: { done: number }) => done === 1 && stop.abort();
      const error = await errorOf(() =>
        library.importSeries({ series, structureSets: [] }, { signal: stop.signal, report }),
      );
      expect(error.kind).toBe('cancelled');
      expect(library.listCases()).toEqual([]);
      expect(blobCount(library.folder)).toBe(0);
    }));

  it('runs one import at a time', () =>
    withLibrary(async (library) => {
      const session = library.beginImport();
      expect((await errorOf(() => library.beginImport())).code).toBe('IMPORT_RUNNING');
      await session.abort();
      await library.beginImport().abort();
    }));

  it('notices that a case was deleted under an import', () =>
    withLibrary(async (library) => {
      const { cases } = await library.importSeries({ series: [testSeries()], structureSets: [] });
      const session = library.beginImport();
      const more = testSeries({ seriesUid: '1.2.3.2' });
      await session.addSeries(more, () => more);
      library.deleteCase(cases[0]?.caseId ?? '');
      expect((await errorOf(() => session.commit())).code).toBe('IMPORT_OVERTAKEN');
      expect(blobCount(library.folder)).toBe(0);
    }));
});

const autoSet = (volumeId: string, size: [number, number, number]) => {
  const dense = new Uint8Array(size[0] * size[1] * size[2]);
  dense.fill(1, 8, 13);
  return {
    volumeId,
    label: 'Limner HaN',
    provenance: {
      model: { id: 'han-oar-baseline', version: '1.0.0', sha256: sha256('model') },
      deviceRequested: 'auto',
      deviceUsed: 'cpu',
      parameters: { overlap: 0.5 },
    },
    warnings: [{ code: 'MODEL_SPACING', message: 'The slices are thicker than those that the model was made for.' }],
    structures: [
      {
        number: 1,
        name: 'Brainstem',
        color: '#00ff88',
        interpretedType: 'ORGAN',
        fmaCode: '79876',
        generationAlgorithm: 'AUTOMATIC',
        mask: maskFromDense(dense, size),
      },
    ],
  };
};

describe('structure sets made here', () => {
  it('keep their masks and how they were made', () =>
    withLibrary(async (library) => {
      const { cases } = await library.importSeries({ series: [testSeries()], structureSets: [] });
      const volumeId = cases[0]?.series[0]?.volumeId ?? '';
      const input = autoSet(volumeId, [7, 5, 5]);
      const setId = library.addAutoStructureSet(input);
      const stored = library.getStructureSet(setId);
      expect(stored).toMatchObject({
        source: 'auto',
        reviewed: false,
        inputSha256: library.getVolume(volumeId).inputSha256,
        provenance: { ...input.provenance, appVersion: '0.1.0' },
        warnings: input.warnings,
        // 5 voxels of 0.9 x 1.1 x 2.5 mm.
        structures: [{ name: 'Brainstem', voxelCount: 5, volumeMl: (5 * 0.9 * 1.1 * 2.5) / 1000, hasMask: true }],
      });
      const mask = library.readMask(stored.structures[0]?.structureId ?? 0);
      expect(mask).toEqual(input.structures[0]?.mask);
      library.setReviewed(setId, true);
      expect(library.getCase(stored.caseId).structureSets[0]).toMatchObject({ reviewed: true });
    }));

  it('have the volume of their slices where these are unevenly apart', () =>
    withLibrary(async (library) => {
      // Planes at 0, 2.5 and 12.5 mm: the slices count for 2.5, 6.25 and 10 mm.
      const { cases } = await library.importSeries({ series: [testSeries({ planes: [0, 1, 5] })], structureSets: [] });
      const volumeId = cases[0]?.series[0]?.volumeId ?? '';
      const [structure] = autoSet(volumeId, [7, 5, 3]).structures;
      const dense = new Uint8Array(7 * 5 * 3);
      dense.fill(1, 8, 13).fill(1, 70, 74);
      const mask = maskFromDense(dense, [7, 5, 3]);
      const encoded = { size: mask.size, voxels: 9, runs: encodeRunLengths(mask) };
      const structures = [mask, encoded].map((one, at) => ({ ...structure, number: at + 1, mask: one }));
      const set = { ...autoSet(volumeId, [7, 5, 3]), structures: structures as StructureInput[] };
      const stored = library.getStructureSet(library.addAutoStructureSet(set));
      const volumeMl = (0.9 * 1.1 * (5 * 2.5 + 4 * 10)) / 1000;
      for (const one of stored.structures) {
        expect(one.voxelCount).toBe(9);
        expect(one.volumeMl).toBeCloseTo(volumeMl, 9);
      }
    }));

  it('do not take a mask of another grid', () =>
    withLibrary(async (library) => {
      const { cases } = await library.importSeries({ series: [testSeries()], structureSets: [] });
      const volumeId = cases[0]?.series[0]?.volumeId ?? '';
      expect((await errorOf(() => library.addAutoStructureSet(autoSet(volumeId, [5, 7, 5])))).code).toBe('MASK_GRID');
      expect(library.listCases()[0]?.structureSets).toEqual([]);
    }));
});

describe('finding cases', () => {
  it('searches name, id, descriptions and structure names without regard to case and accents', () =>
    withLibrary(async (library) => {
      await library.importSeries({
        series: [
          testSeries({ patientId: 'Köln-7', patientName: 'MÜLLER^Jörg', seriesUid: '1.1', description: 'Schädel' }),
          testSeries({ patientId: 'A-2', patientName: 'Παπαδόπουλος^Γιώργος', seriesUid: '1.2' }),
          testSeries({ patientId: 'A-3', patientName: 'Yamada^Tarou=山田^太郎', seriesUid: '1.3' }),
        ],
        structureSets: [testStructureSet({ patientId: 'A-2', seriesUid: '1.2' })],
      });
      const found = (text: string) => library.listCases(text).map(({ patientId }) => patientId);
      expect(found('muller')).toEqual(['Köln-7']);
      expect(found('jörg MÜLLER')).toEqual(['Köln-7']);
      expect(found('koln')).toEqual(['Köln-7']);
      expect(found('schadel')).toEqual(['Köln-7']);
      expect(found('ΓΙΩΡΓΟΣ')).toEqual(['A-2']);
      expect(found('parotid_l')).toEqual(['A-2']);
      expect(found('太郎')).toEqual(['A-3']);
      expect(found('tarou muller')).toEqual([]);
      expect(found('100%')).toEqual([]);
      expect(found('  ')).toHaveLength(3);
    }));

  it('lists the last changed case first although the clock goes backwards', async () => {
    let now = Date.UTC(2026, 0, 1);
    const library = open(join(testFolder(), 'library'), () => now);
    for (const patientId of ['first', 'second', 'third']) {
      await library.importSeries({
        series: [testSeries({ patientId, seriesUid: `1.${patientId.length}${now}` })],
        structureSets: [],
      });
      now -= 86_400_000;
    }
    expect(library.listCases().map(({ patientId }) => patientId)).toEqual(['third', 'second', 'first']);
    await library.importSeries({ series: [testSeries({ patientId: 'first', seriesUid: '9' })], structureSets: [] });
    expect(library.listCases()[0]?.patientId).toBe('first');
    library.close();
  });
});

describe('objects kept for later', () => {
  it('come back byte for byte, are known again, and go with their case', () =>
    withLibrary(async (library) => {
      const batch = { series: [], structureSets: [], objects: [testObject()] };
      const { cases, objects } = await library.importSeries(batch);
      expect(objects).toMatchObject([{ status: 'added' }]);
      const objectId = cases[0]?.objects[0]?.objectId ?? '';
      expect(cases[0]?.objects).toEqual([
        {
          objectId,
          kind: 'RTDOSE',
          sopInstanceUid: '1.2.3.1.8001',
          seriesInstanceUid: '1.2.3.1.80',
          frameOfReferenceUid: '1.2.840.99.1',
          description: 'Plan sum',
        },
      ]);
      expect(new TextDecoder().decode(library.readObject(objectId))).toBe('dose');
      expect(library.listCases('plan sum')).toEqual(cases);
      const again = await library.importSeries(batch);
      expect(again).toMatchObject({ objects: [{ objectId, status: 'unchanged' }], unchangedFiles: 1 });
      const error = await errorOf(() => library.importSeries({ ...batch, objects: [testObject({ text: 'other' })] }));
      expect(error).toMatchObject({ kind: 'corrupt-data', code: 'DICOM_UID_CLASH' });
      library.deleteCase(cases[0]?.caseId ?? '');
      expect(blobCount(library.folder)).toBe(0);
      expect((await errorOf(() => library.readObject(objectId))).kind).toBe('not-found');
    }));

  it('survive the opening after a kill, which removes only what no row names', async () => {
    const folder = join(testFolder(), 'library');
    const library = open(folder);
    await library.importSeries({ series: [testSeries()], structureSets: [], objects: [testObject()] });
    library.close();
    fs.writeFileSync(join(folder, 'blobs', 'pending'), '');
    const reopened = open(folder);
    expect(reopened.checkIntegrity()).toMatchObject({ ok: true, blobs: 2 });
    expect(reopened.listCases()[0]?.objects).toHaveLength(1);
    reopened.close();
  });
});

describe('deleting a case', () => {
  it('removes its rows and files, and leaves what others use', () =>
    withLibrary(async (library) => {
      // Two patients with the very same voxels share one blob.
      await library.importSeries({
        series: [testSeries(), testSeries({ patientId: 'P-2', seriesUid: '1.2.9' })],
        structureSets: [testStructureSet()],
      });
      expect(blobCount(library.folder)).toBe(2);
      const [second, first] = library.listCases();
      library.addAutoStructureSet(autoSet(first?.series[0]?.volumeId ?? '', [7, 5, 5]));
      library.deleteCase(first?.caseId ?? '');
      expect(library.listCases()).toEqual([second]);
      expect(blobCount(library.folder)).toBe(1);
      expect(library.readVolume(second?.series[0]?.volumeId ?? '').voxels).toHaveLength(175);
      library.deleteCase(second?.caseId ?? '');
      expect(blobCount(library.folder)).toBe(0);
      expect((await errorOf(() => library.deleteCase('c-000000'))).kind).toBe('not-found');
      expect((await errorOf(() => library.deleteCase('DOE^JANE'))).message).not.toContain('DOE');
    }));
});

describe('jobs', () => {
  it('go from queued to their outcome; those of a dead process are interrupted', () => {
    const folder = join(testFolder(), 'library');
    const library = open(folder);
    const job = { kind: 'contour', params: { model: 'x' }, modelSha256: null, inputSha256: sha256('in') };
    const [done, failed, stopped, lost] = [1, 2, 3, 4].map(() => library.addJob(job)) as [
      string,
      string,
      string,
      string,
    ];
    for (const id of [done, failed, lost]) library.startJob(id);
    library.reportJob(done, { phase: 'inference', done: 3, total: 9 });
    expect(library.getJob(done)).toMatchObject({ state: 'running', phase: 'inference', done: 3, total: 9 });
    library.succeedJob(done, { structures: 7 });
    library.failJob(failed, { kind: 'resource', code: 'DISK_FULL' });
    library.failJob(stopped, { kind: 'cancelled', code: 'JOB_CANCELLED' });
    expect(() => library.startJob(done)).toThrow(/job is succeeded/);
    library.close();
    const again = open(folder);
    const states = [done, failed, stopped, lost].map((id) => again.getJob(id).state);
    expect(states).toEqual(['succeeded', 'failed', 'cancelled', 'interrupted']);
    expect(again.getJob(done)).toMatchObject({
      result: { structures: 7 },
      appVersion: '0.1.0',
      params: { model: 'x' },
    });
    again.close();
  });
});
