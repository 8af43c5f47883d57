// One import command. Voxels go to the disk series by series, while the next series is read; rows are written in one
// transaction at the end, when every blob is safe. A kill before that leaves unnamed blobs, which the next opening
// removes, and no trace of a case.

import type { SeriesWarning } from '../../core/dicom/index.ts';
import { AppError } from '../../core/error/index.ts';
import { voxelCount } from '../../core/geometry/index.ts';
import type { BlobRef } from './blob-store.ts';
import { type LibraryContext, removeUnusedBlobs } from './context.ts';
import { fileCount, imageId, parseImageId } from './image-id.ts';
import { ImportCases } from './import-cases.ts';
import { ImportOriginals } from './import-originals.ts';
import { ImportTally } from './import-tally.ts';
import { type CaseDraft, type SeriesDraft, writeImport } from './import-writer.ts';
import { PendingBlobs } from './pending-blobs.ts';
import type { Candidate, PreparedStack } from './prepared-stack.ts';
import type {
  ImportOutcome,
  IncomingSeries,
  LoadedSeries,
  ObjectInput,
  ObjectOutcome,
  SeriesInput,
  SeriesOutcome,
  StructureSetInput,
  StructureSetOutcome,
} from './records.ts';
import { findCandidates, findUnchanged, planSeries, type SeriesPlan } from './series-plan.ts';
import { findElsewhere, uidClash, withoutSlices } from './uid-clash.ts';
import { voxelTypeOf } from './voxel-type.ts';

export interface ImportSession {
  /** Takes one series in. `load` is called unless the library is known to have all of its files as they are.
   * Throws `corrupt-data` DICOM_UID_CLASH, `conflict` SERIES_DIFFERS (see `planSeries`), or what `load` throws; the
   * session can go on with the next series after any of them. Voxels may still be on their way to the disk when it
   * ends: what goes wrong with them, `resource` DISK_FULL first of all, comes from a later call. */
  addSeries(series: IncomingSeries, load: () => LoadedSeries | Promise<LoadedSeries>): Promise<SeriesOutcome>;
  addStructureSet(set: StructureSetInput): StructureSetOutcome;
  /** Keeps an object as it came. `loadBytes` is called only for one that the library does not have. Throws
   * `corrupt-data` DICOM_UID_CLASH when the library has another object of this UID. */
  addObject(object: ObjectInput, loadBytes: () => Promise<Uint8Array>): Promise<ObjectOutcome>;
  /** Makes everything visible at once. Throws `conflict` IMPORT_OVERTAKEN when a case that it adds to was deleted, and
   * what went wrong with voxels on their way. */
  commit(): Promise<ImportOutcome>;
  /** Forgets everything; harmless after `commit`. Ends when nothing is on its way any more. */
  abort(): Promise<void>;
  /** `abort` for a library that is closed now: what is still on its way is left to the next opening. */
  abandon(): void;
}

/** @param onEnd called once, after commit or abort
 * @param signal stops what is on its way to the disk */
export function createImportSession(context: LibraryContext, onEnd: () => void, signal?: AbortSignal): ImportSession {
  return new Session(context, onEnd, signal);
}

/** Of a series that is not read yet: what nearly all turn out to have, bytes. */
const USUAL_VOXEL_BYTES = 2;

const uidsOf = (imageIds: ReadonlySet<string>): string[] => [
  ...new Set([...imageIds].map((id) => parseImageId(id).sopInstanceUid)),
];

/** The series as it is known before its files are read, if their hashes are known by then. */
function hashedSeries(series: IncomingSeries): SeriesInput | null {
  const isHashed = series.slices.every(({ fileSha256 }) => fileSha256 !== null);
  return isHashed ? (series as SeriesInput) : null;
}

type PendingSeries = Omit<SeriesDraft, 'volume'> & {
  readonly volume: Omit<SeriesDraft['volume'], 'blob'>;
  readonly blob: Promise<BlobRef>;
};

class Session implements ImportSession {
  readonly #context: LibraryContext;
  readonly #onEnd: () => void;
  readonly #pending: PendingBlobs;
  readonly #cases: ImportCases;
  readonly #tally = new ImportTally();
  readonly #series: PendingSeries[] = [];
  readonly #originals: ImportOriginals;
  /** Series id by case id and image id. */
  readonly #givenImages = new Map<string, string>();
  #isOpen = true;

  constructor(context: LibraryContext, onEnd: () => void, signal: AbortSignal | undefined) {
    this.#context = context;
    this.#onEnd = onEnd;
    this.#pending = new PendingBlobs(context, signal);
    this.#cases = new ImportCases(context);
    this.#originals = new ImportOriginals(context, this.#cases);
  }

  async addSeries(incoming: IncomingSeries, load: () => LoadedSeries | Promise<LoadedSeries>): Promise<SeriesOutcome> {
    this.#checkOpen();
    const { database } = this.#context;
    const { draft, warnings } = this.#cases.caseOf(incoming.identityHash, incoming.patient);
    const twin = this.#findTwin(draft.caseId, incoming);
    if (twin !== undefined) return this.#keepSeries(draft, twin, incoming, warnings);
    const candidates = draft.isNew ? [] : findCandidates(database, draft.caseId, incoming);
    const known = hashedSeries(incoming);
    const unchanged = known === null ? null : this.#findWhole(candidates, known);
    if (unchanged !== null) return this.#keepSeries(draft, unchanged.seriesId, incoming, warnings);
    // With candidates only the hashes tell whether an image that is elsewhere too is the same.
    if (candidates.length === 0) this.#refuseElsewhere(findElsewhere(database, candidates, incoming), incoming);
    await this.#pending.room(voxelCount(incoming.geometry.size) * USUAL_VOXEL_BYTES);
    const loaded = await load();
    let isInUse = false;
    try {
      this.#checkOpen();
      const series: SeriesInput = { ...incoming, slices: loaded.slices };
      const found = known === null ? this.#findWhole(candidates, series) : null;
      if (found !== null) return this.#keepSeries(draft, found.seriesId, series, warnings);
      const same = findUnchanged(candidates, series);
      const elsewhere = same !== null ? new Set<string>() : findElsewhere(database, candidates, series);
      this.#refuseElsewhere(elsewhere, series);
      const plan = planSeries(this.#context, same === null ? candidates : [], series, loaded.volume, elsewhere);
      isInUse = plan.kind !== 'unchanged' && plan.stack.volume.voxels === loaded.volume.voxels;
      const release = () => (isInUse ? loaded.release?.() : undefined);
      return this.#carryOut(plan, { draft, series, same, elsewhere, warnings, release });
    } finally {
      if (!isInUse) loaded.release?.();
    }
  }

  /** Images that the library has in another series leave nothing of this one. */
  #refuseElsewhere(elsewhere: ReadonlySet<string>, { slices }: Pick<IncomingSeries, 'slices'>): void {
    if (slices.every(({ sopInstanceUid }) => elsewhere.has(sopInstanceUid))) throw uidClash();
  }

  #carryOut(
    plan: SeriesPlan,
    context: {
      readonly draft: CaseDraft;
      readonly series: SeriesInput;
      /** The library has these files, but not their voxels. */
      readonly same: Candidate | null;
      readonly elsewhere: ReadonlySet<string>;
      readonly warnings: readonly SeriesWarning[];
      readonly release: () => void;
    },
  ): SeriesOutcome {
    const { draft, series, same, elsewhere, warnings, release } = context;
    const clashes = new Set([...elsewhere, ...(plan.kind === 'added' ? [] : plan.clashes)]);
    const kept = withoutSlices(series, clashes);
    if (plan.kind === 'unchanged') return this.#keepSeries(draft, plan.known.seriesId, kept, warnings, clashes);
    const blob = this.#pending.put(plan.stack.volume.voxels, release);
    if (same !== null) return this.#keepSeries(draft, same.seriesId, series, warnings);
    const known = plan.kind === 'extended' ? plan.known : null;
    const seriesId = known?.seriesId ?? this.#cases.newSeriesId();
    this.#draftSeries(draft.caseId, seriesId, kept, known, plan.stack, blob, warnings);
    const unchangedFiles =
      known === null ? 0 : fileCount(kept.slices.filter((slice) => known.files.has(imageId(slice))));
    return this.#tally.addSeries({
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
    blob: Promise<BlobRef>,
    warnings: readonly SeriesWarning[],
  ): void {
    const { volume, details, sliceIds } = stack;
    this.#series.push({
      caseId,
      series,
      known,
      blob,
      volume: {
        volumeId: this.#cases.newVolumeId(),
        seriesId,
        geometry: volume.geometry,
        dtype: voxelTypeOf(volume.voxels),
        details: { ...details, warnings: [...details.warnings, ...warnings] },
        sliceIds,
      },
    });
    for (const slice of series.slices) this.#givenImages.set(`${caseId} ${imageId(slice)}`, seriesId);
  }

  addStructureSet(set: StructureSetInput): StructureSetOutcome {
    this.#checkOpen();
    const { caseId } = this.#cases.caseOf(set.identityHash, set.patient).draft;
    return this.#tally.addStructureSet(this.#originals.addStructureSet(caseId, set));
  }

  async addObject(object: ObjectInput, loadBytes: () => Promise<Uint8Array>): Promise<ObjectOutcome> {
    this.#checkOpen();
    const { caseId } = this.#cases.caseOf(object.identityHash, object.patient).draft;
    const known = this.#originals.findObject(caseId, object);
    if (known !== null) return this.#tally.addObject(known);
    const bytes = await loadBytes();
    this.#checkOpen();
    return this.#tally.addObject(this.#originals.addObject(caseId, object, bytes));
  }

  async commit(): Promise<ImportOutcome> {
    this.#checkOpen();
    let replaced: readonly string[];
    try {
      await this.#pending.settle();
      const series = await Promise.all(
        this.#series.map(async ({ blob, volume, ...draft }) => ({ ...draft, volume: { ...volume, blob: await blob } })),
      );
      this.#checkOpen();
      replaced = writeImport(this.#context, { cases: this.#cases.drafts, series, ...this.#originals.drafts });
    } catch (error) {
      await this.abort();
      throw error;
    }
    this.#end(replaced);
    return this.#tally.outcome(this.#context.database);
  }

  async abort(): Promise<void> {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    const stopped = this.#pending.cancel();
    if (this.#pending.isBusy) await stopped;
    this.#end([]);
  }

  abandon(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    void this.#pending.cancel();
    if (!this.#pending.isBusy) this.#end([]);
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
    this.#pending.check();
  }

  /** Id of the series that was given these images before in this session. */
  #findTwin(caseId: string, { slices }: IncomingSeries): string | undefined {
    const twin = slices.find((slice) => this.#givenImages.has(`${caseId} ${imageId(slice)}`));
    return twin === undefined ? undefined : this.#givenImages.get(`${caseId} ${imageId(twin)}`);
  }

  /** The candidate that has every file as it is, and its voxels. */
  #findWhole(candidates: readonly Candidate[], series: SeriesInput): Candidate | null {
    const same = findUnchanged(candidates, series);
    return same !== null && this.#hasVoxels(same.volumeId) ? same : null;
  }

  /** A blob that is lost or damaged is written again when its images come again: the advice that every message about one
   * gives. Hashing it costs less than the hashing of the files that were just read. */
  #hasVoxels(volumeId: string): boolean {
    const row = this.#context.database
      .prepare<{ sha256: string }>('SELECT blob_sha256 AS sha256 FROM volumes WHERE id = ?')
      .get(volumeId);
    return row !== undefined && this.#context.blobs.check(row.sha256, { verify: true }) === null;
  }

  #keepSeries(
    { caseId }: CaseDraft,
    seriesId: string,
    { slices }: Pick<IncomingSeries, 'slices'>,
    warnings: readonly SeriesWarning[],
    clashes: ReadonlySet<string> = new Set(),
  ): SeriesOutcome {
    return this.#tally.addSeries({
      caseId,
      seriesId,
      status: 'unchanged',
      unchangedFiles: fileCount(slices),
      clashes: uidsOf(clashes),
      warnings,
    });
  }
}
