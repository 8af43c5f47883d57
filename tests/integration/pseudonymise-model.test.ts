// A model with bytes behind its STL, given away: the copy is whole by pydicom and is read again here.

import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { lookIntoObjects } from '../../main/services/objects/look-into-objects.ts';
import { pseudonymisePaths } from '../../main/services/pseudonymise/pseudonymise-paths.ts';
import { dicomFile } from '../support/dicom-builder.ts';
import { runPython } from '../support/run-python.ts';
import { testFolder } from '../support/temp-folder.ts';

const TRIANGLES = 4;
const STL_BYTES = 84 + 50 * TRIANGLES;

const text = (tag: number, vr: string, value: string) => ({ tag, vr, value });

/** An STL of four triangles and the words that a program wrote behind them. */
function model(layout: 'explicit' | 'implicit' | 'big-endian'): Uint8Array {
  const document = new Uint8Array(STL_BYTES + 16).fill(65, STL_BYTES);
  new DataView(document.buffer).setUint32(80, TRIANGLES, true);
  return dicomFile(
    [
      text(0x00080016, 'UI', '1.2.840.10008.5.1.4.1.1.104.3'),
      text(0x00080018, 'UI', '1.2.3.70'),
      text(0x00080060, 'CS', 'M3D'),
      text(0x00100010, 'PN', 'Phantom^Box'),
      text(0x00100020, 'LO', 'P1'),
      text(0x0020000d, 'UI', '1.2.3.7'),
      text(0x0020000e, 'UI', '1.2.3.71'),
      {
        tag: 0x004008ea,
        vr: 'SQ',
        value: [[text(0x00080100, 'SH', 'mm'), text(0x00080102, 'SH', 'UCUM'), text(0x00080104, 'LO', 'mm')]],
      },
      { tag: 0x00420011, vr: 'OB', value: document },
      text(0x00420012, 'LO', 'model/stl'),
      { tag: 0x00420015, vr: 'UL', value: document.length },
    ],
    layout,
  );
}

const LENGTHS = `
import json, sys, pydicom
d = pydicom.dcmread(sys.argv[1])
print(json.dumps([d.EncapsulatedDocumentLength, len(d.EncapsulatedDocument)]))`;

it.each(['explicit', 'implicit', 'big-endian'] as const)('states the length that is left, %s', async (layout) => {
  const folder = testFolder();
  mkdirSync(join(folder, 'in'));
  writeFileSync(join(folder, 'in', 'model.dcm'), model(layout));
  const input = { options: [], prefix: 'T-', keyFile: join(folder, 'key'), linkFile: null };
  const outputFolder = join(folder, 'out');
  const result = await pseudonymisePaths(
    { ...input, paths: [join(folder, 'in')], outputFolder },
    {
      signal: new AbortController().signal,
      report: () => {},
      appVersion: '1.0.0',
      ownKeyFile: join(folder, 'own-key'),
    },
  );
  expect(result).toMatchObject({ written: 1, refused: [] });
  const [name = ''] = readdirSync(outputFolder, { recursive: true, encoding: 'utf8' }).filter((one) =>
    one.endsWith('.dcm'),
  );
  const copy = join(outputFolder, name);
  expect(runPython(LENGTHS, copy)).toEqual([STL_BYTES, STL_BYTES]);
  const asked = { paths: [copy], caseId: null, objectId: null, outputFile: null };
  const { objects } = await lookIntoObjects(asked, () => {
    throw new Error('no library');
  });
  expect(objects).toMatchObject([{ kind: 'M3D', problem: null }]);
});
