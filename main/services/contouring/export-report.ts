import type { ContourResult } from '../../../core/contract/index.ts';
import type { ReportModel } from '../../../core/report/index.ts';
import type { ImageVolume } from '../../../core/volume/index.ts';
import { APP_NAME, APP_VERSION } from '../../platform/app-version.ts';
import type { StoredVolume } from '../../store/records.ts';
import { localTimestamp, reportSubject, writeReport } from '../report/index.ts';
import type { ExportedStructure } from './export-structures.ts';

interface ReportInput {
  readonly stored: StoredVolume;
  readonly image: ImageVolume;
  readonly exported: readonly ExportedStructure[];
  readonly result: Pick<ContourResult, 'model' | 'device' | 'timingsMs' | 'warnings'>;
  readonly modelTitle: string;
  readonly hasReference: boolean;
}

function toReportModel({ stored, image, exported, result, modelTitle, hasReference }: ReportInput): ReportModel {
  return {
    title: 'Auto-contour report',
    ...reportSubject(stored),
    image,
    structures: exported.map(({ structure, row, mesh }) => ({
      name: row.name,
      colour: structure.label.colour,
      role: structure.label.interpretedType === 'EXTERNAL' ? ('body' as const) : ('organ' as const),
      mask: structure.mask,
      mesh,
      volumeMl: row.volumeMl,
      surfaceAreaCm2: mesh === null ? null : row.surfaceAreaCm2,
      centroidLps: row.centroidLps,
      dice: row.dice,
      generation: structure.label.source === 'network' ? 'Network' : 'Threshold',
    })),
    model: { ...result.model, name: modelTitle },
    device: result.device,
    timingsMs: result.timingsMs,
    warnings: result.warnings,
    createdAt: localTimestamp(Date.now()),
    application: { name: APP_NAME, version: APP_VERSION },
    validationNote: hasReference
      ? 'Dice against the masks given as reference. A case that took part in choosing the model (a validation case) shows that everything works, not how good the model is elsewhere.'
      : null,
  };
}

/** Writes the report page to `path`. `fontFile`: the typeface of the page, or null. */
export const exportReport = (path: string, input: ReportInput, fontFile: string | null): number =>
  writeReport(toReportModel(input), path, { fontFile });
