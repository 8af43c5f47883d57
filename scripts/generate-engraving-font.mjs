// Makes resources/engraving-font/engraving-font-table.ts: outlines of the letters that can be engraved or raised on parts.
//   node scripts/generate-engraving-font.mjs
import { readFileSync, writeFileSync } from 'node:fs';
import { parse } from 'opentype.js/dist/opentype.mjs';

/** A capital letter is this high; coordinates are whole numbers. */
const CAPITAL = 1000;
/** Curves become straight lines that lie at most this far from them: 0.02 mm on letters of 10 mm. */
const TOLERANCE = 2;

const fonts = ['latin', 'latin-ext'].map((subset) => {
  const bytes = readFileSync(`node_modules/@fontsource/inter/files/inter-${subset}-600-normal.woff`);
  return parse(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
});

/** ASCII, Latin-1, Latin Extended-A, and what typists put in for quotes, dashes and numbers. */
const characters = [
  ...Array.from({ length: 0x7f - 0x20 }, (_, n) => 0x20 + n),
  ...Array.from({ length: 0x180 - 0xa0 }, (_, n) => 0xa0 + n),
  ...[...'ȘșȚțẞ–—‘’‚“”„•…′″€™←↑→↓−'].map((character) => character.codePointAt(0)),
].filter((code) => code !== 0xad);

function flatten(path, scale) {
  const loops = [];
  let loop = [];
  let at = [0, 0];
  const point = (x, y) => [x * scale, y * scale];
  const add = (to) => {
    loop.push(to);
    at = to;
  };
  const curve = (controls, of) => {
    const spread = Math.max(...controls.map(([x, y]) => Math.hypot(x - at[0], y - at[1])));
    const pieces = Math.max(1, Math.ceil(Math.sqrt(spread / (4 * TOLERANCE))));
    const from = at;
    for (let n = 1; n <= pieces; n++) add(of(from, n / pieces));
  };
  for (const c of path.commands) {
    if (c.type === 'M') {
      loop = [];
      loops.push(loop);
      add(point(c.x, c.y));
    } else if (c.type === 'L') add(point(c.x, c.y));
    else if (c.type === 'Q') {
      const [p1, p2] = [point(c.x1, c.y1), point(c.x, c.y)];
      const mix = (a, b, d, t) => (1 - t) ** 2 * a + 2 * t * (1 - t) * b + t ** 2 * d;
      curve([p1, p2], (p0, t) => [mix(p0[0], p1[0], p2[0], t), mix(p0[1], p1[1], p2[1], t)]);
    } else if (c.type === 'C') throw new Error('TrueType outlines have no cubic curves');
  }
  return loops;
}

/** Whole numbers without repeated points. */
function written(loop) {
  const points = loop.map(([x, y]) => [Math.round(x), Math.round(y)]);
  const kept = points.filter(([x, y], n) => {
    const [px, py] = points[(n + points.length - 1) % points.length];
    return x !== px || y !== py;
  });
  return kept.map((p) => p.join(' ')).join(' ');
}

const lines = [];
for (const code of characters) {
  const font = fonts.find((candidate) => candidate.charToGlyphIndex(String.fromCodePoint(code)) > 0);
  if (font === undefined) continue;
  const glyph = font.charToGlyph(String.fromCodePoint(code));
  const scale = CAPITAL / font.tables.os2.sCapHeight;
  const loops = flatten(glyph.path, scale)
    .map(written)
    .filter((loop) => loop !== '');
  lines.push([code.toString(16), Math.round(glyph.advanceWidth * scale), ...loops].join('|'));
}
writeFileSync(
  'resources/engraving-font/engraving-font-table.ts',
  `// Made by scripts/generate-engraving-font.mjs; see README.md here. code|advance|x y x y …|x y x y …\nexport const ENGRAVING_FONT_TABLE = \`${lines.join('\n')}\`;\n`,
);
process.stdout.write(`${lines.length} glyphs\n`);
