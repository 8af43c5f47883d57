// Names of values beside a label map, by the ten thousand: a description of ITK-SNAP, and the JSON with its codes.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readStructureFile } from '../../main/services/segmentation/index.ts';
import { tempFolder } from '../support/temp-folder.ts';

it('forty thousand names find their codes among as many', async () => {
  const folder = tempFolder();
  const labels = Array.from({ length: 40_000 }, (_, n) => n + 1);
  const header = [
    'NRRD0004',
    'type: ushort',
    'endian: little',
    'dimension: 3',
    'space: left-posterior-superior',
    'sizes: 3 1 1',
    'space directions: (1,0,0) (0,1,0) (0,0,1)',
    'space origin: (0,0,0)',
    'encoding: raw',
  ];
  const voxels = Buffer.from(Uint16Array.of(0, 40_000, 40_001).buffer);
  const path = join(folder, 'labels.nrrd');
  writeFileSync(path, Buffer.concat([Buffer.from(`${header.join('\n')}\n\n`), voxels]));
  writeFileSync(join(folder, 'labels.txt'), labels.map((n) => `${n} 1 2 3 1 1 1 "o"`).join('\n'));
  const named = Object.fromEntries(labels.map((n) => [String(n), 'o']));
  const json = { labels: named, structures: [{ value: 40_000, fmaId: '7197' }] };
  writeFileSync(join(folder, 'labels.json'), JSON.stringify(json));
  const { structures } = await readStructureFile(path, {
    geometry: null,
    patientId: '',
    name: null,
    labelsPath: null,
    fraction: null,
    isResampled: false,
  });
  const drawn = structures.filter(({ mask }) => mask.voxels.includes(1));
  expect(structures).toHaveLength(40_001);
  expect(drawn.map(({ name, fmaId }) => [name, fmaId])).toEqual([
    ['o', '7197'],
    ['Label 40001', null],
  ]);
});
