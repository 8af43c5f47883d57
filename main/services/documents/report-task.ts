import type { ReportModel } from '../../../core/report/index.ts';
import { writeReport } from '../report/index.ts';

/** Writes a report page in a computing thread: its pictures take a second. */
export function reportFile({
  model,
  path,
  fontFile,
}: {
  readonly model: ReportModel;
  readonly path: string;
  readonly fontFile: string | null;
}): number {
  return writeReport(model, path, { fontFile });
}
