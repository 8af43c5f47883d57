// What is still open when structures leave: those that nobody reviewed, and findings that nobody accepted.

import { useMemo } from 'react';
import { checkIdOf } from '../../commands/open-findings.ts';
import { needsReview } from '../../commands/review-commands.ts';
import { useApp } from '../../state/app-store.ts';
import { useAppContext } from '../shell/app-context.ts';
import { count } from './export-choice.ts';

export interface OpenPoint {
  readonly id: string;
  readonly title: string;
  readonly text: string;
  readonly run: () => void;
  /** Whoever writes the files says this by itself, of the structures that are really written. */
  readonly isReview: boolean;
}

/** @param left structures that do not leave */
export function useOpenPoints(left: ReadonlySet<string>): readonly OpenPoint[] {
  const { run } = useAppContext();
  const workspace = useApp((state) => state.workspace);
  const findings = useApp((state) => state.checks.findings);
  const accepted = useApp((state) => state.checks.accepted);
  return useMemo(() => {
    const unreviewed = (workspace?.structures ?? []).filter(
      (structure) => needsReview(structure) && !structure.review.isReviewed && !left.has(structure.id),
    );
    const first = unreviewed[0];
    const points: OpenPoint[] = first
      ? [
          {
            id: 'unreviewed',
            title: `${count(unreviewed.length, 'structure')} unreviewed`,
            text: unreviewed.map(({ name }) => name).join(', '),
            run: () => run('structure.goTo', first.id),
            isReview: true,
          },
        ]
      : [];
    for (const finding of findings) {
      if (finding.severity === 'note' || accepted[finding.id] !== undefined) continue;
      if (finding.structureId !== null && left.has(finding.structureId)) continue;
      const { title, text, id } = finding;
      points.push({ id, title, text, run: () => run('finding.show', id), isReview: checkIdOf(finding) === 'unseen' });
    }
    return points;
  }, [workspace?.structures, findings, accepted, left, run]);
}
