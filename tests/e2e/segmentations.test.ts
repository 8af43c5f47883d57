// Segmentations through the built command: in as structure sets, out to other programs, and from file to file.

import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { ConvertResult, ExportResult, ImportSummary } from '../../core/contract/index.ts';
import { countVoxels, type Mask } from '../../core/volume/index.ts';
import { readStructureFile, writeSegNrrd } from '../../main/services/segmentation/index.ts';
import { writeCtSeries } from '../support/ct-writer.ts';
import { middle, ORIENTATIONS, phantomGrid, sphere, torus } from '../support/phantom-masks.ts';
import { runLimner, temporaryFolder } from '../support/run-limner.ts';

const grid = phantomGrid(ORIENTATIONS['axial, head first supine'] as readonly number[], [33, 27, 9]);

async function limner<T>(...args: string[]): Promise<T> {
  const run = await runLimner(args);
  expect(run.exitCode, run.stderr).toBe(0);
  return run.json<T>();
}

it('a segmentation comes into the case of its series and leaves it voxel for voxel', async () => {
  const folder = await temporaryFolder();
  const at = (name: string) => join(folder, name);
  const structures: { name: string; mask: Mask }[] = [
    { name: 'Brainstem', mask: sphere(grid, middle(grid), 10) },
    { name: 'Ring', mask: torus(grid, middle(grid), 8, 3.2) },
  ];
  const voxels = structures.map(({ name, mask }) => [name, countVoxels(mask)]);
  const counted = ({ structures: rows }: ConvertResult) => rows.map((row) => [row.name, row.voxels]);
  writeCtSeries(at('ct'), grid);
  writeSegNrrd(at('in.seg.nrrd'), structures, grid);
  const args = ['--image', at('ct'), '--out', at('seg.dcm'), '--format', 'seg'];
  expect(counted(await limner<ConvertResult>('convert', at('in.seg.nrrd'), ...args))).toEqual(voxels);

  const library = ['--library', at('library')];
  const taken = await limner<ImportSummary>('import', at('ct'), at('seg.dcm'), ...library);
  expect(taken.structureSets).toMatchObject([
    {
      link: 'series',
      rois: [
        { name: 'Brainstem', fate: 'drawn', planes: 9 },
        { name: 'Ring', fate: 'drawn', planes: 3 },
      ],
    },
  ]);
  const caseId = taken.cases[0]?.caseId as string;
  const formats = ['--format', 'seg,seg-nrrd,rtstruct'];
  const { files } = await limner<ExportResult>('export', caseId, '--out', at('out'), ...formats, ...library);
  expect(files).toEqual(['rtstruct.dcm', 'segmentation.dcm', 'segmentation.seg.nrrd']);
  const asOnSlices = {
    geometry: grid,
    patientId: '',
    name: null,
    labelsPath: null,
    fraction: null,
    isResampled: false,
  };
  for (const file of files) {
    const back = await readStructureFile(at(`out/${file}`), asOnSlices);
    expect(back.structures.map(({ name, mask }) => [name, countVoxels(mask)])).toEqual(voxels);
  }
});
