// What came back from outside: whose it is, by the link that was kept.

import type { RevealInput, RevealResult } from '../../../core/contract/index.ts';
import { readObjectTree } from '../../../core/pseudonymise/index.ts';
import { readLink } from './link-file.ts';
import { findSources, readSource } from './read-sources.ts';
import { refusalOf } from './survey.ts';

/** Names the patient behind each object whose pseudonym the link knows. Writes nothing. Throws as `readLink`. */
export async function revealPaths(input: RevealInput, signal: AbortSignal): Promise<RevealResult> {
  const link = readLink(input.linkFile);
  const patients = new Map(link.patients.map((patient) => [patient.pseudonym, patient]));
  const { sources, unreadable } = await findSources(input.paths, signal);
  const result: RevealResult = { objects: [], refused: unreadable.map(({ path, error }) => refusalOf(path, error)) };
  for (const source of sources) {
    signal.throwIfAborted();
    try {
      const { identity, sopInstanceUid, modality } = readObjectTree(await readSource(source));
      result.objects.push({
        path: source.path,
        modality,
        pseudonym: identity.patientId,
        patient: patients.get(identity.patientId) ?? null,
        studyInstanceUid: link.uids[identity.studyInstanceUid] ?? null,
        sopInstanceUid: link.uids[sopInstanceUid] ?? null,
      });
    } catch (thrown) {
      result.refused.push(refusalOf(source.path, thrown));
    }
  }
  return result;
}
