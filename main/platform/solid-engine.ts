import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { createSolidLoader } from '../../core/solid/index.ts';
import { unpackedUrl } from './unpacked.ts';

/** manifold-3d's WebAssembly: of the installed package for sources, else the copy that the build lays into dist/ (this
 * runs there perhaps from a chunk one folder below). */
function wasmLocation(): string | URL {
  if (import.meta.url.endsWith('.ts')) return createRequire(import.meta.url).resolve('manifold-3d/manifold.wasm');
  const isChunk = /\/chunks\/[^/]+$/.test(import.meta.url);
  return unpackedUrl(new URL(isChunk ? '../manifold.wasm' : './manifold.wasm', import.meta.url));
}

/** The solid engine of this process or thread, for `StepWorld.solids`. */
export const loadSolids = createSolidLoader(() => readFile(wasmLocation()));
