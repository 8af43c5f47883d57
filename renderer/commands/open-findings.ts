// Which findings are open: what a person accepted stays closed with its reason until what it speaks of changes.

import { CHECK_IDS } from '../../core/checks/index.ts';
import type { StructureRecord } from '../../core/edit/index.ts';
import type { AppState, ChecksState, FindingRow } from '../state/app-state.ts';
import type { AcceptedFinding } from '../state/view-state.ts';

export const checkIdOf = ({ id }: FindingRow): string => id.split(':')[0] ?? '';

/** What cannot be closed with a reason: other patients, and slices that nobody has looked at. */
export const canAccept = (finding: FindingRow): boolean =>
  finding.severity !== 'blocks' && checkIdOf(finding) !== 'unseen';

/** Name and contents of every structure that a finding speaks of: another text, another state. */
export function stampOf({ id }: FindingRow, structures: readonly StructureRecord[]): string {
  const named = new Set(id.split(':'));
  return structures
    .filter((structure) => named.has(structure.id))
    .map(({ contentRev, name }) => `${contentRev.toString()} ${name}`)
    .join('|');
}

/** Reasons by finding, of those that still hold. */
export function acceptedNow(
  findings: readonly FindingRow[],
  structures: readonly StructureRecord[],
  kept: Readonly<Record<string, AcceptedFinding>>,
): ChecksState['accepted'] {
  return Object.fromEntries(
    findings.flatMap((finding) => {
      const own = kept[finding.id];
      return own !== undefined && canAccept(finding) && own.stamp === stampOf(finding, structures)
        ? [[finding.id, own.reason]]
        : [];
    }),
  );
}

export const openFindings = ({ findings, accepted }: ChecksState): readonly FindingRow[] =>
  findings.filter(({ id }) => accepted[id] === undefined);

/** Checks that found nothing that is still open. */
export function passedChecks(checks: Pick<ChecksState, 'findings' | 'accepted'>): number {
  const failed = new Set(checks.findings.filter(({ id }) => checks.accepted[id] === undefined).map(checkIdOf));
  return CHECK_IDS.filter((id) => !failed.has(id)).length;
}

/** Where a finding is, for the walk through them: the one after (or before) the last one shown. */
export function neighbourFinding(state: AppState, shownId: string | null, step: 1 | -1): FindingRow | null {
  const open = openFindings(state.checks);
  if (open.length === 0) return null;
  const at = open.findIndex(({ id }) => id === shownId);
  if (at < 0) return (step === 1 ? open[0] : open.at(-1)) ?? null;
  return open[(at + step + open.length) % open.length] ?? null;
}
