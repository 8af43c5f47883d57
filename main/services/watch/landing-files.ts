// Which files of a watched folder are complete: those of one series together, when none of them has changed for a while
// and nobody is still copying beside them. Knows no disk and no clock; it is told what was seen and when.

import { basename, dirname } from 'node:path';

/** Tells one state of a file from another; the change time notices a chmod or a rename too. */
export interface LandedStamp {
  readonly byteLength: number;
  readonly modifiedMs: number;
  readonly changedMs: number;
}

export interface LandedFile {
  readonly path: string;
  readonly stamp: LandedStamp;
}

/** Files to be imported together. */
export interface LandedGroup {
  readonly key: string;
  readonly files: readonly LandedFile[];
}

interface Entry {
  stamp: LandedStamp;
  /** When this state was first seen. */
  sinceMs: number;
  /** null: not looked into yet in this state. */
  key: string | null;
  isDone: boolean;
}

/** Names under which browsers, rsync, FileZilla, WinSCP, Windows and others write what is not complete. */
const PARTIAL = /\.(part|partial|tmp|temp|crdownload|download|filepart|opdownload|!ut|swp)$|~$|^\./i;
/** A copy that does not move for so many settling times has died: it holds its neighbours back no longer. */
const STALLED_AFTER_SETTLES = 3;

/** True for the name of a file that something is still writing, or that never is an image. */
export const isPartialName = (path: string): boolean => PARTIAL.test(basename(path));

const isSame = (a: LandedStamp, b: LandedStamp): boolean =>
  a.byteLength === b.byteLength && a.modifiedMs === b.modifiedMs && a.changedMs === b.changedMs;

export class LandingFiles {
  readonly #settleMs: number;
  readonly #entries = new Map<string, Entry>();
  #lastChangeMs = 0;
  #lastLookMs = 0;

  /** @param settleMs how long nothing may change before files are taken as complete */
  constructor(settleMs: number) {
    this.#settleMs = settleMs;
  }

  /** Time of the last change that was seen. */
  get lastChangeMs(): number {
    return this.#lastChangeMs;
  }

  /** Time of the last look. */
  get lastLookMs(): number {
    return this.#lastLookMs;
  }

  /** Files that wait to be imported. */
  get waiting(): number {
    let count = 0;
    for (const [path, { isDone }] of this.#entries) if (!isDone && !isPartialName(path)) count++;
    return count;
  }

  /** Takes note of all the files that are there now. Returns the paths of those that came, changed or went. */
  observe(files: readonly LandedFile[], nowMs: number): string[] {
    this.#lastLookMs = nowMs;
    const changed: string[] = [];
    const present = new Set<string>();
    for (const { path, stamp } of files) {
      present.add(path);
      const entry = this.#entries.get(path);
      if (entry !== undefined && isSame(entry.stamp, stamp)) continue;
      this.#entries.set(path, { stamp, sinceMs: nowMs, key: null, isDone: false });
      changed.push(path);
    }
    for (const path of this.#entries.keys()) {
      if (present.has(path)) continue;
      this.#entries.delete(path);
      changed.push(path);
    }
    if (changed.length > 0) this.#lastChangeMs = nowMs;
    return changed;
  }

  /** Files whose series is not known; `setSeries` says it. */
  unidentified(): string[] {
    return [...this.#entries].flatMap(([path, { key, isDone }]) =>
      key === null && !isDone && !isPartialName(path) ? [path] : [],
    );
  }

  /** @param seriesInstanceUid null for what is not DICOM: such files go with their neighbours, as a header and its data
   * file must */
  setSeries(path: string, seriesInstanceUid: string | null): void {
    const entry = this.#entries.get(path);
    if (entry !== undefined) entry.key = seriesInstanceUid ?? `folder ${dirname(path)}`;
  }

  /** Groups that were complete at the last look, in the order of their names. What was seen only once says nothing, be
   * it ever so long ago: nobody knows what has come since. */
  ready(): LandedGroup[] {
    const nowMs = this.#lastLookMs;
    const busyFolders = new Set<string>();
    const groups = new Map<string, { files: LandedFile[]; isReady: boolean }>();
    for (const [path, { sinceMs }] of this.#entries) {
      if (isPartialName(path) && nowMs - sinceMs < STALLED_AFTER_SETTLES * this.#settleMs)
        busyFolders.add(dirname(path));
    }
    for (const [path, { stamp, sinceMs, key, isDone }] of this.#entries) {
      if (isDone || key === null) continue;
      const group = groups.get(key) ?? { files: [], isReady: true };
      group.files.push({ path, stamp });
      group.isReady &&= nowMs - sinceMs >= this.#settleMs && !busyFolders.has(dirname(path));
      groups.set(key, group);
    }
    return [...groups].flatMap(([key, { files, isReady }]) => (isReady ? [{ key, files }] : [])).sort(byKey);
  }

  /** The files of a group have been dealt with; those that have changed since they were listed wait again. */
  finish(group: LandedGroup): void {
    for (const { path, stamp } of group.files) {
      const entry = this.#entries.get(path);
      if (entry !== undefined && isSame(entry.stamp, stamp)) entry.isDone = true;
    }
  }

  /** Makes these files wait again, as if they had just settled. */
  reopen(paths: Iterable<string>): void {
    for (const path of paths) {
      const entry = this.#entries.get(path);
      if (entry !== undefined) entry.isDone = false;
    }
  }
}

const byKey = (a: LandedGroup, b: LandedGroup): number => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0);
