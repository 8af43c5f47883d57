// Cumulative histograms as a picture: SVG, dose to the right, volume up.

import { BIN_GY, cumulativeMl, type DoseHistogram, insideMl } from './histogram.ts';

export interface PlottedStructure {
  readonly name: string;
  readonly colourRgb: readonly [number, number, number];
  readonly histogram: DoseHistogram;
}

const WIDTH = 960;
const HEIGHT = 560;
const FRAME = { left: 64, top: 24, right: 724, bottom: 500 } as const;
/** Legend rows beyond these are counted instead of named. */
const LEGEND_ROWS = 26;
const ROW = 18;
const TICKS_GY = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000];
/** Points of a curve that lie nearer to the line of their neighbours than this, px, are left out. */
const FLAT_PX = 0.15;

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escapeText = (text: string): string =>
  text
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is being replaced
    .replace(/[\u0000-\u001f\u007f-\u009f\ud800-\udfff\ufffe\uffff]/g, '\ufffd')
    .replace(/[&<>"']/g, (c) => ENTITIES[c] as string);

const px = (value: number): string => String(Math.round(value * 100) / 100);

interface Scale {
  readonly x: (gy: number) => number;
  readonly y: (percent: number) => number;
  readonly endGy: number;
  readonly tickGy: number;
}

function createScale(maxGy: number): Scale {
  const tickGy = TICKS_GY.find((gy) => maxGy / gy <= 9) ?? maxGy / 8;
  const endGy = Math.max(1, Math.ceil((maxGy * 1.02) / tickGy)) * tickGy;
  return {
    x: (gy) => FRAME.left + (gy / endGy) * (FRAME.right - FRAME.left),
    y: (percent) => FRAME.bottom - (percent / 100) * (FRAME.bottom - FRAME.top),
    endGy,
    tickGy,
  };
}

function axes({ x, y, endGy, tickGy }: Scale): string {
  const lines: string[] = [];
  const label = (at: string, anchor: string, text: string) => `<text ${at} text-anchor="${anchor}">${text}</text>`;
  for (let n = 0; n * tickGy <= endGy + 1e-9; n++) {
    const gy = Math.round(n * tickGy * 1000) / 1000;
    lines.push(`<path class="g" d="M${px(x(gy))} ${FRAME.top}V${FRAME.bottom}"/>`);
    lines.push(label(`x="${px(x(gy))}" y="${FRAME.bottom + 18}"`, 'middle', String(gy)));
  }
  for (let percent = 0; percent <= 100; percent += 10) {
    lines.push(`<path class="g" d="M${FRAME.left} ${px(y(percent))}H${FRAME.right}"/>`);
    lines.push(label(`x="${FRAME.left - 8}" y="${px(y(percent) + 4)}"`, 'end', String(percent)));
  }
  const middle = (FRAME.left + FRAME.right) / 2;
  lines.push(`<path class="a" d="M${FRAME.left} ${FRAME.top}V${FRAME.bottom}H${FRAME.right}"/>`);
  lines.push(label(`x="${middle}" y="${FRAME.bottom + 42}"`, 'middle', 'Dose (Gy)'));
  lines.push(label(`transform="translate(18 ${(FRAME.top + FRAME.bottom) / 2}) rotate(-90)"`, 'middle', 'Volume (%)'));
  return lines.join('');
}

/** The curve without points that do not show. */
function curvePath(histogram: DoseHistogram, { x, y }: Scale): string {
  const cumulative = cumulativeMl(histogram);
  const whole = insideMl(histogram);
  const parts = [`M${px(x(0))} ${px(y(100))}`];
  let [fromX, fromY] = [x(0), y(100)];
  let low = Number.NEGATIVE_INFINITY;
  let high = Number.POSITIVE_INFINITY;
  let last: readonly [number, number] | null = null;
  for (let n = 1; n <= cumulative.length; n++) {
    const [atX, atY] = [x(n * BIN_GY), y((100 * (cumulative[n] ?? 0)) / whole)];
    const run = atX - fromX;
    const slope = (atY - fromY) / run;
    if (last !== null && (slope < low || slope > high)) {
      parts.push(`L${px(last[0])} ${px(last[1])}`);
      [fromX, fromY] = last;
      low = Number.NEGATIVE_INFINITY;
      high = Number.POSITIVE_INFINITY;
    }
    const reach = atX - fromX;
    low = Math.max(low, (atY - fromY - FLAT_PX) / reach);
    high = Math.min(high, (atY - fromY + FLAT_PX) / reach);
    last = [atX, atY];
  }
  if (last !== null) parts.push(`L${px(last[0])} ${px(last[1])}`);
  return parts.join('');
}

const colourOf = ([r, g, b]: PlottedStructure['colourRgb']): string => `rgb(${r},${g},${b})`;

function legend(structures: readonly PlottedStructure[]): string {
  const x = FRAME.right + 20;
  const rows = structures.slice(0, LEGEND_ROWS).map(({ name, colourRgb, histogram }, n) => {
    const y = FRAME.top + 8 + n * ROW;
    const dash = histogram.outsideMl > 0 ? ' stroke-dasharray="5 4"' : '';
    const short = name.length > 24 ? `${name.slice(0, 23)}…` : name;
    return `<path d="M${x} ${y}h22" class="c" stroke="${colourOf(colourRgb)}"${dash}/><text x="${x + 30}" y="${y + 4}">${escapeText(short)}</text>`;
  });
  if (structures.length > LEGEND_ROWS) {
    rows.push(
      `<text x="${x}" y="${FRAME.top + 12 + LEGEND_ROWS * ROW}">and ${structures.length - LEGEND_ROWS} more</text>`,
    );
  }
  return rows.join('');
}

const NOTE = 'Dashed: part of the structure lies outside the dose grid; the curve is of the part inside.';

/**
 * An SVG of the cumulative histograms, each in % of its volume inside the dose grid. Structures without dose are left
 * out. Names are escaped.
 */
export function plotHistograms(structures: readonly PlottedStructure[]): string {
  const drawn = structures.filter(({ histogram }) => insideMl(histogram) > 0);
  const scale = createScale(Math.max(1, ...drawn.map(({ histogram }) => histogram.maxGy)));
  const curves = drawn.map(({ name, colourRgb, histogram }) => {
    const dash = histogram.outsideMl > 0 ? ' stroke-dasharray="6 4"' : '';
    return `<path class="c" stroke="${colourOf(colourRgb)}"${dash} d="${curvePath(histogram, scale)}"><title>${escapeText(name)}</title></path>`;
  });
  const note = drawn.some(({ histogram }) => histogram.outsideMl > 0)
    ? `<text x="${FRAME.left}" y="${HEIGHT - 6}" class="n">${NOTE}</text>`
    : '';
  const style =
    'text{font:13px system-ui,sans-serif;fill:#1c232d}.n{font-size:12px;fill:#555f6d}.g{stroke:#e3e6ea}.a{stroke:#1c232d;fill:none}.c{fill:none;stroke-width:2}';
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" role="img"><title>Cumulative dose-volume histograms</title><style>${style}</style><rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>${axes(scale)}${curves.join('')}${legend(drawn)}${note}</svg>\n`;
}
