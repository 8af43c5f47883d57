// What other threads do for a scan, as a port: recognise files, and decode files into a volume. The functions here are
// their side of it; without threads the same is done by `read-lanes`.

import { hash } from 'node:crypto';
import type { PixelImage } from '../../core/dicom/index.ts';
import { AppError } from '../../core/error/index.ts';
import { mapNodeError } from '../platform/node-error.ts';
import { decodeInto } from './decode-planes.ts';
import { type Inspected, inspectFile, refusedFile } from './file-finding.ts';
import { type FileStamp, readFileNow } from './read-lanes.ts';

export interface InspectRequest {
  readonly paths: readonly string[];
  /** Values of images may be handed back up to this, bytes in all. */
  readonly keepBytes: number;
}

/** `byteLength` of the file, 0 where it could not be opened. */
export type InspectedFile = Inspected & { readonly byteLength: number };

/** A file and the planes of a volume that its images are. */
export interface PlaneFile {
  readonly path: string;
  readonly stamp: FileStamp;
  readonly wantsHash: boolean;
  readonly planes: readonly { readonly image: PixelImage; readonly k: number }[];
}

export interface DecodeRequest {
  readonly files: readonly PlaneFile[];
  /** In shared memory; the threads write the planes of their files. */
  readonly voxels: Int16Array | Float32Array;
}

export interface DecodedFile {
  /** null: not wanted, or not complete. */
  readonly sha256: string | null;
  /** False: a value does not fit Int16, so the planes of this file are not complete. */
  readonly isComplete: boolean;
}

export interface FileWorkers {
  /** Requests that can run at once. */
  readonly width: number;
  /** What each file is, in their order. Never rejects for a bad file. */
  inspect(request: InspectRequest, signal?: AbortSignal): Promise<readonly InspectedFile[]>;
  /** Rejects with the error of the first file that cannot be read or decoded. */
  decode(request: DecodeRequest, signal?: AbortSignal): Promise<readonly DecodedFile[]>;
}

export const fileChanged = (path: string): AppError =>
  new AppError('conflict', 'FILE_CHANGED', `${path} was changed while it was being imported. Run the import again.`);

/** Throws `conflict` FILE_CHANGED when the file is no longer as it was recognised. */
export function checkStamp(path: string, now: FileStamp | undefined, before: FileStamp): void {
  if (now?.byteLength !== before.byteLength || now.modifiedMs !== before.modifiedMs) throw fileChanged(path);
}

/** `FileWorkers.inspect`, in the thread that calls it. */
export async function inspectFilesNow({ paths, keepBytes }: InspectRequest): Promise<InspectedFile[]> {
  const inspected: InspectedFile[] = [];
  let leftBytes = keepBytes;
  for (const path of paths) {
    try {
      await readFileNow(path, async (file) => {
        const one: Inspected =
          file === null
            ? { finding: { kind: 'foreign', path }, planes: null }
            : await inspectFile(file, { path }, leftBytes);
        for (const { byteLength } of one.planes ?? []) leftBytes -= byteLength;
        inspected.push({ ...one, byteLength: file?.stamp.byteLength ?? 0 });
      });
    } catch (thrown) {
      const finding = refusedFile(path, mapNodeError(thrown, `Reading ${path}`));
      inspected.push({ finding, planes: null, byteLength: 0 });
    }
  }
  return inspected;
}

/** `FileWorkers.decode`, in the thread that calls it. */
export async function decodeFilesNow({ files, voxels }: DecodeRequest): Promise<DecodedFile[]> {
  const decoded: DecodedFile[] = [];
  for (const { path, stamp, wantsHash, planes } of files) {
    try {
      await readFileNow(path, async (file) => {
        checkStamp(path, file?.stamp, stamp);
        const bytes = (await file?.read(stamp.byteLength)) ?? new Uint8Array(0);
        const sha256 = wantsHash ? hash('sha256', bytes, 'hex') : null;
        decoded.push({ sha256, isComplete: await decodeInto(bytes, planes, voxels) });
      });
    } catch (thrown) {
      throw mapNodeError(thrown, `Reading ${path}`);
    }
  }
  return decoded;
}
