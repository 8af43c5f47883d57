// Histograms and constraints as tables for spreadsheets (RFC 4180, decimal points, UTF-8).

import type { ConstraintResult } from './constraints.ts';
import { BIN_GY, cumulativeMl, type DoseHistogram, insideMl } from './histogram.ts';

export interface TabledStructure {
  readonly name: string;
  readonly histogram: DoseHistogram;
}

/** A cell. A spreadsheet runs what begins like a formula, and names come from files: those get an apostrophe. */
export function csvCell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

const number = (value: number): string => (Number.isNaN(value) ? '' : String(Number(value.toPrecision(7))));

/**
 * One row a dose; for every structure the cumulative volume in ml and %, and the differential volume in ml a row.
 * @param binsPerRow 1: rows of 1 cGy
 * @param sumOf the doses that were added up, in words, for the head of the first column; empty: it is no sum
 */
export function histogramCsv(
  structures: readonly TabledStructure[],
  binsPerRow: number,
  sumOf: readonly string[] = [],
): string {
  const header = structures.flatMap(({ name }) => [
    `${name} cumulative (ml)`,
    `${name} cumulative (%)`,
    `${name} differential (ml)`,
  ]);
  const columns = structures.map(({ histogram }) => ({
    cumulative: cumulativeMl(histogram),
    whole: insideMl(histogram),
  }));
  const rows = Math.ceil(Math.max(0, ...columns.map(({ cumulative }) => cumulative.length)) / binsPerRow) + 1;
  const lines = [
    [sumOf.length === 0 ? 'Dose (Gy)' : `Dose (Gy): sum of ${sumOf.join(' + ')}`, ...header].map(csvCell).join(','),
  ];
  for (let row = 0; row < rows; row++) {
    const cells = columns.flatMap(({ cumulative, whole }) => {
      const here = cumulative[row * binsPerRow] ?? 0;
      const beyond = cumulative[(row + 1) * binsPerRow] ?? 0;
      return [here, whole > 0 ? (100 * here) / whole : Number.NaN, here - beyond];
    });
    lines.push([row * binsPerRow * BIN_GY, ...cells].map(number).join(','));
  }
  return `${lines.join('\r\n')}\r\n`;
}

/** Head of the first column of a table by structures. `sumOf`: see `histogramCsv`. */
export const structureHead = (sumOf: readonly string[]): string =>
  sumOf.length === 0 ? 'Structure' : `Structure: by the sum of ${sumOf.join(' + ')}`;

/** One row a constraint. `sumOf`: see `histogramCsv`. */
export function constraintsCsv(results: readonly ConstraintResult[], sumOf: readonly string[] = []): string {
  const header = `${csvCell(structureHead(sumOf))},Figure,Relation,Limit,Value,Status,Why,End point,Priority,Source`;
  const rows = results.map((line) =>
    [
      csvCell(line.structure),
      csvCell(line.metric),
      // Apart from names it is ours: an apostrophe would be part of it.
      line.relation,
      number(line.limit),
      line.value === null ? '' : number(line.value),
      line.status,
      csvCell(line.why ?? ''),
      csvCell(line.endpoint ?? ''),
      csvCell(line.priority ?? ''),
      csvCell(line.source),
    ].join(','),
  );
  return `${[header, ...rows].join('\r\n')}\r\n`;
}
