// How volumes are rendered in 3D: colours and opacities by value. CT presets are in HU; that of MR, whose values have no
// unit, in shares of its range.

export type VolumePreset = 'ct-bone' | 'ct-soft' | 'skin' | 'mr';

/** Value, red, green, blue (0 … 1), opacity over one voxel. */
type Stop = readonly [value: number, red: number, green: number, blue: number, opacity: number];

interface Preset {
  readonly stops: readonly Stop[];
  readonly isRelative: boolean;
}

const PRESETS: Readonly<Record<VolumePreset, Preset>> = {
  'ct-bone': {
    isRelative: false,
    stops: [
      [150, 0.55, 0.38, 0.3, 0],
      [260, 0.8, 0.66, 0.52, 0.12],
      [600, 0.94, 0.89, 0.8, 0.55],
      [1500, 1, 1, 0.98, 0.85],
    ],
  },
  'ct-soft': {
    isRelative: false,
    stops: [
      [-60, 0.5, 0.27, 0.2, 0],
      [10, 0.66, 0.36, 0.29, 0.035],
      [90, 0.8, 0.52, 0.42, 0.1],
      [250, 0.93, 0.8, 0.68, 0.3],
      [1200, 1, 0.98, 0.94, 0.75],
    ],
  },
  skin: {
    isRelative: false,
    stops: [
      [-500, 0.72, 0.52, 0.42, 0],
      [-300, 0.82, 0.62, 0.52, 0.35],
      [-100, 0.88, 0.7, 0.6, 0.75],
      [400, 0.93, 0.78, 0.68, 0.9],
    ],
  },
  mr: {
    isRelative: true,
    stops: [
      [0.12, 0.1, 0.1, 0.11, 0],
      [0.3, 0.42, 0.42, 0.44, 0.05],
      [0.6, 0.78, 0.78, 0.8, 0.25],
      [1, 1, 1, 1, 0.6],
    ],
  },
};

/** Stops of a preset at the values 0 … 255 of a copy whose range is known. */
export function presetStops(preset: VolumePreset, range: { readonly low: number; readonly high: number }): Stop[] {
  const { stops, isRelative } = PRESETS[preset];
  const grey = (value: number) => (isRelative ? 255 * value : ((value - range.low) / (range.high - range.low)) * 255);
  return stops.map(([value, ...rest]) => [grey(value), ...rest]);
}

/** Opacity of each of the 256 values. */
export function presetOpacities(stops: readonly Stop[]): Float32Array {
  const table = new Float32Array(256);
  for (let value = 0; value < 256; value++) {
    const above = stops.findIndex(([at]) => at > value);
    if (above === 0) continue;
    const from = stops[above < 0 ? stops.length - 1 : above - 1] as Stop;
    const to = stops[above < 0 ? stops.length - 1 : above] as Stop;
    const share = to[0] > from[0] ? (value - from[0]) / (to[0] - from[0]) : 0;
    table[value] = from[4] + share * (to[4] - from[4]);
  }
  return table;
}
