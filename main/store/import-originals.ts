// Files of an import that are kept as they came: structure sets and objects.

import { AppError } from '../../core/error/index.ts';
import type { BlobRef } from './blob-store.ts';
import type { LibraryContext } from './context.ts';
import type { ImportCases } from './import-cases.ts';
import type { ObjectDraft, StructureSetDraft } from './import-writer.ts';
import { findObject } from './object-repository.ts';
import type { ObjectInput, ObjectOutcome, StructureSetInput, StructureSetOutcome } from './records.ts';
import { uidClash } from './uid-clash.ts';

const differs = () =>
  new AppError(
    'conflict',
    'STRUCTURE_SET_DIFFERS',
    'A structure set has the identifier of one in the library but other content. Give it a new UID, or delete the old case first.',
  );

export class ImportOriginals {
  readonly #context: LibraryContext;
  readonly #cases: ImportCases;
  readonly #sets: StructureSetDraft[] = [];
  readonly #objects: ObjectDraft[] = [];

  constructor(context: LibraryContext, cases: ImportCases) {
    this.#context = context;
    this.#cases = cases;
  }

  get drafts(): { readonly structureSets: readonly StructureSetDraft[]; readonly objects: readonly ObjectDraft[] } {
    return { structureSets: this.#sets, objects: this.#objects };
  }

  /** Throws `conflict` STRUCTURE_SET_DIFFERS. */
  addStructureSet(caseId: string, set: StructureSetInput): StructureSetOutcome {
    const known = this.#context.database
      .prepare<{ id: string; sha256: string }>(
        `SELECT id, input_sha256 AS sha256 FROM structure_sets
         WHERE case_id = ? AND sop_instance_uid = ? AND source = 'imported'`,
      )
      .get(caseId, set.sopInstanceUid);
    const sibling = this.#sets.find(
      (other) => other.caseId === caseId && other.input.sopInstanceUid === set.sopInstanceUid,
    );
    const id = known?.id ?? sibling?.structureSetId;
    if (id !== undefined) {
      if ((known?.sha256 ?? sibling?.input.fileSha256) !== set.fileSha256) throw differs();
      return { caseId, structureSetId: id, status: 'unchanged' };
    }
    const structureSetId = this.#cases.newStructureSetId();
    this.#sets.push({ caseId, structureSetId, input: set, blob: this.#put(set.bytes) });
    return { caseId, structureSetId, status: 'added' };
  }

  /** The outcome for an object that the library has; null: it is new. Throws `corrupt-data` DICOM_UID_CLASH. */
  findObject(caseId: string, { sopInstanceUid, fileSha256 }: ObjectInput): ObjectOutcome | null {
    const known = findObject(this.#context.database, caseId, sopInstanceUid);
    if (known === undefined) return null;
    if (known.sha256 !== fileSha256) throw uidClash();
    return { caseId, objectId: known.objectId, status: 'unchanged' };
  }

  addObject(caseId: string, object: ObjectInput, bytes: Uint8Array): ObjectOutcome {
    const objectId = this.#cases.newObjectId();
    this.#objects.push({ caseId, objectId, input: object, blob: this.#put(bytes) });
    return { caseId, objectId, status: 'added' };
  }

  #put(bytes: Uint8Array): BlobRef {
    const blob = this.#context.blobs.put([bytes]);
    this.#context.pinned.add(blob.sha256);
    return blob;
  }
}
