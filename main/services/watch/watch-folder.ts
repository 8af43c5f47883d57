// `import --watch`: takes in what lands in folders, series by series, once it is complete. Nothing in the folders is ever
// changed or removed; a file that changes after it was taken in, or refused, is looked at again.

import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { ImportSummary, Progress, WatchSummary } from '../../../core/contract/index.ts';
import { AppError } from '../../../core/error/index.ts';
import { mapNodeError } from '../../platform/node-error.ts';
import type { Library } from '../../store/library.ts';
import { importPaths } from '../library/index.ts';
import { type LandedGroup, LandingFiles } from './landing-files.ts';
import { listFolders, seriesOfFile } from './list-folder.ts';
import { createWakeUp } from './wake-up.ts';
import { WatchTally } from './watch-tally.ts';

export interface WatchRequest {
  readonly folders: readonly string[];
  readonly settleSeconds: number;
  /** Ends after so long without a change; null: only the signal ends it. */
  readonly onceIdleSeconds: number | null;
}

export interface WatchPorts {
  /** Opened for each series and closed after it, so that other programs can use the library meanwhile. */
  readonly openLibrary: () => Promise<Library>;
  readonly signal: AbortSignal;
  readonly report: (progress: Progress) => void;
  /** Monotonic, ms: the wall clock may jump. */
  readonly nowMs: () => number;
}

/** Between looks at a quiet folder; its system may never report a change. */
const QUIET_PAUSE_MS = 5_000;
/** From the report of a change to the next look. */
const SWARM_MS = 150;
/** Looking at a large tree takes this part of the time at most, while nothing is reported and while much is. */
const QUIET_LOOKING_SHARE = 0.02;
const BUSY_LOOKING_SHARE = 0.1;
const LIBRARY_BUSY_PAUSE_MS = 2_000;

async function checkFolders(folders: readonly string[]): Promise<void> {
  for (const folder of folders) {
    let isFolder: boolean;
    try {
      isFolder = (await stat(folder)).isDirectory();
    } catch (thrown) {
      throw mapNodeError(thrown, `Watching ${folder}`);
    }
    if (!isFolder) {
      throw new AppError('invalid-input', 'PATH_NOT_A_FOLDER', `${folder} is a file. Name the folder to watch.`);
    }
  }
}

const isLibraryBusy = (error: unknown): boolean => error instanceof AppError && error.code === 'LIBRARY_IN_USE';

class Watch {
  readonly #ports: WatchPorts;
  readonly #folders: readonly string[];
  readonly #settleMs: number;
  readonly #idleMs: number;
  readonly #landing: LandingFiles;
  readonly #tally: WatchTally;
  readonly #wakeUp = createWakeUp();
  #lastWorkMs: number;
  #isLibraryBusy = false;
  #areUnreachable = false;

  constructor({ folders, settleSeconds, onceIdleSeconds }: WatchRequest, ports: WatchPorts) {
    this.#ports = ports;
    this.#folders = folders.map((folder) => resolve(folder));
    this.#tally = new WatchTally(this.#folders);
    this.#settleMs = settleSeconds * 1000;
    this.#idleMs = onceIdleSeconds === null ? Number.POSITIVE_INFINITY : onceIdleSeconds * 1000;
    this.#landing = new LandingFiles(this.#settleMs);
    this.#lastWorkMs = ports.nowMs();
  }

  async run(): Promise<WatchSummary> {
    const { signal } = this.#ports;
    await checkFolders(this.#folders);
    // Now rather than when the first image has arrived: a library that cannot be used is no news for the night.
    (await this.#ports.openLibrary()).close();
    this.#say(`Watching ${this.#folders.join(', ')}; Ctrl C ends it.`);
    try {
      let lastTookMs = Number.POSITIVE_INFINITY;
      while (!signal.aborted) {
        const tookMs = await this.#look();
        // One look that was held up by something else says nothing about the tree.
        const lookMs = Math.min(tookMs, lastTookMs);
        lastTookMs = tookMs;
        await this.#takeIn();
        if (this.#isIdle()) break;
        await this.#wakeUp.pause(Math.max(SWARM_MS, lookMs / BUSY_LOOKING_SHARE), this.#pauseMs(lookMs), signal);
      }
    } catch (thrown) {
      // Ctrl C is how a person ends a watch; what was taken in before is what there is to tell.
      if (!signal.aborted) throw thrown;
    } finally {
      this.#wakeUp.close();
    }
    return this.#tally.summary(this.#landing.waiting);
  }

  /** At the last look: what has come since is not known. */
  #isIdle(): boolean {
    const lastMs = Math.max(this.#lastWorkMs, this.#landing.lastChangeMs);
    return this.#landing.waiting === 0 && this.#landing.lastLookMs - lastMs >= this.#idleMs;
  }

  #pauseMs(lookMs: number): number {
    if (this.#isLibraryBusy) return LIBRARY_BUSY_PAUSE_MS;
    const wanted = this.#landing.waiting > 0 ? this.#settleMs / 4 : Math.min(QUIET_PAUSE_MS, this.#idleMs / 2);
    return Math.max(50, wanted, lookMs / QUIET_LOOKING_SHARE);
  }

  /** Returns how long it took to list the folders, ms. */
  async #look(): Promise<number> {
    const { signal, nowMs } = this.#ports;
    const startMs = nowMs();
    const { files, folders, unreachable } = await listFolders(this.#folders, signal);
    if (unreachable.length > 0 && !this.#areUnreachable) {
      this.#say(`${unreachable.join(', ')} cannot be read now; waiting for it to come back.`);
    }
    const lookMs = nowMs() - startMs;
    this.#areUnreachable = unreachable.length > 0;
    this.#wakeUp.follow(folders);
    this.#landing.reopen(this.#tally.forgetRefusalsOf(this.#landing.observe(files, nowMs())));
    for (const path of this.#landing.unidentified()) {
      signal.throwIfAborted();
      this.#landing.setSeries(path, await seriesOfFile(path));
    }
    return lookMs;
  }

  async #takeIn(): Promise<void> {
    for (const group of this.#landing.ready()) {
      this.#ports.signal.throwIfAborted();
      const summary = await this.#import(group);
      if (summary === null) return;
      this.#landing.finish(group);
      this.#lastWorkMs = this.#ports.nowMs();
      for (const line of this.#tally.add(group, summary)) this.#say(line);
    }
  }

  /** null: the library is in use; the group waits. */
  async #import(group: LandedGroup): Promise<ImportSummary | null> {
    let library: Library;
    try {
      library = await this.#ports.openLibrary();
    } catch (thrown) {
      if (!isLibraryBusy(thrown)) throw thrown;
      if (!this.#isLibraryBusy) this.#say('The library is in use by another Limner; waiting for it.');
      this.#isLibraryBusy = true;
      return null;
    }
    this.#isLibraryBusy = false;
    try {
      const paths = group.files.map(({ path }) => path);
      return await importPaths(library, paths, { signal: this.#ports.signal, report: () => undefined });
    } finally {
      library.close();
    }
  }

  #say(event: string): void {
    this.#ports.report({ phase: 'watch', done: this.#tally.importedFiles, total: 0, event });
  }
}

/**
 * Imports what lies and lands in `folders` until the signal aborts or nothing has changed for `onceIdleSeconds`.
 * Throws `not-found`, `denied` or `invalid-input` for folders that cannot be watched, and what opening the library
 * throws; a library that is in use is waited for, `resource` DISK_FULL ends the watch.
 */
export const watchFolders = (request: WatchRequest, ports: WatchPorts): Promise<WatchSummary> =>
  new Watch(request, ports).run();
