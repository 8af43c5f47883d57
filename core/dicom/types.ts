// What one DICOM file says, as plain JSON-safe records. Names are DICOM's own; numbers carry their unit.

import type { Vec3 } from '../geometry/index.ts';

/** Attributes of the whole file by DICOM keyword, decoded to Unicode, values joined by a backslash as in the file.
 * Only those of `HEADER_KEYWORDS` that are present and not empty. */
export type DicomHeader = Readonly<Record<string, string>>;

/** Patient module (PS3.3 C.7.1.1), decoded; an empty string where the file has none. */
export interface DicomPatient {
  readonly id: string;
  readonly issuer: string;
  /** PN with its ^ separators and, where there are several, its = separated groups. */
  readonly name: string;
  /** DA (YYYYMMDD). */
  readonly birthDate: string;
  readonly sex: string;
}

export interface DisplayWindow {
  readonly centre: number;
  readonly width: number;
}

/** How stored values lie in the file and become values with a meaning: value = stored * slope + intercept. */
export interface PixelFormat {
  readonly bitsAllocated: 8 | 16 | 32;
  readonly bitsStored: number;
  readonly highBit: number;
  readonly isSigned: boolean;
  readonly isBigEndian: boolean;
  readonly rescaleSlope: number;
  readonly rescaleIntercept: number;
  /** Where the value field of PixelData starts in the (inflated) bytes. */
  readonly dataOffset: number;
  /** Bytes of the value field; for encapsulated data, of all that follows. */
  readonly dataLength: number;
  readonly compression: 'none' | 'rle';
}

/** One single-frame grey image with a place in the patient. */
export interface DicomImage {
  readonly kind: 'image';
  readonly sopClassUid: string;
  readonly sopInstanceUid: string;
  readonly transferSyntaxUid: string;
  readonly patient: DicomPatient;
  readonly studyInstanceUid: string;
  readonly seriesInstanceUid: string;
  /** (0008,0060), `OT` where missing. */
  readonly modality: string;
  readonly description: string;
  readonly imageType: readonly string[];
  readonly isLocalizer: boolean;
  readonly instanceNumber: number | null;
  readonly frameOfReferenceUid: string | null;
  readonly rows: number;
  readonly columns: number;
  /** (0020,0032): LPS mm of the centre of the first voxel. */
  readonly imagePositionPatient: Vec3;
  /** (0020,0037) as unit vectors, LPS: along a row (growing column index), then down a column. */
  readonly rowDirection: Vec3;
  readonly columnDirection: Vec3;
  /** (0028,0030): distance between rows, then between columns, mm (DICOM order). */
  readonly pixelSpacingMm: readonly [number, number];
  readonly sliceThicknessMm: number | null;
  readonly window: DisplayWindow | null;
  readonly pixels: PixelFormat;
  readonly header: DicomHeader;
}

/** Identity and references of an RTSTRUCT, enough to file it beside its image; its contours are decoded elsewhere. */
export interface DicomStructureSet {
  readonly kind: 'structure-set';
  readonly sopClassUid: string;
  readonly sopInstanceUid: string;
  readonly patient: DicomPatient;
  readonly studyInstanceUid: string;
  readonly seriesInstanceUid: string;
  readonly label: string;
  readonly description: string;
  readonly referencedSeriesUids: readonly string[];
  readonly frameOfReferenceUids: readonly string[];
  readonly header: DicomHeader;
}

/** What an object is that is kept for later. */
export type KeptObjectKind = 'SEG' | 'RTDOSE' | 'RTPLAN' | 'REG';

/** What a kept object names, so that it can be laid beside it. */
export interface ObjectReferences {
  readonly seriesInstanceUids: readonly string[];
  readonly sopInstanceUids: readonly string[];
  /** Of a registration: the frames that it maps. */
  readonly frameOfReferenceUids: readonly string[];
}

/** Identity of an object that is kept as it came; its content is not looked at. */
export interface DicomKeptObject {
  readonly kind: 'kept-object';
  readonly kept: KeptObjectKind;
  readonly sopClassUid: string;
  readonly sopInstanceUid: string;
  readonly patient: DicomPatient;
  readonly studyInstanceUid: string;
  readonly seriesInstanceUid: string;
  readonly frameOfReferenceUid: string | null;
  readonly description: string;
  readonly references: ObjectReferences;
}

/** A DICOMDIR. */
export interface DicomDirectory {
  readonly kind: 'directory';
  /** Referenced File IDs (0004,1500): names of folders, then of the file, from the folder of the DICOMDIR on. Whatever
   * the file says: it may name anything. */
  readonly fileIds: readonly (readonly string[])[];
}

/** A readable object that Limner has no use for: a report, a waveform, a treatment record, … */
export interface DicomUnused {
  readonly kind: 'unused';
  readonly sopClassUid: string;
  /** In words, for a message. */
  readonly what: string;
}

export type DicomObject = DicomImage | DicomStructureSet | DicomKeptObject | DicomDirectory | DicomUnused;

/** A finding that does not stop the import; `message` holds no patient data. */
export interface SeriesWarning {
  readonly code: string;
  readonly message: string;
}
