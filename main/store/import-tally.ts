// What came of the items of an import.

import { getCase } from './case-reader.ts';
import type { Database } from './driver.ts';
import type { CaseSummary, ImportOutcome, ObjectOutcome, SeriesOutcome, StructureSetOutcome } from './records.ts';

export class ImportTally {
  readonly #series: SeriesOutcome[] = [];
  readonly #sets: StructureSetOutcome[] = [];
  readonly #objects: ObjectOutcome[] = [];
  #unchangedFiles = 0;

  addSeries(outcome: SeriesOutcome): SeriesOutcome {
    this.#series.push(outcome);
    this.#unchangedFiles += outcome.unchangedFiles;
    return outcome;
  }

  addStructureSet(outcome: StructureSetOutcome): StructureSetOutcome {
    this.#sets.push(outcome);
    if (outcome.status === 'unchanged') this.#unchangedFiles++;
    return outcome;
  }

  addObject(outcome: ObjectOutcome): ObjectOutcome {
    this.#objects.push(outcome);
    if (outcome.status === 'unchanged') this.#unchangedFiles++;
    return outcome;
  }

  /** After the rows were written. */
  outcome(database: Database): ImportOutcome {
    return {
      cases: this.#touchedCases(database),
      series: this.#series,
      structureSets: this.#sets,
      objects: this.#objects,
      unchangedFiles: this.#unchangedFiles,
    };
  }

  /** The cases, each with what this import brought to it alone. */
  #touchedCases(database: Database): CaseSummary[] {
    const series = new Set(this.#series.map(({ seriesId }) => seriesId));
    const sets = new Set(this.#sets.map(({ structureSetId }) => structureSetId));
    const objects = new Set(this.#objects.map(({ objectId }) => objectId));
    const ids = new Set([...this.#series, ...this.#sets, ...this.#objects].map(({ caseId }) => caseId));
    return [...ids].map((caseId) => {
      const whole = getCase(database, caseId);
      return {
        ...whole,
        series: whole.series.filter(({ seriesId }) => series.has(seriesId)),
        structureSets: whole.structureSets.filter(({ structureSetId }) => sets.has(structureSetId)),
        objects: whole.objects.filter(({ objectId }) => objects.has(objectId)),
      };
    });
  }
}
