// What a watch has taken in so far, as one summary and as a line for people for each series.

import type { CaseRow, ImportSummary, Refusal, SetReport, WatchSummary } from '../../../core/contract/index.ts';
import { tellRefusal } from '../../platform/told-refusal.ts';
import type { LandedGroup } from './landing-files.ts';

/** A file that is no image says nothing to somebody who watches a folder. */
const NOT_AN_IMAGE = new Set(['IMPORT_NOT_AN_IMAGE', 'IMPORT_NO_IMAGES']);
/** Gone, or still being written, when its turn came: it comes again by itself. */
const PASSING = new Set(['PATH_NOT_FOUND', 'FILE_CHANGED']);

const countOf = (refused: readonly Refusal[]): number => refused.reduce((sum, { files }) => sum + files, 0);
const inFiles = (count: number): string => (count === 1 ? '1 file' : `${count} files`);

interface Attempt {
  readonly paths: readonly string[];
  readonly refused: readonly Refusal[];
}

export class WatchTally {
  readonly #folders: readonly string[];
  readonly #cases = new Map<string, CaseRow>();
  readonly #sets = new Map<string, SetReport>();
  readonly #warnings = new Map<string, ImportSummary['warnings'][number]>();
  /** Attempts of which a part was left out, to be forgotten when one of their files changes. */
  #refusing: Attempt[] = [];
  /** Files that went in before and are given once more beside one that has changed. */
  readonly #repeated = new Set<string>();
  #imports = 0;
  #importedFiles = 0;
  #unchanged = 0;
  #ignored = 0;

  /** @param folders those that are watched, absolute */
  constructor(folders: readonly string[]) {
    this.#folders = folders;
  }

  get importedFiles(): number {
    return this.#importedFiles;
  }

  /** Drops the refusals that may no longer hold because these files changed; returns the files to look at again. */
  forgetRefusalsOf(changed: readonly string[]): string[] {
    if (changed.length === 0 || this.#refusing.length === 0) return [];
    const paths = new Set(changed);
    const stale = this.#refusing.filter((attempt) => attempt.paths.some((path) => paths.has(path)));
    this.#refusing = this.#refusing.filter((attempt) => !stale.includes(attempt));
    const again = stale.flatMap((attempt) => attempt.paths);
    for (const path of again) if (!paths.has(path)) this.#repeated.add(path);
    return again;
  }

  /** Adds the outcome of one group; returns what to tell a person. */
  add(group: LandedGroup, summary: ImportSummary): string[] {
    const refused = summary.refused.filter(({ code }) => !NOT_AN_IMAGE.has(code) && !PASSING.has(code));
    const noImages = countOf(summary.refused.filter(({ code }) => NOT_AN_IMAGE.has(code)));
    const passing = countOf(summary.refused.filter(({ code }) => PASSING.has(code)));
    const paths = group.files.map(({ path }) => path);
    const repeated = paths.filter((path) => this.#repeated.delete(path)).length;
    const ignored = Math.min(summary.ignored + noImages, paths.length);
    const fresh = Math.max(0, paths.length - ignored - passing - countOf(refused) - summary.unchanged);
    const unchanged = Math.max(0, summary.unchanged - repeated);
    this.#ignored += ignored;
    this.#unchanged += unchanged;
    this.#importedFiles += fresh;
    if (fresh > 0) this.#imports++;
    for (const row of summary.cases) this.#cases.set(row.caseId, row);
    for (const set of summary.structureSets ?? []) this.#sets.set(set.structureSetId, set);
    for (const warning of summary.warnings) this.#warnings.set(`${warning.code} ${warning.message}`, warning);
    if (refused.length + passing > 0) this.#refusing.push({ paths, refused });
    return [
      ...(fresh > 0 ? [`Imported ${this.#nameOf(group, summary)}, ${inFiles(fresh)}.`] : []),
      ...(fresh === 0 && unchanged > 0
        ? [`Already there: ${this.#nameOf(group, summary)}, ${inFiles(unchanged)}.`]
        : []),
      ...refused.map((one) => `Not imported: ${tellRefusal(one, this.#folders)}`),
    ];
  }

  /** 'CT 512 x 512 x 118 (case c-1a2b3c)' */
  #nameOf({ key }: LandedGroup, { cases }: ImportSummary): string {
    for (const { caseId, series } of cases) {
      const image = series.find(({ seriesInstanceUid }) => seriesInstanceUid === key);
      if (image !== undefined) return `${image.modality} ${image.size.join(' x ')} (case ${caseId})`;
    }
    const ids = cases.map(({ caseId }) => caseId);
    return `${key.startsWith('folder ') ? 'images' : 'an object'} (${ids.length === 1 ? 'case' : 'cases'} ${ids.join(', ')})`;
  }

  summary(waiting: number): WatchSummary {
    return {
      watched: [...this.#folders],
      imports: this.#imports,
      importedFiles: this.#importedFiles,
      waiting,
      cases: [...this.#cases.values()],
      structureSets: [...this.#sets.values()],
      refused: this.#refusing.flatMap(({ refused }) => [...refused]),
      ignored: this.#ignored,
      unchanged: this.#unchanged,
      warnings: [...this.#warnings.values()],
    };
  }
}
