// What one DICOM file says, as plain JSON-safe records. Names are DICOM's own; numbers carry their unit.

import type { Vec3 } from '../geometry/index.ts';
import type { Fragment } from './encapsulated.ts';
import type { PixelCompression } from './transfer-syntax.ts';

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
  /** True when bytes are swapped inside words, of at least 16 bits. */
  readonly isBigEndian: boolean;
  readonly rescaleSlope: number;
  readonly rescaleIntercept: number;
  /** Where the samples start in the (inflated) bytes; 0 where they are compressed. */
  readonly dataOffset: number;
  readonly compression: PixelCompression;
  /** The parts of the file that hold the compressed samples; none where they are not compressed. */
  readonly fragments: readonly Fragment[];
}

/** One grey image with a place in the patient: a whole file, or a frame of one. */
export interface DicomImage {
  readonly kind: 'image';
  readonly sopClassUid: string;
  readonly sopInstanceUid: string;
  /** From 1, in the order of the file; null for a file that holds one image and no frames. */
  readonly frameNumber: number | null;
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
  /** True when the pixels have gone through a compression that changed them, as far as the file says. */
  readonly isLossy: boolean;
  /** True for MONOCHROME1, where low values are meant to be shown bright. Values are kept as they are. */
  readonly isInverted: boolean;
  /** What tells a frame from others at its position: the values of the dimensions of its file that are no place
   * (PS3.3 C.7.6.17). Empty where the file has none. */
  readonly dimensionKey: string;
  readonly pixels: PixelFormat;
  /** Of the file; for a frame with the values of its functional groups. */
  readonly header: DicomHeader;
}

/** What is needed of an image to decode its pixels. */
export type PixelImage = Pick<DicomImage, 'rows' | 'columns' | 'transferSyntaxUid' | 'pixels'>;

/** The images of a multi-frame file, in its order. */
export interface DicomFrames {
  readonly kind: 'frames';
  readonly images: readonly DicomImage[];
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
export type KeptObjectKind = 'SEG' | 'RTDOSE' | 'RTPLAN' | 'REG' | 'M3D';

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

export type DicomObject = DicomImage | DicomFrames | DicomStructureSet | DicomKeptObject | DicomDirectory | DicomUnused;

/** A finding that does not stop the import; `message` holds no patient data. */
export interface SeriesWarning {
  readonly code: string;
  readonly message: string;
}
