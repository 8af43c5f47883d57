// Voxels of a volume as they come from the host: raw, little endian, plane after plane. Chunks are handed on as they
// arrive, so that nobody has to hold the whole answer beside the array that it goes into.

import { AppError } from '../../core/error/index.ts';

/** What a chunk is read into, bytes: a browser hands over no more at once. */
const BUFFER_BYTES = 1 << 20;

interface ChunkReader {
  /** null: the end. What it returns holds until the next one.
   * @param least bytes that it waits for, at least 1; fewer only before the end */
  next(least: number): Promise<Uint8Array<ArrayBuffer> | null>;
  cancel(): Promise<void>;
}

/** One buffer for all chunks where the stream fills what it is given: a new one for each is a quarter of the work. The
 * network brings 64 KB at a time: each would be an answer of its own. */
function readerOf(body: ReadableStream<Uint8Array<ArrayBuffer>>): ChunkReader {
  let reader: ReadableStreamBYOBReader;
  try {
    reader = body.getReader({ mode: 'byob' });
  } catch {
    const plain = body.getReader();
    return { next: async () => (await plain.read()).value ?? null, cancel: () => plain.cancel() };
  }
  let buffer = new ArrayBuffer(BUFFER_BYTES);
  return {
    next: async (least) => {
      const { value } = await reader.read(new Uint8Array(buffer), { min: Math.min(BUFFER_BYTES, least) });
      if (value === undefined || value.length === 0) return null;
      buffer = value.buffer;
      return value;
    },
    cancel: () => reader.cancel(),
  };
}

export interface ReadingOptions {
  /** Chunks are waited for until they reach the next multiple of it: less work where less is of no use. */
  readonly stepBytes?: number;
  /** What is read, as a message begins. */
  readonly subject?: string;
}

/**
 * Calls `take(bytes, offset)` for every chunk, in order; the bytes are to be copied, they do not last. Rejects with
 * `resource` VOLUME_READ where the host does not answer or the bytes are not as many as they should be, and with the
 * signal's reason when it aborts.
 */
export async function readBlob(
  url: string,
  byteLength: number,
  signal: AbortSignal,
  take: (bytes: Uint8Array<ArrayBuffer>, offset: number) => void,
  { stepBytes = byteLength, subject = 'The images' }: ReadingOptions = {},
): Promise<void> {
  const fail = (what: string) =>
    new AppError('resource', 'VOLUME_READ', `${subject} could not be read: ${what}. Close the case and open it again.`);
  let response: Response;
  try {
    response = await fetch(url, { signal, credentials: 'same-origin' });
  } catch (error) {
    signal.throwIfAborted();
    throw fail(error instanceof Error ? error.message : 'no answer');
  }
  if (!response.ok || response.body === null) throw fail(`the host answered ${response.status}`);
  const reader = readerOf(response.body);
  let offset = 0;
  try {
    for (;;) {
      const value = await reader.next(Math.max(1, Math.min(stepBytes - (offset % stepBytes), byteLength - offset)));
      if (value === null) break;
      if (offset + value.length > byteLength) throw fail(`more than the expected ${byteLength} bytes`);
      take(value, offset);
      offset += value.length;
    }
  } catch (error) {
    signal.throwIfAborted();
    void reader.cancel().catch(() => undefined);
    throw error instanceof AppError ? error : fail(`cut short after ${offset} of ${byteLength} bytes`);
  }
  if (offset !== byteLength) throw fail(`cut short after ${offset} of ${byteLength} bytes`);
}
