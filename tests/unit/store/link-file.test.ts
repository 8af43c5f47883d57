// The file that says which pseudonym is whom, written by several runs at once.
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { readLink } from '../../../main/services/pseudonymise/link-file.ts';
import { tempFolder } from '../../support/temp-folder.ts';

const RUN = `
const { writeLink } = await import('./main/services/pseudonymise/link-file.ts');
const [path, run] = process.argv.slice(1);
for (let n = 0; n < 8; n++) {
  const pseudonym = run + '-' + n;
  const patient = { pseudonym, patientId: pseudonym, issuer: '', name: '', birthDate: '', shiftDays: 0 };
  writeLink(path, { patients: [patient], uids: { ['2.25.' + run + '.' + n]: '1.2.3' } });
}`;

it('keeps the lines of all of them', async () => {
  const path = join(tempFolder(), 'link.json');
  const runs = ['1', '2', '3', '4'];
  await Promise.all(
    runs.map((run) => promisify(execFile)(process.execPath, ['--input-type=module', '-e', RUN, path, run])),
  );
  const { patients, uids } = readLink(path);
  expect([patients.length, Object.keys(uids).length]).toEqual([32, 32]);
});
