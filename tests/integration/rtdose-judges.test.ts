// pydicom reads the same numbers at the same places.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { decodeRtdose } from '../../core/dicom/index.ts';
import { buildDose, type DoseFileOptions } from '../support/rtdose-builder.ts';
import { runPython } from '../support/run-python.ts';
import { describeWithShared, sharedPath } from '../support/shared-data.ts';
import { testFolder } from '../support/temp-folder.ts';

/** Values and, by C.8.8.3.2 as written, places of all frames, of every file named. */
const JUDGE = `
import json, sys, numpy as np, pydicom
def judge(path):
    d = pydicom.dcmread(path)
    values = d.pixel_array.astype(np.float64) * float(d.DoseGridScaling)
    row, column = np.array(d.ImageOrientationPatient[:3], float), np.array(d.ImageOrientationPatient[3:], float)
    first = np.array(d.ImagePositionPatient, float)
    offsets = np.atleast_1d(np.array(d.GridFrameOffsetVector, float))
    if offsets[0] == 0:
        places = first + offsets[:, None] * np.cross(row, column)
    else:
        places = np.array([[first[0], first[1], z] for z in offsets])
    return {"values": values.ravel().tolist(), "places": places.ravel().tolist()}
print(json.dumps([judge(path) for path in sys.argv[1:]]))
`;

const KINDS: Readonly<Record<string, DoseFileOptions>> = {
  distances: {},
  'distances backwards': { offsets: [0, -2] },
  positions: { offsets: [30, 33] },
  '16 bits': { bits: 16 },
  'an error with a sign': { isSigned: true, type: 'ERROR', stored: (i, j) => i - 4 * j },
  'sagittal planes': { orientation: [0, 1, 0, 0, 0, -1] },
  'big endian': { layout: 'big-endian' },
  deflated: { layout: 'deflated' },
};

function expectSame(paths: readonly string[]): void {
  const judged = runPython<readonly { readonly values: number[]; readonly places: number[] }[]>(JUDGE, ...paths);
  for (const [n, path] of paths.entries()) {
    const { values, places } = judged[n] as (typeof judged)[number];
    const { geometry, voxels } = decodeRtdose(readFileSync(path));
    expect([...voxels], path).toEqual(values.map(Math.fround));
    expect(geometry.planeOriginsLps).toHaveLength(places.length);
    for (const [at, mm] of places.entries()) expect(geometry.planeOriginsLps[at]).toBeCloseTo(mm, 9);
  }
}

it('a dose of every kind reads like in pydicom', () => {
  const folder = testFolder();
  const paths = Object.entries(KINDS).map(([name, options]) => {
    const path = join(folder, `${name}.dcm`);
    writeFileSync(path, buildDose(options));
    return path;
  });
  expectSame(paths);
});

describeWithShared('the dose of a planning system', () => {
  it('reads like in pydicom', () => expectSame([sharedPath('dicom/rt/pydicom_rtdose.dcm')]));
});
