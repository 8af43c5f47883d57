// dicompyler-core on two patients of OpenKBP; tests/fixtures/dicompyler/make-figures.py says how its figures were made.

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import type { DvhInput } from '../../core/contract/index.ts';
import { makeDvh } from '../../main/services/dose/make-dvh.ts';
import { describeWithShared, sharedPath } from '../support/shared-data.ts';
import { testFolder } from '../support/temp-folder.ts';

interface JudgedCase {
  readonly case: string;
  readonly split: string;
  readonly sha256: Readonly<Record<string, string>>;
  readonly structures: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

const judged = JSON.parse(
  readFileSync(resolve(import.meta.dirname, '../fixtures/dicompyler/figures.json'), 'utf8'),
) as { readonly cases: readonly JudgedCase[] };

const ports = { signal: new AbortController().signal, report: () => undefined, library: null };
const METRICS = ['D2%', 'D50%', 'D95%', 'D0.1cc', 'V20Gy[%]', 'V50Gy[%]'];

const dvh = (folder: string, kind: string, only: DvhInput['only'] = null) =>
  makeDvh(
    {
      caseId: null,
      doses: [{ path: join(folder, `dose-${kind}.dcm`) }],
      sum: false,
      structures: [{ path: join(folder, 'rs.dcm'), name: null }],
      image: null,
      plan: { path: join(folder, 'plan.dcm') },
      prescriptionGy: null,
      targets: [],
      relativeReferenceGy: null,
      isGeometryTrusted: false,
      only,
      metrics: METRICS,
      constraints: { template: 'openkbp-head-neck' },
      bins: false,
      csv: null,
      constraintsCsv: null,
      plot: null,
    },
    ports,
  );

/** 1 % of the figure, of low doses 0.1 Gy, of shares 1 % of the structure. The highest dose of a part depends on how near
 * to the edge of the last slab one looks: dicompyler-core sees four planes of it. */
function allowed(value: number, name: string): number {
  if (name === 'Max[Gy]') return 0.03 * value;
  return name.endsWith('[%]') ? 1 : Math.max(0.01 * value, name.endsWith('[Gy]') ? 0.1 : 0);
}

function makeCase({ case: name, split, sha256 }: JudgedCase): string {
  for (const [path, sum] of Object.entries(sha256)) {
    expect(
      createHash('sha256')
        .update(readFileSync(sharedPath('datasets', path)))
        .digest('hex'),
    ).toBe(sum);
  }
  const folder = testFolder();
  const maker = resolve(import.meta.dirname, '../support/make-dose-case.py');
  execFileSync('/usr/bin/python3', [maker, sharedPath(), name, split, folder], {
    stdio: ['ignore', 'ignore', 'ignore'],
  });
  return folder;
}

describeWithShared('figures of real patients', () => {
  it.each(judged.cases)(
    'are those of dicompyler-core within 1 %: $case',
    async (of) => {
      const folder = makeCase(of);
      const { structures } = await dvh(folder, 'relative');
      expect(structures.map(({ name }) => name)).toEqual(Object.keys(of.structures));
      const far = structures.flatMap(({ name, volumeMl, figures }) =>
        Object.entries(of.structures[name] ?? {}).flatMap(([figure, value]) => {
          const own = figure === 'volumeMl' ? volumeMl : (figures[figure] as number);
          return Math.abs(own - value) <= allowed(value, figure) ? [] : [`${name} ${figure}: ${own}, not ${value}`];
        }),
      );
      expect(far).toEqual([]);
    },
    180_000,
  );

  it('are the same however the frames are placed', async () => {
    await expectSameEitherWay(makeCase(judged.cases[0] as JudgedCase));
  }, 180_000);
});

/** However the frames are placed, the dose is the same. */
async function expectSameEitherWay(folder: string): Promise<void> {
  const only = ['Brainstem', 'SpinalCord'];
  const rows = async (kind: string) => (await dvh(folder, kind, only)).structures.map(({ figures }) => figures);
  const usual = await rows('relative');
  for (const kind of ['relative-reversed', 'absolute', 'absolute-reversed', '16-bit']) {
    for (const [at, figures] of (await rows(kind)).entries()) {
      // Steps of 2 mGy in 16 bits.
      for (const [name, value] of Object.entries(figures)) {
        expect(Math.abs((value as number) - (usual[at]?.[name] as number)), `${kind} ${name}`).toBeLessThan(0.02);
      }
    }
  }
}
