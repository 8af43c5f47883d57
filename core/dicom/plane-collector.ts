// A mask from planes that come one by one, in any order; only the box of what is set on a plane is kept.

import type { Size3 } from '../geometry/index.ts';
import { type Box3, boxSize, emptyMask, type Mask } from '../volume/index.ts';

export interface Patch {
  readonly k: number;
  readonly i0: number;
  readonly j0: number;
  readonly width: number;
  readonly height: number;
  /** 0 and 1, row by row. */
  readonly voxels: Uint8Array;
}

export class PlaneCollector {
  readonly #size: Size3;
  readonly #patches: Patch[] = [];

  constructor(size: Size3) {
    this.#size = size;
  }

  /** Sets voxels of plane k: those of a patch that lies within the plane. Patches of one plane are united. */
  add(patch: Patch): void {
    this.#patches.push(patch);
  }

  finish(): Mask {
    const patches = this.#patches;
    if (patches.length === 0) return emptyMask(this.#size);
    const least = (of: (patch: Patch) => number) => patches.reduce((a, patch) => Math.min(a, of(patch)), Infinity);
    const most = (of: (patch: Patch) => number) => patches.reduce((a, patch) => Math.max(a, of(patch)), 0);
    const box: Box3 = {
      i0: least(({ i0 }) => i0),
      i1: most(({ i0, width }) => i0 + width),
      j0: least(({ j0 }) => j0),
      j1: most(({ j0, height }) => j0 + height),
      k0: least(({ k }) => k),
      k1: most(({ k }) => k + 1),
    };
    const [bi, bj, bk] = boxSize(box);
    const voxels = new Uint8Array(bi * bj * bk);
    for (const { k, i0, j0, width, height, voxels: own } of patches) {
      for (let row = 0; row < height; row++) {
        const out = ((k - box.k0) * bj + j0 - box.j0 + row) * bi + i0 - box.i0;
        for (let n = 0; n < width; n++) if (own[row * width + n] === 1) voxels[out + n] = 1;
      }
    }
    return { size: this.#size, box, voxels };
  }
}
