// What a report says. Whoever contours fills this in; the report adds nothing of its own but pictures.

import type { ImageVolume, Mask } from '../volume/index.ts';
import type { SurfaceMesh } from './raster.ts';

export interface ReportCase {
  readonly patientName: string;
  readonly patientId: string;
  /** DICOM DA, YYYYMMDD; empty or null when not known. */
  readonly birthDate?: string | null;
  readonly sex?: string | null;
  readonly studyDate?: string | null;
  readonly studyDescription?: string | null;
}

export interface ReportSeries {
  readonly description: string;
  /** DICOM modality; null for file formats without one. */
  readonly modality: string | null;
  readonly seriesInstanceUid: string | null;
  /** Degrees; 0 or left out for a straight stack. */
  readonly gantryTiltDeg?: number;
}

/** What a person has looked at. */
export interface ReportReview {
  readonly isReviewed: boolean;
  /** Slices with a contour, and how many of them were shown to a person long enough or drawn by one. */
  readonly slices: number;
  readonly slicesSeen: number;
  /** Why it was called reviewed although slices were never shown; null: all were, or it is not reviewed. */
  readonly reason: string | null;
}

export interface ReportStructure {
  readonly name: string;
  /** #rrggbb. */
  readonly colour: string;
  /** 'body' is the outer contour: a ghost in the surface pictures, and no guide to which slices are shown. */
  readonly role: 'organ' | 'body';
  readonly mask: Mask;
  /** Closed surface, LPS mm, triangles anticlockwise from outside; null when none was made. */
  readonly mesh: SurfaceMesh | null;
  readonly volumeMl: number;
  /** null without a surface, and for an empty structure. */
  readonly surfaceAreaCm2: number | null;
  /** LPS mm; null for an empty structure. */
  readonly centroidLps: readonly [number, number, number] | null;
  /** Against reference contours, such as clinical ones; null or left out when there are none. */
  readonly dice?: number | null;
  /** How it was made, in a few words: 'Network', 'Threshold'. */
  readonly generation: string;
  /** null or left out: nobody has looked at it. */
  readonly review?: ReportReview | null;
}

/** True when a person has called it reviewed. */
export const isReviewed = ({ review }: ReportStructure): boolean => review?.isReviewed === true;

export interface ReportModelFacts {
  readonly id: string;
  readonly name?: string;
  readonly version: string;
  readonly sha256: string;
}

export const REPORT_STAGES = ['import', 'preprocess', 'inference', 'postprocess', 'export'] as const;
export type ReportStage = (typeof REPORT_STAGES)[number];

export interface ReportModel {
  /** Heading; 'Auto-contour report' unless there is reason for another. */
  readonly title: string;
  readonly case: ReportCase;
  readonly series: ReportSeries;
  readonly image: ImageVolume;
  readonly structures: readonly ReportStructure[];
  readonly model: ReportModelFacts | null;
  /** Where structures come from several sources: the networks among them; left out: `model`, or none. */
  readonly networks?: readonly string[];
  /** null: nothing ran. */
  readonly device: { readonly requested: string; readonly used: string; readonly reason: string | null } | null;
  /** Milliseconds; a stage that is not over yet is left out. */
  readonly timingsMs: Readonly<Partial<Record<ReportStage | 'total', number>>>;
  readonly warnings: readonly { readonly code: string; readonly message: string }[];
  /** What was still to be done when a person exported all the same, one line each. */
  readonly openPoints?: readonly string[];
  /** ISO 8601 with the offset of the clock that it was read from, such as 2026-11-20T09:41:07+01:00. */
  readonly createdAt: string;
  readonly application: { readonly name: string; readonly version: string };
  /** What the Dice figures are against, said under the table; needed when any structure has one. */
  readonly validationNote?: string | null;
  /** More lines for the provenance list, such as the hash of the input. */
  readonly provenance?: readonly { readonly label: string; readonly value: string }[];
}
