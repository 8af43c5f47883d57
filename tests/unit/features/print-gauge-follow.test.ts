// Measures of a model follow what they were measured on.
import { expect, it, vi } from 'vitest';
import { followMeasures } from '../../../renderer/features/print/print-gauge.ts';
import { createAppStore, patchPrint } from '../../../renderer/state/app-store.ts';
import type { GaugeFound } from '../../../renderer/workers/print-messages.ts';

/** A busy machine answers late. */
const SOON = { timeout: 20_000 };

const found = (minMm: number): GaugeFound => ({
  what: 'between',
  minMm,
  meanMm: null,
  p5Mm: null,
  relation: 'apart',
  nearestLps: [
    [0, 0, 0],
    [minMm, 0, 0],
  ],
});

it('a structure that is drawn on while it is measured is measured once more', async () => {
  const store = createAppStore();
  const answers: ((found: GaugeFound) => void)[] = [];
  const gauge = () => new Promise<GaugeFound>((resolve) => void answers.push(resolve));
  let stamp = 'before';
  const followed = followMeasures(store, { gauge }, (structureId) => ({
    structureId,
    stamp,
    slices: new Map(),
  }));
  const end = (structureId: string) => ({ structureId, structure: structureId });
  patchPrint(store, {
    measures: [{ id: 'm', kind: 'between', from: end('Nerve'), to: end('Root'), found: 'asked' }],
  });
  stamp = 'after';
  followed.structuresChanged();
  answers[0]?.(found(3));
  await vi.waitFor(() => expect(answers).toHaveLength(2), SOON);
  expect(store.getState().print.measures[0]).toMatchObject({ found: 'asked' });
  answers[1]?.(found(1));
  await vi.waitFor(() => expect(store.getState().print.measures[0]).toMatchObject({ found: { minMm: 1 } }), SOON);
  followed.stop();
});
