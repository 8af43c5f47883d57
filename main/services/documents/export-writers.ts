// The formats of an export that hold all structures together. A new one is one more entry; the report comes last, because
// it tells what the others had to say.

import { LABEL_FORMATS } from '../../../core/contract/choices.ts';
import type { RtstructResult } from '../../../core/contract/index.ts';
import { transferables } from '../../jobs/transferables.ts';
import type { WarningRow } from '../contouring/export-formats.ts';
import { LABEL_FILE_NAMES, type LabelFormat } from '../segmentation/label-file-task.ts';
import { originalsOf } from './export-content.ts';
import { reportModel } from './export-report-model.ts';
import { type Leaving, rtstructTask } from './export-rtstruct-task.ts';
import type { ExportFormat, ExportRun } from './export-run.ts';

export interface Written {
  /** Contours of a structure set; 0 for what has none. */
  readonly contours: number;
  readonly warnings: readonly WarningRow[];
}

export interface ExportWriter {
  readonly format: ExportFormat;
  /** Writes into `run.staging`. `soFar`: what was said before. */
  readonly write: (run: ExportRun, soFar: readonly WarningRow[]) => Promise<Written>;
}

const contourCount = (structures: RtstructResult['structures']): number =>
  structures.reduce((sum, { contours }) => sum + contours, 0);

async function writeRtstruct(run: ExportRun): Promise<Written> {
  const { ports, context, stored, staging, structures, figures, leaving, openTexts, input } = run;
  const isEmpty = ({ structure }: Leaving) => figures[structures.indexOf(structure)]?.isEmpty !== false;
  // A region of an imported set is kept without voxels too: it may be a point, and plans refer to it by number.
  const listed = leaving.filter((one) => !isEmpty(one) || one.structure.region !== null);
  if (listed.length === 0) {
    const message = 'All structures are empty, so no RTSTRUCT was written.';
    return { contours: 0, warnings: [{ code: 'EXPORT_NOTHING_DRAWN', message }] };
  }
  const task = rtstructTask({
    path: staging.path('rtstruct.dcm'),
    stored,
    structures: listed,
    originals: originalsOf(
      listed.map(({ structure }) => structure),
      ports.reader,
    ),
    openPoints: openTexts,
    profile: input.profile,
  });
  const written = await ports.pool.run('rtstructFile', task, { signal: context.signal });
  return {
    contours: contourCount([...written.structures]),
    warnings: written.warnings.map(({ code, message }) => ({ code, message })),
  };
}

async function writeReport(run: ExportRun, soFar: readonly WarningRow[]): Promise<Written> {
  const { ports, context, stored, staging, structures, figures, openTexts, input } = run;
  const voxels = await ports.reader.work.readVoxels(input.content.volumeId);
  const image = { geometry: stored.geometry, voxels };
  const model = reportModel(stored, image, structures, figures, soFar, openTexts);
  const task = { model, path: staging.path('report.html'), fontFile: ports.fontFile };
  await ports.pool.run('reportFile', task, { signal: context.signal, transfer: transferables(model) });
  return { contours: 0, warnings: [] };
}

/** A segmentation or label map: what is said of the structures is what their RTSTRUCT says. */
async function writeLabels(run: ExportRun, format: LabelFormat): Promise<Written> {
  const { ports, context, stored, staging, leaving, openTexts, input } = run;
  const path = staging.path(LABEL_FILE_NAMES[format]);
  const said = rtstructTask({
    path,
    stored,
    structures: leaving,
    originals: [],
    openPoints: openTexts,
    profile: input.profile,
  });
  const { image, geometry, application, contributingEquipment = [], name } = said.request;
  // The code that a structure came with goes where the table does not have its name; the table's alone into an RTSTRUCT.
  const structures = said.structures.map(({ region: _, ...structure }, at) => ({
    ...structure,
    fmaId: leaving[at]?.structure.record.fmaCode ?? null,
  }));
  const task = {
    format,
    path,
    image,
    geometry,
    application,
    contributingEquipment,
    description: name ?? '',
    structures,
  };
  const warnings = await ports.pool.run('labelFile', task, { signal: context.signal });
  return { contours: 0, warnings: warnings.map(({ code, message }) => ({ code, message })) };
}

export const EXPORT_WRITERS: readonly ExportWriter[] = [
  { format: 'rtstruct', write: writeRtstruct },
  ...LABEL_FORMATS.map((format) => ({ format, write: (run: ExportRun) => writeLabels(run, format) })),
  { format: 'report', write: writeReport },
];
