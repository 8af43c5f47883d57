// Draws docs/images/geometry-*.svg with the program's own geometry, straight volume and contours:
// node scripts/geometry-pictures.ts (Node 24). Side views show the patient from the left: A left, P right, S up.

import { mkdirSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { traceMask } from '../core/contour/index.ts';
import { type ImageGeometry, kDirection, planePointLps, regularGeometry } from '../core/geometry/index.ts';
import { maskFromDense, straighten, straightGeometry } from '../core/volume/index.ts';
import { oddStack } from '../tests/support/odd-stacks.ts';

const images = resolve(import.meta.dirname, '../docs/images');
const INK = '#1f2328';
const SOFT = '#59636e';
const FAINT = '#d1d9e0';
const BLUE = '#0550ae';
const RED = '#b3261e';
const GREEN = '#116329';

type Point = readonly [number, number];

const n1 = (v: number): string => String(Number(v.toFixed(1)));
const at = ([x, y]: Point): string => `${n1(x)} ${n1(y)}`;

const line = (from: Point, to: Point, colour: string, width = 1.5, more = ''): string =>
  `<path d="M${at(from)}L${at(to)}" stroke="${colour}" stroke-width="${width}" ${more}/>`;

const arrow = (from: Point, to: Point, colour: string, width = 1.8): string =>
  line(from, to, colour, width, `marker-end="url(#head-${colour.slice(1)})"`);

const dot = ([x, y]: Point, colour: string, r = 3): string =>
  `<circle cx="${n1(x)}" cy="${n1(y)}" r="${r}" fill="${colour}"/>`;

interface TextStyle {
  readonly colour?: string;
  readonly anchor?: 'start' | 'middle' | 'end';
  readonly size?: number;
  readonly weight?: number;
}

function text(place: Point, words: string, style: TextStyle = {}): string {
  const { colour = INK, anchor = 'start', size = 13, weight = 400 } = style;
  const look = `fill="${colour}" text-anchor="${anchor}" font-size="${size}" font-weight="${weight}"`;
  // A white rim keeps words readable on lines.
  const rim = 'stroke="#fff" stroke-width="3" paint-order="stroke"';
  return `<text x="${n1(place[0])}" y="${n1(place[1])}" ${look} ${rim}>${words}</text>`;
}

function picture(name: string, width: number, height: number, title: string, parts: readonly string[]): void {
  const heads = [INK, SOFT, BLUE, RED, GREEN].map(
    (colour) =>
      `<marker id="head-${colour.slice(1)}" viewBox="0 0 8 8" refX="6.5" refY="4" markerWidth="5" markerHeight="5" orient="auto"><path d="M0 0L8 4L0 8z" fill="${colour}"/></marker>`,
  );
  const open = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="Inter,Segoe UI,Helvetica,Arial,sans-serif" fill="none" role="img" aria-label="${title}">`;
  const page = `<rect width="${width}" height="${height}" rx="6" fill="#fff"/>`;
  writeFileSync(
    resolve(images, `geometry-${name}.svg`),
    `${[open, `<defs>${heads.join('')}</defs>`, page, ...parts, '</svg>'].join('\n')}\n`,
  );
}

/** Patient y, z in mm to the page: `middle` is patient (0, 0). */
const view =
  (middle: Point, scale: number) =>
  (y: number, z: number): Point => [middle[0] + scale * y, middle[1] - scale * z];

const radians = (degrees: number): number => (degrees * Math.PI) / 180;

/** Rows along j from the front to the back, leaning by the tilt, so that the table still moves along the patient. */
const leaning = (tiltDeg: number): number[] => {
  const [c, s] = [Math.cos(radians(tiltDeg)), Math.sin(radians(tiltDeg))];
  return [1, 0, 0, 0, c, s, 0, -s, c];
};

function planeLines(g: ImageGeometry, place: ReturnType<typeof view>): string[] {
  const parts: string[] = [];
  for (let k = 0; k < g.size[2]; k++) {
    const ends = [0, g.size[1] - 1].map((j) => planePointLps(g, 0, j, k));
    const [from, to] = ends.map((p) => place(p[1], p[2])) as [Point, Point];
    parts.push(line(from, to, SOFT, 1.2));
    for (let j = 1; j < g.size[1]; j++) {
      const p = planePointLps(g, 0, j, k);
      parts.push(dot(place(p[1], p[2]), SOFT, 1.7));
    }
    parts.push(dot(from, BLUE, 3.6));
  }
  return parts;
}

/** Normal and step direction at the foot of a stack, and the angle between them. */
function tiltMarks(g: ImageGeometry, place: ReturnType<typeof view>, label: string, words: string): string[] {
  const normal = kDirection(g);
  const [first, last] = [planePointLps(g, 0, 8, 0), planePointLps(g, 0, 8, g.size[2] - 1)];
  const length = 46;
  const tip = (y: number, z: number): Point => place(first[1] + length * y, first[2] + length * z);
  const step = [last[1] - first[1], last[2] - first[2]] as const;
  const size = Math.hypot(...step);
  const arcFrom = tip(normal[1] * 0.62, normal[2] * 0.62);
  const arcTo = tip((step[0] / size) * 0.62, (step[1] / size) * 0.62);
  const sweep = normal[1] < 0 ? 1 : 0;
  const side = normal[1] < 0 ? -1 : 1;
  const foot = place(first[1], first[2]);
  const radius = n1(Math.hypot(arcFrom[0] - foot[0], arcFrom[1] - foot[1]));
  const normalTip = tip(normal[1], normal[2]);
  return [
    arrow(foot, normalTip, GREEN),
    arrow(foot, tip(step[0] / size, step[1] / size), RED),
    `<path d="M${at(arcFrom)}A${radius} ${radius} 0 0 ${sweep} ${at(arcTo)}" stroke="${INK}" stroke-width="1"/>`,
    text([normalTip[0] + side * 4, normalTip[1] - 5], 'normal', {
      colour: GREEN,
      anchor: side < 0 ? 'end' : 'start',
      size: 12,
    }),
    text(place(0, -78), label, { anchor: 'middle', weight: 600 }),
    text([place(0, -78)[0], place(0, -78)[1] + 17], words, { anchor: 'middle', colour: SOFT, size: 12 }),
  ];
}

function drawPlanes(): void {
  const size = [1, 13, 9] as const;
  const stack = (tiltDeg: number) =>
    oddStack({ size, spacingMm: [8, 8, 12 * Math.cos(radians(tiltDeg))], tiltDeg, direction: leaning(tiltDeg) });
  const columns: [number, ImageGeometry, string, string][] = [
    [118, stack(0), 'straight', 'tilt 0°'],
    [318, stack(18), 'gantryTiltDeg +18', 'drifts along +j'],
    [518, stack(-18), 'gantryTiltDeg −18', 'drifts along −j'],
  ];
  const parts = columns.flatMap(([x, g, label, words]) => {
    const place = view([x, 138], 1.35);
    const marks =
      label === 'straight'
        ? [
            text(place(0, -78), label, { anchor: 'middle', weight: 600 }),
            text([x, place(0, -78)[1] + 17], words, { anchor: 'middle', colour: SOFT, size: 12 }),
          ]
        : tiltMarks(g, place, label, words);
    return [...planeLines(g, place), ...marks];
  });
  const uneven = {
    ...oddStack({ size: [1, 13, 8], spacingMm: [8, 8, 12] }),
    planeOriginsLps: [-48, -36, -24, -18, -6, 6, 30, 42].flatMap((z) => [0, -48, z]),
  };
  const place = view([736, 138], 1.35);
  const bracket = (low: number, high: number, words: string): string[] => [
    line(place(52, low), place(52, high), RED, 1.5),
    line(place(49, low), place(55, low), RED, 1.5),
    line(place(49, high), place(55, high), RED, 1.5),
    text([place(57, 0)[0], place(0, (low + high) / 2)[1] + 4], words, { colour: RED, size: 12 }),
  ];
  parts.push(
    ...planeLines(uneven, place),
    ...bracket(6, 30, 'gap'),
    ...bracket(-24, -18, '½'),
    text(place(0, -78), 'uneven, one slice missing', { anchor: 'middle', weight: 600 }),
    text([736, place(0, -78)[1] + 17], 'missingSlices 1', { anchor: 'middle', colour: SOFT, size: 12 }),
    ...compass([24, 40]),
    text([318, 24], 'red: step direction (the table)', { colour: RED, size: 12, anchor: 'middle' }),
    text([518, 24], 'blue: origin of each plane', { colour: BLUE, size: 12, anchor: 'middle' }),
  );
  picture('planes', 840, 290, 'Stacks of planes: straight, tilted both ways, uneven with a gap', parts);
}

const compass = ([x, y]: Point): string[] => [
  arrow([x, y], [x, y - 24], SOFT, 1.2),
  arrow([x, y], [x + 24, y], SOFT, 1.2),
  text([x - 4, y - 26], 'S', { colour: SOFT, size: 11 }),
  text([x + 28, y + 4], 'P', { colour: SOFT, size: 11 }),
];

/** A head and neck from the side: outline, spine, a lesion. HU-like values at patient y, z. */
function phantom(y: number, z: number): number {
  if (Math.hypot(y + 14, z - 22) < 9) return 0.95;
  if (Math.abs(y - 12) < 7 && z < 34) return 0.8;
  return (y / 42) ** 2 + (z / 66) ** 2 < 1 ? 0.45 : 0.06;
}

/** 0 … 1 as one of a few greys; null stays null. */
function grey(value: number | null): string | null {
  if (value === null) return null;
  const level = Math.round(40 + 215 * Math.min(1, Math.round(value * 16) / 16))
    .toString(16)
    .padStart(2, '0');
  return `#${level}${level}${level}`;
}

/** Cells of a slice through i = 0 as quadrilaterals; neighbours of one grey in a row are one. */
function cells(
  size: readonly [number, number],
  value: (j: number, k: number) => number | null,
  corner: (j: number, k: number) => Point,
): string[] {
  const paths = new Map<string, string[]>();
  for (let k = 0; k < size[1]; k++) {
    for (let j = 0; j < size[0]; ) {
      const colour = grey(value(j, k));
      const from = j;
      while (j < size[0] && grey(value(j, k)) === colour) j++;
      if (colour === null) continue;
      const [low, high] = [from - 0.5, j - 0.5];
      const quad = [corner(low, k - 0.5), corner(high, k - 0.5), corner(high, k + 0.5), corner(low, k + 0.5)];
      const list = paths.get(colour) ?? [];
      list.push(`M${quad.map(at).join('L')}z`);
      paths.set(colour, list);
    }
  }
  return [...paths].map(
    ([colour, d]) => `<path d="${d.join('')}" fill="${colour}" stroke="${colour}" stroke-width=".5"/>`,
  );
}

function drawStraight(): void {
  const tiltDeg = 20;
  const spacing = [3, 3, 3.5 * Math.cos(radians(tiltDeg))] as const;
  const g = oddStack({ size: [1, 42, 44], spacingMm: spacing, tiltDeg, direction: leaning(tiltDeg) });
  const voxels = new Float32Array(42 * 44);
  for (let k = 0; k < 44; k++) {
    for (let j = 0; j < 42; j++) {
      const p = planePointLps(g, 0, j, k);
      voxels[k * 42 + j] = phantom(p[1], p[2]);
    }
  }
  const straight = straighten({ geometry: g, voxels }, Number.NaN);
  const scale = 1.14;
  /** Continuous j, k of a stack whose planes are equally spaced. */
  const corner = (stack: ImageGeometry, place: ReturnType<typeof view>) => (j: number, k: number) => {
    const [first, second] = [planePointLps(stack, 0, j, 0), planePointLps(stack, 0, j, 1)];
    return place(first[1] + k * (second[1] - first[1]), first[2] + k * (second[2] - first[2]));
  };
  const flat = regularGeometry({ size: g.size, spacingMm: spacing, originLps: [0, -61.5, -21.5 * spacing[2]] });
  const [nj, nk] = [straight.geometry.size[1], straight.geometry.size[2]];
  const outside = cells(
    [nj, nk],
    (j, k) => (Number.isNaN(straight.voxels[k * nj + j]) ? 0.92 : null),
    corner(straight.geometry, view([690, 150], scale)),
  );
  const caption = (x: number, head: string, words: string): string[] => [
    text([x, 302], head, { anchor: 'middle', weight: 600 }),
    text([x, 320], words, { anchor: 'middle', colour: SOFT, size: 12 }),
  ];
  picture('straight', 840, 336, 'A tilted stack as stored, at its true place, and as a straight volume', [
    ...cells([42, 44], (j, k) => voxels[k * 42 + j] as number, corner(flat, view([134, 150], scale))),
    ...caption(134, '1 as stored', 'stacked straight up: a sheared patient'),
    ...cells([42, 44], (j, k) => voxels[k * 42 + j] as number, corner(g, view([412, 150], scale))),
    ...caption(412, '2 where the planes are', 'contours are written here'),
    ...outside,
    ...cells(
      [nj, nk],
      (j, k) => (Number.isNaN(straight.voxels[k * nj + j]) ? null : (straight.voxels[k * nj + j] as number)),
      corner(straight.geometry, view([690, 150], scale)),
    ),
    ...caption(690, '3 straight volume', 'same i, j and normal; light: no plane there'),
    ...compass([24, 40]),
  ]);
}

function drawUneven(): void {
  const heights = [-44, -34, -24, -14, -10, -6, -2, 8, 18, 38, 48];
  const g: ImageGeometry = {
    ...oddStack({ size: [1, 13, 11], spacingMm: [8, 8, 10] }),
    planeOriginsLps: heights.flatMap((z) => [0, -48, z]),
  };
  const straight = straightGeometry(g);
  const [left, right] = [view([150, 124], 1.9), view([430, 124], 1.9)];
  const inside = (y: number, z: number): boolean => (y / 34) ** 2 + ((z - 2) / 38) ** 2 <= 1;
  const parts: string[] = [];
  for (const z of heights) {
    parts.push(line(left(-48, z), left(48, z), SOFT, 1.2));
    for (let y = -48; y <= 48; y += 8) parts.push(dot(left(y, z), inside(y, z) ? BLUE : FAINT, inside(y, z) ? 3 : 2));
    parts.push(line(right(-60, z), right(60, z), FAINT, 2.4));
  }
  for (let k = 0; k < straight.size[2]; k++) {
    const z = planePointLps(straight, 0, 0, k)[2];
    parts.push(line(right(-48, z), right(48, z), GREEN, 1.1, 'stroke-dasharray="4 3"'));
  }
  const thickness = heights.map((z, k) => {
    const below = z - (heights[k - 1] ?? 2 * z - (heights[k + 1] as number));
    const above = (heights[k + 1] ?? 2 * z - (heights[k - 1] as number)) - z;
    return [z - below / 2, z + above / 2] as const;
  });
  const third = view([700, 124], 1.9);
  for (const [k, [low, high]] of thickness.entries()) {
    const z = heights[k] as number;
    const [a, b] = [third(-34 * Math.sqrt(Math.max(0, 1 - ((z - 2) / 38) ** 2)), high), third(0, low)];
    const width = 2 * (third(0, 0)[0] - a[0]);
    if (width > 0) {
      parts.push(
        `<rect x="${n1(a[0])}" y="${n1(a[1])}" width="${n1(width)}" height="${n1(b[1] - a[1])}" fill="#ddf4ff" stroke="${BLUE}" stroke-width="1"/>`,
      );
    }
    parts.push(line(third(-48, z), third(48, z), SOFT, 1.2));
  }
  const caption = (x: number, head: string, words: string): string[] => [
    text([x, 250], head, { anchor: 'middle', weight: 600 }),
    text([x, 268], words, { anchor: 'middle', colour: SOFT, size: 12 }),
  ];
  parts.push(
    ...caption(150, 'structure', 'voxels of the acquired planes'),
    ...caption(430, 'straight grid (dashed)', `${straight.size[2]} even planes in place of ${heights.length}`),
    ...caption(700, 'volume', 'a slice reaches half-way to its neighbours'),
    ...compass([24, 40]),
  );
  picture('uneven', 840, 284, 'Uneven planes: structure, straight grid, slice thickness', parts);
}

function drawContour(): void {
  const rows = ['.........', '...###...', '..#####..', '..##.##..', '.######..', '..####...', '...##....', '.........'];
  const dense = rows.flatMap((row) => [...row].map((c) => (c === '#' ? 1 : 0)));
  const mask = maskFromDense(dense, [9, 8, 1]);
  const place = (i: number, j: number): Point => [80 + 32 * i, 58 + 32 * j];
  const parts: string[] = [];
  const loops = traceMask(mask).map((loop) => {
    const points = Array.from({ length: loop.ij.length / 2 }, (_, n) =>
      place(loop.ij[2 * n] as number, loop.ij[2 * n + 1] as number),
    );
    return `M${points.map(at).join('L')}z`;
  });
  parts.push(
    `<path d="${loops.join('')}" fill="${BLUE}" fill-opacity=".1" fill-rule="evenodd" stroke="${BLUE}" stroke-width="2"/>`,
  );
  dense.forEach((v, n) => {
    parts.push(dot(place(n % 9, Math.floor(n / 9)), v === 1 ? BLUE : FAINT, v === 1 ? 4 : 3));
  });
  parts.push(
    arrow([52, 30], [102, 30], RED),
    text([108, 34], 'i (along a row)', { colour: RED, size: 12 }),
    arrow([52, 30], [52, 80], GREEN),
    text([44, 96], 'j', { colour: GREEN, size: 12, anchor: 'middle' }),
    text([208, 322], 'a contour on its plane', { anchor: 'middle', weight: 600 }),
    text([208, 340], 'half-way between set and unset voxel centres', { anchor: 'middle', colour: SOFT, size: 12 }),
  );
  parts.push(...axesBlock([470, 210], false), ...axesBlock([690, 210], true));
  picture('contour', 840, 356, 'A contour between voxel centres; right-handed and left-handed files', parts);
}

/** A block of planes with its i, j, k against the patient's L, P, S. */
function axesBlock([x, y]: Point, isLeftHanded: boolean): string[] {
  const iso = (l: number, p: number, s: number): Point => [x + 0.95 * l - 0.5 * p, y + 0.28 * l + 0.42 * p - s];
  const parts: string[] = [];
  for (let s = 0; s <= 90; s += 30) {
    const ring = [iso(0, 0, s), iso(90, 0, s), iso(90, 90, s), iso(0, 90, s)];
    parts.push(
      `<path d="M${ring.map(at).join('L')}z" fill="#fff" fill-opacity=".75" stroke="${SOFT}" stroke-width="1.1"/>`,
    );
  }
  const [origin, i, j, k] = isLeftHanded
    ? [iso(90, 0, 0), iso(24, 0, 0), iso(90, 66, 0), iso(90, 0, 66)]
    : [iso(0, 0, 0), iso(66, 0, 0), iso(0, 66, 0), iso(0, 0, 66)];
  parts.push(
    arrow(origin, i, RED, 2.2),
    arrow(origin, j, GREEN, 2.2),
    arrow(origin, k, BLUE, 2.2),
    dot(origin, INK, 4),
    text([i[0], i[1] - 8], 'i', { colour: RED, weight: 600 }),
    text([j[0] + (isLeftHanded ? 10 : -12), j[1] + 6], 'j', { colour: GREEN, weight: 600 }),
    text([k[0] + (isLeftHanded ? 7 : -16), k[1] + 2], 'k', { colour: BLUE, weight: 600 }),
    text([iso(100, 0, 0)[0], iso(100, 0, 0)[1] + 6], 'L', { colour: SOFT, size: 12 }),
    text([iso(0, 104, 0)[0] - 6, iso(0, 104, 0)[1] + 8], 'P', { colour: SOFT, size: 12 }),
    text([iso(0, 0, 104)[0] - 4, iso(0, 0, 104)[1]], 'S', { colour: SOFT, size: 12 }),
    text([x, 322], isLeftHanded ? 'left-handed file' : 'DICOM, right-handed', { anchor: 'middle', weight: 600 }),
    text([x, 340], isLeftHanded ? 'i towards R: k = −(i × j)' : 'k = i × j', {
      anchor: 'middle',
      colour: SOFT,
      size: 12,
    }),
  );
  return parts;
}

mkdirSync(images, { recursive: true });
drawPlanes();
drawStraight();
drawUneven();
drawContour();
