// Registrations as pydicom writes them: their direction, checked by numpy on points; a structure set through one, checked
// by scipy voxel by voxel; and all that is refused.

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { decodeRegistration, transformBetween } from '../../core/dicom/index.ts';
import { mapPoint, regularGeometry } from '../../core/geometry/index.ts';
import { pointIn } from '../../core/units/index.ts';
import { moveMask } from '../../main/services/documents/move-mask.ts';
import { lookIntoObjects } from '../../main/services/objects/look-into-objects.ts';
import { runPython } from '../support/run-python.ts';
import { testFolder } from '../support/temp-folder.ts';

const [ONE, TWO] = ['1.2.826.0.1.3680043.10.1561.4.1.1', '1.2.826.0.1.3680043.10.1561.4.1.2'];

function study(kind: string): string {
  const folder = join(testFolder(), kind);
  execFileSync('/usr/bin/python3', [
    '-W',
    'ignore',
    resolve(import.meta.dirname, '../support/make-study.py'),
    folder,
    kind,
  ]);
  return folder;
}

const POINTS = `
import json, sys, numpy as np, pydicom
d = pydicom.dcmread(sys.argv[1])
m = {r.FrameOfReferenceUID: np.array(r.MatrixRegistrationSequence[0].MatrixSequence[0].FrameOfReferenceTransformationMatrix, float).reshape(4, 4) for r in d.RegistrationSequence}
p = np.array([1, 2, 3, 1.0])
one, two = sys.argv[2:4]
print(json.dumps([(m[two] @ p)[:3].tolist(), (np.linalg.inv(m[two]) @ p)[:3].tolist()]))`;

const MOVED = `
import json, sys, numpy as np
from scipy.ndimage import map_coordinates
# A box in frame 2 (2 x 2 x 3 mm from 10, -40, -12), seen from the grid of frame 1 (from 0, 0, 0).
m = np.array([[0, -1, 0, 10], [1, 0, 0, -20], [0, 0, 1, 6], [0, 0, 0, 1.0]])
mask = np.zeros((24, 24, 8)); mask[9:20, 4:12, 2:6] = 1
i, j, k = np.meshgrid(*(np.arange(n) for n in (24, 24, 8)), indexing='ij')
here = np.stack([2 * i, 2 * j, 3 * k, np.ones(i.shape)]).reshape(4, -1)
there = (np.linalg.inv(m) @ here)[:3]
index = (there - np.array([[10], [-40], [-12]])) / np.array([[2], [2], [3]])
value = map_coordinates(mask, index, order=1, mode='constant')
print(json.dumps(np.flatnonzero((value >= 0.5 - 1e-6).reshape(24, 24, 8).transpose(2, 1, 0)).tolist()))`;

describe('a registration', () => {
  it('brings points of the source frame into the registered one, as numpy has it', () => {
    const file = join(study('rigid'), 'reg.dcm');
    const registration = decodeRegistration(readFileSync(file));
    expect(registration).toMatchObject({ registeredFrameUid: ONE, label: 'FUSION', isDeformable: false });
    const [into, back] = runPython<[number[], number[]]>(POINTS, file, ONE, TWO);
    const point = pointIn<'Lps'>(1, 2, 3);
    const there = transformBetween(registration, TWO, ONE);
    const again = transformBetween(registration, ONE, TWO);
    if (there === null || again === null) throw new Error('not linked');
    for (const axis of [0, 1, 2] as const) {
      expect(mapPoint(there, point)[axis]).toBeCloseTo(into[axis] as number, 9);
      expect(mapPoint(again, point)[axis]).toBeCloseTo(back[axis] as number, 9);
    }
    expect(transformBetween(registration, TWO, '1.2.3')).toBeNull();
  });

  it('moves a structure voxel by voxel as scipy does', () => {
    const registration = decodeRegistration(readFileSync(join(study('rigid'), 'reg.dcm')));
    const size = [24, 24, 8] as const;
    const grid = (originLps: readonly [number, number, number]) =>
      regularGeometry({ size: [...size], spacingMm: [2, 2, 3], originLps: [...originLps] });
    const box = { i0: 9, i1: 20, j0: 4, j1: 12, k0: 2, k1: 6 };
    const mask = { size, box, voxels: new Uint8Array(11 * 8 * 4).fill(1) };
    const moved = moveMask(mask, grid([10, -40, -12]), grid([0, 0, 0]), transformBetween(registration, TWO, ONE));
    const [bi, bj] = [moved.box.i1 - moved.box.i0, moved.box.j1 - moved.box.j0];
    const set = [...moved.voxels.entries()].flatMap(([at, value]) => {
      const [i, j, k] = [at % bi, Math.floor(at / bi) % bj, Math.floor(at / (bi * bj))];
      return value === 0 ? [] : [((k + moved.box.k0) * 24 + j + moved.box.j0) * 24 + i + moved.box.i0];
    });
    expect(set.length).toBeGreaterThan(100);
    expect(set).toEqual(runPython<number[]>(MOVED));
  });

  it.each([
    ['scale', null],
    ['affine', 'It is AFFINE, and only rigid ones are used here.'],
    ['broken', 'The registration cannot be used: the last row of a matrix is not 0 0 0 1. Have it exported again.'],
    ['deformable', 'It is deformable, and only rigid ones are used here.'],
  ])('that is %s: %s', async (kind, problem) => {
    const path = join(study(kind), 'reg.dcm');
    const registration = decodeRegistration(readFileSync(path));
    expect(registration.frames.find(({ frameOfReferenceUid }) => frameOfReferenceUid === TWO)?.problem).toBe(problem);
    expect(transformBetween(registration, TWO, ONE) === null).toBe(problem !== null);
    const asked = { paths: [path], caseId: null, objectId: null, outputFile: null };
    const { objects } = await lookIntoObjects(asked, () => {
      throw new Error('no library');
    });
    expect(objects).toMatchObject([{ kind: 'REG', problem: null, registration: { registeredFrameUid: ONE } }]);
  });
});
