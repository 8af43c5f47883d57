// A tenth of what `npm run test:long` does with damaged files.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { scanPaths } from '../../main/dicom/index.ts';
import { describeMutations } from '../support/describe-mutations.ts';
import { mutate } from '../support/mutate.ts';
import { mutationSeeds } from '../support/mutation-seeds.ts';
import { describeWithShared, sharedPath } from '../support/shared-data.ts';
import { testFolder } from '../support/temp-folder.ts';

describeMutations(1_000);

describeWithShared('decoders of compressed images', () => {
  // Found by the mutations above: the second JPEG-LS decoder that was started after a damaged image refused all others.
  it.each(['MR_small_jpeg_ls_lossless', 'MR_small_jp2klossless'])('work after damaged images: %s', async (name) => {
    const whole = readFileSync(sharedPath('dicom/transfer-syntaxes', `${name}.dcm`));
    const good = join(testFolder(), 'good.dcm');
    const bad = join(testFolder(), 'bad.dcm');
    writeFileSync(good, whole);
    // The one frame: its markers, which say what follows, and what lies 40 bytes in.
    const at = whole.indexOf(name.includes('ls') ? Buffer.from([0xff, 0xd8, 0xff]) : Buffer.from([0xff, 0x4f, 0xff]));
    for (const from of [6, 40, 6, 40]) {
      writeFileSync(bad, Buffer.from(whole).fill(0x55, at + from, at + from + 60));
      const damaged = await scanPaths([bad]);
      expect(damaged.series).toEqual([]);
      // Damage can also read as a form of JPEG-LS that nobody decodes.
      expect(damaged.refused).toMatchObject([{ kind: expect.stringMatching(/^(corrupt-data|unsupported)$/) }]);
      expect((await scanPaths([good])).series).toHaveLength(1);
    }
  });
});

it('damages nearly every file, and the same number in the same way', () => {
  const files = mutationSeeds('nrrd');
  const same = Array.from({ length: 200 }, (_, index) => {
    const { name, bytes } = mutate('nrrd', files, 1, index);
    return files.some((file) => file.name === name && file.bytes.equals(bytes));
  });
  expect(same.filter(Boolean).length).toBeLessThan(20);
  expect(mutate('nrrd', files, 7, 3)).toEqual(mutate('nrrd', files, 7, 3));
});
