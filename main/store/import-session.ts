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
import { fileCount, imageId, parseImageId } from './image-id.ts';
import {
  type CaseDraft,
  type ObjectDraft,
  type SeriesDraft,
  type StructureSetDraft,
  writeImport,
} from './import-writer.ts';
import { findObject, newObjectId } from './object-repository.ts';
import { describeMismatch } from './patient-mismatch.ts';
import type { Candidate, PreparedStack } from './prepared-stack.ts';
import type {
  CaseSummary,
  ImportOutcome,
  ObjectInput,
  ObjectOutcome,
  SeriesInput,
  SeriesOutcome,
  StructureSetInput,
  StructureSetOutcome,
} from './records.ts';
import { findCandidates, findUnchanged, planSeries } from './series-plan.ts';
import { newStructureSetId } from './structure-repository.ts';
import { findElsewhere, uidClash, withoutSlices } from './uid-clash.ts';
import { voxelTypeOf } from './voxel-type.ts';

export interface ImportSession {
  /** Takes one series in. `loadVolume` is called only when the library does not have all of its files as they are.
   * Throws `corrupt-data` DICOM_UID_CLASH, `conflict` SERIES_DIFFERS (see `planSeries`), `resource` DISK_FULL, or what `loadVolume` throws; the session
   * can go on with the next series after any of them. */
  addSeries(series: SeriesInput, loadVolume: () => ImageVolume | Promise<ImageVolume>): Promise<SeriesOutcome>;
  addStructureSet(set: StructureSetInput): StructureSetOutcome;
  /** Keeps an object as it came. `loadBytes` is called only for one that the library does not have. Throws
   * `corrupt-data` DICOM_UID_CLASH when the library has another object of this UID. */
  addObject(object: ObjectInput, loadBytes: () => Promise<Uint8Array>): Promise<ObjectOutcome>;
  /** Makes everything visible at once. Throws `conflict` IMPORT_OVERTAKEN when a case that it adds to was deleted. */
  commit(): ImportOutcome;
  /** Forgets everything; harmless after `commit`. */
  abort(): void;
}

/** @param onEnd called once, after commit or abort */
export function createImportSession(context: LibraryContext, onEnd: () => void): ImportSession {
  return new Session(context, onEnd);
}

const uidsOf = (imageIds: ReadonlySet<string>): string[] => [
  ...new Set([...imageIds].map((id) => parseImageId(id).sopInstanceUid)),
];

class Session implements ImportSession {
  readonly #context: LibraryContext;
  readonly #onEnd: () => void;
  readonly #cases = new Map<string, CaseDraft>();
  readonly #series: SeriesDraft[] = [];
  readonly #sets: StructureSetDraft[] = [];
  readonly #seriesOutcomes: SeriesOutcome[] = [];
  readonly #setOutcomes: StructureSetOutcome[] = [];
  readonly #objects: ObjectDraft[] = [];
  readonly #objectOutcomes: ObjectOutcome[] = [];
  readonly #reservedIds = new Set<string>();
  /** Series id by case id and image id. */
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
    const elsewhere = same !== null ? new Set<string>() : findElsewhere(this.#context.database, candidates, series);
    if (series.slices.every(({ sopInstanceUid }) => elsewhere.has(sopInstanceUid))) throw uidClash();
    const volume = await loadVolume();
    this.#checkOpen();
    const plan = planSeries(this.#context, same === null ? candidates : [], series, volume, elsewhere);
    const clashes = new Set([...elsewhere, ...(plan.kind === 'added' ? [] : plan.clashes)]);
    const kept = withoutSlices(series, clashes);
    if (plan.kind === 'unchanged') return this.#keepSeries(draft, plan.known.seriesId, kept, warnings, clashes);
    const blob = this.#put([plan.stack.volume.voxels]);
    if (same !== null) return this.#keepSeries(draft, same.seriesId, series, warnings);
    const known = plan.kind === 'extended' ? plan.known : null;
    const seriesId = known?.seriesId ?? this.#newId('s', 'SELECT 1 FROM series WHERE id = ?');
    this.#draftSeries(draft.caseId, seriesId, kept, known, plan.stack, blob, warnings);
    const unchangedFiles =
      known === null ? 0 : fileCount(kept.slices.filter((slice) => known.files.has(imageId(slice))));
    this.#unchangedFiles += unchangedFiles;
    return this.#record({
      caseId: draft.caseId,
      seriesId,
      status: plan.kind,
      unchangedFiles,
      clashes: uidsOf(clashes),
      warnings,
    });
  }

  #draftSeries(
    caseId: string,
    seriesId: string,
    series: SeriesInput,
    known: Candidate | null,
    stack: PreparedStack,
    blob: BlobRef,
    warnings: readonly SeriesWarning[],
  ): void {
    const { volume, details, sliceIds } = stack;
    this.#series.push({
      caseId,
      series,
      known,
      volume: {
        volumeId: this.#newId('v', 'SELECT 1 FROM volumes WHERE id = ?'),
        seriesId,
        geometry: volume.geometry,
        dtype: voxelTypeOf(volume.voxels),
        blob,
        details: { ...details, warnings: [...details.warnings, ...warnings] },
        sliceIds,
      },
    });
    for (const slice of series.slices) this.#givenImages.set(`${caseId} ${imageId(slice)}`, seriesId);
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

  async addObject(object: ObjectInput, loadBytes: () => Promise<Uint8Array>): Promise<ObjectOutcome> {
    this.#checkOpen();
    const { draft } = this.#caseOf(object.identityHash, object.patient);
    const { caseId } = draft;
    const known = draft.isNew ? undefined : findObject(this.#context.database, caseId, object.sopInstanceUid);
    if (known !== undefined) {
      if (known.sha256 !== object.fileSha256) throw uidClash();
      this.#unchangedFiles++;
      return this.#recordObject({ caseId, objectId: known.objectId, status: 'unchanged' });
    }
    const bytes = await loadBytes();
    this.#checkOpen();
    const objectId = newObjectId(this.#context, this.#reservedIds);
    this.#reservedIds.add(objectId);
    this.#objects.push({ caseId, objectId, input: object, blob: this.#put([bytes]) });
    return this.#recordObject({ caseId, objectId, status: 'added' });
  }

  commit(): ImportOutcome {
    this.#checkOpen();
    const drafts = {
      cases: [...this.#cases.values()],
      series: this.#series,
      structureSets: this.#sets,
      objects: this.#objects,
    };
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
      objects: this.#objectOutcomes,
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
    const twin = series.slices.find((slice) => this.#givenImages.has(`${caseId} ${imageId(slice)}`));
    return twin === undefined ? undefined : this.#givenImages.get(`${caseId} ${imageId(twin)}`);
  }

  /** A blob that is lost or damaged is written again when its images come again: the advice that every message about one
   * gives. Hashing it costs less than the hashing of the files that were just read. */
  #hasVoxels(volumeId: string): boolean {
    const row = this.#context.database
      .prepare<{ sha256: string }>('SELECT blob_sha256 AS sha256 FROM volumes WHERE id = ?')
      .get(volumeId);
    return row !== undefined && this.#context.blobs.check(row.sha256, { verify: true }) === null;
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
    clashes: ReadonlySet<string> = new Set(),
  ): SeriesOutcome {
    const unchangedFiles = fileCount(series.slices);
    this.#unchangedFiles += unchangedFiles;
    return this.#record({ caseId, seriesId, status: 'unchanged', unchangedFiles, clashes: uidsOf(clashes), warnings });
  }

  #record(outcome: SeriesOutcome): SeriesOutcome {
    this.#seriesOutcomes.push(outcome);
    return outcome;
  }

  #recordSet(outcome: StructureSetOutcome): StructureSetOutcome {
    this.#setOutcomes.push(outcome);
    return outcome;
  }

  #recordObject(outcome: ObjectOutcome): ObjectOutcome {
    this.#objectOutcomes.push(outcome);
    return outcome;
  }

  #touchedCases(): CaseSummary[] {
    const series = new Set(this.#seriesOutcomes.map(({ seriesId }) => seriesId));
    const sets = new Set(this.#setOutcomes.map(({ structureSetId }) => structureSetId));
    const objects = new Set(this.#objectOutcomes.map(({ objectId }) => objectId));
    const outcomes = [...this.#seriesOutcomes, ...this.#setOutcomes, ...this.#objectOutcomes];
    const ids = new Set(outcomes.map(({ caseId }) => caseId));
    return [...ids].map((caseId) => {
      const whole = getCase(this.#context.database, caseId);
      return {
        ...whole,
        series: whole.series.filter(({ seriesId }) => series.has(seriesId)),
        structureSets: whole.structureSets.filter(({ structureSetId }) => sets.has(structureSetId)),
        objects: whole.objects.filter(({ objectId }) => objects.has(objectId)),
      };
    });
  }
}
