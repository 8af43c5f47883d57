import { readdirSync } from 'node:fs';
import type { WarningRow } from './export-formats.ts';

const RESULT = /^(rtstruct\.dcm|report\.html|.+\.nii\.gz|.+\.stl)$/;
/** Names that a warning gives; the others are counted. */
const NAMED = 3;

/**
 * Warns of files of an earlier run, perhaps of another patient, that stay beside the new ones because this run has none
 * of their names.
 * @param written names in the output folder that this run writes or replaces; null where there is none
 */
export function warnOfOlderResults(outputFolder: string, written: readonly (string | null)[]): WarningRow[] {
  const older = readdirSync(outputFolder)
    .filter((name) => RESULT.test(name) && !written.includes(name))
    .sort();
  if (older.length === 0) return [];
  const rest = older.length > NAMED ? ` and ${older.length - NAMED} more` : '';
  const message = `The output folder holds results that are not of this run: ${older.slice(0, NAMED).join(', ')}${rest}. Do not mix them up; better name a new folder.`;
  return [{ code: 'OUTPUT_OLDER_RESULTS', message }];
}
