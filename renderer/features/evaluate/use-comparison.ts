// Asks the worker for the figures of each pair, again whenever a structure of it has changed.

import { useEffect, useMemo, useRef, useState } from 'react';
import type { SliceBits } from '../../../core/edit/index.ts';
import type { ComparedPair, ComparedSets } from '../../data/compared-sets.ts';
import type { OpenCase } from '../../data/open-case.ts';
import type { CompareAnswer, CompareQuestion } from '../../workers/compare-worker.ts';
import { useAppContext } from '../shell/app-context.ts';

/** A stroke is followed by others: figures wait until the hand rests. */
const QUIET_MS = 400;

/** What the figures of a pair were made of. */
export const keyOf = ({ a, b }: ComparedPair): string =>
  `${a?.id ?? ''}@${(a?.contentRev ?? 0).toString()}|${b?.id ?? ''}@${(b?.contentRev ?? 0).toString()}`;

const slicesOf = (open: OpenCase, structureId: string | undefined): Map<number, SliceBits> => {
  const slices = structureId === undefined ? undefined : open.session.current().slices.get(structureId);
  return new Map([...(slices ?? [])].map(([k, { bits }]) => [k, bits]));
};

/** Figures by `keyOf`; what is missing is being computed. */
export function useComparison(sets: ComparedSets | null): ReadonlyMap<string, CompareAnswer> {
  const { openCase } = useAppContext();
  const [answers, setAnswers] = useState<ReadonlyMap<string, CompareAnswer>>(new Map());
  const known = useRef(answers);
  known.current = answers;
  const pairs = useMemo(() => sets?.pairs.filter(({ a, b }) => a !== null && b !== null) ?? [], [sets]);
  const wanted = pairs.map(keyOf).join('\n');
  // biome-ignore lint/correctness/useExhaustiveDependencies: `wanted` says all that the pairs differ in
  useEffect(() => {
    let worker: Worker | null = null;
    const timer = setTimeout(
      () => {
        const open = openCase();
        const missing = pairs.filter((pair) => !known.current.has(keyOf(pair)));
        if (!open || missing.length === 0) return;
        worker = new Worker('compare-worker.js', { type: 'module' });
        worker.onmessage = ({ data }: MessageEvent<CompareAnswer>) =>
          setAnswers((before) => new Map([...before, [data.key, data]]));
        const question: CompareQuestion = {
          geometry: open.geometry,
          pairs: missing.map((pair) => ({
            key: keyOf(pair),
            a: slicesOf(open, pair.a?.id),
            b: slicesOf(open, pair.b?.id),
          })),
        };
        worker.postMessage(question);
      },
      known.current.size === 0 ? 0 : QUIET_MS,
    );
    return () => {
      clearTimeout(timer);
      worker?.terminate();
    };
  }, [wanted, openCase]);
  return answers;
}
