// Which structures leave for a destination, and how they are called and coloured there.

import { type DestinationProfile, isAllowedCharacter } from './profile.ts';
import { GivenNames, shorten, withSideOf } from './short-names.ts';

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

/** Whether a name is meant by a pattern in which `*` stands for any characters, capitals or not. The texts between are
 * looked for one after the other, so that no pattern takes long. */
function isMeant(name: string, pattern: string): boolean {
  const text = name.toLowerCase();
  const [first = '', ...others] = pattern.toLowerCase().split('*');
  const last = others.pop();
  if (last === undefined) return text === first;
  if (text.length < first.length + last.length || !text.startsWith(first) || !text.endsWith(last)) return false;
  const end = text.length - last.length;
  let from = first.length;
  for (const part of others) {
    const found = text.indexOf(part, from);
    if (found < 0 || found + part.length > end) return false;
    from = found + part.length;
  }
  return true;
}

function ruledName(name: string, { names }: DestinationProfile): { name: string; changes: NameChange[] } {
  const mapped = Object.hasOwn(names.map, name) ? names.map[name] : undefined;
  if (mapped !== undefined) return { name: mapped, changes: mapped === name ? [] : ['mapped'] };
  const changes: NameChange[] = [];
  // Letters with marks become the plain ones where only these are taken: Höhle, Hohle.
  const plain = names.characters === 'any' ? name : name.normalize('NFKD').replace(/\p{M}/gu, '');
  const taken = [...plain].map((one) => (isAllowedCharacter(one, names.characters) ? one : names.replacement)).join('');
  if (taken !== name) changes.push('characters');
  const short = withSideOf(name, shorten(taken.trim(), names.maxLength), names.maxLength);
  if (short.length < taken.trim().length) changes.push('shortened');
  else if (short !== taken.trim()) changes.push('characters');
  return { name: short === '' ? 'ROI' : short, changes: [...new Set(changes)] };
}

/**
 * What leaves for a destination, in the order given. Names are mapped or brought under its rules, told apart by numbers
 * where two would be the same, and never lose their side. A name of the map goes before one that only comes out the same.
 */
export function leavingStructures(
  structures: readonly StructureHere[],
  profile: DestinationProfile,
): LeavingStructure[] {
  const { colours } = profile;
  const { only, leaveOut } = profile.structures;
  const ruled = structures.map(({ name }) => ({
    ...ruledName(name, profile),
    isLeftOut: (only !== null && !only.some((p) => isMeant(name, p))) || leaveOut.some((p) => isMeant(name, p)),
  }));
  const names = new GivenNames(profile.names);
  const given = new Map<number, string>();
  const give = (isMapped: boolean): void => {
    ruled.forEach(({ name, changes, isLeftOut }, at) => {
      if (isLeftOut || changes.includes('mapped') !== isMapped) return;
      given.set(at, names.give(name));
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
