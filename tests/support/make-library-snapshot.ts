// Writes a small library of the present schema, for tests/fixtures: `node tests/support/make-library-snapshot.ts FOLDER`.
// Run once when a schema is released; later code must open what it wrote.

import fs from 'node:fs';
import { join } from 'node:path';
import { maskFromDense } from '../../core/volume/index.ts';
import { openLibrary } from '../../main/store/index.ts';
import { testSeries, testStructureSet } from './library-inputs.ts';

const [folder = ''] = process.argv.slice(2);
let byte = 0;
const library = openLibrary(folder, {
  mode: 'write',
  appVersion: '0.1.0',
  clock: { nowMs: () => Date.UTC(2026, 10, 21, 9, 30) },
  random: { bytes: (count) => Uint8Array.from({ length: count }, () => byte++) },
});
const { cases } = await library.importSeries({
  series: [testSeries(), testSeries({ patientId: 'P-2', patientName: 'MÜLLER^JÖRG', seriesUid: '1.2.4.1' })],
  structureSets: [testStructureSet()],
});
const dense = new Uint8Array(7 * 5 * 5);
dense.fill(1, 8, 13);
library.addAutoStructureSet({
  volumeId: cases[0]?.series[0]?.volumeId ?? '',
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
      mask: maskFromDense(dense, [7, 5, 5]),
    },
  ],
});
const jobId = library.addJob({ kind: 'contour', params: {}, modelSha256: null, inputSha256: null });
library.startJob(jobId);
library.close();
fs.rmSync(join(folder, 'lock.db'));
