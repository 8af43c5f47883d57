// A grid that is too large for memory is finished part by part: the result is that of the whole, to the last bit.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Size3 } from '../../../core/geometry/index.ts';
import {
  createFieldCollection,
  createFieldStore,
  createRowBlender,
  createUncertaintyRows,
  type GridPart,
  gaussianWeights,
  parseModelManifest,
  planParts,
  planRuns,
  reachesPart,
  softmax,
  toStoredFields,
} from '../../../core/inference/index.ts';
import { TINY_MODELS } from '../../support/inference-phantom.ts';

const manifest = parseModelManifest(
  JSON.parse(readFileSync(join(TINY_MODELS, 'tiny/1.0.0/manifest.json'), 'utf8')),
  'here',
);
const SIZE: Size3 = [20, 70, 40];
const CHANNELS = [0, 1, 2];
const plan = planRuns(manifest, SIZE);

/** Logits of a patch: three classes that take turns along each axis. */
function answer([a, b, c]: Size3): Float32Array {
  const [pa, pb, pc] = plan.patch;
  const out = new Float32Array(3 * pa * pb * pc);
  for (let n = 0; n < out.length; n++) {
    const [channel, v] = [Math.floor(n / (pa * pb * pc)), n % (pa * pb * pc)];
    const [x, y, z] = [a + Math.floor(v / (pb * pc)), b + (Math.floor(v / pc) % pb), c + (v % pc)];
    out[n] = 3 * Math.sin(x / 3 + channel * 2) + 2 * Math.cos(y / 5 - channel) + Math.sin(z / 4 + n / 500);
  }
  return out;
}

function run(parts: readonly GridPart[]) {
  const { axis, patch, rows } = plan;
  const collection = createFieldCollection(CHANNELS);
  const uncertainty = createUncertaintyRows({ size: SIZE, axis, fields: 3, competes: true, hasSpread: false });
  const axisWeights = patch.map((n) => gaussianWeights(n, 0.125)) as unknown as [
    Float32Array,
    Float32Array,
    Float32Array,
  ];
  for (const part of parts) {
    const kept = { axis, channels: CHANNELS, wanted: [1, 2], keepsRivals: true, levels: [0.4, 0.6, 0.6], ...part };
    const store = createFieldStore(kept, collection);
    const blender = createRowBlender({
      size: part.size,
      axis,
      patch,
      rows,
      channels: CHANNELS,
      hasSpread: false,
      axisWeights,
      onRow: (row) => {
        softmax(row.values, 3);
        store.add(row.row, row.values);
        uncertainty.add(row, row.values, part);
      },
    });
    for (const [start] of plan.runs as [Size3][]) {
      if (!reachesPart(start, patch, part)) continue;
      blender.finishBefore(start[axis]);
      blender.add(start.map((s, a) => s - (part.start[a] as number)) as unknown as Size3, answer(start), null);
    }
    blender.finishBefore(part.size[axis]);
    store.finish();
  }
  const fields = toStoredFields(collection, axis, CHANNELS);
  return { boxes: CHANNELS.map((channel) => fields.box(channel)), uncertainty: uncertainty.finish() };
}

describe('parts of a grid', () => {
  it('are one where the rows in work fit into memory', () => {
    expect(planParts(plan, 4)).toEqual([{ start: [0, 0, 0], size: SIZE }]);
  });

  it('lie across the longer axis of a row, each as long as a patch at least, and share two voxels', () => {
    const parts = planParts(plan, 4, 1);
    expect(plan.axis).toBe(1);
    expect(parts.map(({ start, size }) => [start[2], start[2] + size[2]])).toEqual([
      [0, 21],
      [19, 40],
    ]);
  });

  it('give together what the whole gives', () => {
    const whole = run(planParts(plan, 4));
    const inParts = run(planParts(plan, 4, 1));
    expect(whole.boxes[1]?.values.length).toBeGreaterThan(1000);
    // Of what is wanted every voxel; a rival is kept only where one of these is near, in its own part.
    expect(inParts.boxes.slice(1)).toEqual(whole.boxes.slice(1));
    expect(inParts.uncertainty).toEqual(whole.uncertainty);
  });
});
