import { unpackedUrl } from '../platform/unpacked.ts';

/** The entry of a thread: the source below main/workers, or its bundle in dist/ when this runs from a bundle (there
 * perhaps from a chunk one folder below). */
export function workerEntry(name: string): URL {
  if (import.meta.url.endsWith('.ts')) return new URL(`../workers/${name}.ts`, import.meta.url);
  const isChunk = /\/chunks\/[^/]+$/.test(import.meta.url);
  return unpackedUrl(new URL(isChunk ? `../${name}.js` : `./${name}.js`, import.meta.url));
}
