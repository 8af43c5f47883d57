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

/** `cut`, a name with its end taken off, as far as it states no side: "A_Coronary_LAD" is not of the left at 12 letters. */
function withoutSide(cut: string): string {
  let short = cut;
  while (sideOf(short) !== null) short = short.slice(0, -1).replace(/[ _-]+$/, '');
  return short;
}

/** `short`, with the side of the name that it stands for where the rules have taken it away, or without one that only the
 * cut has made. */
export function withSideOf(name: string, short: string, maxLength: number): string {
  const side = sideOf(name);
  if (sideOf(short) === side) return short;
  if (side === null) return withoutSide(short);
  const stem = short.slice(0, maxLength - 2).replace(/[ _-]+$/, '');
  return stem === '' ? side : `${stem}_${side}`;
}

/** As much of the stem as there is room for; null: there is none for the number. */
function withNumber(stem: string, n: number, ending: string, maxLength: number): string | null {
  const room = maxLength - ending.length - n.toString().length;
  if (room < 0) return null;
  return `${room > 1 && stem !== '' ? `${stem.slice(0, room - 1)}_` : stem.slice(0, room)}${n}${ending}`;
}

/**
 * `name`, with a number before its ending where it is taken. Throws `invalid-input` EXPORT_NAMES_TOO_SHORT where the
 * letters do not do for so many structures.
 */
export function numbered(name: string, maxLength: number, isTaken: (candidate: string) => boolean): string {
  if (!isTaken(name)) return name;
  const side = sideOf(name);
  const own = endingOf(name, maxLength);
  const stem = name.slice(0, name.length - own.length);
  for (let n = 2; ; n++) {
    const plain = withNumber(stem, n, own, maxLength);
    const isKept = plain === null || sideOf(plain) === side;
    const candidate = isKept ? plain : withNumber(withoutSide(stem), n, side === null ? own : `_${side}`, maxLength);
    if (candidate === null) break;
    if (!isTaken(candidate)) return candidate;
  }
  throw new AppError(
    'invalid-input',
    'EXPORT_NAMES_TOO_SHORT',
    `The profile allows ${maxLength} characters a name, too few to tell its structures apart. Allow more, or name them in names.map.`,
  );
}
