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
  interpolateMissing,
  invertEdit,
  isSameSlice,
  joinChanges,
  outlineOfBits,
  type PlaneChange,
  paintRegion,
  pushOutline,
  readCut,
  type StructureSlices,
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
  anyStructure,
  documentOf,
  obliqueStack,
  slicesWhere,
  structureRecord,
  tiltedStack,
  uprightStack,
  voxelsOf,
} from '../support/edit-stacks.ts';

const STACKS: readonly ImageGeometry[] = [uprightStack([24, 20, 8]), tiltedStack([22, 24, 8]), obliqueStack()];
const anyStack = fc.constantFrom(...STACKS);

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
