// Voxels of a volume as they come from the host: raw, little endian, plane after plane. Chunks are handed on as they
// arrive, so that nobody has to hold the whole answer beside the array that it goes into.

import { AppError } from '../../core/error/index.ts';

/**
 * Calls `take(bytes, offset)` for every chunk, in order. Rejects with `resource` VOLUME_READ where the host does not answer or
 * the bytes are not as many as they should be, and with the signal's reason when it aborts.
 * @param subject what is read, as the message begins
 */
export async function readBlob(
  url: string,
  byteLength: number,
  signal: AbortSignal,
  take: (bytes: Uint8Array<ArrayBuffer>, offset: number) => void,
  subject = 'The images',
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
  const reader = response.body.getReader();
  let offset = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
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
