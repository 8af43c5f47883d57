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

/** What stands before and after a number. */
interface NumberedForm {
  readonly head: string;
  readonly tail: string;
}

/** As much of the stem as there is room for; null: there is none for a number of so many digits. */
function withDigits(stem: string, digits: number, ending: string, maxLength: number): NumberedForm | null {
  const room = maxLength - ending.length - digits;
  if (room < 0) return null;
  return { head: room > 1 && stem !== '' ? `${stem.slice(0, room - 1)}_` : stem.slice(0, room), tail: ending };
}

/** How `name` takes a number of so many digits before its ending; null: not at all. */
function numberedForm(name: string, digits: number, maxLength: number): NumberedForm | null {
  const side = sideOf(name);
  const own = endingOf(name, maxLength);
  const stem = name.slice(0, name.length - own.length);
  const plain = withDigits(stem, digits, own, maxLength);
  // All numbers say the same of a side: none.
  const isKept = plain === null || sideOf(`${plain.head}1${plain.tail}`) === side;
  return isKept ? plain : withDigits(withoutSide(stem), digits, side === null ? own : `_${side}`, maxLength);
}

/** Gives each structure a name that no other one has. */
export class GivenNames {
  readonly #maxLength: number;
  readonly #keyOf: (name: string) => string;
  readonly #taken = new Set<string>();
  /** By form, the first number that was not tried: all before it stay taken, and a file may name ten thousands alike. */
  readonly #untried = new Map<string, number>();

  constructor({ maxLength, ignoresCase }: { readonly maxLength: number; readonly ignoresCase: boolean }) {
    this.#maxLength = maxLength;
    this.#keyOf = (name) => (ignoresCase ? name.toLowerCase() : name);
  }

  /**
   * `name`, with a number before its ending where it is taken. Throws `invalid-input` EXPORT_NAMES_TOO_SHORT where the
   * letters do not do for so many structures.
   */
  give(name: string): string {
    const given = this.#isTaken(name) ? this.#numbered(name) : name;
    this.#taken.add(this.#keyOf(given));
    return given;
  }

  #isTaken(name: string): boolean {
    return this.#taken.has(this.#keyOf(name));
  }

  #numbered(name: string): string {
    for (let digits = 1; ; digits++) {
      const form = numberedForm(name, digits, this.#maxLength);
      if (form === null) break;
      const free = this.#firstFree(form, digits);
      if (free !== null) return free;
    }
    throw new AppError(
      'invalid-input',
      'EXPORT_NAMES_TOO_SHORT',
      `The profile allows ${this.#maxLength} characters a name, too few to tell its structures apart. Allow more, or name them in names.map.`,
    );
  }

  /** null: every number of so many digits is taken. */
  #firstFree({ head, tail }: NumberedForm, digits: number): string | null {
    const key = this.#keyOf(`${head}\n${digits}\n${tail}`);
    const end = 10 ** digits;
    let n = this.#untried.get(key) ?? Math.max(2, end / 10);
    while (n < end && this.#isTaken(`${head}${n}${tail}`)) n++;
    this.#untried.set(key, n);
    return n < end ? `${head}${n}${tail}` : null;
  }
}
