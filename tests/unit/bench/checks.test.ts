// What is said of the checks after they were measured.

import { expect, it } from 'vitest';
import { type Judged, summarise } from '../../../bench/checks/judge.ts';

const contour = (name: string, kind: string, dice: number, warned: string[] = [], volumeMl = 20): Judged => ({
  case: 'pt_1',
  kind,
  name,
  dice,
  volumeMl,
  warned,
});

const JUDGED = [
  contour('Larynx', 'clinical', 1, ['shape'], 2),
  contour('Larynx', 'model', 0.1, [], 30),
  contour('Brainstem', 'model', 0.4, ['doubt']),
  contour('Esophagus', 'model', 0.5, ['doubt', 'place']),
  contour('Parotid_L', 'model', 0.9, ['doubt']),
];

it('a check that is in use counts among the others, and what it adds is told apart', () => {
  const { asLabelled } = summarise(JUDGED, true);
  expect(asLabelled.bad).toMatchObject({ flagged: 2, of: 3, byCheck: { doubt: 2, place: 1 } });
  expect(asLabelled.goodModel).toMatchObject({ flagged: 1, of: 1 });
  expect(asLabelled.doubt.bad).toMatchObject({ alone: 2, with: { flagged: 2 }, without: { flagged: 1, of: 3 } });
});

it('a check on trial counts in the figures of its own alone', () => {
  const { asLabelled } = summarise(JUDGED, false);
  expect(asLabelled.bad).toMatchObject({ flagged: 1, of: 3, byCheck: { place: 1 } });
  expect(asLabelled.goodModel).toMatchObject({ flagged: 0, of: 1 });
  expect(asLabelled.doubt.good).toMatchObject({ alone: 1, with: { flagged: 1 }, without: { flagged: 0, of: 1 } });
});

it('a bad contour that nothing warns of stands beside the clinical one that it is measured by', () => {
  expect(summarise(JUDGED, true).asLabelled.missed).toEqual([
    { contour: 'pt_1 Larynx', dice: 0.1, ml: 30, clinicalMl: 2, clinicalWarned: ['shape'] },
  ]);
});
