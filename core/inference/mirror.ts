// Patches and answers turned about: mirrored views at test time.

import type { Size3 } from '../geometry/index.ts';
import { createRowMemory, type RowMemory } from './blend.ts';
import type { ModelManifest } from './model-manifest.ts';

/** One mirrored view: the axes along which it runs backwards, and where the answer for each channel is found in it. */
export interface MirrorView {
  readonly isFlipped: readonly [boolean, boolean, boolean];
  /** Channel of the answer to the mirrored input that stands for each channel. */
  readonly channels: readonly number[];
}

/** The views of a model, the unmirrored one first. Channels are exchanged where left and right were. */
export function mirrorViews({ mirroring, input, output }: ModelManifest): readonly MirrorView[] {
  const axes = mirroring?.axes ?? [];
  return Array.from({ length: 2 ** axes.length }, (_, bits) => {
    const flipped = axes.filter((_name, n) => (bits >> n) & 1);
    const isFlipped = input.axes.map(({ axis }) => flipped.includes(axis)) as unknown as MirrorView['isFlipped'];
    const isSideChanged = input.axes.some(({ towards }, a) => isFlipped[a] && (towards === 'L' || towards === 'R'));
    const channels = output.labels.map((_label, channel) => channel);
    for (const [p, q] of isSideChanged ? (mirroring?.swap ?? []) : []) [channels[p], channels[q]] = [q, p];
    return { isFlipped, channels };
  });
}

const isPlain = ({ isFlipped, channels }: MirrorView): boolean =>
  !isFlipped.includes(true) && channels.every((from, to) => from === to);

/** Copies `count` fields of a patch, each mirrored along the flipped axes; field n comes from `fields[n]` of `source`. */
function mirrorFields(
  source: Float32Array,
  patch: Size3,
  { isFlipped }: MirrorView,
  fields: readonly number[],
  into: Float32Array,
): void {
  const [pa, pb, pc] = patch;
  const voxels = pa * pb * pc;
  for (const [to, from] of fields.entries()) {
    let at = to * voxels;
    for (let a = 0; a < pa; a++) {
      const fa = isFlipped[0] ? pa - 1 - a : a;
      for (let b = 0; b < pb; b++) {
        const row = from * voxels + (fa * pb + (isFlipped[1] ? pb - 1 - b : b)) * pc;
        if (!isFlipped[2]) into.set(source.subarray(row, row + pc), at);
        else for (let c = 0; c < pc; c++) into[at + c] = source[row + pc - 1 - c] as number;
        at += pc;
      }
    }
  }
}

/** The input of a view; `tile` itself for the plain one. */
export function toView(view: MirrorView, tile: Float32Array, patch: Size3): Float32Array {
  if (isPlain(view)) return tile;
  const into = new Float32Array(tile.length);
  const fields = Array.from({ length: tile.length / (patch[0] * patch[1] * patch[2]) }, (_, n) => n);
  mirrorFields(tile, patch, view, fields, into);
  return into;
}

/** The answer of a view, turned back; `output` itself for the plain one. With one channel (label indices) that channel
 * holds labels, which are exchanged instead. @param memory holds the answer until the next one */
export function fromView(
  view: MirrorView,
  output: Float32Array,
  patch: Size3,
  memory: RowMemory = createRowMemory(),
): Float32Array {
  if (isPlain(view)) return output;
  const into = memory.floats('turned answer', output.length);
  const holdsLabels = output.length === patch[0] * patch[1] * patch[2] && view.channels.length > 1;
  mirrorFields(output, patch, view, holdsLabels ? [0] : view.channels, into);
  if (holdsLabels) for (let n = 0; n < into.length; n++) into[n] = view.channels[into[n] as number] ?? -1;
  return into;
}
