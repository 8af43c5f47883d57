// What a scan of paths yields: series with their voxels, structure sets, and what was refused and why.

import type {
  DicomHeader,
  DicomPatient,
  DisplayWindow,
  KeptObjectKind,
  ObjectReferences,
  SeriesWarning,
  StackDescription,
} from '../../core/dicom/index.ts';
import type { ErrorKind } from '../../core/error/index.ts';
import type { ImageGeometry } from '../../core/geometry/index.ts';
import type { ImageVolume } from '../../core/volume/index.ts';
import type { FileWorkers } from './file-workers.ts';

export type SeriesSource = 'dicom' | 'nifti' | 'nrrd' | 'metaimage' | 'png' | 'jpeg';

/** One file of a DICOM series, or the one file of another format. */
export interface IndexedSlice {
  readonly path: string;
  readonly sopInstanceUid: string;
  /** Of a multi-frame file, from 1: several slices then share its path and UID. */
  readonly frameNumber?: number;
  readonly sopClassUid: string;
  readonly instanceNumber: number | null;
  /** sha256 (hex) of the file's bytes; null as long as they were not all read. */
  readonly fileSha256: string | null;
}

export interface ScannedSlice extends IndexedSlice {
  readonly fileSha256: string;
}

export interface SeriesRecord extends StackDescription {
  /** Unique within a scan and stable between scans of the same files: one DICOM series splits where its images cannot
   * share a stack (sizes, orientations, phases), so the series UID alone does not name it. sha256, hex. */
  readonly key: string;
  /** null: the format carries no identity; the file is a case of its own, named by `identityHash`. */
  readonly patient: DicomPatient | null;
  /** sha256 (hex) of the file where `patient` is null, else of the PatientID and its issuer. */
  readonly identityHash: string;
  readonly seriesInstanceUid: string;
  readonly studyInstanceUid: string;
  /** DICOM Modality; `OT` for formats that do not say it. */
  readonly modality: string;
  readonly description: string;
  readonly source: SeriesSource;
  /** The file, or the folder of the first file. */
  readonly sourcePath: string;
  readonly geometry: ImageGeometry;
  /** In k order for DICOM; one entry for a volume file. */
  readonly slices: readonly IndexedSlice[];
  /** What an RTSTRUCT copies from its images; of the first plane. Empty for a volume file. */
  readonly header: DicomHeader;
  readonly window: DisplayWindow | null;
}

/** What is known of a series once its files were read. */
export interface LoadedSeries {
  readonly volume: ImageVolume;
  readonly slices: readonly ScannedSlice[];
  /** Says that the voxels are not used any more: their memory may be taken for the next series. */
  release(): void;
}

/** A series whose voxels are still in its files; `load` throws `conflict` when a file has changed meanwhile. */
export interface IndexedSeries extends SeriesRecord {
  load(signal?: AbortSignal): Promise<LoadedSeries>;
}

export interface ScannedSeries extends SeriesRecord {
  readonly slices: readonly ScannedSlice[];
  /** HU for CT. Int16 where every value is whole and fits. */
  readonly volume: ImageVolume;
}

export interface ScannedStructureSet {
  readonly path: string;
  readonly fileSha256: string;
  readonly bytes: Uint8Array;
  readonly patient: DicomPatient;
  readonly identityHash: string;
  readonly sopInstanceUid: string;
  readonly seriesInstanceUid: string;
  readonly studyInstanceUid: string;
  readonly label: string;
  readonly description: string;
  readonly referencedSeriesUids: readonly string[];
  readonly frameOfReferenceUids: readonly string[];
}

/** An object that is kept as it came: a segmentation, dose, plan or registration. */
export interface ScannedObject {
  readonly path: string;
  readonly kind: KeptObjectKind;
  readonly fileSha256: string;
  readonly patient: DicomPatient;
  readonly identityHash: string;
  readonly sopClassUid: string;
  readonly sopInstanceUid: string;
  readonly seriesInstanceUid: string;
  readonly studyInstanceUid: string;
  readonly frameOfReferenceUid: string | null;
  readonly description: string;
  readonly references: ObjectReferences;
  /** The file's bytes. Throws `conflict` FILE_CHANGED when they are no longer those that were scanned. */
  loadBytes(signal?: AbortSignal): Promise<Uint8Array>;
}

/** `files` counts those refused for this reason; `path` is the first of them. `reason` holds no patient data. */
export interface Refusal {
  readonly path: string;
  readonly files: number;
  readonly code: string;
  readonly kind: ErrorKind;
  readonly reason: string;
}

export interface ScanOf<S extends SeriesRecord> {
  readonly series: readonly S[];
  readonly structureSets: readonly ScannedStructureSet[];
  readonly objects: readonly ScannedObject[];
  readonly refused: readonly Refusal[];
  /** Directory records, readable objects without use here, duplicates, and files of other kinds inside folders. */
  readonly ignored: number;
  /** About what was scanned, not about one series. */
  readonly warnings: readonly SeriesWarning[];
}

export type ScanIndex = ScanOf<IndexedSeries>;
export type ScanResult = ScanOf<ScannedSeries>;

export interface ScanProgress {
  /** `find`: looking into folders; `inspect`: what each file is; `read`: the files of DICOM series, voxels and all. */
  readonly phase: 'find' | 'inspect' | 'read';
  readonly done: number;
  readonly total: number;
  /** Bytes of the files done. */
  readonly bytesDone?: number;
}

export interface ScanOptions {
  readonly signal?: AbortSignal;
  report?(progress: ScanProgress): void;
  /** Other threads that read and decode; without them this one does. */
  readonly workers?: FileWorkers;
  /** Memory for decoded images between the recognition of their files and the loading of their series, bytes. */
  readonly keptPlanesBytes?: number;
}
