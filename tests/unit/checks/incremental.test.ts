import { describe, expect, it } from 'vitest';
import { seededNumbers } from '../../../bench/checks/failures.ts';
import type { RangesFile } from '../../../core/checks/index.ts';
import { createCaseModel, runChecks } from '../../../core/checks/index.ts';
import { blankSlice, type SliceBits, writeRun } from '../../../core/edit/index.ts';
import { regularGeometry } from '../../../core/geometry/index.ts';
import ranges from '../../../resources/structure-ranges.json' with { type: 'json' };
import { checkedRecord, NO_RANGES } from '../../support/checked-case.ts';

const learnt = ranges as unknown as RangesFile;

function disc(ci: number, cj: number, radius: number): SliceBits {
  const bits = blankSlice({ i0: ci - radius, i1: ci + radius + 1, j0: cj - radius, j1: cj + radius + 1 });
  for (let j = cj - radius; j <= cj + radius; j++) {
    const half = Math.floor(Math.sqrt(radius ** 2 - (j - cj) ** 2));
    writeRun(bits, j, ci - half, ci + half + 1, true);
  }
  return bits;
}

const NAMES = ['Brainstem', 'SpinalCord', 'Parotid_L', 'Parotid_R', 'Bone_Mandible', 'Larynx', 'Esophagus'];

describe('checks after a stroke', () => {
  it('say the same as checks from the start, whatever was edited before', () => {
    const geometry = regularGeometry({ size: [96, 80, 24], spacingMm: [1, 1, 2], originLps: [-48, -40, 0] });
    const random = seededNumbers(5);
    const pick = (n: number) => Math.floor(random() * n);
    const live = createCaseModel(geometry);
    live.setStructures(NAMES.map((name) => checkedRecord(name)));
    const planes = new Map(NAMES.map((name) => [name, new Map<number, SliceBits>()]));
    for (let stroke = 0; stroke < 120; stroke++) {
      const name = NAMES[pick(NAMES.length)] as string;
      const own = planes.get(name) as Map<number, SliceBits>;
      const k = pick(24);
      const bits = random() < 0.15 ? null : disc(16 + pick(64), 16 + pick(48), 3 + pick(10));
      if (bits === null) own.delete(k);
      else own.set(k, bits);
      live.setPlanes(name, [{ k, bits, values: null }]);
      const findings = runChecks(live, learnt);
      if (stroke % 20 !== 19) continue;
      const fresh = createCaseModel(geometry);
      fresh.setStructures(live.structures());
      for (const [id, slices] of planes) {
        fresh.setPlanes(
          id,
          [...slices].map(([plane, own]) => ({ k: plane, bits: own, values: null })),
        );
      }
      expect(findings).toEqual(runChecks(fresh, learnt));
    }
  });

  it('cost a small share of the first look, for 20 structures of a 512 x 512 x 400 CT', () => {
    const geometry = regularGeometry({ size: [512, 512, 400], spacingMm: [1, 1, 1], originLps: [-256, -256, 0] });
    const model = createCaseModel(geometry);
    const names = [...NAMES, 'External', ...Array.from({ length: 12 }, (_, n) => `zOther${n.toString()}`)];
    model.setStructures(names.map((name) => checkedRecord(name)));
    names.forEach((name, n) => {
      const [from, to, radius] = name === 'External' ? [0, 400, 200] : [40 + 10 * n, 160 + 10 * n, 24];
      const list = Array.from({ length: to - from }, (_, at) => ({
        k: from + at,
        bits: disc(name === 'External' ? 256 : 100 + 15 * n, 256, radius),
        values: null,
      }));
      model.setPlanes(name, list);
    });
    const wholeStartedMs = performance.now();
    runChecks(model, learnt);
    const wholeMs = performance.now() - wholeStartedMs;
    const times: number[] = [];
    for (let stroke = 0; stroke < 15; stroke++) {
      const startedMs = performance.now();
      model.setPlanes('Parotid_L', [{ k: 100, bits: disc(130 + stroke, 256, 24), values: null }]);
      runChecks(model, learnt);
      times.push(performance.now() - startedMs);
    }
    times.sort((a, b) => a - b);
    // The median against the first look at everything: a share of the same run, whatever else the machine does.
    expect(times[7]).toBeLessThan(wholeMs / 2);
    expect(runChecks(createCaseModel(geometry), NO_RANGES)).toEqual([]);
  });
});
