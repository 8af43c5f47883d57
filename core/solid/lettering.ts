// Lines of text as outlines in millimetres.

import { AppError } from '../error/index.ts';
import type { Loops, Point2 } from './polygon-room.ts';

interface Glyph {
  /** Thousandths of the height of a capital, as are the loops; y upward from the baseline. */
  readonly advance: number;
  readonly loops: Loops;
}

export type EngravingFont = ReadonlyMap<string, Glyph>;

export interface Letter {
  readonly character: string;
  /** mm, about the middle of the line: half the height of a capital, half the line's length. Filled by winding. */
  readonly loops: Loops;
}

const CAPITAL = 1000;
/** Added between letters: grooves and ridges need more space than print. */
const SPACING = 60;

let font: EngravingFont | null = null;

/** The outlines that come along; read at the first text. */
export async function loadEngravingFont(): Promise<EngravingFont> {
  if (font !== null) return font;
  const { ENGRAVING_FONT_TABLE } = await import('../../resources/engraving-font/engraving-font-table.ts');
  font = new Map(ENGRAVING_FONT_TABLE.split('\n').map(readLine));
  return font;
}

function readLine(line: string): readonly [string, Glyph] {
  const [code, advance, ...loops] = line.split('|') as [string, string, ...string[]];
  return [
    String.fromCodePoint(Number.parseInt(code, 16)),
    { advance: Number(advance), loops: loops.map((loop) => pairsOf(loop.split(' ').map(Number))) },
  ];
}

const pairsOf = (numbers: readonly number[]): readonly Point2[] =>
  Array.from({ length: numbers.length / 2 }, (_, n) => [numbers[2 * n] as number, numbers[2 * n + 1] as number]);

/** `"中" (U+4E2D)`; control characters by their number alone. */
function characterName(character: string): string {
  const code = `U+${(character.codePointAt(0) as number).toString(16).toUpperCase().padStart(4, '0')}`;
  return /\p{C}|\p{Z}/u.test(character) ? code : `"${character}" (${code})`;
}

/**
 * The letters of a line, blanks left out. Throws `unsupported` TEXT_NO_GLYPH with the characters that have no outline,
 * `invalid-input` TEXT_BLANK for a line without any letter.
 */
export function layOutLine(glyphs: EngravingFont, line: string, heightMm: number): readonly Letter[] {
  const characters = [...line.normalize('NFC')];
  const missing = [...new Set(characters.filter((character) => !glyphs.has(character)))];
  if (missing.length > 0) {
    const named = missing.slice(0, 8).map(characterName).join(', ');
    throw new AppError('unsupported', 'TEXT_NO_GLYPH', `There are no letters for ${named}. Write it in Latin letters.`);
  }
  const chosen = characters.map((character) => glyphs.get(character) as Glyph);
  const length = chosen.reduce((sum, { advance }) => sum + advance + SPACING, -SPACING);
  const mm = heightMm / CAPITAL;
  let pen = -length / 2;
  const letters: Letter[] = [];
  chosen.forEach(({ advance, loops }, at) => {
    const left = pen;
    pen += advance + SPACING;
    if (loops.length === 0) return;
    const placed = loops.map((loop) => loop.map(([x, y]): Point2 => [(left + x) * mm, (y - CAPITAL / 2) * mm]));
    letters.push({ character: characters[at] as string, loops: placed });
  });
  if (letters.length > 0) return letters;
  throw new AppError('invalid-input', 'TEXT_BLANK', 'The text is blank. Write at least one letter.');
}
