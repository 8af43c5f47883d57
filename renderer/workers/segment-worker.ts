// Segments by values beside the window's own thread, on a copy of the voxels that it reads itself: handing over those of
// the window would stop it for as long as they are copied.

import { computeSegmentation, createStackFrame, type StackFrame, type StructureSlices } from '../../core/edit/index.ts';
import type { VoxelArray } from '../../core/volume/index.ts';
import { readBlob } from '../data/read-blob.ts';
import { VOLUME_ARRAYS } from '../data/volume-cache.ts';
import type { SegmentAnswer, SegmentRequest } from './segment-messages.ts';

interface WorkerScope {
  onmessage: ((event: MessageEvent<SegmentRequest>) => void) | null;
  postMessage(message: SegmentAnswer, transfer: Transferable[]): void;
}
const scope = globalThis as unknown as WorkerScope;

/** Progress is told this often at most: each message draws the card again, and what is over sooner needs none. */
const PROGRESS_EVERY_MS = 100;

interface Image {
  readonly frame: StackFrame;
  readonly voxels: VoxelArray;
}
let image: Promise<Image> | null = null;

async function readImage(request: Extract<SegmentRequest, { type: 'image' }>): Promise<Image> {
  const { geometry, url, dtype, byteLength } = request;
  const ArrayType = VOLUME_ARRAYS[dtype];
  const voxels = new ArrayType(byteLength / ArrayType.BYTES_PER_ELEMENT);
  const bytes = new Uint8Array(voxels.buffer);
  await readBlob(url, byteLength, new AbortController().signal, (chunk, at) => bytes.set(chunk, at));
  return { frame: createStackFrame(geometry), voxels };
}

/** Buffers of the answer, each once: they are handed over, not copied. */
const buffersOf = (...answers: readonly StructureSlices[]): Transferable[] => [
  ...new Set(answers.flatMap((slices) => [...slices.values()].map(({ words }) => words.buffer as ArrayBuffer))),
];

async function answer(request: Extract<SegmentRequest, { type: 'segment' }>): Promise<void> {
  const { id, segmentation, own, within } = request;
  try {
    if (image === null) throw new Error('There is no image to work on.');
    const { frame, voxels } = await image;
    const startMs = performance.now();
    let toldMs = startMs;
    const result = computeSegmentation(segmentation, frame, { voxels, own, within }, (share) => {
      if (performance.now() - toldMs < PROGRESS_EVERY_MS) return;
      toldMs = performance.now();
      scope.postMessage({ type: 'progress', id, share }, []);
    });
    const ms = performance.now() - startMs;
    scope.postMessage({ type: 'done', id, result, ms }, buffersOf(result.slices));
  } catch (error) {
    scope.postMessage({ type: 'failed', id, message: error instanceof Error ? error.message : String(error) }, []);
  }
}

scope.onmessage = ({ data }) => {
  if (data.type === 'image') {
    image = readImage(data);
    image.then(
      () => scope.postMessage({ type: 'ready' }, []),
      // Whoever asks for a segmentation hears of it.
      () => undefined,
    );
  } else void answer(data);
};
