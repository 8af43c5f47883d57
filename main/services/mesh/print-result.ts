import type { PrintedModel } from '../../../core/contract/index.ts';
import type { PrintedFiles } from './print-task.ts';

/** What is answered of files that were written. */
export function toPrintedModel(printed: PrintedFiles, warnings: PrintedModel['warnings']): PrintedModel {
  const { files, parts, steps, maxDeviationMm } = printed;
  const sum = (of: (part: PrintedFiles['parts'][number]) => number) =>
    parts.reduce((total, part) => total + of(part), 0);
  return {
    triangles: sum(({ triangles }) => triangles),
    volumeMl: sum(({ volumeMl }) => volumeMl),
    surfaceAreaCm2: sum(({ surfaceAreaCm2 }) => surfaceAreaCm2),
    watertight: true,
    maxDeviationMm,
    files: [...files],
    parts: parts.map((part) => ({ ...part, bedFromLps: part.bedFromLps === null ? null : [...part.bedFromLps] })),
    steps: steps.map(({ name, change }) => ({ name, change: { ...change } })),
    checks: {
      closed: true,
      manifold: true,
      outward: true,
      selfIntersections: 0,
      shells: sum(({ shells }) => shells),
    },
    findings: printed.findings.map(({ part, code, severity, message, detail, atLps }) => ({
      part,
      code,
      severity,
      message,
      detail,
      atLps: atLps === null ? null : [atLps[0], atLps[1], atLps[2]],
    })),
    warnings: [...printed.warnings.map(({ code, message }) => ({ code, message })), ...warnings],
  };
}
