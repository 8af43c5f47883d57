// A library with as many cases as a department has after years, made through the store itself: every case has a CT of
// twenty planes, half of them a set of twelve structures, every tenth a second series.

import { createHash } from 'node:crypto';
import { regularGeometry } from '../core/geometry/index.ts';
import { openLibrary, type SeriesInput, type StructureSetInput } from '../main/store/index.ts';

const PLANES = 20;
const STRUCTURES = [
  'Brain',
  'Brainstem',
  'SpinalCord',
  'Parotid_L',
  'Parotid_R',
  'Glnd_Submand_L',
  'Glnd_Submand_R',
  'Bone_Mandible',
  'Larynx',
  'Lens_L',
  'Lens_R',
  'OpticChiasm',
];
const CT_IMAGE = '1.2.840.10008.5.1.4.1.1.2';
/** Root of UIDs without a registration (DICOM PS3.5 B.2 has the form). */
const UID_ROOT = '2.25.3141592653589793238462643383279';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const geometry = regularGeometry({
  size: [2, 2, PLANES],
  spacingMm: [0.9765625, 0.9765625, 2.5],
  originLps: [-249.51171875, -401.01171875, -612.25],
  frameOfReferenceUid: `${UID_ROOT}.9`,
});
const voxels = new Int16Array(4 * PLANES);

const patientOf = (n: number) => ({
  id: `PAT-${String(n).padStart(5, '0')}`,
  issuer: 'HOSPITAL',
  name: `NÄME${n % 977}^Given${n % 131}`,
  birthDate: '19640312',
  sex: 'F',
});

function seriesOf(n: number, part: number): SeriesInput {
  const uid = `${UID_ROOT}.${n}.${part}`;
  const patient = patientOf(n);
  return {
    patient,
    identityHash: sha256(patient.id),
    studyInstanceUid: `${UID_ROOT}.${n}`,
    seriesInstanceUid: uid,
    modality: 'CT',
    description: `Head and neck with contrast ${n % 13}`,
    source: 'dicom',
    geometry,
    gantryTiltDeg: 0,
    irregularSpacing: false,
    missingSlices: 0,
    warnings: [],
    window: { centre: 40, width: 400 },
    header: { StudyDescription: 'Planning' },
    slices: Array.from({ length: PLANES }, (_, k) => ({
      sopInstanceUid: `${uid}.${k}`,
      sopClassUid: CT_IMAGE,
      instanceNumber: k + 1,
      fileSha256: sha256(`${uid}.${k}`),
    })),
  };
}

function structureSetOf(n: number): StructureSetInput {
  const patient = patientOf(n);
  const bytes = new TextEncoder().encode(`RTSTRUCT ${n}`);
  return {
    patient,
    identityHash: sha256(patient.id),
    fileSha256: createHash('sha256').update(bytes).digest('hex'),
    bytes,
    sopInstanceUid: `${UID_ROOT}.${n}.9001`,
    studyInstanceUid: `${UID_ROOT}.${n}`,
    label: 'Clinical',
    referencedSeriesUids: [`${UID_ROOT}.${n}.1`],
    frameOfReferenceUids: [`${UID_ROOT}.9`],
    structures: STRUCTURES.map((name, at) => ({
      number: at + 1,
      name,
      color: '#ff8800',
      interpretedType: 'ORGAN',
      fmaCode: null,
      generationAlgorithm: 'MANUAL',
      mask: null,
    })),
  };
}

/** Makes a library of `cases` cases in `folder`, which must be empty or missing. */
export async function makeManyCases(folder: string, cases: number): Promise<void> {
  const library = openLibrary(folder, { mode: 'write', appVersion: 'bench', isDurable: false });
  try {
    const numbers = Array.from({ length: cases }, (_, n) => n);
    const series = numbers.flatMap((n) => [seriesOf(n, 1), ...(n % 10 === 0 ? [seriesOf(n, 2)] : [])]);
    const volume = { geometry, voxels };
    await library.importSeries({
      series: series.map((one) => ({ ...one, volume })),
      structureSets: numbers.filter((n) => n % 2 === 0).map(structureSetOf),
    });
  } finally {
    library.close();
  }
}
