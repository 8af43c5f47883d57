// Files and folders to a folder of objects with pseudonyms: all of them, or none.

import { open } from 'node:fs/promises';
import type { Progress, PseudonymiseInput, PseudonymiseResult } from '../../../core/contract/index.ts';
import { AppError } from '../../../core/error/index.ts';
import {
  createPseudonyms,
  type Identity,
  type ObjectWarning,
  type PseudonymisedObject,
  type Pseudonyms,
  pseudonymiseObject,
  readObjectTree,
} from '../../../core/pseudonymise/index.ts';
import { mapNodeError, withNodeErrors } from '../../platform/node-error.ts';
import { createStagingFolder, type StagingFolder } from '../../platform/staging-folder.ts';
import { openPseudonymKey } from './key-file.ts';
import { type LinkedPatient, readLink, writeLink } from './link-file.ts';
import { checkPlaces } from './output-place.ts';
import { findSources, readSource } from './read-sources.ts';
import { refusalOf, surveySources } from './survey.ts';

export interface PseudonymisePorts {
  readonly signal: AbortSignal;
  readonly report: (progress: Progress) => void;
  readonly appVersion: string;
  /** Where the key is kept that nobody named. */
  readonly ownKeyFile: string;
}

/** 16 characters would not fit with the letters of the pseudonym into a short string. */
const PREFIX = /^[A-Za-z0-9_-]{0,12}$/;

/** Objects, series and studies of one pseudonym. */
class PatientTally {
  readonly #patients = new Map<string, { series: Set<string>; studies: Set<string>; objects: number }>();

  count({ pseudonym, seriesInstanceUid, studyInstanceUid }: PseudonymisedObject): void {
    const patient = this.#patients.get(pseudonym) ?? { series: new Set(), studies: new Set(), objects: 0 };
    this.#patients.set(pseudonym, patient);
    patient.series.add(seriesInstanceUid);
    patient.studies.add(studyInstanceUid);
    patient.objects++;
  }

  rows(): PseudonymiseResult['patients'] {
    return [...this.#patients].map(([pseudonym, { series, studies, objects }]) => ({
      pseudonym,
      studies: studies.size,
      series: series.size,
      objects,
    }));
  }
}

/** One line for each kind of warning, with how many files it is about. */
class WarningTally {
  readonly #warnings = new Map<string, PseudonymiseResult['warnings'][number]>();

  add({ code, message }: ObjectWarning, path: string): void {
    const files = (this.#warnings.get(code)?.files ?? 0) + 1;
    this.#warnings.set(code, { code, message, files, firstPath: this.#warnings.get(code)?.firstPath ?? path });
  }

  rows(): PseudonymiseResult['warnings'] {
    return [...this.#warnings.values()];
  }
}

const digits = (uid: string): string => uid.replaceAll(/[^0-9.]/g, '_');

/** Nothing of the file's old name: pseudonym, kind and the end of the series' UID, UID. */
const fileName = (object: PseudonymisedObject, modality: string): string =>
  `${object.pseudonym}/${modality || 'OTHER'}-${digits(object.seriesInstanceUid).slice(-8) || '0'}/${digits(object.sopInstanceUid)}.dcm`;

async function writeParts(path: string, parts: readonly Uint8Array[]): Promise<void> {
  const file = await open(path, 'wx');
  try {
    const { bytesWritten } = await file.writev([...parts]);
    if (bytesWritten !== parts.reduce((sum, part) => sum + part.length, 0)) {
      throw Object.assign(new Error('not all bytes were written'), { code: 'ENOSPC' });
    }
  } finally {
    await file.close();
  }
}

function checkInput(input: PseudonymiseInput): void {
  if (!PREFIX.test(input.prefix)) {
    throw new AppError(
      'invalid-input',
      'PSEUDONYM_PREFIX',
      'The prefix of pseudonyms may have up to 12 letters, digits, - and _.',
    );
  }
  if (input.options.includes('full-dates') && input.options.includes('modified-dates')) {
    throw new AppError(
      'invalid-input',
      'PSEUDONYM_DATES',
      'Dates are either kept in full or modified: choose one of full-dates and modified-dates.',
    );
  }
}

/**
 * Writes every DICOM object under the paths with a pseudonym in place of its patient (PS3.15 annex E). The same key gives
 * the same pseudonyms and UIDs every time. Throws `invalid-input` where nothing can be written; then nothing was.
 */
export async function pseudonymisePaths(
  input: PseudonymiseInput,
  ports: PseudonymisePorts,
): Promise<PseudonymiseResult> {
  const { signal, report } = ports;
  const keyFile = input.keyFile ?? ports.ownKeyFile;
  checkInput(input);
  checkPlaces({ ...input, keyFile });
  // A file that cannot be added to is found before the work.
  if (input.linkFile !== null) tryLink(input.linkFile);
  const found = await findSources(input.paths, signal);
  const total = found.sources.length;
  const survey = await surveySources(found.sources, signal, (done) => report({ phase: 'read', done, total }));
  const refused = [...found.unreadable.map(({ path, error }) => refusalOf(path, error)), ...survey.refused];
  if (survey.sources.length === 0) throw nothingToWrite(refused.length, refused[0]?.reason);
  const key = openPseudonymKey(keyFile);
  const pseudonyms = createPseudonyms(key.hash, input.prefix);
  const rules = {
    pseudonyms,
    options: new Set(input.options),
    names: survey.names,
    method: `Limner ${ports.appVersion}`,
  };
  const patients = new PatientTally();
  const warnings = new WarningTally();
  const linked = new Map<string, Identity>();
  const staging = createStagingFolder(input.outputFolder);
  try {
    let written = 0;
    for (const [at, source] of survey.sources.entries()) {
      signal.throwIfAborted();
      try {
        const read = readObjectTree(await readSource(source));
        const object = pseudonymiseObject({ ...read, identity: survey.identityOf(read) }, rules);
        await writeStaged(staging, fileName(object, read.modality), object.parts);
        written++;
        patients.count(object);
        linked.set(object.pseudonym, survey.identityOf(read));
        for (const warning of object.warnings) warnings.add(warning, source.path);
      } catch (thrown) {
        if (thrown instanceof AppError && 'isOfOutput' in thrown) throw thrown;
        refused.push(refusalOf(source.path, thrown));
      }
      report({ phase: 'write', done: at + 1, total: survey.sources.length });
    }
    if (written === 0) throw nothingToWrite(refused.length, refused[0]?.reason);
    staging.prepare();
    if (input.linkFile !== null) {
      writeLink(input.linkFile, linkOf(linked, pseudonyms, input.options.includes('modified-dates')));
    }
    staging.publish();
    return {
      patients: patients.rows(),
      written,
      duplicates: survey.duplicates,
      refused,
      keyFile,
      linkFile: input.linkFile,
      warnings: [...warnings.rows(), ...(key.isOpenToOthers ? [openKey(keyFile)] : [])],
    };
  } finally {
    staging.discard();
  }
}

function linkOf(linked: ReadonlyMap<string, Identity>, pseudonyms: Pseudonyms, isModified: boolean) {
  const patients = [...linked].map(
    ([pseudonym, identity]): LinkedPatient => ({
      pseudonym,
      patientId: identity.patientId,
      issuer: identity.issuer,
      name: identity.name,
      birthDate: identity.birthDate,
      shiftDays: isModified ? pseudonyms.shiftDays(identity) : 0,
    }),
  );
  const uids = Object.fromEntries([...pseudonyms.replacedUids].map(([before, after]) => [after, before]));
  return { patients, uids };
}

function tryLink(path: string): void {
  try {
    readLink(path);
  } catch (thrown) {
    if (!(thrown instanceof AppError) || thrown.kind !== 'not-found') throw thrown;
  }
}

async function writeStaged(staging: StagingFolder, name: string, parts: readonly Uint8Array[]): Promise<void> {
  const path = withNodeErrors('Writing the output', () => staging.path(name));
  // What the disk refuses ends the run: an output with holes would look whole.
  await writeParts(path, parts).catch((thrown: unknown) => {
    throw Object.assign(mapNodeError(thrown, 'Writing the output'), { isOfOutput: true });
  });
}

const nothingToWrite = (files: number, reason: string | undefined): AppError =>
  new AppError(
    'invalid-input',
    'PSEUDONYM_NOTHING',
    `Nothing was written: of ${files} files none can be pseudonymised.${reason === undefined ? '' : ` The first: ${reason}`}`,
  );

const openKey = (path: string): PseudonymiseResult['warnings'][number] => ({
  code: 'PSEUDONYM_KEY_OPEN',
  message: 'Others of this computer may read the key. Make it readable by you alone.',
  files: 1,
  firstPath: path,
});
