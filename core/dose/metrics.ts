// Figures of a histogram by the names that AAPM TG-263 gives them: Mean[Gy], D95%[Gy], D0.03cc[Gy], V20Gy[%], V20Gy[cc].

import { AppError } from '../error/index.ts';
import { type DoseHistogram, doseAtVolumeGy, insideMl, volumeAtDoseMl } from './histogram.ts';

export type Metric =
  | { readonly kind: 'mean' | 'min' | 'max' | 'median'; readonly unit: 'Gy' | '%' }
  /** Dose that the hottest part of the structure has at least; `at` in % of the structure or in cc. */
  | { readonly kind: 'dose-at'; readonly at: number; readonly of: '%' | 'cc'; readonly unit: 'Gy' | '%' }
  /** Volume with at least the dose `at`, in Gy or % of the prescription. */
  | { readonly kind: 'volume-at'; readonly at: number; readonly of: 'Gy' | '%'; readonly unit: '%' | 'cc' };

/** A number, or why there is none. */
export type Figure = { readonly value: number } | { readonly why: string };

const SIMPLE = /^D?(mean|min|max|median)(?:\[(Gy|%)\])?$/i;
const DOSE_AT = /^D(\d+(?:\.\d+)?)(%|cc|ml)(?:\[(Gy|%)\])?$/i;
const VOLUME_AT = /^V(\d+(?:\.\d+)?)(Gy|%)(?:\[(%|cc|ml)\])?$/i;

const unitOf = (text: string | undefined): 'Gy' | '%' => (text === '%' ? '%' : 'Gy');

/** Reads a name: `D95%`, `D0.03cc[Gy]`, `V20Gy[cc]`, `Mean`, `Dmax`. Throws `invalid-input` DOSE_METRIC. */
export function parseMetric(text: string): Metric {
  const name = text.trim();
  const simple = SIMPLE.exec(name);
  if (simple !== null) {
    const kind = (simple[1] as string).toLowerCase() as 'mean' | 'min' | 'max' | 'median';
    return { kind, unit: unitOf(simple[2]) };
  }
  const doseAt = DOSE_AT.exec(name);
  if (doseAt !== null && !(doseAt[2] === '%' && Number(doseAt[1]) > 100)) {
    return { kind: 'dose-at', at: Number(doseAt[1]), of: doseAt[2] === '%' ? '%' : 'cc', unit: unitOf(doseAt[3]) };
  }
  const volumeAt = VOLUME_AT.exec(name);
  if (volumeAt !== null) {
    const isPercent = volumeAt[3] === undefined || volumeAt[3] === '%';
    const of = volumeAt[2] === '%' ? '%' : 'Gy';
    return { kind: 'volume-at', at: Number(volumeAt[1]), of, unit: isPercent ? '%' : 'cc' };
  }
  throw new AppError(
    'invalid-input',
    'DOSE_METRIC',
    `'${name.slice(0, 40)}' is no dose figure. Known are Mean, Min, Max, Median, D95%, D0.03cc, V20Gy[%], V20Gy[cc], V95%[%].`,
  );
}

const CAPITALS = { mean: 'Mean', min: 'Min', max: 'Max', median: 'Median' } as const;

/** The name with its unit, always the same for the same figure. */
export function metricName(metric: Metric): string {
  if (metric.kind === 'dose-at') return `D${metric.at}${metric.of}[${metric.unit}]`;
  if (metric.kind === 'volume-at') return `V${metric.at}${metric.of}[${metric.unit}]`;
  return `${CAPITALS[metric.kind]}[${metric.unit}]`;
}

/** True where the figure is told as a share of the prescription. */
const needsPrescription = (metric: Metric): boolean =>
  metric.kind === 'volume-at' ? metric.of === '%' : metric.unit === '%';

function doseGy(metric: Exclude<Metric, { readonly kind: 'volume-at' }>, histogram: DoseHistogram): Figure {
  const inside = insideMl(histogram);
  if (metric.kind === 'mean') return { value: histogram.meanGy };
  if (metric.kind === 'min') return { value: histogram.minGy };
  if (metric.kind === 'max') return { value: histogram.maxGy };
  const percent = (at: number) => (at / 100) * inside;
  const ml = metric.kind !== 'dose-at' ? percent(50) : metric.of === 'cc' ? metric.at : percent(metric.at);
  const gy = doseAtVolumeGy(histogram, ml);
  return Number.isNaN(gy) ? { why: `the structure is smaller than ${ml} cc` } : { value: gy };
}

/**
 * A figure of a histogram. Percentages of volume are of the part inside the dose grid.
 * @param prescriptionGy what 100 % of the dose is, or null
 */
export function evaluateMetric(metric: Metric, histogram: DoseHistogram, prescriptionGy: number | null): Figure {
  const inside = insideMl(histogram);
  if (histogram.volumeMl === 0) return { why: 'the structure is empty' };
  if (inside === 0) return { why: 'the structure lies outside the dose grid' };
  if (needsPrescription(metric) && prescriptionGy === null) return { why: 'no prescription is known' };
  const whole = prescriptionGy ?? Number.NaN;
  if (metric.kind === 'volume-at') {
    const ml = volumeAtDoseMl(histogram, metric.of === '%' ? (metric.at / 100) * whole : metric.at);
    return { value: metric.unit === 'cc' ? ml : (100 * ml) / inside };
  }
  const figure = doseGy(metric, histogram);
  return metric.unit === '%' && 'value' in figure ? { value: (100 * figure.value) / whole } : figure;
}
