// Which parts are drawn, where and in what colours.

import { add, norm, scale, subtract, type Vec3 } from '../../../core/geometry/index.ts';
import type { PrintStep } from '../../../core/print/index.ts';
import type { BoxLps, PrintColour, PrintPartRow, PrintState } from '../../state/print-state.ts';
import {
  type ColourStop,
  coloursOf,
  deviationStops,
  OVERHANG_STOPS,
  overhangOf,
  wallStops,
} from '../../viewport/print-colours.ts';
import type { GraphPart, Rgb } from '../../viewport/print-graph.ts';
import type { PartAnswer, PrintPlane, VertexMaps } from '../../workers/print-messages.ts';

/** What a model of one structure is drawn in: the colours of structures tell structures apart, and here is only one. */
export const MODEL_COLOUR = '#cfcac0';

/** Measured on the exact model; absent while they are not known. */
export interface ModelMaps {
  readonly deviation?: VertexMaps;
  readonly wall?: VertexMaps;
}

const rgbOf = (hex: string): Rgb =>
  [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255) as unknown as Rgb;

export function boxAbout(parts: readonly PartAnswer[]): BoxLps | null {
  const [first, ...rest] = parts;
  if (first === undefined) return null;
  const extreme = (a: Vec3, b: Vec3, pick: (p: number, q: number) => number): Vec3 => [
    pick(a[0], b[0]),
    pick(a[1], b[1]),
    pick(a[2], b[2]),
  ];
  return rest.reduce<BoxLps>(
    (box, { minLps, maxLps }) => ({
      minLps: extreme(box.minLps, minLps, Math.min),
      maxLps: extreme(box.maxLps, maxLps, Math.max),
    }),
    { minLps: first.minLps, maxLps: first.maxLps },
  );
}

const sizeOf = ({ minLps, maxLps }: PartAnswer) => subtract(maxLps, minLps);

function bedBodyOf(part: PartAnswer, laid: readonly PartAnswer[]): PrintPartRow['bedBody'] {
  if (part.bed === null) return null;
  // One turn and one shift lead to the bed: they hang together.
  const id = JSON.stringify(part.bed);
  const whole = boxAbout(laid.filter(({ bed }) => JSON.stringify(bed) === id));
  return whole === null ? null : { id, sizeMm: subtract(whole.maxLps, whole.minLps) };
}

/** What the list of parts says of each. @param laid the same parts on the bed */
export const partRows = (parts: readonly PartAnswer[], laid: readonly PartAnswer[]): readonly PrintPartRow[] =>
  parts.map(({ name, colour, minLps, maxLps, volumeMl, triangles, ...part }, at) => ({
    name,
    colour,
    sizeMm: subtract(maxLps, minLps),
    bedSizeMm: part.bed === null ? null : sizeOf(laid[at] as PartAnswer),
    bedBody: bedBodyOf(laid[at] as PartAnswer, laid),
    volumeMl,
    triangles,
  }));

const middle = ({ minLps, maxLps }: BoxLps): Vec3 => scale(add(minLps, maxLps), 0.5);

/** Away from the middle of the model. */
export function apartOf(part: BoxLps, whole: BoxLps, apartMm: number): Vec3 {
  const away = subtract(middle(part), middle(whole));
  const length = norm(away);
  return length < 1e-3 ? [0, 0, 0] : scale(away, apartMm / length);
}

/** The scale of a colouring; null for none, or while it is not known. */
export function stopsOf(colour: PrintColour, print: Pick<PrintState, 'deviation' | 'minWallMm'>) {
  switch (colour) {
    case 'plain':
      return null;
    case 'wall':
      return wallStops(print.minWallMm);
    case 'deviation':
      return print.deviation === null ? null : deviationStops(print.deviation.limitMm, print.deviation.toMm);
    case 'overhang':
      return OVERHANG_STOPS;
  }
}

function valuesOf(
  colour: PrintColour,
  part: PartAnswer,
  at: number,
  maps: ModelMaps,
  bedZ: number,
): ((vertex: number) => number) | null {
  if (colour === 'overhang') return overhangOf(part.display, bedZ);
  const map = colour === 'deviation' ? maps.deviation?.[at] : colour === 'wall' ? maps.wall?.[at] : undefined;
  if (map === undefined) return null;
  const { sources } = part.display;
  return (vertex) => Math.abs(map[sources[vertex] as number] as number);
}

/** Colours of one part are made once for as long as they hold. */
export class ModelLook {
  private readonly made = new Map<
    string,
    { readonly key: readonly unknown[]; readonly rgb: Uint8Array<ArrayBuffer> }
  >();

  private mapOf(part: PartAnswer, at: number, print: PrintState, maps: ModelMaps, bedZ: number) {
    const stops: readonly ColourStop[] | null = stopsOf(print.colour, print);
    const values = valuesOf(print.colour, part, at, maps, bedZ);
    if (stops === null || values === null) return null;
    const key = [part.display, print.colour, JSON.stringify(stops), maps.deviation, maps.wall, bedZ];
    const known = this.made.get(part.name);
    if (known?.key.every((own, n) => own === key[n])) return known.rgb;
    const rgb = coloursOf(part.display, stops, values);
    this.made.set(part.name, { key, rgb });
    return rgb;
  }

  parts(parts: readonly PartAnswer[], print: PrintState, maps: ModelMaps): readonly GraphPart[] {
    const whole = boxAbout(parts);
    const { hiddenParts, apartMm, activePart } = print;
    const isOneColour = new Set(parts.map(({ colour }) => colour)).size < 2;
    return parts.map((part, at) => {
      const [r, g, b] = rgbOf(isOneColour ? MODEL_COLOUR : part.colour);
      // The active part stands out by being lighter; its row says which it is.
      const isBehind = parts.length > 1 && activePart !== null && activePart !== part.name;
      const shade = isBehind ? 0.72 : 1;
      return {
        name: part.name,
        display: part.display,
        color: [r * shade, g * shade, b * shade],
        map: this.mapOf(part, at, print, maps, whole?.minLps[2] ?? 0),
        offsetLps: whole === null || parts.length < 2 ? [0, 0, 0] : apartOf(part, whole, apartMm),
        isVisible: !hiddenParts.includes(part.name),
      };
    });
  }
}

/** The plane of a step that has one. */
export const planeOf = (step: PrintStep | undefined): PrintPlane | null =>
  step?.name === 'cut' || step?.name === 'mirror' ? step.plane : null;
