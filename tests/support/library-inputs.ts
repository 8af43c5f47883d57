// Small made-up scans for tests of the library. Sizes are not cubic, spacing is anisotropic, directions are oblique.

import { createHash } from 'node:crypto';
import { type ImageGeometry, regularGeometry } from '../../core/geometry/index.ts';
import { type ImageVolume, maskFromDense } from '../../core/volume/index.ts';
import type { ObjectInput, SeriesInput, StructureSetInput } from '../../main/store/index.ts';

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

export const OBLIQUE = [0.8, 0.6, 0, -0.6, 0.8, 0, 0, 0, 1];

export interface SeriesOptions {
  readonly patientId?: string;
  readonly patientName?: string;
  readonly seriesUid?: string;
  readonly description?: string;
  /** Planes of a stack with 2.5 mm steps that this series holds; default 0 to 4. */
  readonly planes?: readonly number[];
  readonly columns?: number;
  readonly rows?: number;
}

export interface TestSeries extends SeriesInput {
  readonly volume: ImageVolume<Int16Array>;
}

/** Value of voxel (i, j) on plane `plane` of every test series. */
export const voxelValue = (i: number, j: number, plane: number): number => 100 * plane + 10 * j + i - 1000;

function geometryOf(planes: readonly number[], columns: number, rows: number): ImageGeometry {
  const whole = regularGeometry({
    size: [columns, rows, Math.max(...planes) + 1],
    spacingMm: [0.9, 1.1, 2.5],
    originLps: [-20.5, 31, -400.25],
    direction: OBLIQUE,
    frameOfReferenceUid: '1.2.840.99.1',
  });
  const planeOriginsLps = planes.flatMap((plane) => whole.planeOriginsLps.slice(3 * plane, 3 * plane + 3));
  return { ...whole, size: [columns, rows, planes.length], planeOriginsLps };
}

export function testSeries(options: SeriesOptions = {}): TestSeries {
  const { patientId = 'P-1', patientName = 'DOE^JANE', seriesUid = '1.2.3.1', columns = 7, rows = 5 } = options;
  const planes = options.planes ?? [0, 1, 2, 3, 4];
  const voxels = new Int16Array(columns * rows * planes.length);
  let at = 0;
  for (const plane of planes) {
    for (let j = 0; j < rows; j++) for (let i = 0; i < columns; i++) voxels[at++] = voxelValue(i, j, plane);
  }
  const geometry = geometryOf(planes, columns, rows);
  return {
    patient: { id: patientId, issuer: 'HOSPITAL', name: patientName, birthDate: '19640312', sex: 'F' },
    identityHash: sha256(patientId),
    studyInstanceUid: '1.2.3',
    seriesInstanceUid: seriesUid,
    modality: 'CT',
    description: options.description ?? 'Head and neck',
    source: 'dicom',
    geometry,
    gantryTiltDeg: 0,
    irregularSpacing: false,
    missingSlices: 0,
    warnings: [],
    window: { centre: 40, width: 400 },
    header: { StudyDescription: 'Planning', SliceThickness: '2.5' },
    slices: planes.map((plane) => ({
      sopInstanceUid: `${seriesUid}.${plane}`,
      sopClassUid: '1.2.840.10008.5.1.4.1.1.2',
      instanceNumber: plane + 1,
      fileSha256: sha256(`${seriesUid}.${plane}`),
    })),
    volume: { geometry, voxels },
  };
}

export function testStructureSet(options: { patientId?: string; seriesUid?: string } = {}): StructureSetInput {
  const { patientId = 'P-1', seriesUid = '1.2.3.1' } = options;
  const bytes = new TextEncoder().encode(`RTSTRUCT of ${seriesUid}`);
  return {
    patient: { id: patientId, issuer: 'HOSPITAL', name: 'DOE^JANE', birthDate: '19640312', sex: 'F' },
    identityHash: sha256(patientId),
    fileSha256: createHash('sha256').update(bytes).digest('hex'),
    bytes,
    sopInstanceUid: `${seriesUid}.9001`,
    studyInstanceUid: '1.2.3',
    label: 'Clinical',
    referencedSeriesUids: [seriesUid],
    frameOfReferenceUids: ['1.2.840.99.1'],
    structures: [
      {
        number: 1,
        name: 'Parotid_L',
        color: '#ff8800',
        interpretedType: 'ORGAN',
        fmaCode: '59798',
        generationAlgorithm: 'MANUAL',
        mask: null,
      },
    ],
  };
}

export interface TestObject extends ObjectInput {
  loadBytes(): Promise<Uint8Array>;
}

export function testObject(options: { patientId?: string; uid?: string; text?: string } = {}): TestObject {
  const { patientId = 'P-1', uid = '1.2.3.1.8001', text = 'dose' } = options;
  const bytes = new TextEncoder().encode(text);
  return {
    patient: { id: patientId, issuer: 'HOSPITAL', name: 'DOE^JANE', birthDate: '19640312', sex: 'F' },
    identityHash: sha256(patientId),
    kind: 'RTDOSE',
    fileSha256: createHash('sha256').update(bytes).digest('hex'),
    sopClassUid: '1.2.840.10008.5.1.4.1.1.481.2',
    sopInstanceUid: uid,
    seriesInstanceUid: '1.2.3.1.80',
    studyInstanceUid: '1.2.3',
    frameOfReferenceUid: '1.2.840.99.1',
    description: 'Plan sum',
    references: { seriesInstanceUids: [], sopInstanceUids: ['1.2.3.1.70'], frameOfReferenceUids: [] },
    loadBytes: async () => bytes,
  };
}

/** A set as a model makes it, of one structure of five voxels. */
export const testAutoStructureSet = (volumeId: string, size: [number, number, number]) => {
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
