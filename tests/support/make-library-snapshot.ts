// Writes a small library of the present schema, for tests/fixtures: `node tests/support/make-library-snapshot.ts FOLDER`.
// Run once when a schema is released; later code must open what it wrote. It holds a row of every kind that the schema
// knows: two images of one case, frames of one file, a volume that was replaced, sets of both sources, an object, jobs.

import fs from 'node:fs';
import { join } from 'node:path';
import { maskFromDense } from '../../core/volume/index.ts';
import { openLibrary } from '../../main/store/index.ts';
import { type TestSeries, testObject, testSeries, testStructureSet } from './library-inputs.ts';

/** The planes of a test series as frames of one file. */
function asFrames(series: TestSeries): TestSeries {
  const [first] = series.slices;
  if (first === undefined) throw new Error('no planes');
  return { ...series, slices: series.slices.map((_, k) => ({ ...first, frameNumber: k + 1 })) };
}

const [folder = ''] = process.argv.slice(2);
let byte = 0;
const library = openLibrary(folder, {
  mode: 'write',
  appVersion: '0.1.0',
  clock: { nowMs: () => Date.UTC(2026, 10, 21, 9, 30) },
  random: { bytes: (count) => Uint8Array.from({ length: count }, () => byte++) },
});

function addAutoSet(volumeId: string, size: readonly [number, number, number]): string {
  const dense = new Uint8Array(size[0] * size[1] * size[2]);
  dense.fill(1, 8, 13);
  return library.addAutoStructureSet({
    volumeId,
    label: 'Limner HaN',
    provenance: {
      model: { id: 'han-oar-baseline', version: '1.0.0', sha256: 'ab'.repeat(32) },
      deviceRequested: 'auto',
      deviceUsed: 'cpu',
      parameters: { overlap: 0.5 },
    },
    warnings: [],
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
  });
}

const MULLER = { patientId: 'P-2', patientName: 'MÜLLER^JÖRG', seriesUid: '1.2.4.1' };
const { cases } = await library.importSeries({
  series: [
    testSeries(),
    testSeries({ seriesUid: '1.2.3.2', description: 'Head, tilted' }),
    testSeries({ ...MULLER, planes: [0, 1, 2] }),
    asFrames(testSeries({ patientId: 'P-3', patientName: '山田^太郎', seriesUid: '1.2.5.1' })),
  ],
  structureSets: [testStructureSet()],
  objects: [testObject()],
});
library.setReviewed(addAutoSet(cases[0]?.series[0]?.volumeId ?? '', [7, 5, 5]), true);
addAutoSet(cases[1]?.series[0]?.volumeId ?? '', [7, 5, 3]);
// The set stays on the three planes that it was made on.
await library.importSeries({ series: [testSeries(MULLER)], structureSets: [] });

const addJob = () => {
  const jobId = library.addJob({ kind: 'contour', params: {}, modelSha256: null, inputSha256: null });
  library.startJob(jobId);
  return jobId;
};
library.succeedJob(addJob(), { structures: 1 });
library.failJob(addJob(), { kind: 'resource', code: 'OUT_OF_MEMORY' });
addJob();
library.close();
fs.rmSync(join(folder, 'lock.db'));
