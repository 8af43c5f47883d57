// Figures as the window writes them.

const thin = ' ';

/** '0.42 ml', '23.8 ml', '1 484 ml' */
export function ml(volumeMl: number): string {
  if (volumeMl < 10) return `${volumeMl.toFixed(volumeMl < 1 ? 2 : 1)} ml`;
  if (volumeMl < 1000) return `${volumeMl.toFixed(1)} ml`;
  return `${Math.round(volumeMl)
    .toString()
    .replaceAll(/\B(?=(\d{3})+$)/g, thin)} ml`;
}

export const mm = (lengthMm: number): string => `${Math.abs(lengthMm).toFixed(1)} mm`;
export const cm2 = (areaCm2: number): string => `${areaCm2.toFixed(1)} cm²`;
export const percent = (share: number): string => `${Math.round(100 * share).toString()} %`;

/** Slices are counted from 1. */
export const slice = (k: number): string => (k + 1).toString();

/** 'slice 41', 'slices 41–43' */
export const slices = (from: number, to: number): string =>
  from === to ? `slice ${slice(from)}` : `slices ${slice(from)}–${slice(to)}`;

export const count = (n: number, one: string, many = `${one}s`): string => `${n.toString()} ${n === 1 ? one : many}`;

/** 'A', 'A and B', 'A, B and C' */
export const listed = (words: readonly string[]): string =>
  words.length < 2 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} and ${words.at(-1) as string}`;
