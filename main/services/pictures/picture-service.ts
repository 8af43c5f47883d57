// Pictures of a series on demand: kept in the library with what they were made of, made anew when that has changed.

import { AppError } from '../../../core/error/index.ts';
import type { ComputePool } from '../../jobs/compute-pool.ts';
import { transferables } from '../../jobs/transferables.ts';
import { type LibraryReader, packPlanes, type StoredVolume } from '../../store/index.ts';
import type { FirstThings } from '../cases/first-things.ts';
import type { CasePictures, CasePicturesTask } from './picture-task.ts';

export const PICTURE_NAMES = ['thumb', 'axial', 'coronal', 'sagittal'] as const;
export type PictureName = (typeof PICTURE_NAMES)[number];

export interface PicturePorts {
  readonly reader: LibraryReader;
  /** null in a library that may not be written: then pictures are kept in memory. */
  readonly keep: ((seriesId: string, madeOf: string, pictures: CasePictures) => void) | null;
  readonly pool: ComputePool;
  /** A case that is opening goes first: its picture is asked for by the same click. */
  readonly first: Pick<FirstThings, 'whenNone'>;
}

/** Pictures that were drawn by other rules are made anew. */
const DRAWN_AS = 2;
/** Of the latest series, for a library that may not be written. */
const KEPT_IN_MEMORY = 64;
/** Share of values beyond which a window without a hint of the file leaves out. */
const SHADE_SHARE = 0.01;
const SAMPLES = 20_000;

const isName = (name: string): name is PictureName => (PICTURE_NAMES as readonly string[]).includes(name);

/** The file's window; else soft tissue for CT and nearly all values for everything else. */
function windowOf({ window, modality }: StoredVolume, voxels: ArrayLike<number>): CasePicturesTask['window'] {
  if (modality === 'CT') return { width: 400, level: 40 };
  if (window !== null) return { width: window.width, level: window.centre };
  const step = Math.max(1, Math.floor(voxels.length / SAMPLES));
  const values = Array.from({ length: Math.floor(voxels.length / step) }, (_, n) => voxels[n * step] as number);
  values.sort((a, b) => a - b);
  const low = values[Math.floor(values.length * SHADE_SHARE)] ?? 0;
  const high = values[Math.ceil(values.length * (1 - SHADE_SHARE)) - 1] ?? 1;
  return { width: Math.max(1, high - low), level: (high + low) / 2 };
}

export interface PictureService {
  /** A PNG. Throws `not-found` for another series or name. */
  open(seriesId: string, name: string): Promise<Uint8Array>;
}

export function createPictureService({ reader, keep, pool, first }: PicturePorts): PictureService {
  const inMemory = new Map<string, { readonly madeOf: string; readonly pictures: CasePictures }>();
  const making = new Map<string, Promise<CasePictures>>();
  /** Waits for the picture before: each needs a whole image in memory. */
  let line: Promise<unknown> = Promise.resolve();

  const make = async (seriesId: string, volumeId: string, madeOf: string): Promise<CasePictures> => {
    const stored = reader.getVolume(volumeId);
    await first.whenNone();
    const voxels = await reader.work.readVoxels(volumeId, first.whenNone);
    const document = reader.work.findDocument(seriesId);
    const isOnThese = document !== null && document.volumeId === volumeId;
    const structures = isOnThese
      ? reader.work.documentStructures(document.documentId).map((structure) => ({
          color: structure.color,
          isDraft:
            !structure.review.isReviewed && (structure.origin !== 'imported' || structure.editedSlices.length > 0),
          isBody: structure.interpretedType === 'EXTERNAL',
          planes: packPlanes(reader.work.structurePlanes(document.documentId, structure.id)),
        }))
      : [];
    const image = { geometry: stored.geometry, voxels };
    const task: CasePicturesTask = { image, window: windowOf(stored, voxels), structures };
    const pictures = await pool.run('casePictures', task, { transfer: transferables(task) });
    if (keep !== null) keep(seriesId, madeOf, pictures);
    else {
      inMemory.set(seriesId, { madeOf, pictures });
      const [oldest] = inMemory.keys();
      if (inMemory.size > KEPT_IN_MEMORY && oldest !== undefined) inMemory.delete(oldest);
    }
    return pictures;
  };

  return {
    open: async (seriesId, given) => {
      const name = given.replace(/\.png$/, '');
      if (!isName(name)) throw new AppError('not-found', 'PICTURE_NOT_FOUND', 'There is no picture of this name.');
      const volumeId = reader.work.currentVolume(seriesId);
      const madeOf = `${volumeId} ${reader.work.findDocument(seriesId)?.rev ?? '-'} ${DRAWN_AS}`;
      const stored = reader.work.readPicture(seriesId, name, madeOf);
      if (stored !== null) return stored;
      const kept = inMemory.get(seriesId);
      if (kept?.madeOf === madeOf) return kept.pictures[name];
      const key = `${seriesId} ${madeOf}`;
      let work = making.get(key);
      if (work === undefined) {
        const next = line.then(() => make(seriesId, volumeId, madeOf));
        line = next.catch(() => undefined);
        work = next.finally(() => making.delete(key));
        making.set(key, work);
      }
      return (await work)[name];
    },
  };
}
