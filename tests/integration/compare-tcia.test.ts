// Two observers' masks of real patients, against figures that DeepMind's surface-distance gave for the same files.

import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { compareMasks } from '../../core/metrics/index.ts';
import { maskFromDense } from '../../core/volume/index.ts';
import { readTestNrrd } from '../support/nrrd-for-tests.ts';
import { describeWithShared, sharedPath } from '../support/shared-data.ts';

const set = (...parts: string[]) => sharedPath('datasets/tcia-hn-oar', ...parts);

interface Expected {
  readonly volume_a_mm3: number;
  readonly volume_b_mm3: number;
  readonly dice: number;
  readonly hd: number;
  readonly hd95: number;
  readonly asd_a_to_b: number;
  readonly asd_b_to_a: number;
  readonly surface_dice_1mm: number;
  readonly surface_dice_2mm: number;
  readonly surface_dice_3mm: number;
}

function compareStructure(patient: string, name: string) {
  const [a, b] = ['oncologist', 'radiographer'].map((who) => readTestNrrd(set(patient, who, `${name}.nrrd`)));
  if (a === undefined || b === undefined) throw new Error('two observers');
  const [reference, test] = [a, b].map(({ voxels, geometry }) => maskFromDense(voxels, geometry.size));
  if (reference === undefined || test === undefined) throw new Error('two masks');
  return compareMasks(reference, test, a.geometry, { tolerancesMm: [1, 2, 3] });
}

const patients = ['0522c0017', '0522c0331', '0522c0669', 'TCGA-CV-7236', 'TCGA-CV-A6JO'];

describeWithShared('comparison of two observers', () => {
  it.each(patients)('equals the reference for every structure of %s', (patient) => {
    const all: Record<string, Record<string, Expected>> = JSON.parse(
      readFileSync(set('reference-metrics.json'), 'utf8'),
    );
    const expected = all[patient] as Record<string, Expected>;
    const names = readdirSync(set(patient, 'oncologist')).map((file) => file.replace(/\.nrrd$/, ''));
    expect(names).toEqual(expect.arrayContaining(Object.keys(expected)));
    for (const name of names) {
      const found = compareStructure(patient, name);
      const figures = expected[name];
      if (figures === undefined) {
        // The reference leaves out structures that an observer did not draw.
        expect(Object.values(found.undefined), name).toContainEqual(expect.stringMatching(/-empty$/));
        continue;
      }
      expect(found.undefined, name).toEqual({});
      expect(found.dice, name).toBeCloseTo(figures.dice, 9);
      expect(found.volumeMl.reference * 1000, name).toBeCloseTo(figures.volume_a_mm3, 3);
      expect(found.volumeMl.test * 1000, name).toBeCloseTo(figures.volume_b_mm3, 3);
      expect(found.hausdorffMm, name).toBeCloseTo(figures.hd, 6);
      expect(found.hausdorff95Mm, name).toBeCloseTo(figures.hd95, 6);
      expect(found.averageSurfaceDistanceMm.referenceToTest, name).toBeCloseTo(figures.asd_a_to_b, 6);
      expect(found.averageSurfaceDistanceMm.testToReference, name).toBeCloseTo(figures.asd_b_to_a, 6);
      expect(found.surfaceDice['1'], name).toBeCloseTo(figures.surface_dice_1mm, 6);
      expect(found.surfaceDice['2'], name).toBeCloseTo(figures.surface_dice_2mm, 6);
      expect(found.surfaceDice['3'], name).toBeCloseTo(figures.surface_dice_3mm, 6);
    }
  });
});
