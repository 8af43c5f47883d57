// What came back from outside, with its patients: objects whose pseudonym the link knows, written with the identity and
// the UIDs of before, so that a structure set lies on the images that it was drawn on.

import { open } from 'node:fs/promises';
import type { Progress, RestoreInput, RestoreResult } from '../../../core/contract/index.ts';
import { AppError } from '../../../core/error/index.ts';
import { readObjectTree, restoreObject } from '../../../core/pseudonymise/index.ts';
import { mapNodeError } from '../../platform/node-error.ts';
import { createStagingFolder } from '../../platform/staging-folder.ts';
import { readLink } from './link-file.ts';
import { checkPlaces } from './output-place.ts';
import { findSources, readSource } from './read-sources.ts';
import { refusalOf } from './survey.ts';

const unknownPseudonym = () =>
  new AppError(
    'not-found',
    'PSEUDONYM_UNKNOWN',
    'The link does not know the patient of this object: it was left out. Name the link of the release that it came from.',
  );

async function writeParts(path: string, parts: readonly Uint8Array[]): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    for (const part of parts) await file.writeFile(part);
  } finally {
    await file.close();
  }
}

/** Throws as `readLink`, and `not-found` PSEUDONYM_UNKNOWN where no object can be given its patient; then nothing was
 * written. */
export async function restorePaths(
  input: RestoreInput,
  { signal, report }: { readonly signal: AbortSignal; readonly report: (progress: Progress) => void },
): Promise<RestoreResult> {
  checkPlaces({ paths: input.paths, outputFolder: input.outputFolder, keyFile: input.linkFile, linkFile: null });
  const link = readLink(input.linkFile);
  const patients = new Map(link.patients.map((patient) => [patient.pseudonym, patient]));
  const { sources, unreadable } = await findSources(input.paths, signal);
  const refused: RestoreResult['refused'] = unreadable.map(({ path, error }) => refusalOf(path, error));
  const objects: RestoreResult['objects'] = [];
  const staging = createStagingFolder(input.outputFolder);
  try {
    for (const [at, source] of sources.entries()) {
      signal.throwIfAborted();
      report({ phase: 'write', done: at, total: sources.length });
      try {
        const object = readObjectTree(await readSource(source));
        const patient = patients.get(object.identity.patientId);
        if (patient === undefined) throw unknownPseudonym();
        const { parts, ...restored } = restoreObject(object, { patient, uidBefore: (uid) => link.uids[uid] });
        // A name of its own: the UIDs would tell nobody more, and two objects may share one.
        const name = `${(at + 1).toString().padStart(6, '0')}-${object.modality || 'OTHER'}.dcm`;
        await writeParts(staging.path(name), parts).catch((thrown: unknown) => {
          throw Object.assign(mapNodeError(thrown, 'Writing the output'), { isOfOutput: true });
        });
        const { isFromOutside, restoredUids } = restored;
        objects.push({
          path: source.path,
          file: name,
          modality: object.modality,
          pseudonym: patient.pseudonym,
          isFromOutside,
          restoredUids,
        });
      } catch (thrown) {
        if (thrown instanceof AppError && 'isOfOutput' in thrown) throw thrown;
        refused.push(refusalOf(source.path, thrown));
      }
    }
    if (objects.length === 0) throw unknownPseudonym();
    staging.prepare();
    staging.publish();
    return { objects, refused };
  } finally {
    staging.discard();
  }
}
