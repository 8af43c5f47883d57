// Parts laid on the bed of a printer: on their side, beside each other, and back in the patient without a loss.
import { describe, expect, it } from 'vitest';
import { bedMatrix, fromBed, layOut, toBed } from '../../../core/printability/index.ts';
import { boxMesh } from '../../support/solid-shapes.ts';

const tall = { name: 'Tall', mesh: boxMesh([100, -50, 30], [110, -30, 70]) };
const small = { name: 'Small', mesh: boxMesh([100, -50, 90], [104, -46, 94]) };
const lying = (part: typeof tall, body = part.name) => ({
  ...part,
  standing: { upLps: [1, 0, 0] as const, turnDeg: 0, body },
});

function bedBox(parts: Parameters<typeof layOut>[0], at: number) {
  const placement = layOut(parts)?.[at];
  if (placement === undefined) throw new Error('not laid');
  const points = Array.from({ length: 8 }, (_, n) => {
    const p = parts[at]?.mesh.positions ?? [];
    return toBed(placement, [p[3 * n] as number, p[3 * n + 1] as number, p[3 * n + 2] as number]);
  });
  const low = [0, 1, 2].map((axis) => Math.min(...points.map((point) => point[axis] as number)));
  const size = [0, 1, 2].map(
    (axis) => Math.max(...points.map((point) => point[axis] as number)) - (low[axis] as number),
  );
  return { low, size };
}

describe('parts laid on the bed', () => {
  it('lie on the side that was asked for, their lowest point on it, about its middle', () => {
    const { low, size } = bedBox([lying(tall)], 0);
    expect(size[2]).toBeCloseTo(10, 4);
    expect([...size].sort((a, b) => a - b)).toEqual([10, 20, 40].map((mm) => expect.closeTo(mm, 4)));
    expect(low).toEqual([-(size[0] as number) / 2, -(size[1] as number) / 2, 0].map((mm) => expect.closeTo(mm, 4)));
  });

  it('do not touch each other, and what was not laid stands as in the patient', () => {
    const parts = [lying(tall), small];
    const [a, b] = [bedBox(parts, 0), bedBox(parts, 1)];
    const gap = (axis: 0 | 1) =>
      Math.max(
        (b.low[axis] as number) - ((a.low[axis] as number) + (a.size[axis] as number)),
        (a.low[axis] as number) - ((b.low[axis] as number) + (b.size[axis] as number)),
      );
    expect(Math.max(gap(0), gap(1))).toBeGreaterThan(4.9);
    expect(b.low[2]).toBeCloseTo(0, 4);
    expect(layOut([tall, small])).toBeNull();
  });

  it('keep their places to each other as one body', () => {
    const [a, b] = layOut([lying(tall, 'both'), lying(small, 'both')]) ?? [];
    expect(a).toEqual(b);
  });

  it('go back to the patient by the transpose, as the matrix says', () => {
    const [placement] = layOut([{ ...lying(tall), standing: { upLps: [1, 2, -3], turnDeg: 30, body: 'Tall' } }]) ?? [];
    if (placement === undefined) throw new Error('not laid');
    const bed = toBed(placement, [105, -40, 33]);
    expect(fromBed(placement, bed)).toEqual([105, -40, 33].map((mm) => expect.closeTo(mm, 9)));
    const m = bedMatrix(placement);
    const row = (n: number) =>
      105 * (m[4 * n] ?? 0) - 40 * (m[4 * n + 1] ?? 0) + 33 * (m[4 * n + 2] ?? 0) + (m[4 * n + 3] ?? 0);
    expect([row(0), row(1), row(2)]).toEqual(bed.map((mm) => expect.closeTo(mm, 9)));
  });
});
