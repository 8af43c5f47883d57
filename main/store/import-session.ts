// One import command. Voxels go to the disk series by series, so that memory holds one at a time; rows are written in
// one transaction at the end, when every blob is safe. A kill before that leaves unnamed blobs, which the next opening
// removes, and no trace of a case.

import type { DicomPatient, SeriesWarning } from '../../core/dicom/index.ts';
import { AppError } from '../../core/error/index.ts';
import type { ImageVolume } from '../../core/volume/index.ts';
import { newShortId } from '../platform/ids.ts';
import type { BlobRef } from './blob-store.ts';
import { getCase } from './case-reader.ts';
import { findCase } from './case-writer.ts';
import { type LibraryContext, removeUnusedBlobs } from './context.ts';
import { type CaseDraft, type SeriesDraft, type StructureSetDraft, writeImport } from './import-writer.ts';
import type {
  CaseSummary,
  ImportOutcome,
  SeriesInput,
  SeriesOutcome,
  StructureSetInput,
  StructureSetOutcome,
} from './records.ts';
import { findCandidates, findUnchanged, planSeries } from './series-plan.ts';
import { newStructureSetId } from './structure-repository.ts';
import { voxelTypeOf } from './voxel-type.ts';

export interface ImportSession {
  /** Takes one series in. `loadVolume` is called only when the library does not have all of its files as they are.
   * Throws `conflict` SERIES_DIFFERS (see `planSeries`), `resource` DISK_FULL, or what `loadVolume` throws; the session
   * can go on with the next series after any of them. */
  addSeries(series: SeriesInput, loadVolume: () => ImageVolume | Promise<ImageVolume>): Promise<SeriesOutcome>;
  addStructureSet(set: StructureSetInput): StructureSetOutcome;
  /** Makes everything visible at once. Throws `conflict` IMPORT_OVERTAKEN when a case that it adds to was deleted. */
  commit(): ImportOutcome;
  /** Forgets everything; harmless after `commit`. */
  abort(): void;
}

/** @param onEnd called once, after commit or abort */
export function createImportSession(context: LibraryContext, onEnd: () => void): ImportSession {
  return new Session(context, onEnd);
}

class Session implements ImportSession {
  readonly #context: LibraryContext;
  readonly #onEnd: () => void;
  readonly #cases = new Map<string, CaseDraft>();
  readonly #series: SeriesDraft[] = [];
  readonly #sets: StructureSetDraft[] = [];
  readonly #seriesOutcomes: SeriesOutcome[] = [];
  readonly #setOutcomes: StructureSetOutcome[] = [];
  readonly #reservedIds = new Set<string>();
  /** Series id by case id and SOP Instance UID. */
  readonly #givenImages = new Map<string, string>();
  #unchangedFiles = 0;
  #isOpen = true;

  constructor(context: LibraryContext, onEnd: () => void) {
    this.#context = context;
    this.#onEnd = onEnd;
  }

  async addSeries(series: SeriesInput, loadVolume: () => ImageVolume | Promise<ImageVolume>): Promise<SeriesOutcome> {
    this.#checkOpen();
    const { draft, warnings } = this.#caseOf(series.identityHash, series.patient);
    const twin = this.#findTwin(draft.caseId, series);
    if (twin !== undefined) return this.#keepSeries(draft, twin, series, warnings);
    const candidates = draft.isNew ? [] : findCandidates(this.#context.database, draft.caseId, series);
    const same = findUnchanged(candidates, series);
    if (same !== null && this.#hasVoxels(same.volumeId))
      return this.#keepSeries(draft, same.seriesId, series, warnings);
    const volume = await loadVolume();
    this.#checkOpen();
    const plan = planSeries(this.#context, same === null ? candidates : [], series, volume);
    if (plan.kind === 'unchanged') return this.#keepSeries(draft, plan.known.seriesId, series, warnings);
    const blob = this.#put([plan.stack.volume.voxels]);
    if (same !== null) return this.#keepSeries(draft, same.seriesId, series, warnings);
    const known = plan.kind === 'extended' ? plan.known : null;
    const seriesId = known?.seriesId ?? this.#newId('s', 'SELECT 1 FROM series WHERE id = ?');
    const { volume: stackVolume, details, sliceUids } = plan.stack;
    this.#series.push({
      caseId: draft.caseId,
      series,
      known,
      volume: {
        volumeId: this.#newId('v', 'SELECT 1 FROM volumes WHERE id = ?'),
        seriesId,
        geometry: stackVolume.geometry,
        dtype: voxelTypeOf(stackVolume.voxels),
        blob,
        details: { ...details, warnings: [...details.warnings, ...warnings] },
        sliceUids,
      },
    });
    for (const { sopInstanceUid } of series.slices)
      this.#givenImages.set(`${draft.caseId} ${sopInstanceUid}`, seriesId);
    const unchangedFiles = known === null ? 0 : series.slices.filter((s) => known.files.has(s.sopInstanceUid)).length;
    this.#unchangedFiles += unchangedFiles;
    return this.#record({ caseId: draft.caseId, seriesId, status: plan.kind, unchangedFiles, warnings });
  }

  addStructureSet(set: StructureSetInput): StructureSetOutcome {
    this.#checkOpen();
    const { database } = this.#context;
    const { draft } = this.#caseOf(set.identityHash, set.patient);
    const known = database
      .prepare<{ id: string; input_sha256: string }>(
        "SELECT id, input_sha256 FROM structure_sets WHERE case_id = ? AND sop_instance_uid = ? AND source = 'imported'",
      )
      .get(draft.caseId, set.sopInstanceUid);
    const sibling = this.#sets.find(
      ({ caseId, input }) => caseId === draft.caseId && input.sopInstanceUid === set.sopInstanceUid,
    );
    const id = known?.id ?? sibling?.structureSetId;
    if (id !== undefined) {
      if ((known?.input_sha256 ?? sibling?.input.fileSha256) !== set.fileSha256) {
        throw new AppError(
          'conflict',
          'STRUCTURE_SET_DIFFERS',
          'A structure set has the identifier of one in the library but other content. Give it a new UID, or delete the old case first.',
        );
      }
      this.#unchangedFiles++;
      return this.#recordSet({ caseId: draft.caseId, structureSetId: id, status: 'unchanged' });
    }
    const structureSetId = newStructureSetId(this.#context, this.#reservedIds);
    this.#reservedIds.add(structureSetId);
    const blob = this.#put([set.bytes]);
    this.#sets.push({ caseId: draft.caseId, structureSetId, input: set, blob });
    return this.#recordSet({ caseId: draft.caseId, structureSetId, status: 'added' });
  }

  commit(): ImportOutcome {
    this.#checkOpen();
    const drafts = { cases: [...this.#cases.values()], series: this.#series, structureSets: this.#sets };
    let replaced: readonly string[];
    try {
      replaced = writeImport(this.#context, drafts);
    } catch (error) {
      this.abort();
      throw error;
    }
    this.#end(replaced);
    return {
      cases: this.#touchedCases(),
      series: this.#seriesOutcomes,
      structureSets: this.#setOutcomes,
      unchangedFiles: this.#unchangedFiles,
    };
  }

  abort(): void {
    if (this.#isOpen) this.#end([]);
  }

  #end(replacedBlobs: readonly string[]): void {
    this.#isOpen = false;
    const { pinned } = this.#context;
    const candidates = [...replacedBlobs, ...pinned];
    pinned.clear();
    this.#onEnd();
    removeUnusedBlobs(this.#context, candidates);
  }

  #checkOpen(): void {
    if (!this.#isOpen) throw new AppError('internal', 'IMPORT_ENDED', 'This import has ended already.');
  }

  #put(chunks: readonly ArrayBufferView[]): BlobRef {
    const blob = this.#context.blobs.put(chunks);
    this.#context.pinned.add(blob.sha256);
    return blob;
  }

  /** Id of the series that was given these images before in this session. */
  #findTwin(caseId: string, series: SeriesInput): string | undefined {
    const twin = series.slices.find(({ sopInstanceUid }) => this.#givenImages.has(`${caseId} ${sopInstanceUid}`));
    return twin === undefined ? undefined : this.#givenImages.get(`${caseId} ${twin.sopInstanceUid}`);
  }

  /** A blob that got lost or was cut is written again when its images come again. */
  #hasVoxels(volumeId: string): boolean {
    const row = this.#context.database
      .prepare<{ sha256: string }>('SELECT blob_sha256 AS sha256 FROM volumes WHERE id = ?')
      .get(volumeId);
    return row !== undefined && this.#context.blobs.check(row.sha256, { verify: false }) === null;
  }

  #caseOf(identityHash: string, patient: DicomPatient | null): { draft: CaseDraft; warnings: SeriesWarning[] } {
    let draft = this.#cases.get(identityHash);
    if (draft === undefined) {
      const known = findCase(this.#context.database, identityHash);
      const caseId = known?.caseId ?? this.#newId('c', 'SELECT 1 FROM cases WHERE id = ?');
      draft = { caseId, identityHash, patient: known?.patient ?? patient, isNew: known === null };
      this.#cases.set(identityHash, draft);
    }
    return { draft, warnings: describeMismatch(draft.patient, patient) };
  }

  #newId(prefix: string, isTakenSql: string): string {
    const { database, random } = this.#context;
    const isTaken = (id: string) => this.#reservedIds.has(id) || database.prepare(isTakenSql).get(id) !== undefined;
    const id = newShortId(prefix, isTaken, random);
    this.#reservedIds.add(id);
    return id;
  }

  #keepSeries(
    { caseId }: CaseDraft,
    seriesId: string,
    series: SeriesInput,
    warnings: readonly SeriesWarning[],
  ): SeriesOutcome {
    this.#unchangedFiles += series.slices.length;
    return this.#record({ caseId, seriesId, status: 'unchanged', unchangedFiles: series.slices.length, warnings });
  }

  #record(outcome: SeriesOutcome): SeriesOutcome {
    this.#seriesOutcomes.push(outcome);
    return outcome;
  }

  #recordSet(outcome: StructureSetOutcome): StructureSetOutcome {
    this.#setOutcomes.push(outcome);
    return outcome;
  }

  #touchedCases(): CaseSummary[] {
    const series = new Set(this.#seriesOutcomes.map(({ seriesId }) => seriesId));
    const sets = new Set(this.#setOutcomes.map(({ structureSetId }) => structureSetId));
    const ids = new Set([...this.#seriesOutcomes, ...this.#setOutcomes].map(({ caseId }) => caseId));
    return [...ids].map((caseId) => {
      const whole = getCase(this.#context.database, caseId);
      return {
        ...whole,
        series: whole.series.filter(({ seriesId }) => series.has(seriesId)),
        structureSets: whole.structureSets.filter(({ structureSetId }) => sets.has(structureSetId)),
      };
    });
  }
}

/** One patient id with two names or birth dates: two people, or a typing error at the source. The text names neither. */
function describeMismatch(stored: DicomPatient | null, incoming: DicomPatient | null): SeriesWarning[] {
  if (stored === null || incoming === null) return [];
  const differs = (a: string, b: string) => a !== '' && b !== '' && a !== b;
  const fields = [
    ...(differs(stored.name, incoming.name) ? ['name'] : []),
    ...(differs(stored.birthDate, incoming.birthDate) ? ['birth date'] : []),
    ...(differs(stored.sex, incoming.sex) ? ['sex'] : []),
  ];
  if (fields.length === 0) return [];
  const message = `Images with one patient ID differ in ${fields.join(' and ')}. Check that they are of one person.`;
  return [{ code: 'PATIENT_DETAILS_DIFFER', message }];
}
