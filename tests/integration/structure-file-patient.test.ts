// Whose structures a file holds, where a person says that they belong to these images.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { decodeSegmentation, segmentationGrid } from '../../core/dicom/index.ts';
import { readStructureFile } from '../../main/services/segmentation/index.ts';
import { buildStructureSet } from '../support/rtstruct-builder.ts';
import { buildSeg } from '../support/seg-builder.ts';
import { testFolder } from '../support/temp-folder.ts';

const segmentation = buildSeg();
const geometry = segmentationGrid(decodeSegmentation(segmentation));
/** Both of P1 and in the frame of reference 1.2.3.9. */
const FILES = { segmentation, 'structure set': buildStructureSet([{ name: 'Box', contours: [] }]) };

it.each(Object.entries(FILES))(
  'a %s of another patient is refused, unless it shares the frame of reference',
  async (_, bytes) => {
    const path = join(testFolder(), 'structures.dcm');
    writeFileSync(path, bytes);
    const read = async (patientId: string, frameOfReferenceUid: string | null) => {
      const grid = { ...geometry, frameOfReferenceUid };
      const options = { name: null, labelsPath: null, fraction: null, isResampled: true };
      const { warnings } = await readStructureFile(path, { geometry: grid, patientId, ...options });
      return warnings.map(({ code }) => code);
    };
    expect(await read('P1', null)).toEqual([]);
    expect(await read('', null)).toEqual([]);
    expect(await read('P2', '1.2.3.9')).toEqual(['RTSTRUCT_OTHER_PATIENT']);
    await expect(read('P2', null)).rejects.toMatchObject({ kind: 'safety', code: 'RTSTRUCT_PATIENT' });
  },
);
