// The report of an export: what was written, how it came about and what a person had seen of it.

import type { ReportModel } from '../../../core/report/index.ts';
import { emptyMask } from '../../../core/volume/index.ts';
import { APP_NAME, APP_VERSION } from '../../platform/app-version.ts';
import type { StoredVolume } from '../../store/index.ts';
import type { WarningRow } from '../contouring/export-formats.ts';
import { localTimestamp, reportSubject } from '../report/index.ts';
import { type Exported, madeBy } from './export-content.ts';
import type { StructureFigures } from './plane-tasks.ts';

export function reportModel(
  stored: StoredVolume,
  image: ReportModel['image'],
  structures: readonly Exported[],
  figures: readonly StructureFigures[],
  warnings: readonly WarningRow[],
  openPoints: readonly string[],
): ReportModel {
  return {
    title: 'Contour report',
    ...reportSubject(stored),
    image,
    structures: structures.map((structure, at) => {
      const { record } = structure;
      const figure = figures[at] as StructureFigures;
      const how =
        madeBy(structure) ||
        { auto: 'Automatic', imported: 'Imported', manual: 'Drawn', derived: 'Derived' }[record.origin];
      return {
        name: record.name,
        colour: record.color,
        role: record.interpretedType === 'EXTERNAL' ? ('body' as const) : ('organ' as const),
        mask: figure.mask ?? emptyMask(stored.geometry.size),
        mesh: figure.mesh,
        volumeMl: figure.volumeMl,
        surfaceAreaCm2: figure.surfaceAreaCm2,
        centroidLps: figure.centroidLps,
        generation: `${how}${record.editedSlices.length > 0 ? ', edited' : ''}`,
        review: structure.looked,
      };
    }),
    model: null,
    networks: [...new Set(structures.map(madeBy).filter((made) => made !== ''))],
    device: null,
    timingsMs: {},
    warnings,
    openPoints,
    createdAt: localTimestamp(Date.now()),
    application: { name: APP_NAME, version: APP_VERSION },
    validationNote: null,
  };
}
