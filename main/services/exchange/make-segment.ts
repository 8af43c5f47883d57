// An image -> a mask of what lies in a range of values, from places and planes in mm of the patient.

import type { SegmentInput, SegmentResult } from '../../../core/contract/index.ts';
import {
  createStackFrame,
  nearestPlane,
  type Segmentation,
  type StackFrame,
  stackFromLps,
} from '../../../core/edit/index.ts';
import { AppError } from '../../../core/error/index.ts';
import { type ImageGeometry, norm, normalise, type Vec3 } from '../../../core/geometry/index.ts';
import type { Box3 } from '../../../core/volume/index.ts';
import { createComputePool } from '../../jobs/compute-pool.ts';
import { MASK_FILE_EXTENSIONS, type MaskFileFormat } from '../../volume-files/index.ts';
import { type InputPorts, openInput } from '../contouring/open-input.ts';
import { readMaskOnGrid } from './read-mask.ts';

function formatOf(path: string): MaskFileFormat {
  const found = Object.entries(MASK_FILE_EXTENSIONS).find(([, ending]) => path.toLowerCase().endsWith(ending));
  if (found) return found[0] as MaskFileFormat;
  throw new AppError(
    'unsupported',
    'MASK_FORMAT',
    `A mask is not written as ${path}. Let its name end in ${Object.values(MASK_FILE_EXTENSIONS).join(', ')}.`,
  );
}

/** Continuous i, j of the nearest plane k. */
function indexAt(frame: StackFrame, lps: Vec3): Vec3 {
  const [x, y, h] = stackFromLps(frame, lps);
  const k = nearestPlane(frame, h);
  const plane = Math.min(Math.max(k, 0), frame.size[2] - 1);
  return [
    (x - (frame.xShiftMm[plane] as number)) / frame.iStepMm,
    (y - (frame.yShiftMm[plane] as number)) / frame.jStepMm,
    k,
  ];
}

function voxelAt(frame: StackFrame, lps: Vec3): Vec3 {
  const [i, j, k] = indexAt(frame, lps).map(Math.round) as unknown as Vec3;
  const [ni, nj, nk] = frame.size;
  if (i >= 0 && i < ni && j >= 0 && j < nj && k >= 0 && k < nk) return [i, j, k];
  throw new AppError(
    'invalid-input',
    'SEGMENT_OUTSIDE',
    `The place ${lps.join(', ')} lies outside of the image. Places are mm of the patient: left, back and up count up.`,
  );
}

/** A box along the patient's axes is one along the rows and columns only where these run along the patient. */
function boxAt(geometry: ImageGeometry, frame: StackFrame, [p, q]: readonly [Vec3, Vec3]): Box3 {
  if (geometry.direction.some((n) => Math.abs(n) > 1e-3 && Math.abs(n) < 1 - 1e-3)) {
    throw new AppError(
      'unsupported',
      'SEGMENT_BOX_OBLIQUE',
      'The planes of this image lie aslant to the patient, so a box of the patient is none of its voxels. Use --within MASK.',
    );
  }
  const [a, b] = [indexAt(frame, p), indexAt(frame, q)];
  const [i0 = 0, j0 = 0, k0 = 0] = [0, 1, 2].map((n) => Math.ceil(Math.min(a[n] as number, b[n] as number) - 1e-6));
  const [i1 = 0, j1 = 0, k1 = 0] = [0, 1, 2].map(
    (n) => Math.floor(Math.max(a[n] as number, b[n] as number) + 1e-6) + 1,
  );
  return { i0, i1, j0, j1, k0, k1 };
}

const needsSeed = ({ splits, closures, neckMm, findsNecks, splitAt }: SegmentInput): boolean =>
  splits.length > 0 || closures.length > 0 || neckMm > 0 || findsNecks || splitAt !== null;

function segmentationOf(input: SegmentInput, geometry: ImageGeometry, frame: StackFrame): Segmentation {
  if (input.seeds.length === 0 && needsSeed(input)) {
    throw new AppError(
      'invalid-input',
      'SEGMENT_NO_SEED',
      'Which part is meant is not said: splitting, closing and necks need a seed, --seed X,Y,Z.',
    );
  }
  return {
    range: input.range,
    box: input.box === null ? null : boxAt(geometry, frame, input.box),
    seeds: input.seeds.map((lps) => voxelAt(frame, lps)),
    others: input.splits.map((lps) => voxelAt(frame, lps)),
    splitBy: input.splitBy,
    neckMm: input.neckMm,
    findsNecks: input.findsNecks || input.splitAt !== null,
    closures: input.closures.map(({ centre, normal, radiusMm }) => {
      if (!(norm(normal) > 0)) {
        throw new AppError('invalid-input', 'CLOSURE_NORMAL', 'A closing plane needs a normal that is not 0, 0, 0.');
      }
      return { centreLps: centre, normalLps: normalise(normal), radiusMm: radiusMm ?? Number.POSITIVE_INFINITY };
    }),
  };
}

/** Throws as `openInput`, `readMaskOnGrid`, `segmentFile`; nothing is written then. */
export async function makeSegment(input: SegmentInput, ports: InputPorts): Promise<SegmentResult> {
  const startMs = performance.now();
  const file = input.outputFile === null ? null : { path: input.outputFile, format: formatOf(input.outputFile) };
  if (file !== null && (file.path === input.image || file.path === input.within)) {
    throw new AppError('invalid-input', 'SEGMENT_OVER_INPUT', 'The mask would take the place of what it is made from.');
  }
  const opened = await openInput({ source: { path: input.image }, series: input.series }, ports);
  const pool = createComputePool(1);
  try {
    const { image, warnings } = opened;
    const { geometry, voxels } = image;
    const segmentation = segmentationOf(input, geometry, createStackFrame(geometry));
    const within = input.within === null ? null : await readMaskOnGrid('--within', input.within, geometry);
    ports.report({ phase: 'masks', done: 0, total: 1 });
    const { goneAround, ...found } = await pool.run(
      'segmentFile',
      { segmentation, geometry, voxels, within: within?.mask ?? null, splitAt: input.splitAt, file },
      { signal: ports.signal },
    );
    ports.report({ phase: 'masks', done: 1, total: 1 });
    return {
      ...found,
      closures: input.closures.map((_, n) => ({ goneAround: goneAround.includes(n) })),
      seconds: (performance.now() - startMs) / 1000,
      warnings: [
        ...warnings.map(({ code, message }) => ({ code, message })),
        ...(within?.warnings ?? []).map(({ code, message }) => ({ code, message })),
        ...goneAround.map((n) => ({
          code: 'SEGMENT_GONE_AROUND',
          message: `Plane ${(n + 1).toString()} closes nothing: growth found another way. Make it larger or close that way too.`,
        })),
      ],
    };
  } finally {
    await pool.close();
    opened.library.close();
  }
}
