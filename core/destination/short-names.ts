// Names that a destination has no room for: cut, and told apart by numbers, without ever losing their side.

import { AppError } from '../error/index.ts';

const SIDE = '(?:[_ -](?:[LlRr][Tt]?|LEFT|[Ll]eft|RIGHT|[Rr]ight)|(?<=[a-z])(?:[LR]|Left|Right))';

/** What a name ends in that should not be cut off: its side and its margin. */
const ENDING = new RegExp(`(?:${SIDE})?(?:[_ -]?[Pp][Rr][Vv]\\d{0,2})?(?:${SIDE})?$`);
const LAST_SIDE = new RegExp(`${SIDE}$`);

const LEFT: readonly string[] = ['l', 'lt', 'left', 'links', '左'];
const RIGHT: readonly string[] = ['r', 'rt', 'right', 'rechts', '右'];

/** The side that a name states in a word of its own, or at its end. */
function sideOf(name: string): 'L' | 'R' | null {
  const words = name.toLowerCase().split(/[^\p{L}]+|(?=[左右])|(?<=[左右])/u);
  const last = LAST_SIDE.exec(name)?.[0]
    .replace(/^[_ -]/, '')
    .slice(0, 1)
    .toUpperCase();
  const isLeft = last === 'L' || words.some((word) => LEFT.includes(word));
  const isRight = last === 'R' || words.some((word) => RIGHT.includes(word));
  return isLeft === isRight ? null : isLeft ? 'L' : 'R';
}

/** The ending as far as two letters before it stay; of one that is too long its side, in the fewest letters. */
function endingOf(name: string, maxLength: number): string {
  const ending = ENDING.exec(name)?.[0] ?? '';
  if (ending.length <= maxLength - 2) return ending;
  const side = sideOf(ending);
  return side === null ? '' : `_${side}`;
}

/** The first characters and the ending: a structure that lost its side would be taken for the other one. */
export function shorten(name: string, maxLength: number): string {
  if (name.length <= maxLength) return name;
  const kept = endingOf(name, maxLength);
  return `${name.slice(0, maxLength - kept.length).replace(/[ _-]+$/, '')}${kept}`;
}

/** `short`, with the side of the name that it stands for where the rules have taken it away. */
export function withSideOf(name: string, short: string, maxLength: number): string {
  const side = sideOf(name);
  if (side === null || sideOf(short) === side) return short;
  const stem = short.slice(0, maxLength - 2).replace(/[ _-]+$/, '');
  return stem === '' ? side : `${stem}_${side}`;
}

/**
 * `name`, with a number before its ending where it is taken. Throws `invalid-input` EXPORT_NAMES_TOO_SHORT where the
 * letters do not do for so many structures.
 */
export function numbered(name: string, maxLength: number, isTaken: (candidate: string) => boolean): string {
  if (!isTaken(name)) return name;
  const ending = endingOf(name, maxLength);
  const stem = name.slice(0, name.length - ending.length);
  for (let n = 2; ; n++) {
    const room = maxLength - ending.length - n.toString().length;
    if (room < 0) break;
    const candidate = `${room > 1 ? `${stem.slice(0, room - 1)}_` : stem.slice(0, room)}${n}${ending}`;
    if (!isTaken(candidate)) return candidate;
  }
  throw new AppError(
    'invalid-input',
    'EXPORT_NAMES_TOO_SHORT',
    `The profile allows ${maxLength} characters a name, too few to tell its structures apart. Allow more, or name them in names.map.`,
  );
}
