// What the marks of a hand make of the state: seeds, closing lines, the box; and how the views show them.

import { hasVoxel, type Segmentation, type StackFrame, type StructureSlices } from '../../../core/edit/index.ts';
import { type ImageGeometry, planePointLps, type Vec3 } from '../../../core/geometry/index.ts';
import type { Box3 } from '../../../core/volume/index.ts';
import type { SegmentationState, SegmentSeed } from '../../state/segmentation-state.ts';
import type { SegmentMark } from '../../tools/tool.ts';
import type { ViewMeasurement } from '../../viewport/view-types.ts';

/** A click this near to the part, in mm, means its nearest voxel: edges are blurred, and so are hands. */
const SNAP_MM = 3;

/** The recipe of what is set. */
export const segmentationOf = (state: SegmentationState): Segmentation => ({
  range: state.sourceId === null ? state.range : null,
  box: state.box,
  seeds: state.seeds.filter(({ kind }) => kind === 'part').map(({ ijk }) => ijk),
  others: state.seeds.filter(({ kind }) => kind === 'other').map(({ ijk }) => ijk),
  splitBy: state.splitBy,
  neckMm: state.neckMm,
  findsNecks: state.findsNecks,
  closures: state.closures.map(({ closure }) => closure),
});

/** The voxel of the candidates nearest to a click; null where none is near. */
export function snapped(frame: StackFrame, candidates: StructureSlices, ijk: Vec3): Vec3 | null {
  const [i, j, k] = ijk;
  const [ri, rj] = [Math.ceil(SNAP_MM / frame.iStepMm), Math.ceil(SNAP_MM / frame.jStepMm)];
  const rk = Math.ceil(SNAP_MM / frame.kStepMm);
  let best: Vec3 | null = null;
  let least = SNAP_MM;
  for (let dk = -rk; dk <= rk; dk++) {
    const plane = candidates.get(k + dk);
    if (plane === undefined) continue;
    for (let dj = -rj; dj <= rj; dj++) {
      for (let di = -ri; di <= ri; di++) {
        const mm = Math.hypot(di * frame.iStepMm, dj * frame.jStepMm, dk * frame.kStepMm);
        if (mm > least || (mm === least && best !== null) || !hasVoxel(plane, i + di, j + dj)) continue;
        [best, least] = [[i + di, j + dj, k + dk], mm];
      }
    }
  }
  return best;
}

const AXES = [
  ['i0', 'i1'],
  ['j0', 'j1'],
  ['k0', 'k1'],
] as const;

function boxWith(frame: StackFrame, box: Box3 | null, sides: Extract<SegmentMark, { kind: 'box' }>['sides']): Box3 {
  const [ni, nj, nk] = frame.size;
  const next = { ...(box ?? { i0: 0, i1: ni, j0: 0, j1: nj, k0: 0, k1: nk }) };
  for (const { axis, range } of sides) {
    const [from, to] = AXES[axis];
    [next[from], next[to]] = range;
  }
  return next;
}

/** The part of the state that a mark changes; `ijk` of a seed is taken as it is. */
export function withMark(state: SegmentationState, frame: StackFrame, made: SegmentMark): Partial<SegmentationState> {
  switch (made.kind) {
    case 'part':
    case 'other':
      return { seeds: [...state.seeds, { kind: made.kind, ijk: made.ijk, view: made.view }] };
    case 'closure':
      return {
        closures: [
          ...state.closures,
          { closure: made.closure, view: made.view, lineLps: made.lineLps, isGoneAround: false },
        ],
      };
    case 'box':
      return { box: boxWith(frame, state.box, made.sides) };
    case 'takeBack':
      // Closing lines are drawn last.
      return state.closures.length > 0
        ? { closures: state.closures.slice(0, -1) }
        : { seeds: state.seeds.slice(0, -1) };
  }
}

/** Marks of a click, CSS-free: a small circle of this radius. */
const SEED_MM = 1.5;

const seedMark = (geometry: ImageGeometry, { kind, ijk }: SegmentSeed, n: number): ViewMeasurement => {
  const centre = planePointLps(geometry, ijk[0], ijk[1], ijk[2]);
  const rim = planePointLps(geometry, ijk[0] + SEED_MM / geometry.spacingMm[0], ijk[1], ijk[2]);
  return {
    id: `seed ${n.toString()}`,
    kind: 'huCircle',
    pointsLps: [...centre, ...rim],
    label: kind === 'part' ? 'Part' : 'Not this',
    isActive: true,
  };
};

/** Clicks and closing lines as the views show them. */
export const marksShown = (geometry: ImageGeometry, { seeds, closures }: SegmentationState): ViewMeasurement[] => [
  ...seeds.map((seed, n) => seedMark(geometry, seed, n)),
  ...closures.map(({ lineLps, closure, isGoneAround }, n): ViewMeasurement => {
    const mm = (2 * closure.radiusMm).toFixed(1);
    return {
      id: `closure ${n.toString()}`,
      kind: 'distance',
      pointsLps: [...lineLps[0], ...lineLps[1]],
      label: isGoneAround ? `Closed ${mm} mm, gone around` : `Closed ${mm} mm`,
      isActive: true,
    };
  }),
];
