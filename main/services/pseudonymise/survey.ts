// A first look at all files, before any is written: who is in them, so that every object of a graph gets the same names
// out, and which of them are one object.

import { createHash } from 'node:crypto';
import type { Refusal } from '../../../core/contract/index.ts';
import { AppError } from '../../../core/error/index.ts';
import {
  collectObjectNames,
  type Identity,
  type ObjectTree,
  readObjectTree,
} from '../../../core/pseudonymise/index.ts';
import { type PseudonymSource, readSource } from './read-sources.ts';

export type PseudonymRefusal = Pick<Refusal, 'path' | 'kind' | 'code' | 'reason'>;

export interface Survey {
  /** One for each object. */
  readonly sources: readonly PseudonymSource[];
  readonly duplicates: number;
  readonly refused: PseudonymRefusal[];
  /** Words of all persons, in small letters. */
  readonly names: ReadonlySet<string>;
  /** The identity of an object, with the issuer of its patient's id where another object of the graph states it. */
  readonly identityOf: (object: ObjectTree) => Identity;
}

export const refusalOf = (path: string, thrown: unknown): PseudonymRefusal => {
  const error =
    thrown instanceof AppError
      ? thrown
      : new AppError('internal', 'INTERNAL', 'A fault of Limner: the file was left out.', { cause: thrown });
  return { path, kind: error.kind, code: error.code, reason: error.message };
};

const clash = () =>
  new AppError(
    'conflict',
    'DICOM_UID_CLASH',
    'Another file holds a different object with the same UID: this one was left out. Find out which of them is right.',
  );

/** Reads every file once. */
export async function surveySources(
  found: readonly PseudonymSource[],
  signal: AbortSignal,
  onFile: (done: number) => void,
): Promise<Survey> {
  const sources: PseudonymSource[] = [];
  const refused: PseudonymRefusal[] = [];
  const names = new Set<string>();
  const issuers = new Map<string, Set<string>>();
  const hashes = new Map<string, string>();
  let duplicates = 0;
  for (const [at, source] of found.entries()) {
    signal.throwIfAborted();
    try {
      const bytes = await readSource(source);
      const object = readObjectTree(bytes);
      const hash = createHash('sha256').update(bytes).digest('base64');
      const before = hashes.get(object.sopInstanceUid);
      if (before !== undefined && before !== hash) throw clash();
      if (before === undefined) {
        hashes.set(object.sopInstanceUid, hash);
        sources.push(source);
        collectObjectNames(object, names);
        const { patientId, issuer } = object.identity;
        if (issuer !== '') issuers.set(patientId, (issuers.get(patientId) ?? new Set()).add(issuer));
      } else duplicates++;
    } catch (thrown) {
      refused.push(refusalOf(source.path, thrown));
    }
    onFile(at + 1);
  }
  const identityOf = ({ identity }: ObjectTree): Identity => {
    const known = issuers.get(identity.patientId);
    const [only] = known ?? [];
    return identity.issuer === '' && known?.size === 1 && only !== undefined ? { ...identity, issuer: only } : identity;
  };
  return { sources, duplicates, refused, names, identityOf };
}
