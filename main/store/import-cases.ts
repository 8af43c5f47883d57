// Which cases an import touches, and the ids that it hands out before their rows are written.

import type { DicomPatient, SeriesWarning } from '../../core/dicom/index.ts';
import { newShortId } from '../platform/ids.ts';
import { findCase } from './case-writer.ts';
import type { LibraryContext } from './context.ts';
import type { CaseDraft } from './import-writer.ts';
import { newObjectId } from './object-repository.ts';
import { describeMismatch } from './patient-mismatch.ts';
import { newStructureSetId } from './structure-repository.ts';

export class ImportCases {
  readonly #context: LibraryContext;
  readonly #cases = new Map<string, CaseDraft>();
  readonly #reservedIds = new Set<string>();

  constructor(context: LibraryContext) {
    this.#context = context;
  }

  get drafts(): CaseDraft[] {
    return [...this.#cases.values()];
  }

  /** The case of a patient, known or new; `warnings` where the library knows the patient otherwise. */
  caseOf(
    identityHash: string,
    patient: DicomPatient | null,
  ): { readonly draft: CaseDraft; readonly warnings: SeriesWarning[] } {
    let draft = this.#cases.get(identityHash);
    if (draft === undefined) {
      const known = findCase(this.#context.database, identityHash);
      const caseId = known?.caseId ?? this.#newId('c', 'SELECT 1 FROM cases WHERE id = ?');
      draft = { caseId, identityHash, patient: known?.patient ?? patient, isNew: known === null };
      this.#cases.set(identityHash, draft);
    }
    return { draft, warnings: describeMismatch(draft.patient, patient) };
  }

  newSeriesId(): string {
    return this.#newId('s', 'SELECT 1 FROM series WHERE id = ?');
  }

  newVolumeId(): string {
    return this.#newId('v', 'SELECT 1 FROM volumes WHERE id = ?');
  }

  newStructureSetId(): string {
    return this.#reserve(newStructureSetId(this.#context, this.#reservedIds));
  }

  newObjectId(): string {
    return this.#reserve(newObjectId(this.#context, this.#reservedIds));
  }

  #newId(prefix: string, isTakenSql: string): string {
    const { database, random } = this.#context;
    const isTaken = (id: string) => this.#reservedIds.has(id) || database.prepare(isTakenSql).get(id) !== undefined;
    return this.#reserve(newShortId(prefix, isTaken, random));
  }

  #reserve(id: string): string {
    this.#reservedIds.add(id);
    return id;
  }
}
