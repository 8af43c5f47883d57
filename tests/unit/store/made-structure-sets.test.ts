// Structure sets made here: their masks, their volumes and how they came about.
import { expect, it } from 'vitest';
import { encodeRunLengths, maskFromDense } from '../../../core/volume/index.ts';
import type { StructureInput } from '../../../main/store/index.ts';
import { testAutoStructureSet, testSeries } from '../../support/library-inputs.ts';
import { errorOf, withLibrary } from '../../support/test-library.ts';

it('a set made here keeps its masks and how it was made', () =>
  withLibrary(async (library) => {
    const { cases } = await library.importSeries({ series: [testSeries()], structureSets: [] });
    const volumeId = cases[0]?.series[0]?.volumeId ?? '';
    const input = testAutoStructureSet(volumeId, [7, 5, 5]);
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

it('a structure has the volume of its slices where these are unevenly apart', () =>
  withLibrary(async (library) => {
    // Planes at 0, 2.5 and 12.5 mm: the slices count for 2.5, 6.25 and 10 mm.
    const { cases } = await library.importSeries({ series: [testSeries({ planes: [0, 1, 5] })], structureSets: [] });
    const volumeId = cases[0]?.series[0]?.volumeId ?? '';
    const [structure] = testAutoStructureSet(volumeId, [7, 5, 3]).structures;
    const dense = new Uint8Array(7 * 5 * 3);
    dense.fill(1, 8, 13).fill(1, 70, 74);
    const mask = maskFromDense(dense, [7, 5, 3]);
    const encoded = { size: mask.size, voxels: 9, runs: encodeRunLengths(mask) };
    const structures = [mask, encoded].map((one, at) => ({ ...structure, number: at + 1, mask: one }));
    const set = { ...testAutoStructureSet(volumeId, [7, 5, 3]), structures: structures as StructureInput[] };
    const stored = library.getStructureSet(library.addAutoStructureSet(set));
    const volumeMl = (0.9 * 1.1 * (5 * 2.5 + 4 * 10)) / 1000;
    for (const one of stored.structures) {
      expect(one.voxelCount).toBe(9);
      expect(one.volumeMl).toBeCloseTo(volumeMl, 9);
    }
  }));

it('a set takes no mask of another grid', () =>
  withLibrary(async (library) => {
    const { cases } = await library.importSeries({ series: [testSeries()], structureSets: [] });
    const volumeId = cases[0]?.series[0]?.volumeId ?? '';
    expect((await errorOf(() => library.addAutoStructureSet(testAutoStructureSet(volumeId, [5, 7, 5])))).code).toBe(
      'MASK_GRID',
    );
    expect(library.listCases()[0]?.structureSets).toEqual([]);
  }));
