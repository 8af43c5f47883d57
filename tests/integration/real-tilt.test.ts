// A real head CT with the gantry tilted by -18.5 degrees, against dcm2niix (which straightens such stacks by a row shift of
// its own), scipy and dciodvfy.

import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { norm, planePointLps, subtract, type Vec3 } from '../../core/geometry/index.ts';
import { straighten } from '../../core/volume/index.ts';
import { scanPaths } from '../../main/dicom/index.ts';
import { TINY_MODELS } from '../support/inference-phantom.ts';
import { runLimner } from '../support/run-limner.ts';
import { runPython } from '../support/run-python.ts';
import { describeWithShared, sharedPath } from '../support/shared-data.ts';
import { tempFolder } from '../support/temp-folder.ts';

/** Our straight volume (int16, i fastest) beside dcm2niix's, which counts rows from the other end. */
const COMPARE = `
import sys, json, numpy as np, nibabel as nib
theirs = nib.load(sys.argv[1]); shape = [int(n) for n in sys.argv[3:6]]
t = np.asarray(theirs.dataobj).T.astype(int)[:, ::-1, :]
o = np.fromfile(sys.argv[2], '<i2').reshape(shape[::-1]).astype(int)
lps = np.diag([-1, -1, 1, 1]) @ theirs.affine
corners = [(lps @ [i, t.shape[1] - 1 - j, k, 1])[:3].tolist()
           for k in (0, t.shape[0] - 1) for j in (0, t.shape[1] - 1) for i in (0, t.shape[2] - 1)]
both = (o != -2000) & (t != t.min())
d = np.abs(o - t)[both] if o.shape == t.shape else np.array([9999])
print(json.dumps({'shape': list(t.shape[::-1]), 'corners': corners, 'both': int(both.sum()),
  'share': float(both.sum() / (shape[2] * 512 * 512)), 'different': int((d > 0).sum()), 'largest': int(d.max())}))`;

/** The body by scipy: threshold, largest component, holes filled slice by slice; against the rasterised contours. */
const BODY = `
import sys, json, numpy as np, pydicom
from scipy import ndimage
sys.path.insert(0, sys.argv[3])
from rasteriser import add_inside
import pathlib
slices = [s for s in (pydicom.dcmread(p, force=True) for p in pathlib.Path(sys.argv[1]).iterdir()) if 'PixelData' in s]
o = np.array(slices[0].ImageOrientationPatient, float); n = np.cross(o[:3], o[3:])
slices.sort(key=lambda s: np.dot(n, np.array(s.ImagePositionPatient, float)))
hu = np.stack([s.pixel_array * float(s.RescaleSlope) + float(s.RescaleIntercept) for s in slices])
labels, count = ndimage.label(hu > -400)
body = labels == 1 + np.argmax(ndimage.sum_labels(hu > -400, labels, range(1, count + 1)))
body = np.stack([ndimage.binary_fill_holes(b) for b in body])
uids = [s.SOPInstanceUID for s in slices]; mask = np.zeros(hu.shape, bool); off = 0.0
for contour in pydicom.dcmread(sys.argv[2]).ROIContourSequence[0].ContourSequence:
  k = uids.index(contour.ContourImageSequence[0].ReferencedSOPInstanceUID)
  d = np.array(contour.ContourData, float).reshape(-1, 3) - np.array(slices[k].ImagePositionPatient, float)
  off = max(off, np.abs(d @ n / np.linalg.norm(n)).max())
  di, dj = float(slices[k].PixelSpacing[1]), float(slices[k].PixelSpacing[0])
  add_inside(mask[k], np.stack([d @ o[:3] / di, d @ o[3:] / dj], axis=1))
print(json.dumps({'dice': float(2 * (mask & body).sum() / (mask.sum() + body.sum())), 'offPlaneMm': float(off),
  'planes': int(mask.any(axis=(1, 2)).sum())}))`;

describeWithShared('a head CT with a tilted gantry', () => {
  const folder = tempFolder();
  const ct = join(folder, 'philips-head-tilted');
  beforeAll(() => {
    execFileSync('/usr/bin/python3', [sharedPath('unpack'), folder], { stdio: 'ignore' });
  });

  it('becomes the same straight volume as by dcm2niix, voxel for voxel and in the same place', async () => {
    const nifti = join(folder, 'nifti');
    mkdirSync(nifti);
    execFileSync('dcm2niix', ['-o', nifti, '-f', 'head', ct], { stdio: 'ignore' });
    const { series } = await scanPaths([ct]);
    const { geometry, voxels } = straighten((series[0] as (typeof series)[0]).volume, -2000);
    const raw = join(folder, 'straight.raw');
    writeFileSync(raw, new Uint8Array(voxels.buffer, voxels.byteOffset, voxels.byteLength));
    const compared = runPython<{
      readonly shape: number[];
      readonly corners: Vec3[];
      readonly both: number;
      readonly share: number;
      readonly different: number;
      readonly largest: number;
    }>(COMPARE, join(nifti, 'head_Tilt_1.nii'), raw, ...geometry.size.map(String));
    // 53 steps of 2.5 mm along the table drift by 42 mm: 88 more rows.
    expect(geometry.size).toEqual([512, 600, 54]);
    expect(compared.shape).toEqual([512, 600, 54]);
    expect(compared.share).toBeGreaterThan(0.9);
    expect(compared.largest).toBeLessThanOrEqual(1);
    expect(compared.different / compared.both).toBeLessThan(0.001);
    let n = 0;
    for (const k of [0, 53]) {
      for (const j of [0, 599]) {
        for (const i of [0, 511]) {
          const ours = planePointLps(geometry, i, j, k);
          expect(norm(subtract(ours, compared.corners[n++] as Vec3))).toBeLessThan(0.001);
        }
      }
    }
  });

  it('gets contours of the body on its leaning planes', async () => {
    const out = join(folder, 'out');
    const args = ['--model', 'tiny', '--structures', 'External', '--export', 'rtstruct', '--out', out];
    const run = await runLimner(['contour', ct, ...args], { env: { LIMNER_MODELS: TINY_MODELS } });
    expect(run.exitCode, run.stderr).toBe(0);
    const { warnings } = run.json<{ warnings: { code: string; message: string }[] }>();
    expect(warnings.find(({ code }) => code === 'DICOM_GANTRY_TILT')?.message).toBe(
      'The gantry was tilted by 18.5°. Views use a straightened copy; contours are written on the original planes.',
    );
    const rtstruct = join(out, 'rtstruct.dcm');
    const support = join(import.meta.dirname, '../support');
    const body = runPython<{ dice: number; offPlaneMm: number; planes: number }>(BODY, ct, rtstruct, support);
    expect(body.dice).toBeGreaterThan(0.97);
    expect(body.offPlaneMm).toBeLessThan(1e-6);
    expect(body.planes).toBe(54);
    const { stdout, stderr } = spawnSync('dciodvfy', [rtstruct], { encoding: 'utf8' });
    expect(`${stdout}${stderr}`.split('\n').filter((line) => line.startsWith('Error'))).toEqual([]);
  });
});
