// Numbers on a surface as colours: the same scales for the picture and its legend.

import type { DisplayMesh } from '../workers/print-messages.ts';

/** A value and its colour, `#rrggbb`; linear between two of them. */
export interface ColourStop {
  readonly at: number;
  readonly colour: string;
}

const BONE = '#cac6bc';
const AMBER = '#eda842';
const RED = '#ed5c47';
/** What came with a cut, a cavity or letters is far from the anatomy on purpose. */
const UNKNOWN = '#8b939d';

const channels = (hex: string): readonly [number, number, number] =>
  [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)) as unknown as readonly [number, number, number];

/** Red under the least wall, amber at it, the material above. */
export const wallStops = (minWallMm: number): readonly ColourStop[] => [
  { at: 0, colour: RED },
  { at: 0.72 * minWallMm, colour: RED },
  { at: minWallMm, colour: AMBER },
  { at: 1.16 * minWallMm, colour: AMBER },
  { at: 1.48 * minWallMm, colour: BONE },
  { at: 2 * minWallMm, colour: BONE },
];

/** The material up to half of what is allowed, amber at what is allowed, red beyond. */
export const deviationStops = (limitMm: number, toMm: number): readonly ColourStop[] => [
  { at: 0, colour: BONE },
  { at: 0.5 * limitMm, colour: BONE },
  { at: limitMm, colour: AMBER },
  { at: Math.max(toMm, 1.2 * limitMm), colour: RED },
];

/** Degrees below the horizon that the surface looks: supports are wanted from 45 on. */
export const OVERHANG_STOPS: readonly ColourStop[] = [
  { at: 0, colour: BONE },
  { at: 38, colour: BONE },
  { at: 45, colour: AMBER },
  { at: 75, colour: RED },
  { at: 90, colour: RED },
];

/** 256 colours over the range of the stops. */
function tableOf(stops: readonly ColourStop[]): Uint8Array {
  const from = stops[0]?.at ?? 0;
  const to = stops.at(-1)?.at ?? 1;
  const table = new Uint8Array(3 * 256);
  for (let n = 0; n < 256; n++) {
    const value = from + (n / 255) * (to - from);
    const after = Math.max(
      1,
      stops.findIndex(({ at }) => at >= value),
    );
    const [low, high] = [stops[after - 1] as ColourStop, stops[after] as ColourStop];
    const share = high.at === low.at ? 0 : Math.min(1, Math.max(0, (value - low.at) / (high.at - low.at)));
    const [a, b] = [channels(low.colour), channels(high.colour)];
    for (const c of [0, 1, 2] as const) table[3 * n + c] = Math.round(a[c] + share * (b[c] - a[c]));
  }
  return table;
}

/** Red, green and blue of each drawn vertex; `valueAt` of a drawn vertex, NaN where there is none. */
export function coloursOf(
  { sources }: Pick<DisplayMesh, 'sources'>,
  stops: readonly ColourStop[],
  valueAt: (vertex: number) => number,
): Uint8Array<ArrayBuffer> {
  const table = tableOf(stops);
  const from = stops[0]?.at ?? 0;
  const span = (stops.at(-1)?.at ?? 1) - from || 1;
  const unknown = channels(UNKNOWN);
  const colours = new Uint8Array(3 * sources.length);
  for (let v = 0; v < sources.length; v++) {
    const value = valueAt(v);
    if (Number.isNaN(value)) colours.set(unknown, 3 * v);
    else {
      const cell = 3 * Math.min(255, Math.max(0, Math.round((255 * (value - from)) / span)));
      colours.set(table.subarray(cell, cell + 3), 3 * v);
    }
  }
  return colours;
}

/** Lower than this over the bed it stands on it, mm. */
const ON_BED_MM = 0.3;

/** Degrees below the horizon that each drawn vertex looks; 0 where it looks up or stands on the bed. */
export function overhangOf({ normals, positions }: DisplayMesh, bedZ: number): (vertex: number) => number {
  return (v) => {
    const down = -(normals[3 * v + 2] as number);
    if (down <= 0 || (positions[3 * v + 2] as number) < bedZ + ON_BED_MM) return 0;
    return (Math.asin(Math.min(1, down)) * 180) / Math.PI;
  };
}

/** As a background of the legend. */
export function gradientOf(stops: readonly ColourStop[]): string {
  const from = stops[0]?.at ?? 0;
  const span = (stops.at(-1)?.at ?? 1) - from || 1;
  return `linear-gradient(to right, ${stops.map(({ at, colour }) => `${colour} ${((100 * (at - from)) / span).toFixed(0)}%`).join(', ')})`;
}
