/** Share of the colour circle between neighbours: the golden ratio keeps any number of hues apart. */
const HUE_STEP = 0.618033988749895;
const SATURATION = 0.75;

/** A colour for structure number n (0, 1, …) of a set whose colours nobody chose: the same on every run. */
export function structureColour(n: number): [number, number, number] {
  const hue = ((n * HUE_STEP) % 1) * 6;
  const channel = (offset: number): number => {
    const k = (offset + hue) % 6;
    return Math.round(255 * (1 - SATURATION * Math.max(0, Math.min(k, 4 - k, 1))));
  };
  return [channel(5), channel(3), channel(1)];
}
