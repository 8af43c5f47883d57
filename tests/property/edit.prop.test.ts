// Laws of editing, on upright, tilted-and-uneven and oblique stacks, each against the slow way to say the same.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  applyEdit,
  bitsOfOutline,
  changesBetween,
  combineStructures,
  createSliceEdit,
  createStackFrame,
  decodeRuns,
  type Edit,
  type EditDocument,
  encodeRuns,
  expandStructure,
  interpolateMissing,
  invertEdit,
  isSameSlice,
  joinChanges,
  outlineOfBits,
  type PlaneChange,
  paintRegion,
  pushOutline,
  readCut,
  type SliceBits,
  type StructureSlices,
  shrinkStructure,
  splitIntoParts,
  splitStructure,
  structureSlicesOf,
  withChanges,
} from '../../core/edit/index.ts';
import {
  createCutViews,
  type ImageGeometry,
  planePointLps,
  uvFromIndex,
  type Vec3,
} from '../../core/geometry/index.ts';
import {
  documentOf,
  obliqueStack,
  slicesWhere,
  structureRecord,
  tiltedStack,
  uprightStack,
  voxelsOf,
} from '../support/edit-stacks.ts';
import { seededRandom } from '../support/seeded-random.ts';

const STACKS: readonly ImageGeometry[] = [uprightStack([24, 20, 8]), tiltedStack([22, 24, 8]), obliqueStack()];
const anyStack = fc.constantFrom(...STACKS);

/** Balls and boxes that overlap, with some salt. */
function anyStructure(g: ImageGeometry, seed: number): Map<number, SliceBits> {
  const random = seededRandom(seed);
  const balls = Array.from({ length: 1 + Math.floor(random() * 3) }, () => ({
    c: g.size.map((n) => random() * n),
    r: 1 + random() * 5,
  }));
  const salt = random() * 0.02;
  return slicesWhere(
    g,
    (i, j, k) =>
      balls.some(
        ({ c, r }) => Math.hypot(i - (c[0] as number), j - (c[1] as number), 1.5 * (k - (c[2] as number))) < r,
      ) || random() < salt,
  );
}
const seed = fc.integer({ min: 1, max: 1e9 });
const setOf = (slices: StructureSlices, g: ImageGeometry) => new Set(voxelsOf(slices, g.size));

const isSame = (a: StructureSlices, b: StructureSlices) =>
  [...new Set([...a.keys(), ...b.keys()])].every((k) => isSameSlice(a.get(k) ?? null, b.get(k) ?? null));

describe('editing', () => {
  it('takes any chain of edits back, one by one', () => {
    fc.assert(
      fc.property(
        anyStack,
        fc.array(fc.tuple(seed, fc.constantFrom('add', 'erase', 'replace')), { maxLength: 6 }),
        seed,
        (g, steps, first) => {
          const start = documentOf([{ record: structureRecord('A'), slices: anyStructure(g, first) }]);
          const states: EditDocument[] = [start];
          const edits: Edit[] = [];
          for (const [n, mode] of steps) {
            const now = states.at(-1) as EditDocument;
            const draft = createSliceEdit(
              now,
              'A',
              paintRegion(structureSlicesOf(now, 'A'), anyStructure(g, n), mode as 'add'),
              'Brush',
            );
            if (draft === null) continue;
            const edit = { ...draft, id: `${edits.length}`, at: '' };
            edits.push(edit);
            states.push(applyEdit(now, edit));
          }
          let back = states.pop() as EditDocument;
          for (const edit of edits.reverse()) {
            back = applyEdit(back, invertEdit(edit));
            expect(back).toEqual(states.pop());
          }
        },
      ),
      { numRuns: 25 },
    );
  });

  it('joins the steps of a stroke into one', () => {
    fc.assert(
      fc.property(
        anyStack,
        fc.array(fc.tuple(seed, fc.boolean()), { minLength: 1, maxLength: 5 }),
        seed,
        (g, steps, first) => {
          const before = anyStructure(g, first);
          let now: StructureSlices = before;
          let all: PlaneChange[] = [];
          for (const [n, isAdding] of steps) {
            const step = paintRegion(now, anyStructure(g, n), isAdding ? 'add' : 'erase');
            now = withChanges(now, step);
            all = joinChanges(all, step);
          }
          expect(isSame(withChanges(before, all), now)).toBe(true);
          expect(all.map(({ k }) => k)).toEqual(changesBetween(before, now).map(({ k }) => k));
        },
      ),
      { numRuns: 40 },
    );
  });

  it('keeps every plane through its runs', () => {
    fc.assert(
      fc.property(anyStack, seed, (g, n) => {
        for (const bits of anyStructure(g, n).values()) {
          expect(isSameSlice(decodeRuns(encodeRuns(bits, g.size[0]), g.size[0], g.size[1]), bits)).toBe(true);
        }
      }),
      { numRuns: 40 },
    );
  });

  it('combines structures as sets are combined', () => {
    fc.assert(
      fc.property(anyStack, seed, seed, seed, (g, p, q, r) => {
        const operands = [p, q, r].map((n) => anyStructure(g, n));
        const [a, b, c] = operands.map((one) => setOf(one, g)) as [Set<string>, Set<string>, Set<string>];
        const expected = {
          union: [...new Set([...a, ...b, ...c])],
          intersection: [...a].filter((v) => b.has(v) && c.has(v)),
          difference: [...a].filter((v) => !b.has(v) && !c.has(v)),
          xor: [...new Set([...a, ...b, ...c])].filter((v) => [a, b, c].filter((one) => one.has(v)).length % 2 === 1),
        };
        for (const operation of ['union', 'intersection', 'difference', 'xor'] as const) {
          expect(voxelsOf(combineStructures(operation, operands), g.size)).toEqual(expected[operation].sort());
        }
      }),
      { numRuns: 25 },
    );
  });

  it('splits into parts that share no voxel and miss none, and by a plane likewise', () => {
    fc.assert(
      fc.property(anyStack, seed, (g, n) => {
        const slices = anyStructure(g, n);
        const parts = splitIntoParts(slices);
        expect(parts.flatMap((part) => voxelsOf(part, g.size)).sort()).toEqual(voxelsOf(slices, g.size));
        const normal = Math.SQRT1_2;
        const pointLps = planePointLps(g, 9.3, 8.1, 3);
        const { behind, front } = splitStructure(slices, createStackFrame(g), {
          pointLps,
          normalLps: [normal, 0, normal],
        });
        for (const [part, side] of [
          [behind, -1],
          [front, 1],
        ] as const) {
          for (const voxel of voxelsOf(part, g.size)) {
            const [x, , z] = planePointLps(g, ...(voxel.split(',').map(Number) as unknown as Vec3));
            expect(side * (normal * (x - pointLps[0]) + normal * (z - pointLps[2]))).toBeGreaterThan(-1e-6);
          }
        }
        expect([...voxelsOf(behind, g.size), ...voxelsOf(front, g.size)].sort()).toEqual(voxelsOf(slices, g.size));
      }),
      { numRuns: 25 },
    );
  });
});

const axisMm = fc.constantFrom(0, 0.7, 1.3, 2.9, 4.1);

/** Sum of (component / its half axis)^2 in LPS; the half axis of each direction of the patient. */
function reached(
  d: Vec3,
  m: { left: number; right: number; anterior: number; posterior: number; superior: number; inferior: number },
): boolean {
  const axes = [
    d[0] >= 0 ? m.left : m.right,
    d[1] >= 0 ? m.posterior : m.anterior,
    d[2] >= 0 ? m.superior : m.inferior,
  ];
  const sum = d.reduce((total, value, n) => {
    const axis = axes[n] as number;
    return total + (Math.abs(value) < 1e-9 ? 0 : axis === 0 ? Number.POSITIVE_INFINITY : (value / axis) ** 2);
  }, 0);
  return sum <= 1 + 1e-6;
}

describe('margins', () => {
  it('reach exactly the voxels whose distance the ellipsoid allows, in six directions', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(STACKS[0] as ImageGeometry, STACKS[1] as ImageGeometry, STACKS[2] as ImageGeometry),
        fc.record({
          left: axisMm,
          right: axisMm,
          anterior: axisMm,
          posterior: axisMm,
          superior: axisMm,
          inferior: axisMm,
        }),
        seed,
        (g, margin, n) => {
          // Oblique axes do not lie in the image's: a direction without a margin is met by no voxel.
          const m =
            g === STACKS[2]
              ? (Object.fromEntries(Object.entries(margin).map(([k, mm]) => [k, mm + 0.5])) as typeof margin)
              : margin;
          const random = seededRandom(n);
          const sources: Vec3[] = Array.from(
            { length: 5 },
            () => g.size.map((count) => Math.floor(random() * count)) as unknown as Vec3,
          );
          const slices = slicesWhere(g, (i, j, k) => sources.some((s) => s[0] === i && s[1] === j && s[2] === k));
          const frame = createStackFrame(g);
          const points = sources.map((s) => planePointLps(g, ...s));
          const expected = slicesWhere(g, (i, j, k) => {
            const x = planePointLps(g, i, j, k);
            return points.some((p) => reached([x[0] - p[0], x[1] - p[1], x[2] - p[2]], m));
          });
          const grown = expandStructure(slices, frame, m);
          const [found, wanted] = [setOf(grown, g), setOf(expected, g)];
          if (Object.values(m).every((mm) => mm === 0)) expect(found).toEqual(setOf(slices, g));
          else expect([...found].sort()).toEqual([...wanted].sort());
        },
      ),
      { numRuns: 30 },
    );
  });

  it('shrink to the voxels that no voxel outside is too near to', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(STACKS[0] as ImageGeometry, STACKS[1] as ImageGeometry),
        fc.record({
          left: axisMm,
          right: axisMm,
          anterior: axisMm,
          posterior: axisMm,
          superior: axisMm,
          inferior: axisMm,
        }),
        seed,
        (g, m, n) => {
          if (Object.values(m).every((mm) => mm === 0)) return;
          const [ni, nj, nk] = g.size;
          // Away from the border, where what lies beyond counts as outside.
          const slices = anyStructure(g, n);
          const inner = slicesWhere(g, (i, j, k) => i > 5 && j > 5 && k > 2 && i < ni - 6 && j < nj - 6 && k < nk - 3);
          const body = combineStructures('intersection', [
            inner,
            combineStructures('union', [slices, slicesWhere(g, (i, j) => Math.hypot(i - 11, j - 11) < 5)]),
          ]);
          const own = setOf(body, g);
          const outside: Vec3[] = [];
          slicesWhere(g, (i, j, k) => {
            if (!own.has(`${i},${j},${k}`)) outside.push(planePointLps(g, i, j, k));
            return false;
          });
          const wanted = [...own].filter((voxel) => {
            const x = planePointLps(g, ...(voxel.split(',').map(Number) as unknown as Vec3));
            // The left margin is what is taken off the left side: from x towards the patient's left.
            return !outside.some((y) => reached([y[0] - x[0], y[1] - x[1], y[2] - x[2]], m));
          });
          expect(voxelsOf(shrinkStructure(body, createStackFrame(g), m), g.size)).toEqual(wanted.sort());
        },
      ),
      { numRuns: 12 },
    );
  });
});

describe('outlines and planes between', () => {
  it('give back every voxel where nothing was pushed, in all views', () => {
    fc.assert(
      fc.property(anyStack, seed, fc.constantFrom('axial', 'coronal', 'sagittal'), (g, n, name) => {
        const view = createCutViews(g)[name as 'axial'];
        const bits = readCut(anyStructure(g, n), view, view.cutCount >> 1);
        const outline = outlineOfBits(view, bits);
        expect(isSameSlice(bitsOfOutline(view, outline), bits)).toBe(true);
        const far = { u: view.extent.u1 + 300, v: view.extent.v1 + 300 };
        expect(
          pushOutline(outline, far, { u: far.u + 5, v: far.v }, 20, 0.5).every((loop, at) => loop === outline[at]),
        ).toBe(true);
      }),
      { numRuns: 40 },
    );
  });

  it('are pushed without outlines crossing themselves', () => {
    const g = uprightStack([64, 64, 3], [1, 1, 3]);
    const view = createCutViews(g).axial;
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 5, max: 58 }), fc.integer({ min: 5, max: 58 })), {
          minLength: 2,
          maxLength: 5,
        }),
        fc.integer({ min: 3, max: 15 }),
        (way, radius) => {
          let outline = outlineOfBits(
            view,
            readCut(
              slicesWhere(g, (i, j) => Math.hypot(i - 32, j - 32) < 14),
              view,
              1,
            ),
          );
          const area = (loop: Float64Array) => {
            let twice = 0;
            for (let at = 0, b = loop.length - 2; at < loop.length; b = at, at += 2) {
              twice += (loop[b] as number) * (loop[at + 1] as number) - (loop[at] as number) * (loop[b + 1] as number);
            }
            return twice / 2;
          };
          const sign = Math.sign(area(outline[0] as Float64Array));
          for (let n = 1; n < way.length; n++) {
            const [p, q] = [way[n - 1], way[n]].map((at) => uvFromIndex(view, ...(at as [number, number])));
            outline = pushOutline(outline, p as { u: number; v: number }, q as { u: number; v: number }, radius, 0.5);
          }
          expect(outline).toHaveLength(1);
          expect(Math.sign(area(outline[0] as Float64Array))).toBe(sign);
        },
      ),
      { numRuns: 25 },
    );
  });

  it('are filled only where planes were missing, inside of the hull of both neighbours', () => {
    fc.assert(
      fc.property(anyStack, seed, (g, n) => {
        const slices = anyStructure(g, n);
        const kept = new Map([...slices].filter(([k]) => k % 3 === 0));
        const changes = interpolateMissing(kept, createStackFrame(g));
        for (const { k, before } of changes) {
          expect(before).toBeNull();
          expect(kept.has(k)).toBe(false);
        }
        expect(isSame(new Map([...withChanges(kept, changes)].filter(([k]) => kept.has(k))), kept)).toBe(true);
        voxelsOf(withChanges(kept, changes), g.size);
      }),
      { numRuns: 25 },
    );
  });
});
