import {
  hasSingleAffine,
  type ImageGeometry,
  iDirection,
  jDirection,
  kDirection,
  norm,
  planeOrigin,
  scale,
  subtract,
  type Vec3,
} from '../geometry/index.ts';
import { unsupportedVolume } from './checks.ts';

/** Difference of the two ways to know the k step, as a share of it, that is rounding alone. */
const ROUNDING = 1e-9;

export interface GridSteps {
  /** LPS mm from a voxel to the next along i, j, k. */
  readonly steps: readonly [Vec3, Vec3, Vec3];
  readonly originLps: Vec3;
}

/**
 * The affine of a grid as steps. The k step is direction x spacing where the planes agree with that: it then is bit for
 * bit what the source file had, which a difference of plane positions would not be.
 * Throws `unsupported` for uneven or shifted planes, which no volume format can hold.
 */
export function gridSteps(g: ImageGeometry): GridSteps {
  if (!hasSingleAffine(g)) {
    throw unsupportedVolume(
      'VOLUME_IRREGULAR',
      'The slices are unevenly spaced or shifted, which a volume file cannot hold. Export an RTSTRUCT instead.',
    );
  }
  const first = planeOrigin(g, 0);
  const last = g.size[2] - 1;
  const nominal = scale(kDirection(g), g.spacingMm[2]);
  const measured = last === 0 ? nominal : scale(subtract(planeOrigin(g, last), first), 1 / last);
  const isNominal = norm(subtract(nominal, measured)) <= ROUNDING * (norm(first) + g.spacingMm[2]);
  return {
    steps: [scale(iDirection(g), g.spacingMm[0]), scale(jDirection(g), g.spacingMm[1]), isNominal ? nominal : measured],
    originLps: first,
  };
}
