// Writes the model of the open case into files, of what the library has.

import { askExportFolder } from '../../client/export-folder.ts';
import type { AppContext } from '../../commands/command.ts';
import type { OpenCase } from '../../data/open-case.ts';
import { notify, patchPrint } from '../../state/app-store.ts';
import { formatNumber } from '../../ui/format.ts';

export type ModelFormat = 'stl' | '3mf' | 'obj' | 'ply' | 'dcm';

/** Which structure each name of the steps means. */
export function sourcesOf({ store }: Pick<AppContext, 'store'>): { name: string; structureId: string }[] {
  return Object.entries(store.getState().print.sources).map(([name, structureId]) => ({ name, structureId }));
}

/** Said of files whose coordinates are no more those of the patient; beside them lies the way back. */
export function bedWords(files: readonly string[]): string {
  const wayBack = files.find((name) => name.endsWith('-bed.json'));
  return wayBack === undefined ? '' : `They lie as on the printer bed, not in the patient: ${wayBack} leads back`;
}

/** @param stepsKept resolves when the steps are in the library */
export async function writeModel(
  context: AppContext,
  session: OpenCase['session'],
  stepsKept: () => Promise<unknown>,
  format: ModelFormat,
): Promise<void> {
  const { store, host, connection } = context;
  const { recipe } = store.getState().print;
  if (recipe === null) return;
  const folder = await askExportFolder(host);
  if (folder === null) return;
  patchPrint(store, { exporting: { fraction: 0 }, exportProblem: null });
  try {
    await stepsKept();
    // The files are made of what the library has: strokes that are on their way belong into them.
    await session.settled();
    if (session.saveState().kind === 'failed') {
      throw new Error('Changes are not being kept. Open the case again: it would lack what is on the screen.');
    }
    const { documentId } = session;
    const written = await connection.client.print.export(
      { documentId, sources: sourcesOf(context), recipe, format, destination: folder.grantId },
      {
        report: ({ done, total }) => patchPrint(store, { exporting: { fraction: total > 0 ? done / total : 0 } }),
      },
    );
    const count = written.parts.length;
    const said = [folder.label, bedWords(written.files), ...written.warnings.map(({ message }) => message)];
    const about = said.filter(Boolean).join('. ');
    notify(store, {
      tone: 'ok',
      title: `${written.files.join(', ')} written`,
      text: `${count === 1 ? '1 part' : `${count.toString()} parts`}, ${formatNumber(written.triangles, 0)} triangles, closed and free of self-intersection. ${about}`,
      act: null,
    });
  } catch (error) {
    patchPrint(store, { exportProblem: error instanceof Error ? error.message : String(error) });
  } finally {
    patchPrint(store, { exporting: null });
  }
}
