import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readTemplateFile, shippedTemplate } from '../../../main/services/dose/constraint-templates.ts';
import { tempFolder } from '../../support/temp-folder.ts';

const folder = tempFolder();
const shipped = shippedTemplate('quantec-head-neck');

function written(template: object): Promise<object> {
  const path = join(folder, 'own.json');
  writeFileSync(path, JSON.stringify(template));
  return readTemplateFile(path);
}

it('a template under the name of a shipped one is that very one, or refused', async () => {
  await expect(written(shipped)).resolves.toEqual(shipped);
  await expect(written({ ...shipped, name: 'Our clinic' })).resolves.toMatchObject({ name: 'Our clinic' });
  for (const name of [shipped.name, ` ${shipped.name.toUpperCase()}`]) {
    await expect(written({ ...shipped, name, constraints: shipped.constraints.slice(1) })).rejects.toMatchObject({
      code: 'DOSE_CONSTRAINTS',
      message: expect.stringContaining('Give yours another name'),
    });
  }
});
