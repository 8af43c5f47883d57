// Every file under the given paths and what it turns out to be: folders walked, archives opened like folders, a
// DICOMDIR compared with what is there.

import { type FileHandle, open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { SeriesWarning } from '../../core/dicom/index.ts';
import { AppError } from '../../core/error/index.ts';
import { readZipDirectory } from '../archives/index.ts';
import { mapNodeError } from '../platform/node-error.ts';
import { directoryWarnings, knownPaths, locateFiles } from './directory-files.ts';
import { type FileFinding, inspectFile, refusedFile } from './file-finding.ts';
import { type FileSource, forEachFile, type LaneFile } from './read-lanes.ts';
import type { ScanOptions } from './scan-result.ts';
import { type FoundFile, type WalkResult, walkPaths } from './walk-paths.ts';

const PROGRESS_INTERVAL = 16;

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
async function recognise(file: LaneFile | null, source: Source): Promise<FileFinding> {
  const { path, isExplicit } = source;
  const finding: FileFinding = file === null ? { kind: 'foreign', path } : await inspectFile(file, source);
  return finding.kind === 'picture' && !isExplicit ? { kind: 'foreign', path } : finding;
}

/** Recognises files round by round; `done` and `total` grow over all rounds. */
class Inspector {
  readonly #options: ScanOptions;
  #done = 0;
  #total = 0;
  #bytesDone = 0;

  constructor(options: ScanOptions) {
    this.#options = options;
  }

  async inspect(sources: readonly Source[]): Promise<InspectedFile[]> {
    const findings: FileFinding[] = new Array(sources.length);
    this.#total += sources.length;
    this.#report();
    await forEachFile(
      sources,
      async (file, index) => {
        const source = sources[index] as Source;
        findings[index] = await recognise(file, source);
        this.#bytesDone += file?.stamp.byteLength ?? 0;
        this.#count();
      },
      (thrown, index) => {
        const { path } = sources[index] as Source;
        findings[index] = refusedFile(path, mapNodeError(thrown, `Reading ${path}`));
        this.#count();
      },
      this.#options.signal,
    );
    return sources.map((source, index) => ({ ...source, finding: findings[index] as FileFinding }));
  }

  #count(): void {
    this.#done++;
    if (this.#done % PROGRESS_INTERVAL === 0 || this.#done === this.#total) this.#report();
  }

  #report(): void {
    const progress = { done: this.#done, total: this.#total, bytesDone: this.#bytesDone };
    this.#options.report?.({ phase: 'read', ...progress });
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
export async function inspectTree(paths: readonly string[], options: ScanOptions): Promise<Inspection> {
  const { signal } = options;
  options.report?.({ phase: 'find', done: 0, total: paths.length });
  const walk = await walkPaths(paths, signal);
  const inspector = new Inspector(options);
  const files: InspectedFile[] = [];
  for (const file of await inspector.inspect(walk.files)) {
    if (file.finding.kind === 'archive') files.push(...(await openArchive(file, inspector, signal)));
    else files.push(file);
  }
  files.push(...(await followDirectories(files, inspector, signal)));
  const known = knownPaths(files);
  const warnings = files.flatMap(({ finding }) =>
    finding.kind === 'directory' ? directoryWarnings(finding.path, locateFiles(finding, known)) : [],
  );
  return { files, unreadable: walk.unreadable, skipped: walk.skipped, warnings };
}
