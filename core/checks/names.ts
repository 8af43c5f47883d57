// What a structure's name says: its side, its partner on the other side, and the TG-263 name that was probably meant.

import { type Side, suggestName } from '../terminology/index.ts';

export { isTg263, type Side } from '../terminology/index.ts';

const LEFT = /(^|[_\s.-])(l|lt|left)(?=$|[_\s.-])/i;
const RIGHT = /(^|[_\s.-])(r|rt|right)(?=$|[_\s.-])/i;

/** The side that a name states; null for none, or for both. */
export function laterality(name: string): Side | null {
  const [isLeft, isRight] = [LEFT.test(name), RIGHT.test(name)];
  return isLeft === isRight ? null : isLeft ? 'left' : 'right';
}

/** A name without its side: equal for both of a pair. */
export const sidelessName = (name: string): string =>
  name
    .replace(LEFT, '$1')
    .replace(RIGHT, '$1')
    .replaceAll(/[_\s.-]+/g, '_')
    .toLowerCase();

export const isBodyName = (name: string, interpretedType: string): boolean =>
  interpretedType === 'EXTERNAL' || /^(body|external|skin)$/i.test(name);

/** The search goes through the whole table, and every run of the checks asks for the same few names. */
const suggestions = new Map<string, string | null>();

/** The TG-263 name that a name probably stands for; null: none comes near. */
export function suggestTg263(name: string): string | null {
  const known = suggestions.get(name);
  if (known !== undefined) return known;
  const suggested = suggestName(name)?.name ?? null;
  suggestions.set(name, suggested);
  return suggested;
}
