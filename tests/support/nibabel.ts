// NIfTI files read and written by nibabel, another reader than ours.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { ImageGeometry } from '../../core/geometry/index.ts';
import { runPython } from './run-python.ts';

/** Affine in RAS of voxel index to mm, worked out from the geometry without the code under test. */
export function rasAffine(g: ImageGeometry): number[][] {
  const at = (k: number, axis: number) => g.planeOriginsLps[3 * k + axis] as number;
  return [0, 1, 2].map((axis) => {
    const sign = axis < 2 ? -1 : 1;
    const column = (c: number) => sign * (g.direction[3 * c + axis] as number) * (g.spacingMm[c] as number);
    return [column(0), column(1), sign * (at(1, axis) - at(0, axis)), sign * at(0, axis)];
  });
}

// One call of the interpreter for many files: its imports take longer than all the work.
const READ_NIFTI = `
import sys, json, nibabel as nib, numpy as np
def read(path):
  im = nib.load(path); q, code = im.get_qform(coded=True)
  return {'affine': im.affine[:3].tolist(), 'qform': None if q is None else q[:3].tolist(), 'shape': list(im.shape),
    'dtype': str(im.get_data_dtype()), 'values': np.asarray(im.dataobj).flatten(order='F').tolist()}
print(json.dumps([read(path) for path in sys.argv[1:]]))`;

export interface ReadByNibabel {
  readonly affine: number[][];
  readonly qform: number[][] | null;
  readonly shape: number[];
  readonly dtype: string;
  readonly values: number[];
}

export const readByNibabel = (...paths: readonly string[]): ReadByNibabel[] => runPython(READ_NIFTI, ...paths);

/** The one file of the path. */
export const readOneByNibabel = (path: string): ReadByNibabel => readByNibabel(path)[0] as ReadByNibabel;

/** Each element of two matrices, here of affines. */
export function expectNear(actual: number[][], expected: number[][], tolerance = 1e-4): void {
  actual.forEach((row, r) => {
    row.forEach((value, c) => {
      expect(Math.abs(value - (expected[r]?.[c] as number))).toBeLessThan(tolerance);
    });
  });
}

const WRITE_NIFTI = `
import sys, json, nibabel as nib, numpy as np
for spec in json.load(open(sys.argv[1])):
  a = np.vstack([np.array(spec['affine']), [0, 0, 0, 1]]); n = spec['shape']
  v = (np.arange(np.prod(n)) * 7 - 100).reshape(n, order='F').astype(spec['dtype'])
  kind = {1: nib.Nifti1Image, 2: nib.Nifti2Image, 0: nib.Nifti1Pair}[spec.get('version', 1)]
  if spec.get('big'):
    h = nib.Nifti1Header(endianness='>'); h.set_data_dtype(v.dtype.newbyteorder('>')); im = kind(v, a, h)
  else:
    im = kind(v, a, dtype=spec['dtype'])
  form = spec.get('form', 'both')
  im.set_sform(a, code=0 if form == 'qform' else 1); im.set_qform(a, code=0 if form == 'sform' else 1)
  if 'units' in spec: im.header.set_xyzt_units(spec['units'])
  nib.save(im, spec['path'])
print('{}')`;

export interface NiftiSpec {
  readonly path: string;
  readonly affine: number[][];
  readonly shape: readonly number[];
  readonly dtype: string;
  readonly version?: number;
  readonly big?: boolean;
  readonly form?: string;
  readonly units?: string;
}

/** The values are those of `ramp`, as far as the type holds them; `folder` takes the list of the files as well. */
export function writeByNibabel(folder: string, specs: readonly NiftiSpec[]): void {
  const list = join(folder, 'specs.json');
  writeFileSync(list, JSON.stringify(specs));
  runPython(WRITE_NIFTI, list);
}
