// A model as DICOM: made and judged as STL in a folder of its own, then wrapped in the patient and frame of its image.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, extname, join } from 'node:path';
import type { PrintedModel } from '../../../core/contract/index.ts';
import type { RtstructImage } from '../../../core/dicom/index.ts';
import type { PrintRecipe } from '../../../core/print/index.ts';
import { writeFileAtomically } from '../../platform/atomic-write.ts';
import { createStagingFolder } from '../../platform/staging-folder.ts';
import { writeDicomModel } from './write-dicom-model.ts';

export interface DicomPrint {
  readonly image: RtstructImage;
  readonly recipe: PrintRecipe;
  /** Where there are several parts, the names of their files are made of it. */
  readonly outputFile: string;
  readonly signal: AbortSignal;
  /** Makes the parts as STL files beside `stlFile`. */
  readonly print: (recipe: PrintRecipe, stlFile: string) => Promise<PrintedModel>;
}

const staysInPatient = {
  code: 'MESH_STAYS_IN_PATIENT',
  message: 'A DICOM model lies where the patient does: it is not laid on the bed of a printer.',
};

/** A DICOM model lies in a frame of reference: it is not turned for a printer. */
function inPatient(recipe: PrintRecipe): { readonly recipe: PrintRecipe; readonly isLaid: boolean } {
  const steps = recipe.steps.filter(({ name }) => name !== 'stand');
  return { recipe: { ...recipe, steps }, isLaid: steps.length < recipe.steps.length };
}

/** Throws as `print` and `writeDicomModel`; then nothing of it stays. */
export async function printDicomModel({
  image,
  outputFile,
  signal,
  print,
  ...given
}: DicomPrint): Promise<PrintedModel> {
  const folder = mkdtempSync(join(tmpdir(), 'limner-model-'));
  try {
    const ending = extname(outputFile);
    const { recipe, isLaid } = inPatient(given.recipe);
    const model = await print(recipe, join(folder, `${basename(outputFile, ending)}.stl`));
    const parts = model.parts.map(({ name, file, isMirrored }) => ({
      name,
      isMirrored,
      stlFile: file,
      file: `${file.slice(0, -'.stl'.length)}${ending}`,
    }));
    const staging = createStagingFolder(dirname(outputFile));
    try {
      const warnings = await writeDicomModel({
        ...{ image, parts, recipe, folder, staging },
        write: (path, bytes) => writeFileAtomically(path, [bytes]),
      });
      signal.throwIfAborted();
      staging.prepare();
      const files = staging.publish();
      return {
        ...model,
        files,
        parts: model.parts.map((part, at) => ({ ...part, file: parts[at]?.file ?? part.file })),
        warnings: [...model.warnings, ...warnings, ...(isLaid ? [staysInPatient] : [])],
      };
    } finally {
      staging.discard();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
