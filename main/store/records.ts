// What the library takes and gives, as plain values. The inputs are the part of a scan's records that is kept, so what
// main/dicom and main/volume-files yield fits without conversion.

import type {
  DicomHeader,
  DicomPatient,
  DisplayWindow,
  KeptObjectKind,
  ObjectReferences,
  SeriesWarning,
  StackDescription,
} from '../../core/dicom/index.ts';
import type { JsonValue } from '../../core/error/index.ts';
import type { ImageGeometry } from '../../core/geometry/index.ts';
import type { ImageVolume, Mask } from '../../core/volume/index.ts';

type Triple = [number, number, number];

export interface SliceInput {
  readonly sopInstanceUid: string;
  /** Of a multi-frame file, from 1; null or absent for a file of one image. */
  readonly frameNumber?: number | null;
  readonly sopClassUid: string;
  readonly instanceNumber: number | null;
  /** sha256 (hex) of the file. */
  readonly fileSha256: string;
}

/** What is said of a stack beside its geometry. */
export interface StackDetails extends StackDescription {
  readonly window: DisplayWindow | null;
}

export interface SeriesInput extends StackDetails {
  /** null: a file without identity, a case of its own. */
  readonly patient: DicomPatient | null;
  /** Names the case: equal hashes are one patient. sha256, hex. */
  readonly identityHash: string;
  readonly studyInstanceUid: string;
  readonly seriesInstanceUid: string;
  readonly modality: string;
  readonly description: string;
  /** Format of the files. */
  readonly source: string;
  readonly geometry: ImageGeometry;
  /** In k order for DICOM; one entry for a volume file. */
  readonly slices: readonly SliceInput[];
  readonly header: DicomHeader;
}

/** A series as a scan describes it: hashes of files are known when they have been read. */
export interface IncomingSeries extends Omit<SeriesInput, 'slices'> {
  readonly slices: readonly (Omit<SliceInput, 'fileSha256'> & { readonly fileSha256: string | null })[];
}

/** The same, read. */
export interface LoadedSeries {
  readonly volume: ImageVolume;
  readonly slices: readonly SliceInput[];
  /** Called when the voxels are not needed any more. */
  release?(): void;
}

export interface StructureInput {
  /** ROI Number; the order of the structures. */
  readonly number: number;
  readonly name: string;
  /** `#rrggbb`. */
  readonly color: string;
  /** RT ROI Interpreted Type (3006,00A4), or an empty text. */
  readonly interpretedType: string;
  readonly fmaCode: string | null;
  /** ROI Generation Algorithm (3006,0036): AUTOMATIC, SEMIAUTOMATIC, MANUAL, or an empty text. */
  readonly generationAlgorithm: string;
  /** On the grid of the set's volume; null: only the original file says where it is. */
  readonly mask: Mask | EncodedMask | null;
}

/** A mask as it is stored, made by another thread. */
export interface EncodedMask {
  readonly size: Mask['size'];
  /** How many are set. */
  readonly voxels: number;
  /** As `encodeRunLengths` makes them. */
  readonly runs: Uint8Array;
}

export interface StructureSetInput {
  readonly patient: DicomPatient | null;
  readonly identityHash: string;
  readonly fileSha256: string;
  /** The RTSTRUCT as it came. */
  readonly bytes: Uint8Array;
  readonly sopInstanceUid: string;
  readonly studyInstanceUid: string;
  readonly label: string;
  readonly referencedSeriesUids: readonly string[];
  readonly frameOfReferenceUids: readonly string[];
  /** Images that its contours name. */
  readonly referencedImageUids?: readonly string[];
  readonly structures?: readonly StructureInput[];
}

/** An object that is kept as it came. */
export interface ObjectInput {
  readonly patient: DicomPatient | null;
  readonly identityHash: string;
  readonly kind: KeptObjectKind;
  readonly fileSha256: string;
  readonly sopClassUid: string;
  readonly sopInstanceUid: string;
  readonly seriesInstanceUid: string;
  readonly studyInstanceUid: string;
  readonly frameOfReferenceUid: string | null;
  readonly description: string;
  readonly references: ObjectReferences;
}

/** How a set was made here. Every field is kept with it. */
export interface Provenance {
  /** null: made without a network. */
  readonly model: { readonly id: string; readonly version: string; readonly sha256: string } | null;
  readonly deviceRequested: string;
  readonly deviceUsed: string;
  readonly parameters: JsonValue;
}

export interface AutoStructureSetInput {
  readonly volumeId: string;
  readonly label: string;
  readonly provenance: Provenance;
  readonly warnings: readonly SeriesWarning[];
  readonly structures: readonly StructureInput[];
  /** How sure the model was, as a file of its own; absent or null: not known. */
  readonly uncertainty?: Uint8Array | null;
}

export interface SeriesSummary {
  readonly seriesId: string;
  readonly volumeId: string;
  readonly studyInstanceUid: string;
  readonly seriesInstanceUid: string;
  readonly modality: string;
  readonly description: string;
  readonly source: string;
  readonly files: number;
  readonly size: Triple;
  readonly spacingMm: Triple;
  readonly originLps: Triple;
  readonly direction: number[];
  readonly frameOfReferenceUid: string | null;
  readonly gantryTiltDeg: number;
  readonly irregularSpacing: boolean;
  readonly missingSlices: number;
  readonly warnings: SeriesWarning[];
}

/**
 * How an imported set came to lie on its images: `series`, `images`: it names them; `frame`: it names no series, and one
 * series alone has its frame of reference; `confirmed`: a person said so.
 */
export type SetLink = 'series' | 'images' | 'frame' | 'confirmed';

export interface StructureSetSummary {
  readonly structureSetId: string;
  /** The series whose volume it lies on; null while that is not in the library. */
  readonly seriesId: string | null;
  readonly volumeId: string | null;
  readonly source: 'imported' | 'auto';
  readonly label: string;
  readonly reviewed: boolean;
  readonly sopInstanceUid: string | null;
  /** null: made here, or not on any images yet. */
  readonly link: SetLink | null;
  readonly createdAt: string;
  /** Names in ROI number order. */
  readonly structures: string[];
}

export interface ObjectSummary {
  readonly objectId: string;
  readonly kind: KeptObjectKind;
  readonly sopInstanceUid: string;
  readonly seriesInstanceUid: string;
  readonly frameOfReferenceUid: string | null;
  readonly description: string;
}

export interface CaseSummary {
  readonly caseId: string;
  /** Empty for a file without identity. */
  readonly patientId: string;
  readonly patientName: string;
  /** The name that a person gave to the case; null: none. It never leaves the library. */
  readonly label: string | null;
  readonly createdAt: string;
  readonly series: SeriesSummary[];
  readonly structureSets: StructureSetSummary[];
  readonly objects: ObjectSummary[];
}

export interface ListedCases {
  readonly cases: CaseSummary[];
  /** How many there are without a limit. */
  readonly total: number;
}

export interface StoredSlice {
  readonly sopInstanceUid: string;
  /** Of a multi-frame file, from 1; null for a file of one image. */
  readonly frameNumber: number | null;
  readonly sopClassUid: string;
  readonly instanceNumber: number | null;
  readonly fileSha256: string;
}

/** A volume without its voxels: all that an export needs to refer to the images. */
export interface StoredVolume extends StackDetails {
  readonly volumeId: string;
  readonly seriesId: string;
  readonly caseId: string;
  readonly patient: DicomPatient;
  readonly studyInstanceUid: string;
  readonly seriesInstanceUid: string;
  readonly modality: string;
  readonly description: string;
  readonly source: string;
  readonly geometry: ImageGeometry;
  readonly voxelSha256: string;
  /** sha256 (hex) over the sorted sha256 of its files: names what went in, whatever their order. */
  readonly inputSha256: string;
  /** In k order for DICOM; one entry for a volume file. */
  readonly slices: readonly StoredSlice[];
  readonly header: DicomHeader;
  readonly isCurrent: boolean;
}

export interface StoredStructure extends Omit<StructureInput, 'mask'> {
  readonly structureId: number;
  readonly hasMask: boolean;
  readonly voxelCount: number | null;
  readonly volumeMl: number | null;
}

export interface StoredStructureSet extends Omit<StructureSetSummary, 'structures'> {
  readonly caseId: string;
  /** Of the volume for a set made here, of the file for an imported one. */
  readonly inputSha256: string;
  readonly isLinkConfirmed: boolean;
  /** null for an imported set. */
  readonly provenance: (Provenance & { readonly appVersion: string }) | null;
  readonly warnings: readonly SeriesWarning[];
  readonly structures: readonly StoredStructure[];
}

export interface SeriesOutcome {
  readonly caseId: string;
  readonly seriesId: string;
  readonly status: 'added' | 'extended' | 'unchanged';
  /** Files of the input that were in the library already. */
  readonly unchangedFiles: number;
  /** SOP Instance UIDs of images that were left out: the library has other images of these UIDs. */
  readonly clashes: readonly string[];
  /** What the library found; for a new stack also kept among its own. */
  readonly warnings: readonly SeriesWarning[];
}

export interface StructureSetOutcome {
  readonly caseId: string;
  readonly structureSetId: string;
  readonly status: 'added' | 'unchanged';
}

export interface ObjectOutcome {
  readonly caseId: string;
  readonly objectId: string;
  readonly status: 'added' | 'unchanged';
}

export interface ImportOutcome {
  /** The cases that were named in the import, with exactly those series and sets of theirs that were. */
  readonly cases: readonly CaseSummary[];
  readonly series: readonly SeriesOutcome[];
  readonly structureSets: readonly StructureSetOutcome[];
  readonly objects: readonly ObjectOutcome[];
  readonly unchangedFiles: number;
}
