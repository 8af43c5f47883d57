// Places of a histogram's plot: doses to the right, volumes up, and the curves between.

import { BIN_GY, type DoseHistogram, insideMl, volumeAtDoseMl } from '../../../core/dose/index.ts';
import type { DoseView } from '../../state/dose-state.ts';

type Choice = Pick<DoseView['dvh'], 'kind' | 'volume' | 'dose'>;

export interface PlotFrame {
  /** CSS px of the whole. */
  readonly width: number;
  readonly height: number;
}

/** Room for the numbers of the axes, CSS px. */
const ROOM = { left: 44, right: 10, top: 10, bottom: 30 } as const;
const TICKS = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000];
/** Points of a curve; a screen has no more. */
const POINTS = 400;

export interface PlotAxis {
  readonly end: number;
  readonly ticks: readonly number[];
}

function axisTo(most: number, ticksAtMost: number): PlotAxis {
  const step = TICKS.find((tick) => most / tick <= ticksAtMost) ?? most / ticksAtMost;
  const end = Math.max(step, Math.ceil((most * 1.001) / step) * step);
  const count = Math.round(end / step);
  return { end, ticks: Array.from({ length: count + 1 }, (_, n) => Number((n * step).toPrecision(6))) };
}

export interface DvhAxes {
  readonly dose: PlotAxis;
  readonly volume: PlotAxis;
  /** CSS px of a dose in Gy, of a volume in the unit of the axis. */
  x(gy: number): number;
  y(volume: number): number;
  /** Gy under a place; null beside the plot. */
  gyAt(x: number): number | null;
  /** In the unit of the axis. */
  volumeOf(histogram: DoseHistogram, gy: number): number;
  /** Of the dose axis, of Gy. */
  doseOf(gy: number): number;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Width of a step of a differential curve, Gy: a dose axis has about two hundred of them. */
const stepGyOf = (endGy: number): number => Math.max(BIN_GY, Math.ceil(endGy / 200 / BIN_GY) * BIN_GY);

/** The volume of a step, ml per Gy. */
const densityAt = (histogram: DoseHistogram, gy: number, stepGy: number): number =>
  (volumeAtDoseMl(histogram, gy - stepGy / 2) - volumeAtDoseMl(histogram, gy + stepGy / 2)) / stepGy;

export function createAxes(
  histograms: readonly DoseHistogram[],
  choice: Choice,
  prescriptionGy: number | null,
  { width, height }: PlotFrame,
): DvhAxes {
  const [left, right, top, bottom] = [ROOM.left, width - ROOM.right, ROOM.top, height - ROOM.bottom];
  const doseFactor = choice.dose === '%' && prescriptionGy !== null ? 100 / prescriptionGy : 1;
  const maxGy = Math.max(1, ...histograms.map((own) => (Number.isFinite(own.maxGy) ? own.maxGy : 0)));
  const dose = axisTo(maxGy * doseFactor * 1.02, 9);
  const stepGy = stepGyOf(dose.end / doseFactor);
  const share = (histogram: DoseHistogram, ml: number) => {
    const whole = insideMl(histogram);
    return choice.volume === 'ml' ? ml : whole > 0 ? (100 * ml) / whole : 0;
  };
  const volumeOf = (histogram: DoseHistogram, gy: number) =>
    choice.kind === 'cumulative'
      ? share(histogram, volumeAtDoseMl(histogram, gy))
      : share(histogram, densityAt(histogram, gy, stepGy));
  // What gets next to nothing is a needle at 0 that would flatten everything else: it is cut off at the top.
  const highest = () =>
    Math.max(
      0.1,
      ...histograms.flatMap((own) =>
        Array.from({ length: 195 }, (_, n) => volumeOf(own, ((n + 5.5) / 200) * (dose.end / doseFactor))),
      ),
    );
  const mostMl = () => Math.max(0.1, ...histograms.map((own) => share(own, insideMl(own))));
  const volume =
    choice.kind === 'cumulative'
      ? choice.volume === '%'
        ? { end: 100, ticks: [0, 20, 40, 60, 80, 100] }
        : axisTo(mostMl(), 5)
      : axisTo(highest(), 5);
  const x = (gy: number) => left + ((gy * doseFactor) / dose.end) * (right - left);
  return {
    dose,
    volume,
    x,
    y: (value) => bottom - (Math.min(value, volume.end) / volume.end) * (bottom - top),
    gyAt: (at) => (at < left || at > right ? null : ((at - left) / (right - left)) * (dose.end / doseFactor)),
    volumeOf,
    doseOf: (gy) => gy * doseFactor,
    left,
    right,
    top,
    bottom,
  };
}

/** The curve of a structure as the path of an SVG. */
export function curvePath(histogram: DoseHistogram, axes: DvhAxes): string {
  const endGy = axes.gyAt(axes.right) ?? 0;
  const lastGy = Math.min(endGy, histogram.maxGy + endGy / POINTS);
  const points = Math.max(2, Math.ceil((POINTS * lastGy) / endGy));
  const at = (n: number) => {
    const gy = (n / points) * lastGy;
    return `${axes.x(gy).toFixed(1)} ${axes.y(axes.volumeOf(histogram, gy)).toFixed(1)}`;
  };
  return `M${Array.from({ length: points + 1 }, (_, n) => at(n)).join('L')}`;
}

/** Of structures that have a curve, the one nearest to a place; null: none is within `reachPx`. */
export function nearestCurve<R extends { readonly histogram: DoseHistogram | null }>(
  rows: readonly R[],
  axes: DvhAxes,
  place: { readonly x: number; readonly y: number },
  reachPx = 24,
): R | null {
  const gy = axes.gyAt(place.x);
  if (gy === null) return null;
  const away = ({ histogram }: R) =>
    histogram === null ? Infinity : Math.abs(axes.y(axes.volumeOf(histogram, gy)) - place.y);
  const [nearest] = [...rows].sort((p, q) => away(p) - away(q));
  return nearest !== undefined && away(nearest) <= reachPx ? nearest : null;
}
