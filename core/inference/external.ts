// The outer contour of the body (TG-263 External) without a network: threshold, largest component, couch removed, holes
// filled. The surface is kept as runs until the end: a body has few of them, and ten million voxels.

import { type Box3, boxSize, emptyMask, type ImageVolume, type Mask } from '../volume/index.ts';
import { type BodyCells, findBody } from './body-cells.ts';
import { fillAcross } from './cell-morphology.ts';
import {
  complementRuns,
  componentSizes,
  createRunList,
  enclosedRuns,
  joinRuns,
  largestRoot,
  maskFromRuns,
  type RunList,
  type Runs,
  runsOfRoot,
} from './runs.ts';
import { finish, type Steps } from './steps.ts';

/** Adds the runs of one image row: inside cells are body, surface cells are body where the image is above the threshold. */
function addRow(
  list: RunList,
  volume: ImageVolume,
  row: number,
  body: BodyCells,
  cellRow: number,
  box: Box3,
  hu: number,
) {
  const { voxels } = volume;
  const fi = body.factors[0];
  let start = -1;
  let cell = cellRow + Math.floor(box.i0 / fi) - body.offset[0];
  for (let i = box.i0; i < box.i1; cell++) {
    const state = body.state[cell] as number;
    const to = Math.min(box.i1, i + fi);
    if (state === 1) {
      for (; i < to; i++) {
        if ((voxels[row + i] as number) > hu) {
          if (start < 0) start = i;
        } else if (start >= 0) {
          list.add(start - box.i0, i - box.i0);
          start = -1;
        }
      }
      continue;
    }
    if (state === 2 && start < 0) start = i;
    if (state === 0 && start >= 0) {
      list.add(start - box.i0, i - box.i0);
      start = -1;
    }
    i = to;
  }
  if (start >= 0) list.add(start - box.i0, box.i1 - box.i0);
  list.endRow();
}

function* surfaceRuns(volume: ImageVolume, body: BodyCells, box: Box3, thresholdHu: number): Steps<Runs> {
  const [ni, nj] = volume.geometry.size;
  const [, fj, fk] = body.factors;
  const list = createRunList(boxSize(box));
  for (let k = box.k0; k < box.k1; k++) {
    for (let j = box.j0; j < box.j1; j++) {
      const [cj, ck] = [Math.floor(j / fj) - body.offset[1], Math.floor(k / fk) - body.offset[2]];
      addRow(list, volume, (k * nj + j) * ni, body, (ck * body.size[1] + cj) * body.size[0], box, thresholdHu);
    }
    yield;
  }
  return list.finish();
}

/**
 * The body on the image's own voxels, from the cells that `findBody` made of the same image with the same threshold.
 * One component (6 neighbours), nothing enclosed left open in planes across the patient, hence no cavity. Yields after
 * every plane. Empty when the image holds no body.
 */
export function* externalFromCells(volume: ImageVolume, body: BodyCells, thresholdHu: number): Steps<Mask> {
  const { size } = volume.geometry;
  const box = body.box;
  if (box === null) return emptyMask(size);
  const runs = yield* surfaceRuns(volume, body, box, thresholdHu);
  const roots = joinRuns(runs, { along: 'jk', diagonal: false });
  yield;
  const keep = runsOfRoot(roots, largestRoot(componentSizes(runs, roots)));
  if (body.fillAlong === 'i') {
    const mask = maskFromRuns(runs, keep, box, size);
    yield;
    fillAcross(mask.voxels, boxSize(mask.box), body.fillAlong);
    return mask;
  }
  const background = complementRuns(runs, keep);
  yield;
  const filling = { runs: background, keep: enclosedRuns(background, body.fillAlong) };
  yield;
  return maskFromRuns(runs, keep, box, size, filling);
}

/** `findBody` and `externalFromCells` in one go. `thresholdHu`: halfway between air and skin is about -400 HU. */
export const computeExternal = (volume: ImageVolume, thresholdHu: number): Mask =>
  finish(externalFromCells(volume, finish(findBody(volume, thresholdHu)), thresholdHu));
