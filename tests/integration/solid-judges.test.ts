// Parts that were cut, joined, drilled and written on, judged by programs that know nothing of ours: admesh reads the
// STL file, PrusaSlicer slices it.

import { execFileSync, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { encodeStlBinary, encodeThreeMf, findSelfIntersections } from '../../core/mesh/index.ts';
import { type Part, PrintRecipe } from '../../core/print/index.ts';
import type { StepRunner } from '../../core/print/step-runner.ts';
import { STEP_RUNNERS } from '../../core/print/steps/index.ts';
import { partOf, SOLID_WORLD, sphereMesh, torusMesh } from '../support/solid-shapes.ts';
import { tempFolder } from '../support/temp-folder.ts';

const STEPS = [
  { name: 'combine', on: ['Ball'], operation: 'union', with: { part: 'Ring' } },
  { name: 'hole', atLps: [0, 0, -780], directionLps: [0.2, 0.1, -1], diameterMm: 5 },
  { name: 'pin', atLps: [0, -20, -800], directionLps: [0, -1, 0.1], diameterMm: 4, lengthMm: 8 },
  {
    name: 'text',
    text: 'Köln 7',
    atLps: [20, 0, -793],
    normalLps: [1, 0, 0.4],
    upLps: [0, 0, 1],
    heightMm: 4,
    depthMm: 0.8,
    style: 'engraved',
  },
  { name: 'base', side: 'P', thicknessMm: 3, marginMm: 4 },
  {
    name: 'cut',
    plane: { originLps: [0, 0, -800], normalLps: [0.1, 0.05, 1] },
    keep: 'both',
    joint: { pins: 3, diameterMm: 4, lengthMm: 5, clearanceMm: 0.15 },
  },
  { name: 'mirror', plane: { originLps: [3.3, 0, 0], normalLps: [1, 0.2, 0] } },
  { name: 'scale', factor: 1.1 },
];

async function build(): Promise<readonly Part[]> {
  let parts: readonly Part[] = [
    partOf('Ball', sphereMesh([0, 0, -800], 20)),
    partOf('Ring', torusMesh([0, 4, -800], 22, 5)),
  ];
  for (const step of PrintRecipe.parse({ version: 1, steps: STEPS }).steps) {
    parts = await (STEP_RUNNERS[step.name] as StepRunner<typeof step.name>)(parts, step as never, SOLID_WORLD);
  }
  return parts;
}

describe('a model of all steps', () => {
  const folder = tempFolder();
  let parts: readonly Part[];
  beforeAll(async () => {
    parts = await build();
    for (const { name, mesh } of parts) writeFileSync(join(folder, `${name}.stl`), encodeStlBinary(mesh));
    writeFileSync(join(folder, 'all.3mf'), encodeThreeMf(parts, 'test'));
  });

  it('has two named parts without self-intersection', () => {
    expect(parts.map(({ name }) => name)).toEqual(['Ball Upper', 'Ball Lower']);
    for (const { mesh } of parts) expect(findSelfIntersections(mesh).pairs).toBe(0);
  });

  it('is closed for admesh, with nothing to repair', () => {
    for (const { name, mesh } of parts) {
      const said = execFileSync('admesh', [join(folder, `${name}.stl`)], { encoding: 'utf8' });
      const counts = (label: string) =>
        [...(new RegExp(`${label}\\s*:\\s*(\\d+)\\s+(\\d+)?`).exec(said) ?? [])].slice(1).map(Number);
      expect(counts('Total disconnected facets').every((count) => count === 0)).toBe(true);
      for (const label of ['Edges fixed', 'Facets removed', 'Facets added', 'Facets reversed', 'Backwards edges']) {
        expect(said).toMatch(new RegExp(`${label}\\s*:\\s*0\\b`));
      }
      expect(counts('Number of facets')[0]).toBe(mesh.indices.length / 3);
    }
  });

  it('is sliced by PrusaSlicer without a warning', () => {
    const info = execFileSync('prusa-slicer', ['--info', join(folder, 'all.3mf')], { encoding: 'utf8' });
    expect(info.match(/manifold = yes/g)).toHaveLength(parts.length);
    expect(info).not.toMatch(/open_edges|facets_(added|removed|reversed)/);
    const [first] = parts as [Part];
    const file = join(folder, `${first.name}.stl`);
    // One wall and nothing inside: the judgement of the mesh is the same, and sooner there.
    const quick = ['--layer-height', '0.3', '--perimeters', '1', '--fill-density', '0', '--top-solid-layers', '0'];
    const sliced = spawnSync(
      'prusa-slicer',
      ['--export-gcode', ...quick, '--output', join(folder, 'part.gcode'), file],
      {
        encoding: 'utf8',
      },
    );
    expect(sliced.status).toBe(0);
    expect(sliced.stdout + sliced.stderr).not.toMatch(/repair|manifold|open edge|error/i);
  });
});
