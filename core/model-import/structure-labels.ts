// Structures of a foreign model, under names that a treatment planning system takes.

import { AppError } from '../error/index.ts';
import type { ModelLabel, ModelManifestJson } from '../inference/index.ts';
import { findTg263, interpretedTypeOf, suggestName } from '../terminology/index.ts';

type LabelJson = NonNullable<ModelManifestJson['output']['labels'][number]>;

const TYPES: readonly ModelLabel['interpretedType'][] = ['ORGAN', 'EXTERNAL', 'AVOIDANCE', 'GTV', 'CTV', 'PTV'];

/** In a name of a manifest neither spaces nor slashes may stand. */
const plainName = (name: string): string => {
  const plain = name
    .trim()
    .replaceAll(/[\s\\/]+/g, '_')
    .slice(0, 64);
  return plain === '' ? 'Structure' : plain;
};

export interface NamedLabel {
  readonly label: LabelJson;
  /** The TG-263 name that was probably meant; null: it is one, or none comes near. */
  readonly suggestion: string | null;
}

/**
 * A label without clean-up of its own: the original has none. Its name is the one that a person gave, else that of the
 * files; codes and kind follow from it where TG-263 knows it.
 */
export function toLabel(
  fileName: string,
  given: Readonly<Record<string, string>>,
  colour: string,
  largestComponent = false,
): NamedLabel {
  const name = plainName(given[fileName] ?? fileName);
  const type = interpretedTypeOf(name);
  const label: LabelJson = {
    name,
    fmaCode: findTg263(name)?.fmaId ?? null,
    colour,
    interpretedType: TYPES.find((known) => known === type) ?? 'NONE',
    postProcessing: { largestComponent, holeFilling: 'none', minimumVolumeMl: 0 },
  };
  return { label, suggestion: suggestName(name)?.name ?? null };
}

/** Throws `invalid-input` for a renamed structure that the model does not have: a slip would stay unnoticed. */
export function checkNames(given: Readonly<Record<string, string>>, known: readonly string[]): void {
  const stranger = Object.keys(given).find((name) => !known.includes(name));
  if (stranger === undefined) return;
  throw new AppError(
    'invalid-input',
    'MODEL_RENAME',
    `The model has no structure '${stranger}' to rename. It has: ${known.join(', ')}.`,
  );
}

const HUE_STEP = 0.618033988749895;

/** Well apart for neighbours in the list: hues at the golden section, lightness in turn. */
export function labelColour(at: number): string {
  const hue = ((at * HUE_STEP + 0.48) % 1) * 6;
  const lightness = [0.66, 0.78, 0.56][at % 3] as number;
  const chroma = (1 - Math.abs(2 * lightness - 1)) * 0.75;
  const second = chroma * (1 - Math.abs((hue % 2) - 1));
  const [r, g, b] = (
    [
      [chroma, second, 0],
      [second, chroma, 0],
      [0, chroma, second],
      [0, second, chroma],
      [second, 0, chroma],
      [chroma, 0, second],
    ] as const
  )[Math.floor(hue)] as readonly [number, number, number];
  const hex = (part: number) =>
    Math.round((part + lightness - chroma / 2) * 255)
      .toString(16)
      .padStart(2, '0');
  return `#${hex(r)}${hex(g)}${hex(b)}`.toUpperCase();
}
