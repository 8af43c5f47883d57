// A volume file as a series: no patient, no UIDs of its own, so both come from the hash of its bytes.

import { createHash, hash } from 'node:crypto';
import { basename } from 'node:path';
import { type SeriesWarning, uidFromBytes } from '../../core/dicom/index.ts';
import { AppError } from '../../core/error/index.ts';
import { hasRegularSteps, stackTiltDeg } from '../../core/geometry/index.ts';
import type { IndexedSeries } from '../dicom/scan-result.ts';
import { mapNodeError } from '../platform/node-error.ts';
import { openVolume } from './open-volume.ts';
import { loadOpenedVolume } from './read-volume-file.ts';
import { type OpenVolumeHandle, openOnDisk, type VolumeHandle } from './volume-handle.ts';

const READ_STEP_BYTES = 1 << 20;

async function withHandle<T>(open: OpenVolumeHandle, path: string, use: (handle: VolumeHandle) => Promise<T>) {
  const handle = await open(path);
  try {
    return await use(handle);
  } finally {
    await handle.close();
  }
}

async function hashFiles(open: OpenVolumeHandle, paths: readonly string[], signal?: AbortSignal): Promise<string> {
  const sum = createHash('sha256');
  for (const path of paths) {
    await withHandle(open, path, async (handle) => {
      const stream = handle.createReadStream({ start: 0, autoClose: false, highWaterMark: READ_STEP_BYTES });
      for await (const part of stream) {
        signal?.throwIfAborted();
        sum.update(part as Uint8Array);
      }
    });
  }
  return sum.digest('hex');
}

/** UID under 2.25 (PS3.5 B.2) from the file's hash; `role` tells the several UIDs of one file apart. */
export const derivedUid = (fileSha256: string, role: string): string =>
  uidFromBytes(hash('sha256', `${fileSha256}\n${role}`, 'buffer'));

async function stampOf(open: OpenVolumeHandle, paths: readonly string[]): Promise<string> {
  const infos = await Promise.all(paths.map((path) => withHandle(open, path, (handle) => handle.stat())));
  return infos.map(({ size, mtimeMs }) => `${size} ${mtimeMs}`).join('\n');
}

const changed = (path: string) =>
  new AppError('conflict', 'FILE_CHANGED', `${path} was changed while it was being imported. Run the import again.`);

function warningsOf(planes: number, tiltDeg: number): SeriesWarning[] {
  const warnings: SeriesWarning[] = [];
  if (planes === 1) {
    warnings.push({ code: 'VOLUME_SINGLE_SLICE', message: 'The file has one slice only.' });
  }
  if (tiltDeg !== 0) {
    warnings.push({ code: 'VOLUME_TILT', message: `The planes are tilted by ${tiltDeg.toFixed(1)} degrees.` });
  }
  return warnings;
}

/**
 * The series of one NIfTI, NRRD or MetaImage file; its voxels are loaded (and checked for NaN) by `load`.
 * The same bytes give the same UIDs wherever the file lies.
 * @throws AppError as `readVolumeFile`
 */
export async function indexVolumeFile(
  path: string,
  signal?: AbortSignal,
  open: OpenVolumeHandle = openOnDisk,
): Promise<IndexedSeries> {
  const opened = await openVolume(path, open);
  const { header, dataPath } = opened;
  const files = dataPath === path ? [path] : [path, dataPath];
  try {
    const stamp = await stampOf(open, files);
    const fileSha256 = await hashFiles(open, files, signal);
    const geometry = { ...header.geometry, frameOfReferenceUid: derivedUid(fileSha256, 'frame of reference') };
    const gantryTiltDeg = stackTiltDeg(geometry);
    const sopInstanceUid = derivedUid(fileSha256, 'instance');
    const slices = [{ path, sopInstanceUid, sopClassUid: '', instanceNumber: null, fileSha256 }];
    return {
      key: fileSha256,
      patient: null,
      identityHash: fileSha256,
      seriesInstanceUid: derivedUid(fileSha256, 'series'),
      studyInstanceUid: derivedUid(fileSha256, 'study'),
      modality: 'OT',
      description: basename(path),
      source: header.format,
      sourcePath: path,
      geometry,
      gantryTiltDeg,
      irregularSpacing: !hasRegularSteps(geometry),
      missingSlices: 0,
      warnings: warningsOf(geometry.size[2], gantryTiltDeg),
      slices,
      header: {},
      window: null,
      load: async (loadSignal) => {
        if ((await stampOf(open, files)) !== stamp) throw changed(path);
        const volume = await loadOpenedVolume(opened, loadSignal);
        return { volume: { ...volume, geometry }, slices, release: () => undefined };
      },
    };
  } catch (thrown) {
    if (signal?.aborted) throw thrown;
    throw mapNodeError(thrown, `Reading ${path}`);
  }
}
