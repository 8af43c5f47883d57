// Which structures leave for a destination, and how they are called and coloured there.

import { type DestinationProfile, isAllowedCharacter } from './profile.ts';

export interface StructureHere {
  readonly name: string;
  /** `#rrggbb`. */
  readonly color: string;
  /** RT ROI Interpreted Type (3006,00A4), or an empty text. */
  readonly interpretedType: string;
}

export type NameChange = 'mapped' | 'characters' | 'shortened' | 'numbered';

export interface LeavingStructure {
  /** As it is written. */
  readonly name: string;
  readonly color: string;
  /** The profile leaves it out. */
  readonly isLeftOut: boolean;
  /** What was done to the name; empty: it leaves as it is. */
  readonly changes: readonly NameChange[];
}

const toPattern = (glob: string): RegExp =>
  new RegExp(
    `^${glob
      .split('*')
      .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
      .join('.*')}$`,
    'i',
  );

/** What a name ends in that must not be cut off: its side, its margin, the number of a target. */
const ENDING = /(?:[_ -](?:L|R|Lt|Rt|Left|Right))?(?:[_ -]?PRV\d{0,2})?(?:[_ -](?:L|R|Lt|Rt|Left|Right))?$/i;

/** The first characters and the ending: a structure that lost its side would be taken for the other one. */
function shorten(name: string, maxLength: number): string {
  if (name.length <= maxLength) return name;
  const ending = ENDING.exec(name)?.[0] ?? '';
  const kept = ending.length <= maxLength - 3 ? ending : '';
  return `${name.slice(0, maxLength - kept.length).replace(/[ _-]+$/, '')}${kept}`;
}

function ruledName(name: string, { names }: DestinationProfile): { name: string; changes: NameChange[] } {
  const mapped = Object.hasOwn(names.map, name) ? names.map[name] : undefined;
  if (mapped !== undefined) return { name: mapped, changes: mapped === name ? [] : ['mapped'] };
  const changes: NameChange[] = [];
  // Letters with marks become the plain ones where only these are taken: Höhle, Hohle.
  const plain = names.characters === 'any' ? name : name.normalize('NFKD').replace(/\p{M}/gu, '');
  const taken = [...plain].map((one) => (isAllowedCharacter(one, names.characters) ? one : names.replacement)).join('');
  if (taken !== name) changes.push('characters');
  const short = shorten(taken.trim(), names.maxLength);
  if (short.length < taken.trim().length) changes.push('shortened');
  return { name: short === '' ? 'ROI' : short, changes };
}

/** `name`, with a number before its ending where it is taken. */
function numbered(name: string, maxLength: number, isTaken: (candidate: string) => boolean): string {
  if (!isTaken(name)) return name;
  const ending = ENDING.exec(name)?.[0] ?? '';
  const stem = name.slice(0, name.length - ending.length);
  for (let n = 2; ; n++) {
    const room = maxLength - ending.length - `_${n}`.length;
    const candidate = `${stem.slice(0, Math.max(1, room))}_${n}${ending}`;
    if (!isTaken(candidate)) return candidate;
  }
}

/**
 * What leaves for a destination, in the order given. Names are mapped or brought under its rules, told apart by numbers
 * where two would be the same, and never lose their side. A name of the map goes before one that only comes out the same.
 */
export function leavingStructures(
  structures: readonly StructureHere[],
  profile: DestinationProfile,
): LeavingStructure[] {
  const { names, colours } = profile;
  const only = profile.structures.only?.map(toPattern) ?? null;
  const leaveOut = profile.structures.leaveOut.map(toPattern);
  const keyOf = (name: string) => (names.ignoresCase ? name.toLowerCase() : name);
  const ruled = structures.map(({ name }) => ({
    ...ruledName(name, profile),
    isLeftOut: (only !== null && !only.some((p) => p.test(name))) || leaveOut.some((p) => p.test(name)),
  }));
  const taken = new Set<string>();
  const given = new Map<number, string>();
  const give = (isMapped: boolean): void => {
    ruled.forEach(({ name, changes, isLeftOut }, at) => {
      if (isLeftOut || changes.includes('mapped') !== isMapped) return;
      const unique = numbered(name, names.maxLength, (candidate) => taken.has(keyOf(candidate)));
      taken.add(keyOf(unique));
      given.set(at, unique);
    });
  };
  give(true);
  give(false);
  return structures.map((structure, at) => {
    const { name, changes, isLeftOut } = ruled[at] as (typeof ruled)[0];
    const out = given.get(at) ?? name;
    const color = colours[structure.name] ?? colours[out] ?? colours[structure.interpretedType] ?? structure.color;
    return { name: out, color, isLeftOut, changes: out === name ? changes : [...changes, 'numbered'] };
  });
}
