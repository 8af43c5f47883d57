// Surfaces and the small copy of the volume for the 3D view, beside the window's own thread. It keeps the planes of the
// structures that it was sent: an edit sends the planes that it touched and no others.

import { maskFromSlices, type SliceBits } from '../../core/edit/index.ts';
import type { ImageGeometry } from '../../core/geometry/index.ts';
import { surfaceFromMask } from '../../core/mesh/index.ts';
import { readBlob } from '../data/read-blob.ts';
import {
  type CellSize,
  coarseGeometry,
  coarseMask,
  type KeptLayers,
  lightCells,
  quickCells,
  shownCells,
  shownShare,
} from './coarse-mask.ts';
import { shadingNormals } from './shading-normals.ts';
import type { SurfaceAnswer, SurfaceDetail, WorkerAnswer, WorkerRequest } from './surface-messages.ts';
import { createPlaneReducer } from './volume-copy.ts';

const ARRAYS = {
  int8: Int8Array,
  uint8: Uint8Array,
  int16: Int16Array,
  uint16: Uint16Array,
  int32: Int32Array,
  uint32: Uint32Array,
  float32: Float32Array,
} as const;

/** The part of a worker's global that is used; its whole type would come with that of the window. */
interface WorkerScope {
  onmessage: ((event: MessageEvent<WorkerRequest>) => void) | null;
  postMessage(message: WorkerAnswer, transfer: Transferable[]): void;
}
const scope = globalThis as unknown as WorkerScope;

let geometry: ImageGeometry | null = null;
const structures = new Map<string, Map<number, SliceBits>>();
/** Counting the cells of a body takes longer than the surface of them: an edit counts those that it touched. */
const keptLayers = new Map<string, KeptLayers>();

/** Structures of which light cells would show too little: vessels, walls. */
const thin = new Set<string>();

/** Voxels of a structure that must lie in its light cells. */
const LEAST_SHOWN_SHARE = 0.9;

const CELLS_OF = { light: lightCells, coarse: quickCells, full: shownCells } as const;

function layersOf(structureId: string, cells: CellSize): KeptLayers['layers'] {
  const known = keptLayers.get(structureId);
  if (known?.cells.inPlane === cells.inPlane && known.cells.planes === cells.planes) return known.layers;
  const layers: KeptLayers['layers'] = new Map();
  keptLayers.set(structureId, { cells, layers });
  return layers;
}

function cellsOf(indices: Uint32Array): Uint32Array<ArrayBuffer> {
  const cells = new Uint32Array((indices.length / 3) * 4);
  for (let from = 0, to = 0; from < indices.length; from += 3, to += 4) {
    cells[to] = 3;
    cells[to + 1] = indices[from] as number;
    cells[to + 2] = indices[from + 1] as number;
    cells[to + 3] = indices[from + 2] as number;
  }
  return cells;
}

const areVoxels = ({ inPlane, planes }: CellSize): boolean => inPlane === 1 && planes === 1;

function makeSurface(structureId: string, detail: SurfaceDetail): SurfaceAnswer | null {
  const slices = structures.get(structureId);
  if (geometry === null || slices === undefined || slices.size === 0) return null;
  const g = geometry;
  const maskOf = (of: CellSize) =>
    areVoxels(of) ? maskFromSlices(slices, g.size) : coarseMask(slices, g, of, layersOf(structureId, of));
  let cells = CELLS_OF[thin.has(structureId) ? 'full' : detail](slices, g);
  let mask = maskOf(cells);
  // No finer surface follows a light one.
  if (detail === 'light' && !areVoxels(cells) && shownShare(layersOf(structureId, cells)) < LEAST_SHOWN_SHARE) {
    thin.add(structureId);
    cells = shownCells(slices, g);
    mask = maskOf(cells);
  }
  if (mask.voxels.length === 0) return null;
  const mesh = surfaceFromMask(mask, areVoxels(cells) ? g : coarseGeometry(g, cells));
  return { positions: mesh.positions, cells: cellsOf(mesh.indices), normals: shadingNormals(mesh) };
}

type VolumeRequest = Extract<WorkerRequest, { type: 'volume' }>;

async function makeVolume({ url, byteLength, dtype, id, isCt }: VolumeRequest): Promise<void> {
  if (geometry === null) return;
  const reducer = createPlaneReducer(geometry, isCt);
  const ArrayType = ARRAYS[dtype];
  const plane = new ArrayType(geometry.size[0] * geometry.size[1]);
  const bytes = new Uint8Array(plane.buffer);
  let filled = 0;
  let k = 0;
  await readBlob(url, byteLength, new AbortController().signal, (chunk) => {
    for (let from = 0; from < chunk.length; ) {
      const count = Math.min(bytes.length - filled, chunk.length - from);
      bytes.set(chunk.subarray(from, from + count), filled);
      filled += count;
      from += count;
      if (filled < bytes.length) continue;
      reducer.add(plane, k++);
      filled = 0;
    }
  });
  const volume = reducer.finish();
  scope.postMessage({ type: 'volume', id, volume }, [volume.values.buffer]);
}

function answer(request: WorkerRequest): void {
  switch (request.type) {
    case 'geometry':
      geometry = request.geometry;
      structures.clear();
      keptLayers.clear();
      thin.clear();
      return;
    case 'planes': {
      const slices = structures.get(request.structureId) ?? new Map<number, SliceBits>();
      const kept = keptLayers.get(request.structureId);
      for (const { k, bits } of request.planes) {
        if (bits === null) slices.delete(k);
        else slices.set(k, bits);
        if (kept !== undefined) kept.layers.delete(Math.floor(k / kept.cells.planes));
      }
      structures.set(request.structureId, slices);
      return;
    }
    case 'forget':
      structures.delete(request.structureId);
      keptLayers.delete(request.structureId);
      thin.delete(request.structureId);
      return;
    case 'surface': {
      const surface = makeSurface(request.structureId, request.detail);
      const transfer = surface === null ? [] : [surface.positions, surface.cells, surface.normals];
      scope.postMessage(
        { type: 'surface', id: request.id, surface },
        transfer.map(({ buffer }) => buffer),
      );
      return;
    }
    case 'volume':
      makeVolume(request).catch((error: unknown) => fail(request.id, error));
  }
}

const fail = (id: number, error: unknown): void => {
  scope.postMessage({ type: 'failed', id, message: error instanceof Error ? error.message : String(error) }, []);
};

scope.onmessage = ({ data }) => {
  try {
    answer(data);
  } catch (error) {
    fail('id' in data ? data.id : -1, error);
  }
};
