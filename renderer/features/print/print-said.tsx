// What a screen reader hears of the model: that it is made, checked, written. A preview of every move is not said.

import { useEffect, useState } from 'react';
import { useApp } from '../../state/app-store.ts';
import type { PrintState } from '../../state/print-state.ts';
import { formatMl } from '../../ui/format.ts';

/** A hand that goes on changing a value is not talked to. */
const REST_MS = 700;

/** 'Exact model made: 2 parts, 61.8 ml. 1 thing to look at before printing.' */
export function saidOf({ parts, quality, isChecking, findings, exporting, stopped, problem }: PrintState): string {
  if (exporting !== null) return 'Writing the model.';
  if (problem !== null || stopped !== null || parts.length === 0 || quality === null) return '';
  if (quality === 'preview') return 'Preview. The exact model is being made.';
  const ml = parts.reduce((sum, { volumeMl }) => sum + volumeMl, 0);
  const count = parts.length === 1 ? '1 part' : `${parts.length.toString()} parts`;
  const made = `Exact model made: ${count}, ${formatMl(ml)}.`;
  if (isChecking) return `${made} It is being checked.`;
  const open = findings.filter(({ severity }) => severity !== 'note').length;
  if (open === 0) return `${made} Nothing is open before printing.`;
  return `${made} ${open === 1 ? '1 thing' : `${open.toString()} things`} to look at before printing.`;
}

export function PrintSaid() {
  const words = useApp(({ print }) => saidOf(print));
  const [said, setSaid] = useState('');
  useEffect(() => {
    const timer = setTimeout(() => setSaid(words), REST_MS);
    return () => clearTimeout(timer);
  }, [words]);
  return (
    <p className="sr" role="status">
      {said}
    </p>
  );
}
