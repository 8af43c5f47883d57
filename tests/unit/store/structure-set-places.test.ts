// Which images a structure set lies on, whichever of them comes first.
import { expect, it } from 'vitest';
import { sha256, testSeries, testStructureSet } from '../../support/library-inputs.ts';
import { withLibrary } from '../../support/test-library.ts';

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
