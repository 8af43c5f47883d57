// The report as one HTML file that needs nothing else: no script, no address, every picture and the font inside.

import { drawFigures, type ReportFigures } from './figures.ts';
import { html, type Markup, trusted } from './markup.ts';
import {
  areaText,
  countText,
  decimal,
  diceText,
  dicomDateText,
  durationText,
  MISSING,
  personNameText,
  positionOnAxis,
  sizeText,
  spacingText,
  timestampText,
  volumeText,
} from './numbers.ts';
import { base64, type Deflate } from './png.ts';
import { isReviewed, REPORT_STAGES, type ReportModel, type ReportStage, type ReportStructure } from './report-model.ts';
import { openSection, reviewBadge, reviewedText, reviewState } from './review-markup.ts';
import { stylesheet } from './stylesheet.ts';
import { planeView, rowSection, safeColour, surfaceSection, windowText } from './view-markup.ts';

export interface ReportAssets {
  /** SHA-256 of the UTF-8 bytes of `text`, base64: the page's policy admits its own style sheet by hash alone. */
  readonly sha256Base64: (text: string) => string;
  readonly deflate: Deflate;
  /** Inter as WOFF2; null for the reader's own fonts. */
  readonly fontWoff2: Uint8Array | null;
}

const STAGE_NAMES: Readonly<Record<ReportStage, string>> = {
  import: 'Read and check the images',
  preprocess: 'Prepare',
  inference: 'Contour',
  postprocess: 'Finish and measure',
  export: 'Write files',
};
const WARNINGS_IN_PANEL = 3;

const MARK = trusted(
  '<svg class="mark" viewBox="0 0 20 20" aria-hidden="true"><path d="M10 2.2c4.6 0 7.3 2.7 7.3 7.1 0 4.9-3 8.5-7.6 8.5-4.3 0-7-2.9-7-7.2 0-5 3-8.4 7.3-8.4Z" fill="none" stroke="#8eb3ff" stroke-width="1.6"/><path d="M10.2 6.2c2.4 0 3.6 1.2 3.6 3.3 0 2.6-1.6 4.5-4 4.5-2.2 0-3.5-1.4-3.5-3.7 0-2.5 1.5-4.1 3.9-4.1Z" fill="#8eb3ff" fill-opacity=".22" stroke="#8eb3ff" stroke-width="1.2" stroke-dasharray="2.2 1.6"/></svg>',
);
const WARNING_ICON = trusted(
  '<svg class="ic" viewBox="0 0 16 16" aria-hidden="true"><path d="M8 2.2 14.4 13.4H1.600ZM8 6.400v3.200M8 11.500v.100"/></svg>',
);

/** Text of a case, kept from turning the direction of what stands beside it. */
const given = (text: string): Markup => html`<bdi>${text}</bdi>`;

const swatch = (structure: ReportStructure): Markup =>
  html`<svg class="${isReviewed(structure) ? 'sw rv' : 'sw'}" viewBox="0 0 12 12" aria-hidden="true"><rect x="1" y="1" width="10" height="10" rx="2" stroke="${safeColour(structure.colour)}"/></svg>`;

const row = (label: string, value: Markup | string): Markup => html`<div><dt>${label}</dt><dd>${value}</dd></div>`;

function bar(model: ReportModel): Markup {
  const { case: c } = model;
  const sex = c.sex?.trim();
  const fact = (label: string, value: string, id = false) =>
    html`<div><dt>${label}</dt><dd class="${id ? 'id' : ''}">${given(value)}</dd></div>`;
  return html`<header class="bar">${MARK}<span class="brand">${model.application.name}</span><span class="vr"></span><div class="patient"><strong>${given(personNameText(c.patientName))}</strong><dl>${fact('ID', c.patientId.trim() || MISSING, true)}${fact('Born', dicomDateText(c.birthDate))}${fact('Sex', sex || MISSING)}${fact('Study', dicomDateText(c.studyDate))}</dl></div><span class="u">Research software, not a medical device</span></header>`;
}

function heading(model: ReportModel): Markup {
  const organs = model.structures.length;
  return html`<div class="head"><div><h1>${model.title}</h1><p><span>${given(model.series.description || 'Series without description')}</span><span>${countText(organs, 'structure', 'structures')}</span><span>${timestampText(model.createdAt)}</span></p></div>${reviewBadge(model)}</div>`;
}

const warningItem = (warning: ReportModel['warnings'][number]): Markup =>
  html`<li>${WARNING_ICON}<p>${given(warning.message)}</p></li>`;

const madeWith = ({ model, networks = [] }: ReportModel): Markup =>
  model === null
    ? html`${given(networks.join(', ') || 'no network')}`
    : html`${given(model.name ?? model.id)} ${model.version}`;

function panel(model: ReportModel): Markup {
  const rows = model.structures.map(
    (structure, s) =>
      html`<li class="r${s}"><label><input type="checkbox" id="t${s}" checked autocomplete="off">${swatch(structure)}<span class="nm">${given(structure.name)}</span><span class="ml">${volumeText(structure.volumeMl)}</span></label></li>`,
  );
  const { warnings, image, series, structures } = model;
  const more = warnings.length - WARNINGS_IN_PANEL;
  const findings =
    warnings.length === 0
      ? null
      : html`<div class="finds"><h2>Warnings <span>${warnings.length}</span></h2><ul>${warnings.slice(0, WARNINGS_IN_PANEL).map(warningItem)}</ul>${more > 0 ? html`<p class="more">${countText(more, 'more warning', 'more warnings')} below</p>` : null}</div>`;
  const tilt = series.gantryTiltDeg ? row('Gantry', `tilted by ${decimal(series.gantryTiltDeg, 1)}°`) : null;
  return html`<aside class="panel"><h2>Structures <span>${reviewedText(model)}</span></h2><ul class="rows">${rows}</ul><p class="hint">${structures.every(isReviewed) ? '' : 'Dashed: not reviewed. '}Point at a name to see it alone, untick it to hide it.</p>${findings}<dl class="facts">${row('Images', `${series.modality ? `${series.modality}, ` : ''}${countText(image.geometry.size[2], 'slice', 'slices')}`)}${row('Size', sizeText(image.geometry.size))}${row('Spacing', spacingText(image.geometry.spacingMm))}${tilt}${row('Made with', madeWith(model))}</dl></aside>`;
}

function stage(model: ReportModel, figures: ReportFigures): Markup {
  const views = figures.planes.map((figure, at) =>
    planeView(figure, model.structures, at === 0 ? windowText(figures.window) : null),
  );
  return html`<div class="stage"><div class="planes">${views}</div>${panel(model)}</div>`;
}

const quantity = (text: string): Markup => {
  const [figure = text, unit] = text.split(' ');
  return unit === undefined ? html`${figure}` : html`${figure} <span class="u">${unit}</span>`;
};

function positionCell(centroid: ReportStructure['centroidLps']): Markup {
  if (centroid === null) return html`${MISSING}`;
  const parts = ([0, 1, 2] as const).map((axis) => html`<span>${positionOnAxis(axis, centroid[axis])}</span>`);
  return html`<span class="pos">${parts}<i class="u sr">mm</i></span> <span class="u">mm</span>`;
}

function diceCell(dice: number | null | undefined): Markup {
  if (dice === null || dice === undefined) return html`<td class="n c0">${MISSING}</td>`;
  const share = Math.max(0, Math.min(1, dice)) * 64;
  return html`<td class="n">${diceText(dice)}<svg class="db" viewBox="0 0 64 4" aria-hidden="true"><rect class="bg" width="64" height="4" rx="2"/><rect class="fg" width="${share.toFixed(1)}" height="4" rx="2"/></svg></td>`;
}

function table(model: ReportModel): Markup {
  const { structures } = model;
  const compared = structures.some(({ dice }) => typeof dice === 'number');
  const rows = structures.map(
    (s) =>
      html`<tr><td class="nm">${swatch(s)}${given(s.name)}</td><td class="n">${quantity(volumeText(s.volumeMl))}</td><td class="n">${s.surfaceAreaCm2 === null ? MISSING : quantity(areaText(s.surfaceAreaCm2))}</td><td class="n">${positionCell(s.centroidLps)}</td>${compared ? diceCell(s.dice) : null}<td class="c0">${given(s.generation)}</td><td class="rs">${reviewState(s)}</td></tr>`,
  );
  const head = html`<tr><th>Structure</th><th class="n">Volume</th><th class="n">Surface</th><th class="n">Centroid</th>${compared ? html`<th class="n">Dice against reference</th>` : null}<th>Made by</th><th>State</th></tr>`;
  const note = compared && model.validationNote ? html`<p class="tn">${model.validationNote}</p>` : null;
  return html`<section><div class="sh"><h2>Structures</h2><p>Volumes count voxels; surfaces and centroids in patient coordinates</p></div><div class="tw"><table><thead>${head}</thead><tbody>${rows}</tbody></table></div>${note}</section>`;
}

function timings(model: ReportModel): Markup {
  const { timingsMs } = model;
  const known = REPORT_STAGES.map((name) => timingsMs[name]).filter((ms) => ms !== undefined);
  const longest = Math.max(1, ...known);
  const rows = REPORT_STAGES.map((name) => {
    const ms = timingsMs[name];
    if (ms === undefined) return null;
    const width = ((100 * Math.max(0, ms)) / longest).toFixed(2);
    return html`<tr><td class="dim">${STAGE_NAMES[name]}</td><td><svg viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true"><rect class="bg" width="100" height="6"/><rect class="fg" width="${width}" height="6"/></svg></td><td class="n">${durationText(ms)}</td></tr>`;
  });
  const total =
    timingsMs.total === undefined
      ? null
      : html`<tr class="sum"><td>Total</td><td></td><td class="n">${durationText(timingsMs.total)}</td></tr>`;
  return html`<div class="card"><h3>Time</h3><table class="steps"><tbody>${rows}${total}</tbody></table></div>`;
}

const SHORT_HASH = 12;

const deviceRows = ({ used, requested, reason }: NonNullable<ReportModel['device']>): Markup =>
  html`${row('Runs on', used.toUpperCase())}${row('Asked for', requested === 'auto' ? 'automatic choice' : requested.toUpperCase())}${reason ? row('Reason', given(reason)) : null}`;

function origin(model: ReportModel): Markup {
  const { model: network, device, application } = model;
  const lines =
    network === null
      ? [row('Model', madeWith(model))]
      : [
          row('Model', html`${given(network.name ?? network.id)} ${network.version}`),
          row('Model ID', html`<span class="id">${network.id}</span>`),
          row('SHA-256', html`<span class="id">${network.sha256.slice(0, SHORT_HASH)}…</span>`),
        ];
  return html`<div class="card"><h3>Model and device</h3><dl class="kv">${lines}${device === null ? null : deviceRows(device)}${row('Software', `${application.name} ${application.version}`)}</dl></div>`;
}

function images(model: ReportModel): Markup {
  const { series, image, provenance = [] } = model;
  const study = model.case.studyDescription?.trim();
  return html`<div class="card"><h3>Images and provenance</h3><dl class="kv">${study ? row('Study', given(study)) : null}${row('Series', given(series.description || MISSING))}${row('Series UID', html`<span class="id">${series.seriesInstanceUid ?? MISSING}</span>`)}${row('Frame of reference', html`<span class="id">${image.geometry.frameOfReferenceUid ?? MISSING}</span>`)}${provenance.map(({ label, value }) => row(label, html`<span class="id">${given(value)}</span>`))}</dl></div>`;
}

const allWarnings = (model: ReportModel): Markup | null =>
  model.warnings.length <= WARNINGS_IN_PANEL
    ? null
    : html`<section><div class="sh"><h2>Warnings</h2><p>${model.warnings.length}</p></div><div class="warns finds"><ul>${model.warnings.map(warningItem)}</ul></div></section>`;

const footer = (model: ReportModel): Markup =>
  html`<footer class="foot"><p>Outlines on this page are smoothed for reading, by less than half a voxel; the exact lines are in the RTSTRUCT. The patient's right is on the left of axial and coronal pictures. Research software, not a cleared medical device: not for diagnosis or treatment.</p><p>${model.application.name} ${model.application.version}, ${timestampText(model.createdAt)}</p></footer>`;

/**
 * The whole report. It holds patient data as given, every piece escaped; colours that are not #rrggbb are replaced.
 * Deterministic for the same model and assets.
 */
export function composeReportHtml(model: ReportModel, assets: ReportAssets): string {
  const figures = drawFigures(model, assets.deflate);
  const css = stylesheet(model.structures.length, assets.fontWoff2 === null ? null : base64(assets.fontWoff2));
  const policy = [
    "default-src 'none'",
    'img-src data:',
    'font-src data:',
    `style-src 'sha256-${assets.sha256Base64(css)}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${trusted(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${model.title}: ${personNameText(model.case.patientName)}</title>
<style>${trusted(css)}</style>
</head>
<body>
${bar(model)}
<main class="page">
${heading(model)}
${stage(model, figures)}
${surfaceSection(figures)}
${openSection(model, WARNING_ICON)}
${table(model)}
${rowSection(figures, model.structures)}
<section><div class="sh"><h2>How it was made</h2></div><div class="cols">${Object.keys(model.timingsMs).length === 0 ? null : timings(model)}${origin(model)}${images(model)}</div></section>
${allWarnings(model)}
${footer(model)}
</main>
</body>
</html>
`;
  return page.text;
}
