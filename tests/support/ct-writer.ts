/// <reference path="./dcmjs.d.ts" />
// A small DICOM series from an image geometry, for tests and the benchmark: what a scanner would have written, with
// invented identity. Encoded by dcmjs, which nothing here shares with our own reading code.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { data, log } from 'dcmjs';
import { type ImageGeometry, iDirection, jDirection, planeOrigin } from '../../core/geometry/index.ts';

const CT_IMAGE_STORAGE = '1.2.840.10008.5.1.4.1.1.2';
const EXPLICIT_LITTLE_ENDIAN = '1.2.840.10008.1.2.1';

export interface WrittenSeries {
  readonly directory: string;
  readonly sopClassUid: string;
  /** In k order. */
  readonly sopInstanceUids: readonly string[];
  readonly studyInstanceUid: string;
  readonly seriesInstanceUid: string;
  readonly frameOfReferenceUid: string;
  readonly patientId: string;
  readonly patientName: string;
}

export interface CtSeriesOptions {
  /** Stored value of voxel (i, j, k) in HU; default air everywhere. i fastest, then j, then k. */
  readonly hu?: Int16Array;
  readonly patientName?: string;
  readonly patientId?: string;
  /** UIDs are this root followed by small numbers; give each series of a test its own. */
  readonly uidRoot?: string;
}

/** DS text of at most 16 bytes, shortest first (PS3.5 6.2). */
function decimal(value: number): string {
  for (let digits = 15; digits > 5; digits--) {
    const text = String(Number(value.toPrecision(digits)));
    if (text.length <= 16) return text;
  }
  return value.toPrecision(6);
}

/** Writes one file a plane into `directory` (made when missing). `iDir` runs along the rows of the image. */
export function writeCtSeries(directory: string, g: ImageGeometry, options: CtSeriesOptions = {}): WrittenSeries {
  log.setLevel('silent', false);
  const root = options.uidRoot ?? '1.2.826.0.1.3680043.10.1561.1';
  const frameOfReferenceUid = g.frameOfReferenceUid ?? `${root}.4`;
  const patientName = options.patientName ?? 'Phantom^Limner';
  const patientId = options.patientId ?? 'PHANTOM';
  const [ni, nj, nk] = g.size;
  mkdirSync(directory, { recursive: true });
  const sopInstanceUids: string[] = [];
  const cosines = [...iDirection(g), ...jDirection(g)].map(decimal);
  for (let k = 0; k < nk; k++) {
    const uid = `${root}.3.${k + 1}`;
    sopInstanceUids.push(uid);
    const pixels = new Int16Array(ni * nj);
    if (options.hu) pixels.set(options.hu.subarray(k * ni * nj, (k + 1) * ni * nj));
    else pixels.fill(-1000);
    const dataset = {
      _meta: {},
      SpecificCharacterSet: 'ISO_IR 192',
      ImageType: ['ORIGINAL', 'PRIMARY', 'AXIAL'],
      SOPClassUID: CT_IMAGE_STORAGE,
      SOPInstanceUID: uid,
      StudyDate: '20260102',
      SeriesDate: '20260102',
      ContentDate: '20260102',
      StudyTime: '101112',
      SeriesTime: '101112',
      ContentTime: '101112',
      AccessionNumber: '',
      Modality: 'CT',
      Manufacturer: 'Phantom works',
      ReferringPhysicianName: '',
      StudyDescription: 'Phantom',
      SeriesDescription: 'Phantom CT',
      PatientName: patientName,
      PatientID: patientId,
      PatientBirthDate: '',
      PatientSex: 'O',
      KVP: '120',
      SliceThickness: decimal(g.spacingMm[2]),
      PatientPosition: 'HFS',
      StudyInstanceUID: `${root}.1`,
      SeriesInstanceUID: `${root}.2`,
      StudyID: '1',
      SeriesNumber: '1',
      AcquisitionNumber: '1',
      InstanceNumber: String(k + 1),
      ImagePositionPatient: planeOrigin(g, k).map(decimal),
      ImageOrientationPatient: cosines,
      FrameOfReferenceUID: frameOfReferenceUid,
      PositionReferenceIndicator: '',
      SamplesPerPixel: 1,
      PhotometricInterpretation: 'MONOCHROME2',
      Rows: nj,
      Columns: ni,
      // PS3.3 10.7.1.3: distance between rows first, then between columns.
      PixelSpacing: [decimal(g.spacingMm[1]), decimal(g.spacingMm[0])],
      BitsAllocated: 16,
      BitsStored: 16,
      HighBit: 15,
      PixelRepresentation: 1,
      RescaleIntercept: '0',
      RescaleSlope: '1',
      RescaleType: 'HU',
      PixelData: [pixels.buffer],
      _vrMap: { PixelData: 'OW' },
    };
    const meta = {
      '00020001': { vr: 'OB', Value: [Uint8Array.of(0, 1).buffer] },
      '00020002': { vr: 'UI', Value: [CT_IMAGE_STORAGE] },
      '00020003': { vr: 'UI', Value: [uid] },
      '00020010': { vr: 'UI', Value: [EXPLICIT_LITTLE_ENDIAN] },
      '00020012': { vr: 'UI', Value: [root] },
    };
    const file = new data.DicomDict(meta);
    file.dict = data.DicomMetaDictionary.denaturalizeDataset(dataset);
    writeFileSync(join(directory, `CT${String(k + 1).padStart(4, '0')}.dcm`), new Uint8Array(file.write()));
  }
  return {
    directory,
    sopClassUid: CT_IMAGE_STORAGE,
    sopInstanceUids,
    studyInstanceUid: `${root}.1`,
    seriesInstanceUid: `${root}.2`,
    frameOfReferenceUid,
    patientId,
    patientName,
  };
}
