// What a network was unsure of itself is said, where more than usual for that network and organ.

import { describe, expect, it } from 'vitest';
import { learnLimits } from '../../../bench/checks/learn-doubt.ts';
import { type CheckedStructure, type DoubtLimits, runChecks } from '../../../core/checks/index.ts';
import { createMapSampler } from '../../../core/uncertainty/index.ts';
import { ball, caseOf, HEAD, NO_RANGES } from '../../support/checked-case.ts';

const MODEL = { id: 'oars', version: '2.0.0' };
const LIMITS: DoubtLimits = {
  schema: 1,
  models: { 'oars 2.0.0': { Larynx: { n: 40, usual: 0.2, limit: 0.3 } } },
};

/** In full doubt over a ring of `widthMm` on the plane of slice `k` and those beyond it, around a ball of 14 mm. */
function doubtFrom(k: number, widthMm: number) {
  const [ni, nj, nk] = HEAD.size;
  const values = new Uint8Array(ni * nj * nk);
  for (let z = k; z < nk; z++) {
    for (let j = 0; j < nj; j++) {
      for (let i = 0; i < ni; i++) {
        const r = Math.hypot(i - 60, j - 50);
        const edge = Math.sqrt(Math.max(0, 14 ** 2 - (2 * (z - 20)) ** 2));
        if (edge > 0 && Math.abs(r - edge) <= widthMm / 2) values[(z * nj + j) * ni + i] = 255;
      }
    }
  }
  const placement = { originLps: [-60, -50, 0], spacingMm: [2, 1, 1], component: [2, 1, 0], sign: [1, 1, 1] } as const;
  return createMapSampler({ kind: 'disagreement', ...placement, start: [0, 0, 0], size: [nk, nj, ni], values });
}

function findings({
  sampler = doubtFrom(20, 4),
  record = {},
  model = MODEL,
}: {
  sampler?: ReturnType<typeof doubtFrom>;
  record?: Partial<CheckedStructure>;
  model?: typeof MODEL;
}) {
  const open = { isReviewed: false, at: null, reason: null, slices: [] };
  const seen = Array.from({ length: 40 }, (_, k) => k);
  const own = caseOf([
    { name: 'Larynx', isIn: ball(60, 50, 20, 14), record: { modelGroupId: 'set', review: open, seen, ...record } },
  ]);
  own.setMap('set', { model, sampler });
  return runChecks(own, NO_RANGES, LIMITS);
}

describe('a structure that its network doubts', () => {
  it('is said with how much is in doubt and what is usual, and leads to the least certain slice', () => {
    const [finding] = findings({});
    expect(finding).toMatchObject({
      id: 'doubt:Larynx',
      severity: 'warning',
      title: 'The network is unsure of Larynx',
    });
    expect(finding?.text).toMatch(/^\d\.\d ml along its edge are in doubt; up to 3\.4 ml are usual for its size\. /);
    expect(finding?.k).toBeGreaterThanOrEqual(20);
    expect(finding?.text).toContain(`Least certain on slice ${((finding?.k ?? 0) + 1).toString()}.`);
    const [i = 0, j = 0] = finding?.ijk ?? [];
    expect(Math.hypot(i - 60, j - 50)).toBeGreaterThan(5);
  });

  it('is not said where the doubt is usual, or of a network, a version or an organ of which nothing was learnt', () => {
    expect(findings({ sampler: doubtFrom(20, 0.9) })).toEqual([]);
    expect(findings({ model: { ...MODEL, version: '2.1.0' } })).toEqual([]);
    expect(findings({ record: { modelGroupId: null } })).toEqual([]);
    const other = findings({ record: { name: 'Thyroid' } });
    expect(other.filter(({ checkId }) => checkId === 'doubt')).toEqual([]);
  });

  it('is closed by drawing on the slices in doubt or reviewing them', () => {
    const upper = Array.from({ length: 8 }, (_, n) => 20 + n);
    expect(findings({ record: { editedSlices: upper } })).toEqual([]);
    const review = { isReviewed: true, at: null, reason: null, slices: [] };
    expect(findings({ record: { review } })).toEqual([]);
  });
});

it('limits let one contour in twenty that is not bad be said, with few examples of some organs', () => {
  const examples = (name: string, count: number, middle: number) =>
    Array.from({ length: count }, (_, n) => ({
      case: `pt_${n.toString()}`,
      name,
      dice: 0.85,
      share: middle * (0.8 + (0.4 * n) / (count - 1)),
    }));
  const bad = { case: 'pt_1', name: 'Brainstem', dice: 0.3, share: 9 };
  const limits = learnLimits(
    [...examples('Brainstem', 101, 0.5), ...examples('Larynx', 9, 1), bad, { ...bad, name: 'Lens' }],
    0.05,
  );
  expect(Object.keys(limits)).toEqual(['Brainstem', 'Larynx']);
  expect(limits['Brainstem']).toMatchObject({ n: 101, usual: 0.5 });
  expect(limits['Brainstem']?.limit).toBeCloseTo(0.5 * 1.18, 1);
  expect((limits['Larynx']?.limit ?? 0) / 1).toBeCloseTo(1.18, 1);
});
