// Which pseudonym is whom: a file for its user alone, never beside what is given away.

import fs from 'node:fs';
import { basename, dirname, join } from 'node:path';
import * as z from 'zod';
import { AppError } from '../../../core/error/index.ts';
import { writeFileAtomically } from '../../platform/atomic-write.ts';
import { type FileSystemPort, nodeFileSystem } from '../../platform/file-system.ts';
import { withNodeErrors } from '../../platform/node-error.ts';
import { acquireWriterLock, type WriterLock } from '../../store/writer-lock.ts';

const LinkedPatient = z.object({
  pseudonym: z.string(),
  patientId: z.string(),
  issuer: z.string(),
  name: z.string(),
  birthDate: z.string(),
  /** Days that were added to the dates; 0 where they were not moved. */
  shiftDays: z.number().int(),
});

const LinkSchema = z.object({
  format: z.literal('limner-pseudonyms'),
  version: z.literal(1),
  patients: z.array(LinkedPatient),
  /** The UID before, by the one that took its place. */
  uids: z.record(z.string(), z.string()),
});

export type LinkedPatient = z.infer<typeof LinkedPatient>;
export type PseudonymLink = z.infer<typeof LinkSchema>;

const forOwnerAlone: FileSystemPort = {
  ...nodeFileSystem,
  openSync: (path, flags) => fs.openSync(path, flags, 0o600),
};

export const emptyLink = (): PseudonymLink => ({ format: 'limner-pseudonyms', version: 1, patients: [], uids: {} });

/** Throws `invalid-input` for a file that is no such link, `not-found` where there is none. */
export function readLink(path: string): PseudonymLink {
  const text = withNodeErrors(`The link ${path}`, () => fs.readFileSync(path, 'utf8'));
  try {
    return LinkSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new AppError(
      'invalid-input',
      'PSEUDONYM_LINK',
      `The link ${path} was not written by limner pseudonymise. Name another file; this one was left as it is.`,
      { cause },
    );
  }
}

/** Another run needs the file for as long as it takes to read and write it. */
const LOCK_WAIT_MS = 30_000;

/** While `run` runs, no other run of Limner writes this link; the lock ends with its process. Its empty file stays: were
 * it removed, one that waits for it and one that makes it anew would both go on. */
function locked<T>(path: string, run: () => T): T {
  let lock: WriterLock;
  try {
    lock = acquireWriterLock(join(dirname(path), `.${basename(path)}.lock`), `The link ${path}`, LOCK_WAIT_MS);
  } catch (error) {
    if (!(error instanceof AppError) || error.kind !== 'conflict') throw error;
    throw new AppError(
      'conflict',
      'PSEUDONYM_LINK_IN_USE',
      `The link ${path} is being written by another run. Nothing was written; try again when that is over.`,
      { cause: error },
    );
  }
  try {
    return run();
  } finally {
    lock.release();
  }
}

/** Adds to what the file says already and writes it whole; of two runs at once both are kept. A pseudonym keeps its newest
 * patient data. Throws `conflict` PSEUDONYM_LINK_IN_USE, and as `readLink`. */
export function writeLink(path: string, added: Pick<PseudonymLink, 'patients' | 'uids'>): void {
  locked(path, () => addToLink(path, added));
}

function addToLink(path: string, added: Pick<PseudonymLink, 'patients' | 'uids'>): void {
  const before = fs.existsSync(path) ? readLink(path) : emptyLink();
  const patients = new Map([...before.patients, ...added.patients].map((patient) => [patient.pseudonym, patient]));
  const link: PseudonymLink = {
    ...before,
    patients: [...patients.values()],
    uids: { ...before.uids, ...added.uids },
  };
  writeFileAtomically(path, [Buffer.from(`${JSON.stringify(link, null, 1)}\n`)], forOwnerAlone);
}
