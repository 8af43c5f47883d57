import type { ImportBatch } from '../../main/store/index.ts';
import { testSeries, testStructureSet } from './library-inputs.ts';

export const KILL_PATIENTS = ['K-1', 'K-2', 'K-3', 'K-4'];
export const KILL_PLANES = Array.from({ length: 40 }, (_, plane) => plane);

/** Four patients with one series of 5 MB and one structure set each. */
export function killBatch(): ImportBatch {
  const batches = KILL_PATIENTS.map((patientId, index) => {
    const seriesUid = `1.2.7.${index}`;
    const series = testSeries({ patientId, seriesUid, planes: KILL_PLANES, columns: 256, rows: 250 });
    series.volume.voxels[0] = index;
    return { series, set: testStructureSet({ patientId, seriesUid }) };
  });
  return { series: batches.map(({ series }) => series), structureSets: batches.map(({ set }) => set) };
}
