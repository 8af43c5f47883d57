// Structures of a document to files: all are made in a staging folder, the structure set is read back, and then all
// appear at once.

import type { CallContext } from '../../../core/contract/index.ts';
import { DEFAULT_PROFILE, type DestinationProfile } from '../../../core/destination/index.ts';
import { createStagingFolder } from '../../platform/staging-folder.ts';
import { chooseFormats, type WarningRow } from '../contouring/export-formats.ts';
import { uniqueFileStems } from '../exchange/file-stem.ts';
import { leaveFor, leavesNothing } from '../exchange/leave-for.ts';
import { type Exported, gatherStructures } from './export-content.ts';
import type { ExportFormat, ExportInput, ExportPorts, ExportRun } from './export-run.ts';
import { EXPORT_WRITERS } from './export-writers.ts';
import type { StructureFigures } from './plane-tasks.ts';
import { reviewAtExport } from './review-at-export.ts';

/** Files of single structures, by their own names: a folder of masks or surfaces is for nobody's planning system. */
async function writeStructures(
  run: Omit<ExportRun, 'figures'>,
  formats: ReadonlySet<ExportFormat>,
): Promise<StructureFigures[]> {
  const { ports, context, stored, staging, structures } = run;
  const { signal, report } = context;
  const stems = uniqueFileStems(structures.map(({ record }) => record.name));
  let done = 0;
  report({ phase: 'export', done, total: structures.length });
  return Promise.all(
    structures.map(async ({ planes }, at) => {
      const isDrawn = planes.k.length > 0;
      const figures = await ports.pool.run(
        'structureFiles',
        {
          planes,
          geometry: stored.geometry,
          stlPath: formats.has('stl') && isDrawn ? staging.path(`${stems[at]}.stl`) : null,
          niftiPath: formats.has('nifti') && isDrawn ? staging.path(`${stems[at]}.nii.gz`) : null,
          wantsShape: formats.has('report'),
        },
        { signal },
      );
      report({ phase: 'export', done: ++done, total: structures.length });
      return figures;
    }),
  );
}

function leave(structures: readonly Exported[], profile: DestinationProfile) {
  const left = leaveFor(structures, profile, ({ record: { name, color, interpretedType } }) => ({
    name,
    color,
    interpretedType,
  }));
  if (left.leaving.length === 0) throw leavesNothing(profile);
  return left;
}

/** Throws `not-found`, `unsupported` for a format that the images do not allow, `invalid-input` where the profile leaves
 * nothing to write, and what the writers throw; then the destination is as it was. */
export async function exportContent(ports: ExportPorts, input: ExportInput, context: CallContext) {
  const stored = ports.reader.getVolume(input.content.volumeId);
  const { formats } = chooseFormats([...input.formats], stored);
  const structures = gatherStructures(input.content, input.structureIds);
  const isForDestination = EXPORT_WRITERS.some(({ format }) => format !== 'report' && formats.has(format));
  const { leaving, notes } = leave(structures, isForDestination ? input.profile : DEFAULT_PROFILE);
  const staging = createStagingFolder(input.folder);
  try {
    const review = reviewAtExport(structures);
    const openPoints: WarningRow[] = [
      ...review.open,
      ...input.openPoints.map((message) => ({ code: 'EXPORT_OPEN_POINT', message })),
    ];
    const openTexts = openPoints.map(({ message }) => message);
    const run = { ports, input, context, stored, staging, structures, leaving, openTexts };
    const figures = await writeStructures(run, formats);
    const warnings: WarningRow[] = [...review.notes, ...notes];
    let contours = 0;
    for (const writer of EXPORT_WRITERS) {
      if (!formats.has(writer.format)) continue;
      const written = await writer.write({ ...run, figures }, warnings);
      contours += written.contours;
      warnings.unshift(...written.warnings);
    }
    context.signal.throwIfAborted();
    const files = staging.publish();
    return {
      folder: input.folder,
      files: [...files],
      names: leaving.map(({ structure, leaving: { name } }) => ({ name: structure.record.name, leavesAs: name })),
      structures: leaving.length,
      contours,
      warnings: [...openPoints, ...warnings],
    };
  } finally {
    staging.discard();
  }
}
