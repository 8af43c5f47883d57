// Answers of overlapping patches -> one field a channel on the model grid: the weighted mean, row by row along one axis, so
// that only the rows which patches still reach are in memory. A native CT of 79 million voxels has no room for 30 fields.

import type { Size3 } from '../geometry/index.ts';

// exp(-24) in the corner of a patch with sigma = patch / 8 is still a normal float32, but a narrower Gaussian is not:
// without a floor such voxels would be lost where only one patch covers them.
const SMALLEST_WEIGHT = 1e-6;

/** Weights along one axis, 1 in the middle of the patch; sigma = `sigmaOfPatch` x patch. */
export function gaussianWeights(patch: number, sigmaOfPatch: number): Float32Array {
  const weights = new Float32Array(patch);
  const middle = (patch - 1) / 2;
  for (let n = 0; n < patch; n++) {
    weights[n] = Math.max(SMALLEST_WEIGHT, Math.exp(-0.5 * ((n - middle) / (sigmaOfPatch * patch)) ** 2));
  }
  return weights;
}

/** One finished row: a plane across the axis along which rows are counted, the other two axes in array order. */
export interface BlendedRow {
  readonly row: number;
  /** Channel by channel; 0 where no patch reached. Stays as it is until the next row but one is finished. */
  readonly values: Float32Array;
  /** Mean spread of the answers; null where there is none. */
  readonly spread: Float32Array | null;
  /** 1 where at least one patch reached. */
  readonly isReached: Uint8Array;
}

export interface BlendPlan {
  readonly size: Size3;
  /** The axis along which patches come in ascending order. */
  readonly axis: 0 | 1 | 2;
  /** Voxels of a patch. */
  readonly patch: Size3;
  /** Rows that patches in work can span together; at least the patch's. */
  readonly rows: number;
  /** Channels of an answer that are kept, in this order. */
  readonly channels: readonly number[];
  readonly hasSpread: boolean;
  readonly axisWeights: readonly [Float32Array, Float32Array, Float32Array];
  readonly onRow: (row: BlendedRow) => void;
  /** Where the rows in work lie; default: in memory of their own. */
  readonly memory?: RowMemory;
}

/** Memory that serves one part of a grid after the other: what is merely dropped waits for the garbage collector. */
export interface RowMemory {
  /** `length` zeros; the same place for the same name. */
  floats(name: string, length: number): Float32Array;
}

/** Holds nothing at first. */
export function createRowMemory(): RowMemory {
  const held = new Map<string, Float32Array>();
  return {
    floats: (name, length) => {
      const known = held.get(name);
      if (known !== undefined && known.length >= length) return known.subarray(0, length).fill(0);
      const fresh = new Float32Array(length);
      held.set(name, fresh);
      return fresh;
    },
  };
}

export interface RowBlender {
  /** Adds the answer of the patch at `start`. */
  add(start: Size3, values: Float32Array, spread: Float32Array | null): void;
  /** No patch to come reaches a row before this one. */
  finishBefore(row: number): void;
}

/** Order of the axes: the one of the rows, then the outer and the inner one of a row's plane. */
const OTHERS = [
  [1, 2],
  [0, 2],
  [0, 1],
] as const;

/** Size of a row's plane: outer, inner. */
export const planeOf = (size: Size3, axis: 0 | 1 | 2): readonly [number, number] => [
  size[OTHERS[axis][0]],
  size[OTHERS[axis][1]],
];

/** The axes of a row's plane: outer, inner. */
export const planeAxes = (axis: 0 | 1 | 2): readonly [0 | 1 | 2, 0 | 1 | 2] => OTHERS[axis];

/** Starts with nothing added. `add` throws RangeError for a patch that begins before a finished row. */
export function createRowBlender(plan: BlendPlan): RowBlender {
  const { size, axis, patch, channels, axisWeights } = plan;
  const [outer, inner] = OTHERS[axis];
  const plane = size[outer] * size[inner];
  const total = size[axis];
  // One more: the row before the last finished one is still looked at.
  const slots = Math.min(total, plan.rows) + 1;
  const { floats } = plan.memory ?? createRowMemory();
  const inSlots = (name: string, length: number) =>
    Array.from({ length: slots }, (_, slot) => floats(`${name} ${slot}`, length));
  const sums = inSlots('sums', channels.length * plane);
  const weights = inSlots('weights', plane);
  const spreads = plan.hasSpread ? inSlots('spreads', plane) : null;
  const isReached = new Uint8Array(plane);
  const lineWeights = new Float32Array(patch[inner]);
  const strides = [patch[1] * patch[2], patch[2], 1] as const;
  const voxels = patch[0] * patch[1] * patch[2];
  let done = 0;

  const finishRow = (row: number) => {
    const slot = row % slots;
    const [values, weight, spread] = [sums[slot], weights[slot], spreads?.[slot] ?? null] as const;
    divideByWeights(values as Float32Array, weight as Float32Array, spread, isReached);
    plan.onRow({ row, values: values as Float32Array, spread, isReached });
    if (row === 0) return;
    const before = (row - 1) % slots;
    sums[before]?.fill(0);
    weights[before]?.fill(0);
    spreads?.[before]?.fill(0);
  };

  return {
    add: (start, values, spread) => {
      if (Math.max(0, start[axis]) < done) throw new RangeError('blend: a patch begins before a finished row');
      const from = Math.max(0, -start[inner]);
      const to = Math.min(patch[inner], size[inner] - start[inner]);
      const wInner = axisWeights[inner];
      const step = strides[inner];
      for (let r = Math.max(0, -start[axis]); r < Math.min(patch[axis], total - start[axis]); r++) {
        const slot = (start[axis] + r) % slots;
        const into = sums[slot] as Float32Array;
        const weight = weights[slot] as Float32Array;
        const spreadInto = spreads?.[slot];
        for (let o = Math.max(0, -start[outer]); o < Math.min(patch[outer], size[outer] - start[outer]); o++) {
          const lineWeight = (axisWeights[axis][r] as number) * (axisWeights[outer][o] as number);
          const target = (start[outer] + o) * size[inner] + start[inner];
          const source = r * strides[axis] + o * strides[outer];
          for (let i = from; i < to; i++) {
            const w = lineWeight * (wInner[i] as number);
            lineWeights[i] = w;
            weight[target + i] = (weight[target + i] as number) + w;
          }
          const line = { step, from, to, weights: lineWeights };
          for (let c = 0; c < channels.length; c++) {
            addLine(into, c * plane + target, values, (channels[c] as number) * voxels + source, line);
          }
          if (spreadInto !== undefined && spread !== null) addLine(spreadInto, target, spread, source, line);
        }
      }
    },
    finishBefore: (row) => {
      for (; done < Math.min(row, total); done++) finishRow(done);
    },
  };
}

interface Line {
  readonly step: number;
  readonly from: number;
  readonly to: number;
  readonly weights: Float32Array;
}

function addLine(into: Float32Array, target: number, values: Float32Array, source: number, line: Line): void {
  const { step, from, to, weights } = line;
  if (step === 1) {
    for (let i = from; i < to; i++) {
      into[target + i] = (into[target + i] as number) + (weights[i] as number) * (values[source + i] as number);
    }
    return;
  }
  for (let i = from; i < to; i++) {
    into[target + i] = (into[target + i] as number) + (weights[i] as number) * (values[source + i * step] as number);
  }
}

function divideByWeights(
  values: Float32Array,
  weight: Float32Array,
  spread: Float32Array | null,
  isReached: Uint8Array,
): void {
  const plane = weight.length;
  for (let v = 0; v < plane; v++) {
    const w = weight[v] as number;
    isReached[v] = w > 0 ? 1 : 0;
    weight[v] = w > 0 ? 1 / w : 0;
  }
  for (let at = 0; at < values.length; at += plane) {
    for (let v = 0; v < plane; v++) values[at + v] = (values[at + v] as number) * (weight[v] as number);
  }
  if (spread === null) return;
  for (let v = 0; v < plane; v++) spread[v] = (spread[v] as number) * (weight[v] as number);
}
