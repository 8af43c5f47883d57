// What a person has looked at, said at the top, in the list, in the table and in a section of its own.

import { html, type Markup, trusted } from './markup.ts';
import { countText } from './numbers.ts';
import { isReviewed, type ReportModel, type ReportStructure } from './report-model.ts';

export const DRAFT_ICON = trusted(
  '<svg class="ic" viewBox="0 0 16 16" aria-hidden="true"><circle cx="8" cy="8" r="6" stroke-dasharray="2.6 2.1"/></svg>',
);
const REVIEWED_ICON = trusted(
  '<svg class="ic" viewBox="0 0 16 16" aria-hidden="true"><path d="M3 8.4 6.600 12 13 4.800"/></svg>',
);

const reviewedCount = ({ structures }: ReportModel): number => structures.filter(isReviewed).length;

/** 'none of 7 reviewed', '4 of 7 reviewed' */
export function reviewedText(model: ReportModel): string {
  const done = reviewedCount(model);
  return `${done === 0 ? 'none' : String(done)} of ${model.structures.length} reviewed`;
}

const openText = ({ openPoints = [] }: ReportModel): string =>
  openPoints.length === 0
    ? ''
    : ` ${countText(openPoints.length, 'point was', 'points were')} open when this was written; see below.`;

/** The badge beside the title: drafts until a person has said otherwise of every structure. */
export function reviewBadge(model: ReportModel): Markup {
  const total = model.structures.length;
  const done = reviewedCount(model);
  if (done === 0) {
    return html`<div class="draft">${DRAFT_ICON}<p><b>Drafts, not reviewed by a person</b><span>Check every contour on every slice before any use.${openText(model)}</span></p></div>`;
  }
  if (done < total) {
    return html`<div class="draft">${DRAFT_ICON}<p><b>${done} of ${total} structures reviewed by a person</b><span>Check every contour that is dashed before any use.${openText(model)}</span></p></div>`;
  }
  const isOpen = (model.openPoints ?? []).length > 0;
  return html`<div class="draft ${isOpen ? '' : 'ok'}">${isOpen ? DRAFT_ICON : REVIEWED_ICON}<p><b>Every structure was reviewed by a person</b><span>${openText(model).trim() || 'Nothing was open when this was written.'}</span></p></div>`;
}

/** The state of one structure in the table. */
export function reviewState(structure: ReportStructure): Markup {
  const { review } = structure;
  if (!review) return html`<span class="st">${DRAFT_ICON}Unreviewed</span>`;
  const { slices, slicesSeen, reason } = review;
  const unseen = slices - slicesSeen;
  if (!review.isReviewed) {
    const seen = slicesSeen === 0 ? 'no slice looked at' : `${slicesSeen} of ${slices} slices looked at`;
    return html`<span class="st">${DRAFT_ICON}Unreviewed, ${seen}</span>`;
  }
  if (unseen === 0) return html`<span class="st rv">${REVIEWED_ICON}Reviewed</span>`;
  const why = reason ? html` <span class="why"><bdi>${reason}</bdi></span>` : null;
  return html`<span class="st">${DRAFT_ICON}Reviewed, ${unseen} of ${slices} slices never looked at${why}</span>`;
}

/** What was open when the report was written; nothing without open points. */
export const openSection = ({ openPoints = [] }: ReportModel, icon: Markup): Markup | null =>
  openPoints.length === 0
    ? null
    : html`<section><div class="sh"><h2>Open when this was written</h2><p>${openPoints.length}</p></div><div class="warns finds"><ul>${openPoints.map((text) => html`<li>${icon}<p><bdi>${text}</bdi></p></li>`)}</ul></div></section>`;
