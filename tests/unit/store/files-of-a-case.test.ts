// The files beside the tables: there as long as a case names them, and gone with the last that does.
import fs from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { testAutoStructureSet, testObject, testSeries, testStructureSet } from '../../support/library-inputs.ts';
import { testFolder } from '../../support/temp-folder.ts';
import { blobCount, errorOf, openTestLibrary, withLibrary } from '../../support/test-library.ts';

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
    const library = openTestLibrary(folder);
    await library.importSeries({ series: [testSeries()], structureSets: [], objects: [testObject()] });
    library.close();
    fs.writeFileSync(join(folder, 'blobs', 'pending'), '');
    const reopened = openTestLibrary(folder);
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
      library.addAutoStructureSet(testAutoStructureSet(first?.series[0]?.volumeId ?? '', [7, 5, 5]));
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
