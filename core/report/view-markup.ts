// Slices and surface pictures as HTML: picture, outlines, letters, scale bar.

import type { FrameSize, ReportFigures, SliceFigure, SurfaceFigure } from './figures.ts';
import { html, type Markup, trusted } from './markup.ts';
import { decimal, positionOnAxis } from './numbers.ts';
import { isReviewed, type ReportStructure } from './report-model.ts';

const PLANE_NAMES = { axial: 'Axial', coronal: 'Coronal', sagittal: 'Sagittal' } as const;
/** Length of the ticks at the edges that say where the other two slices cross, CSS pixels. */
const TICK = 9;

/** #rrggbb, or the body's grey for anything else: a colour is an attribute of the page and comes from a file. */
export const safeColour = (colour: string): string => (/^#[0-9a-f]{6}$/i.test(colour) ? colour : '#c9ced6');

const image = (png: string, alt: string, frame: FrameSize): Markup =>
  html`<img src="data:image/png;base64,${trusted(png)}" width="${frame.width}" height="${frame.height}" alt="${alt}">`;

function outlineGroup(structure: ReportStructure, s: number, path: string): Markup {
  const kind = `${structure.role === 'body' ? 'o body' : 'o'}${isReviewed(structure) ? ' rv' : ''}`;
  return html`<g class="${kind} s${s}"><path class="k" d="${path}"/><path class="c" stroke="${safeColour(structure.colour)}" d="${path}"><title>${structure.name}</title></path></g>`;
}

function ticks(figure: SliceFigure): Markup | null {
  if (figure.crossing === null) return null;
  const { width, height } = figure.frame;
  const x = figure.crossing.x.toFixed(1);
  const y = figure.crossing.y.toFixed(1);
  return html`<path class="tick" d="M${x} 0V${TICK}M${x} ${height}V${height - TICK}M0 ${y}H${TICK}M${width} ${y}H${width - TICK}"/>`;
}

const letters = ([left, right, top, bottom]: SliceFigure['letters']): Markup =>
  html`<span class="ori ol">${left}</span><span class="ori or">${right}</span><span class="ori ot">${top}</span><span class="ori ob">${bottom}</span>`;

/** A share of the view's width over which the bar would leave no room. */
const LONGEST_BAR = 0.8;

const scaleBar = (share: number): Markup | null =>
  share > LONGEST_BAR
    ? null
    : html`<svg class="scale" width="${(share * 100).toFixed(3)}%" height="24"><title>Scale bar, 50 mm</title><rect class="chip" width="100%" height="24" rx="3"/><text x="50%" y="12">50 mm</text><line x1="0" x2="100%" y1="20.5" y2="20.5"/><line x1="0.5" x2="0.5" y1="16" y2="21"/><line x1="100%" x2="100%" y1="16" y2="21" transform="translate(-0.5)"/></svg>`;

/** Body first, so that its outline lies under those of the organs. */
const overlay = (figure: SliceFigure, structures: readonly ReportStructure[], marks: Markup | null): Markup => {
  const ordered = [...figure.outlines].sort((p, q) => {
    const last = (s: number) => (structures[s]?.role === 'body' ? 0 : 1);
    return last(p.structure) - last(q.structure) || p.structure - q.structure;
  });
  return html`<svg class="ov" viewBox="0 0 ${figure.frame.width} ${figure.frame.height}" preserveAspectRatio="none" aria-hidden="true">${ordered.map(
    ({ structure, path }) => outlineGroup(structures[structure] as ReportStructure, structure, path),
  )}${marks}</svg>`;
};

const sliceAlt = (figure: SliceFigure, structures: readonly ReportStructure[]): string =>
  `${PLANE_NAMES[figure.plane]} slice, ${positionOnAxis(figure.axis, figure.positionMm)} mm, with ${
    figure.outlines.map(({ structure }) => structures[structure]?.name ?? '').join(', ') || 'no structure'
  }`;

/** One large view. */
export function planeView(figure: SliceFigure, structures: readonly ReportStructure[], note: string | null): Markup {
  const { width, height } = figure.frame;
  const slice = figure.number === null ? null : html`<span>${figure.number} / ${figure.count}</span>`;
  return html`<figure class="vp ${figure.plane} a-${width}-${height}">${image(figure.png, sliceAlt(figure, structures), figure.frame)}${overlay(figure, structures, ticks(figure))}<figcaption class="vt tl"><b>${PLANE_NAMES[figure.plane]}</b>${slice}<span class="q">${positionOnAxis(figure.axis, figure.positionMm)} mm</span></figcaption>${note === null ? null : html`<span class="vt tr"><span class="q">${note}</span></span>`}${letters(figure.letters)}${scaleBar(figure.scaleBarShare)}</figure>`;
}

/** One small axial slice of the row. */
function rowView(figure: SliceFigure, structures: readonly ReportStructure[]): Markup {
  const [left, right] = figure.letters;
  return html`<figure class="vp a-1">${image(figure.png, sliceAlt(figure, structures), figure.frame)}${overlay(figure, structures, null)}<figcaption class="vt">${positionOnAxis(figure.axis, figure.positionMm)} mm</figcaption><span class="ori ol">${left}</span><span class="ori or">${right}</span></figure>`;
}

export const windowText = (window: ReportFigures['window']): string =>
  `W ${decimal(window.width, 0)} L ${decimal(window.level, 0)}`;

export const rowSection = (figures: ReportFigures, structures: readonly ReportStructure[]): Markup | null =>
  figures.row.length === 0
    ? null
    : html`<section><div class="sh"><h2>Axial slices</h2><p>Evenly spread over the structures, from the head down; one scale</p></div><div class="strip">${figures.row.map((figure) => rowView(figure, structures))}</div></section>`;

const surfaceView = (figure: SurfaceFigure): Markup =>
  html`<figure class="vp a-1">${image(figure.png, `Surfaces, ${figure.name.toLowerCase()}`, figure.frame)}<figcaption class="vt tl"><b>${figure.name}</b></figcaption>${letters(figure.letters)}${scaleBar(figure.scaleBarShare)}</figure>`;

export const surfaceSection = (figures: ReportFigures): Markup | null =>
  figures.surfaces.length === 0
    ? null
    : html`<section><div class="sh"><h2>Surfaces</h2><p>Parallel view; bands mark surfaces that nobody has reviewed</p></div><div class="surfaces">${figures.surfaces.map(surfaceView)}</div></section>`;
