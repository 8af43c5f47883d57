// Every file under the given paths and what it turns out to be: folders walked, archives opened like folders, a
// DICOMDIR compared with what is there.

import { type FileHandle, open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { SeriesWarning } from '../../core/dicom/index.ts';
import { AppError } from '../../core/error/index.ts';
import { readZipDirectory } from '../archives/index.ts';
import { mapNodeError } from '../platform/node-error.ts';
import { directoryWarnings, knownPaths, locateFiles } from './directory-files.ts';
import { type FileFinding, type Inspected, inspectFile, refusedFile } from './file-finding.ts';
import { type FileWorkers, inspectFilesNow } from './file-workers.ts';
import { type FileSource, forEachFile } from './read-lanes.ts';
import type { ScanContext } from './scan-context.ts';
import { type FoundFile, type WalkResult, walkPaths } from './walk-paths.ts';

const PROGRESS_INTERVAL = 16;
/** Fewer files are recognised before a thread has started. */
const WORKERS_FROM_FILES = 64;
/** Files that a thread is given at a time, and those that this one takes. */
const PORTION_FILES = 32;
const HELP_FILES = 8;
/** Values of images that may be handed back with one portion, bytes. */
const PORTION_KEEP_BYTES = 32 << 20;

type Settle = (index: number, inspected: Inspected) => void;

/** A file, perhaps inside an archive, and what it is. */
export interface InspectedFile extends FoundFile, FileSource {
  readonly finding: FileFinding;
}

export interface Inspection {
  /** In path order; the files of an archive stand in its place. */
  readonly files: readonly InspectedFile[];
  readonly unreadable: WalkResult['unreadable'];
  /** Things inside folders that are no files. */
  readonly skipped: number;
  readonly warnings: readonly SeriesWarning[];
}

type Source = FoundFile & FileSource;

/** Pictures beside images are previews and scans of paper: only one that a person named is wanted as an image. */
const asWanted = (finding: FileFinding, { path, isExplicit }: Source): FileFinding =>
  finding.kind === 'picture' && !isExplicit ? { kind: 'foreign', path } : finding;

/** Recognises files round by round; `done` and `total` grow over all rounds. */
class Inspector {
  readonly #context: ScanContext;
  #done = 0;
  #total = 0;

  constructor(context: ScanContext) {
    this.#context = context;
  }

  async inspect(sources: readonly Source[]): Promise<InspectedFile[]> {
    const findings: FileFinding[] = new Array(sources.length);
    this.#total += sources.length;
    this.#report();
    const { workers } = this.#context;
    const settle = (index: number, { finding, planes }: Inspected) => {
      findings[index] = asWanted(finding, sources[index] as Source);
      if (planes !== null) this.#context.cache.keep(finding.path, planes);
      this.#count();
    };
    const isShared = workers !== null && sources.length >= WORKERS_FROM_FILES;
    const all = sources.map((_, index) => index);
    const shared = all.filter((index) => isShared && sources[index]?.member === undefined);
    const own = all.filter((index) => !isShared || sources[index]?.member !== undefined);
    await this.#inspectHere(sources, own, settle);
    if (shared.length > 0 && workers !== null) await this.#share(workers, sources, shared, settle);
    return sources.map((source, index) => ({ ...source, finding: findings[index] as FileFinding }));
  }

  /** Until the threads have started, this one takes from their work. */
  async #share(workers: FileWorkers, sources: readonly Source[], queue: number[], settle: Settle): Promise<void> {
    const { cache, signal } = this.#context;
    let isStarted = false;
    const inspectNext = async (files: number, inspect: FileWorkers['inspect']) => {
      const portion = queue.splice(0, files);
      const keepBytes = cache.reserve(PORTION_KEEP_BYTES);
      try {
        const paths = portion.map((index) => (sources[index] as Source).path);
        const inspected = await inspect({ paths, keepBytes }, signal);
        cache.settle(keepBytes);
        for (const [at, index] of portion.entries()) settle(index, inspected[at] as Inspected);
      } catch (thrown) {
        cache.settle(keepBytes);
        throw thrown;
      }
    };
    const help = async () => {
      while (queue.length > 0 && !isStarted) {
        await inspectNext(HELP_FILES, inspectFilesNow);
        await nextTurn();
        signal?.throwIfAborted();
      }
    };
    const helped = help();
    const lane = async () => {
      const started = workers.inspect({ paths: [], keepBytes: 0 }, signal).then(() => {
        isStarted = true;
      });
      // Nobody waits for a thread that has nothing left to do.
      await Promise.race([started, helped]);
      while (queue.length > 0) await inspectNext(PORTION_FILES, (request) => workers.inspect(request, signal));
    };
    const lanes = [helped, ...Array.from({ length: workers.width }, lane)];
    try {
      await Promise.all(lanes);
    } finally {
      queue.length = 0;
      await Promise.allSettled(lanes);
    }
  }

  async #inspectHere(sources: readonly Source[], indices: readonly number[], settle: Settle): Promise<void> {
    const { cache, signal } = this.#context;
    const files = indices.map((index) => sources[index] as Source);
    await forEachFile(
      files,
      async (file, at) => {
        const source = files[at] as Source;
        const keepBytes = cache.reserve(PORTION_KEEP_BYTES);
        try {
          const foreign: Inspected = { finding: { kind: 'foreign', path: source.path }, planes: null };
          const inspected = file === null ? foreign : await inspectFile(file, source, keepBytes);
          cache.settle(keepBytes);
          settle(indices[at] as number, inspected);
        } catch (thrown) {
          cache.settle(keepBytes);
          throw thrown;
        }
      },
      (thrown, at) => {
        const { path } = files[at] as Source;
        settle(indices[at] as number, {
          finding: refusedFile(path, mapNodeError(thrown, `Reading ${path}`)),
          planes: null,
        });
      },
      signal,
    );
  }

  #count(): void {
    this.#done++;
    if (this.#done % PROGRESS_INTERVAL === 0 || this.#done === this.#total) this.#report();
  }

  #report(): void {
    this.#context.report({ phase: 'inspect', done: this.#done, total: this.#total });
  }
}

/** The files of one archive; what cannot be read in it, or the archive itself, is refused with its reason. */
async function openArchive(
  archive: InspectedFile,
  inspector: Inspector,
  signal?: AbortSignal,
): Promise<InspectedFile[]> {
  const { path, given } = archive;
  let handle: FileHandle | undefined;
  try {
    handle = await open(path, 'r');
    const { entries, isContainer } = await readZipDirectory(handle, path);
    if (isContainer) return [{ ...archive, finding: { kind: 'foreign', path } }];
    const sources: Source[] = [];
    const refused: InspectedFile[] = [];
    for (const { name, member } of entries) {
      if (member instanceof AppError) {
        const inside = `${path}/${name}`;
        refused.push({ path: inside, given, isExplicit: false, finding: refusedFile(inside, member) });
      } else {
        sources.push({ path: join(path, name), given, isExplicit: false, member });
      }
    }
    return [...(await inspector.inspect(sources)), ...refused];
  } catch (thrown) {
    signal?.throwIfAborted();
    return [{ ...archive, finding: refusedFile(path, mapNodeError(thrown, `Reading ${path}`)) }];
  } finally {
    await handle?.close();
  }
}

/** The files that a directory names which was itself named by a person, as far as they are there. */
async function filesOfDirectory({ finding, given }: InspectedFile, signal?: AbortSignal): Promise<Source[]> {
  if (finding.kind !== 'directory') return [];
  const { files } = await walkPaths([dirname(finding.path)], signal);
  const located = locateFiles(finding, knownPaths(files));
  return located.found.map((path) => ({ path, given, isExplicit: false }));
}

async function followDirectories(
  files: readonly InspectedFile[],
  inspector: Inspector,
  signal?: AbortSignal,
): Promise<InspectedFile[]> {
  const known = new Set(files.map(({ path }) => path));
  const sources: Source[] = [];
  for (const file of files) {
    if (!file.isExplicit) continue;
    for (const source of await filesOfDirectory(file, signal)) {
      if (known.has(source.path)) continue;
      known.add(source.path);
      sources.push(source);
    }
  }
  return sources.length === 0 ? [] : inspector.inspect(sources);
}

/**
 * Walks `paths` and recognises every file by its content. Archives are opened like folders, once: an archive in an
 * archive is refused. A DICOMDIR in a folder changes nothing but is compared with the files that are there; one that is
 * named itself stands for the files that it names. Throws the signal's reason when cancelled, and nothing else.
 */
export async function inspectTree(paths: readonly string[], context: ScanContext): Promise<Inspection> {
  const { signal } = context;
  context.report({ phase: 'find', done: 0, total: paths.length });
  const walk = await walkPaths(paths, signal);
  const inspector = new Inspector(context);
  const walked: InspectedFile[][] = [];
  for (const file of await inspector.inspect(walk.files)) {
    walked.push(file.finding.kind === 'archive' ? await openArchive(file, inspector, signal) : [file]);
  }
  const found = walked.flat();
  const files = [...found, ...(await followDirectories(found, inspector, signal))];
  const known = knownPaths(files);
  const warnings = files.flatMap(({ finding }) =>
    finding.kind === 'directory' ? directoryWarnings(finding.path, locateFiles(finding, known)) : [],
  );
  return { files, unreadable: walk.unreadable, skipped: walk.skipped, warnings };
}
