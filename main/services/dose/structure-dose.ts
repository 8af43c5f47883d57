// The row of one structure: figures, curve, indices of a target.

import type { StructureDose } from '../../../core/contract/services/dose.ts';
import {
  BIN_GY,
  cumulativeMl,
  type DoseGrid,
  type DoseHistogram,
  evaluateMetric,
  type Metric,
  metricName,
  OUTSIDE_SHARE,
  parseMetric,
  targetIndices,
} from '../../../core/dose/index.ts';
import type { PlannedStructure } from './read-structures.ts';

/** Figures that every structure gets. */
const USUAL = ['Mean', 'Min', 'Max', 'Median', 'D0.03cc', 'D2%', 'D50%', 'D95%', 'D98%'];
/** And where a prescription is known. */
const WITH_PRESCRIPTION = ['V95%[%]', 'V100%[%]', 'V107%[%]'];

/** Bins between two points of a curve that is not wanted in full. */
export const COARSE_BINS = 10;

const round = (value: number, digits: number): number => Number(value.toFixed(digits));
const orNull = (value: number | null, digits: number): number | null =>
  value === null || !Number.isFinite(value) ? null : round(value, digits);

const TARGET_TYPES = ['PTV', 'CTV', 'GTV'];

/** True of what is to be treated, by its type or, where it has none, by the beginning of its name (TG-263). */
export const isTarget = ({ interpretedType, name }: PlannedStructure): boolean =>
  interpretedType === '' ? /^(z?)(PTV|CTV|GTV|ITV)/i.test(name) : TARGET_TYPES.includes(interpretedType.toUpperCase());

/** Names of the wanted figures are read once. Throws `invalid-input` DOSE_METRIC. */
export const wantedMetrics = (names: readonly string[], hasPrescription: boolean): Metric[] => {
  const all = [...USUAL, ...(hasPrescription ? WITH_PRESCRIPTION : []), ...names].map(parseMetric);
  return [...new Map(all.map((metric) => [metricName(metric), metric])).values()];
};

function figuresOf(metrics: readonly Metric[], histogram: DoseHistogram, prescriptionGy: number | null) {
  const figures: Record<string, number | null> = {};
  const reasons: Record<string, string> = {};
  for (const metric of metrics) {
    const name = metricName(metric);
    const figure = evaluateMetric(metric, histogram, prescriptionGy);
    figures[name] = 'value' in figure ? orNull(figure.value, 4) : null;
    if ('why' in figure) reasons[name] = figure.why;
  }
  return { figures, undefined: reasons };
}

function curveOf(histogram: DoseHistogram, isFull: boolean): StructureDose['curve'] {
  const cumulative = cumulativeMl(histogram);
  const bins = isFull ? 1 : COARSE_BINS;
  const points = histogram.maxGy > 0 ? Math.ceil(cumulative.length / bins) : 1;
  return {
    stepGy: round(bins * BIN_GY, 4),
    cumulativeMl: Array.from({ length: points }, (_, n) => round(cumulative[n * bins] ?? 0, 6)),
    differentialMl: isFull ? Array.from(histogram.differentialMl, (ml) => round(ml, 6)) : null,
  };
}

function indicesOf(histogram: DoseHistogram, dose: DoseGrid, prescriptionGy: number): StructureDose['target'] {
  const indices = targetIndices(histogram, dose, prescriptionGy);
  return {
    homogeneity: orNull(indices.homogeneity, 4),
    conformityPaddick: orNull(indices.conformityPaddick, 4),
    conformityRtog: orNull(indices.conformityRtog, 4),
    coveragePercent: orNull(indices.coveragePercent, 3),
    isodoseMl: orNull(indices.isodoseMl, 3),
  };
}

/** Everything that is told of one structure. */
export function structureDose(
  structure: PlannedStructure,
  histogram: DoseHistogram,
  dose: DoseGrid,
  options: {
    readonly metrics: readonly Metric[];
    readonly prescriptionGy: number | null;
    readonly isFull: boolean;
  },
): StructureDose {
  const { prescriptionGy } = options;
  const { volumeMl, outsideMl } = histogram;
  const isPartial = outsideMl > OUTSIDE_SHARE * volumeMl;
  const outsidePercent = volumeMl > 0 ? (100 * outsideMl) / volumeMl : 0;
  const warnings = structure.warnings.map(({ code, message }) => ({ code, message }));
  if (isPartial) {
    const message =
      outsideMl >= volumeMl
        ? 'The structure lies outside the dose grid, where no dose is known: it has no figures.'
        : `${outsidePercent.toFixed(1)} % of the structure lie outside the dose grid; every figure is of the rest.`;
    warnings.push({ code: 'STRUCTURE_OUTSIDE_DOSE', message });
  }
  return {
    name: structure.name,
    volumeMl: round(volumeMl, 4),
    outsidePercent: round(outsidePercent, 3),
    isPartial,
    prescriptionGy,
    ...figuresOf(options.metrics, histogram, prescriptionGy),
    target:
      prescriptionGy !== null && isTarget(structure) && volumeMl > 0
        ? indicesOf(histogram, dose, prescriptionGy)
        : null,
    curve: curveOf(histogram, options.isFull),
    warnings,
  };
}
