// Imports that end early or are not alone leave nothing behind.
import { expect, it } from 'vitest';
import { testSeries } from '../../support/library-inputs.ts';
import { blobCount, errorOf, withLibrary } from '../../support/test-library.ts';

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
