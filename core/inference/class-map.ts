// Several classes that share the voxels of an image between them: one mark a voxel, whoever wins or paints last.

import type { ImageGeometry, Size3 } from '../geometry/index.ts';
import { type Box3, boxSize, EMPTY_BOX, emptyMask, type Mask } from '../volume/index.ts';
import type { ClassBox, ClassExtent } from './class-box.ts';
import type { ModelGrid } from './model-grid.ts';
import type { Steps } from './steps.ts';
import { classOnImage, classReach, type ImageField } from './to-image.ts';

const joinImageBoxes = (a: Box3, b: Box3): Box3 =>
  a.i1 === a.i0
    ? b
    : b.i1 === b.i0
      ? a
      : {
          i0: Math.min(a.i0, b.i0),
          i1: Math.max(a.i1, b.i1),
          j0: Math.min(a.j0, b.j0),
          j1: Math.max(a.j1, b.j1),
          k0: Math.min(a.k0, b.k0),
          k1: Math.max(a.k1, b.k1),
        };

/** What came of bringing classes to the image one after the other. */
export interface ClassMap {
  /** Takes the next class. */
  add(box: ClassBox): Steps<void>;
  /** After the last class: where one of `marks` stands. */
  mask(marks: readonly number[]): Mask;
}

/** The image voxels that any of the classes reaches. */
function reachOf(extents: readonly ClassExtent[], grid: ModelGrid, g: ImageGeometry): Box3 {
  let union: Box3 = EMPTY_BOX;
  for (const extent of extents) union = joinImageBoxes(union, classReach(extent, grid, g));
  return union;
}

/**
 * The most probable class of every voxel (softmax), against a running maximum. `extents` holds every class, those without
 * a label too (they win voxels for nobody). A tie goes to the class that was added first. The mark of a class is its
 * channel.
 */
export function createCompetition(extents: readonly ClassExtent[], grid: ModelGrid, g: ImageGeometry): ClassMap {
  const marks = createMarks(reachOf(extents, grid, g), g.size);
  const best = new Float32Array(marks.voxels.length);
  return {
    *add(box) {
      const field = yield* classOnImage(box, grid, g);
      const { voxels } = marks;
      marks.eachLine(field, (from, to, length) => {
        for (let i = 0; i < length; i++) {
          const v = field.values[from + i] as number;
          if (v > (best[to + i] as number)) {
            best[to + i] = v;
            voxels[to + i] = box.channel + 1;
          }
        }
      });
    },
    mask: (channels) => marks.mask(channels.map((channel) => channel + 1)),
  };
}

/** A label map that classes paint over each other, in the order in which they are added (regions). */
export function createPainting(
  extents: readonly ClassExtent[],
  grid: ModelGrid,
  g: ImageGeometry,
  paintOf: (channel: number) => { readonly mark: number; readonly threshold: number },
): ClassMap {
  const marks = createMarks(reachOf(extents, grid, g), g.size);
  return {
    *add(box) {
      const field = yield* classOnImage(box, grid, g);
      const { mark, threshold } = paintOf(box.channel);
      const { voxels } = marks;
      marks.eachLine(field, (from, to, length) => {
        for (let i = 0; i < length; i++) if ((field.values[from + i] as number) >= threshold) voxels[to + i] = mark;
      });
    },
    mask: (wanted) => marks.mask(wanted),
  };
}

/** One mark a voxel over a box of the image. */
function createMarks(box: Box3, size: Size3) {
  const [ni, nj, nk] = boxSize(box);
  const voxels = new Uint8Array(ni * nj * nk);
  let boxes: Map<number, Box3> | null = null;
  return {
    voxels,
    /** Calls with the lines of a field: where they begin in it and in the marks, and how long they are. */
    eachLine: (field: ImageField, visit: (from: number, to: number, length: number) => void) => {
      boxes = null;
      const { i0, i1, j0, j1, k0, k1 } = field.box;
      let from = 0;
      for (let k = k0; k < k1; k++) {
        for (let j = j0; j < j1; j++) {
          visit(from, ((k - box.k0) * nj + j - box.j0) * ni + i0 - box.i0, i1 - i0);
          from += i1 - i0;
        }
      }
    },
    mask: (wanted: readonly number[]): Mask => {
      boxes ??= boxesOfMarks(voxels, [ni, nj, nk]);
      let part: Box3 = EMPTY_BOX;
      for (const mark of wanted) part = joinImageBoxes(part, boxes.get(mark) ?? EMPTY_BOX);
      return part.i1 === part.i0 ? emptyMask(size) : cutMarks({ voxels, box, size }, part, wanted);
    },
  };
}

/** The box of every mark but 0. */
function boxesOfMarks(voxels: Uint8Array, [ni, nj, nk]: Size3): Map<number, Box3> {
  const bounds = Array.from(
    { length: 256 },
    () => [ni, 0, nj, 0, nk, 0] as [number, number, number, number, number, number],
  );
  let at = 0;
  for (let k = 0; k < nk; k++) {
    for (let j = 0; j < nj; j++) {
      for (let i = 0; i < ni; i++) {
        const mark = voxels[at++] as number;
        if (mark === 0) continue;
        const b = bounds[mark] as (typeof bounds)[number];
        if (i < b[0]) b[0] = i;
        if (i >= b[1]) b[1] = i + 1;
        if (j < b[2]) b[2] = j;
        if (j >= b[3]) b[3] = j + 1;
        if (k < b[4]) b[4] = k;
        b[5] = k + 1;
      }
    }
  }
  const found = new Map<number, Box3>();
  for (const [mark, [i0, i1, j0, j1, k0, k1]] of bounds.entries()) {
    if (i1 > 0) found.set(mark, { i0, i1, j0, j1, k0, k1 });
  }
  return found;
}

/** The voxels of a part (relative to the box of the marks) that have one of the wanted marks. */
function cutMarks(marks: Mask, part: Box3, wanted: readonly number[]): Mask {
  const isWanted = Uint8Array.from({ length: 256 }, (_, mark) => (wanted.includes(mark) ? 1 : 0));
  const [ni, nj] = boxSize(marks.box);
  const [pi, pj, pk] = boxSize(part);
  const voxels = new Uint8Array(pi * pj * pk);
  let at = 0;
  for (let k = part.k0; k < part.k1; k++) {
    for (let j = part.j0; j < part.j1; j++) {
      const line = (k * nj + j) * ni;
      for (let i = part.i0; i < part.i1; i++) voxels[at++] = isWanted[marks.voxels[line + i] as number] as number;
    }
  }
  const { i0, j0, k0 } = marks.box;
  const box = {
    i0: i0 + part.i0,
    i1: i0 + part.i1,
    j0: j0 + part.j0,
    j1: j0 + part.j1,
    k0: k0 + part.k0,
    k1: k0 + part.k1,
  };
  return { size: marks.size, box, voxels };
}
