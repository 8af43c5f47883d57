// A destination's rules in words for a person.

import type { DestinationProfile } from '../../../core/destination/index.ts';

const HOLES = {
  keyhole: 'Holes are joined to their outline (keyholes)',
  nested: 'Holes are loops inside of loops',
  xor: 'Holes are CLOSEDPLANAR_XOR',
} as const satisfies Readonly<Record<DestinationProfile['holes'], string>>;

const IMPORTED = {
  keep: 'slices that nobody edited leave as they came',
  convert: 'also on slices that nobody edited',
} as const satisfies Readonly<Record<DestinationProfile['importedHoles'], string>>;

const CHARACTERS = {
  any: ', any characters',
  ascii: ', plain ASCII',
  tg263: ', those of TG-263, no spaces',
} as const satisfies Readonly<Record<DestinationProfile['names']['characters'], string>>;

/** 'Holes are …, also on …. Names up to 16 characters, …; unique whatever the capitals.' */
export function ruleWords({ holes, importedHoles, names, structures, colours }: DestinationProfile): string {
  const { maxLength, characters, ignoresCase, map, replacement } = names;
  const others = replacement === '' ? 'others are left out' : `others become ${replacement}`;
  const renamed = Object.keys(map).length;
  const { only, leaveOut } = structures;
  return [
    `${HOLES[holes]}; ${IMPORTED[importedHoles]}.`,
    `Names up to ${maxLength.toString()} characters${CHARACTERS[characters]}${characters === 'any' ? '' : `; ${others}`}${
      ignoresCase ? '; unique whatever the capitals' : ''
    }.`,
    ...(renamed === 0 ? [] : [`${renamed.toString()} ${renamed === 1 ? 'name is' : 'names are'} replaced.`]),
    ...(only === null ? [] : [`Only ${only.join(', ')} leave.`]),
    ...(leaveOut.length === 0 ? [] : [`${leaveOut.join(', ')} stay here.`]),
    ...(Object.keys(colours).length === 0 ? ['Colours as they are here.'] : []),
  ].join(' ');
}

/** Its colours, by name or type. */
export const colourRows = ({ colours }: DestinationProfile): { readonly name: string; readonly color: string }[] =>
  Object.entries(colours).map(([name, color]) => ({ name, color }));
