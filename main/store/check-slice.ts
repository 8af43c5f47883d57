import type { PlaneSize, SliceWire } from '../../core/edit/index.ts';
import { AppError } from '../../core/error/index.ts';

const invalid = (why: string) =>
  new AppError('invalid-input', 'EDIT_PLANE', `A change of a contour was refused: ${why}. Open the case again.`);

/** Throws `invalid-input` EDIT_PLANE unless the runs lie inside the plane and the loops are points in space. */
export function checkSlice({ runs, loops }: SliceWire, { columns, rows }: PlaneSize): void {
  if (runs.length % 2 !== 0) throw invalid('a run has no length');
  let at = 0;
  for (let n = 0; n < runs.length; n += 2) {
    const gap = runs[n] as number;
    const length = runs[n + 1] as number;
    if (!Number.isInteger(gap) || !Number.isInteger(length) || gap < 0 || length < 1) throw invalid('a run is no run');
    at += gap + length;
    if (at > columns * rows) throw invalid('it leaves the plane');
  }
  for (const loop of loops ?? []) {
    if (loop.length % 3 !== 0 || !loop.every(Number.isFinite)) throw invalid('its points are no points');
  }
  if (runs.length === 0 && (loops === null || loops.length === 0))
    throw invalid('a plane without voxels is given as none');
}
