// The shape on which a plane is drawn: a strip of quads through the true places of its rows, so that a tilted gantry
// shows as a sheared picture and an uneven step as a taller row.

import { type CutView, uvFromIndex } from '../../core/geometry/index.ts';

/** Numbers a vertex: u, v (mm on the screen plane), a, b (continuous indices). */
export const STRIP_NUMBERS = 4;

/** Vertices of a triangle strip, two for each row and two for each outer edge. Rows between equal steps and equal drifts
 * need none of their own. */
export function planeStrip(view: CutView): Float32Array<ArrayBuffer> {
  const rows = [-0.5];
  const isBent = (b: number) => {
    const bend = (table: Float64Array) =>
      Math.abs((table[b - 1] as number) - 2 * (table[b] as number) + (table[b + 1] as number));
    return bend(view.bCentreMm) > 1e-4 || bend(view.aShiftMm) > 1e-4;
  };
  for (let b = 1; b < view.bCount - 1; b++) if (isBent(b)) rows.push(b);
  rows.push(view.bCount - 0.5);
  const vertices = new Float32Array(rows.length * 2 * STRIP_NUMBERS);
  let at = 0;
  for (const b of rows) {
    for (const a of [-0.5, view.aCount - 0.5]) {
      const { u, v } = uvFromIndex(view, a, b);
      vertices.set([u, v, a, b], at);
      at += STRIP_NUMBERS;
    }
  }
  return vertices;
}
