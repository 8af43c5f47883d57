// The model of the window without a window: what is made again, and what stays when a step fails.
import { describe, expect, it } from 'vitest';
import { regularGeometry } from '../../../core/geometry/index.ts';
import type { PrintRecipe, PrintStep } from '../../../core/print/index.ts';
import { loadSolids } from '../../../main/platform/solid-engine.ts';
import { displayMesh } from '../../../renderer/workers/display-mesh.ts';
import { planeSection } from '../../../renderer/workers/plane-section.ts';
import { PrintBench } from '../../../renderer/workers/print-run.ts';
import { bitsWhere } from '../../support/edit-stacks.ts';

const SIZE = 24;
const GEOMETRY = regularGeometry({ size: [SIZE, SIZE, SIZE], spacingMm: [1, 1, 1], originLps: [0, 0, 0] });
const CUT: PrintStep = { name: 'cut', plane: { originLps: [12, 12, 12], normalLps: [1, 0, 0] }, keep: 'both' };

/** A block from 4 to 20 mm. */
function bench(): PrintBench {
  const made = new PrintBench(loadSolids);
  made.setGeometry(GEOMETRY);
  const bits = bitsWhere(SIZE, SIZE, (i, j) => i >= 4 && i < 20 && j >= 4 && j < 20);
  const slices = new Map(Array.from({ length: 16 }, (_, k) => [k + 4, bits ?? expect.fail('an empty slice')] as const));
  made.setSource('Block', { stamp: '1', colour: '#cfcac0', slices });
  return made;
}

function run(made: PrintBench, steps: readonly PrintStep[], quality: 'preview' | 'exact' = 'exact') {
  const began: number[] = [];
  const recipe: PrintRecipe = { version: 1, steps: [{ name: 'surface', structures: ['Block'] }, ...steps] };
  const model = made.run({
    recipe,
    quality,
    signal: new AbortController().signal,
    onProgress: (step, fraction) => fraction === 0 && began.push(step),
    pause: async () => {},
  });
  return model.then((answer) => ({ ...answer, began: [...new Set(began)] }));
}

describe('a model in the window', () => {
  it('is made again from the step that changed on', async () => {
    const made = bench();
    const first = await run(made, [CUT]);
    expect(first.began).toEqual([1, 2]);
    expect(first.parts).toHaveLength(2);
    const other = await run(made, [{ ...CUT, keep: 'front' }]);
    expect(other.began).toEqual([2]);
    expect(other.steps[1]?.changeMl).toBeCloseTo(-(first.parts[1]?.volumeMl ?? 0), 1);
  });

  it('stays as it was before a step that cannot be done, with the reason', async () => {
    const made = bench();
    const away = { ...CUT, plane: { originLps: [90, 0, 0], normalLps: [1, 0, 0] } } satisfies PrintStep;
    const { failure, parts } = await run(made, [away]);
    expect(failure?.stepNumber).toBe(2);
    expect(failure?.message).not.toMatch(/^Step/);
    expect(parts.map(({ name }) => name)).toEqual(['Block']);
  });

  it('is cut by a plane along its outline and that of its mask, and around what is hollow', async () => {
    const made = bench();
    await run(made, [{ name: 'hollow', wallMm: 2, drains: [] }]);
    const section = planeSection(made.lastParts(), { originLps: [12, 12, 12], normalLps: [0, 0, 1] });
    expect([section.model, section.hollow, section.mask].map(({ length }) => length)).toEqual([1, 1, 1]);
    const widthOf = (outline: Float32Array | undefined) => {
      const xs = [...(outline ?? [])].filter((_, at) => at % 3 === 0);
      return Math.max(...xs) - Math.min(...xs);
    };
    expect(widthOf(section.model[0]) - widthOf(section.hollow[0])).toBeCloseTo(4, 0);
  });

  it('joins a mesh of another program, and names one that is not there', async () => {
    const made = bench();
    await run(made, []);
    const [block] = made.lastParts();
    const mesh = block?.mesh ?? expect.fail('no part');
    const join: PrintStep = { name: 'combine', operation: 'union', with: { file: 'guide.stl' }, clearanceMm: 0 };
    expect((await run(made, [join])).failure?.message).toContain('"guide.stl"');
    made.setMesh('guide.stl', { ...mesh, positions: mesh.positions.map((x, at) => (at % 3 === 0 ? x + 8 : x)) });
    const { parts } = await run(made, [join]);
    expect(parts[0]?.maxLps[0]).toBeCloseTo(28, 0);
  });

  it('is drawn with sharp edges where it was cut', async () => {
    const made = bench();
    await run(made, [{ ...CUT, keep: 'front' }]);
    const [part] = made.lastParts();
    const { positions, normals, sources } = displayMesh(part?.mesh ?? expect.fail('no part'));
    expect(sources.length).toBeGreaterThan((part?.mesh.positions.length ?? 0) / 3);
    const onCut = [...sources.keys()].filter((v) => Math.abs((positions[3 * v] as number) - 12) < 1e-3);
    const straight = onCut.filter((v) => Math.abs((normals[3 * v] as number) + 1) < 1e-3);
    expect(straight.length).toBeGreaterThan(20);
  });
});
