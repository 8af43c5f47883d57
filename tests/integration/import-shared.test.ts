// Scanner output and one file per encoding, judged by pydicom and numpy.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { planeOrigin } from '../../core/geometry/index.ts';
import { type ScannedSeries, type ScanResult, scanPaths } from '../../main/dicom/index.ts';
import { runPython } from '../support/run-python.ts';
import { describeWithShared, sharedPath } from '../support/shared-data.ts';
import { tempFolder } from '../support/temp-folder.ts';

interface Judged {
  readonly sha256: string;
  readonly positions: number[][];
  readonly uids: string[];
}

/** HU of all slices of a series as int16, sorted along the normal, and their positions. */
const JUDGE = `
import sys, json, os, hashlib, pydicom, numpy as np
series = {}
for folder, _, names in os.walk(sys.argv[1]):
  for name in names:
    ds = pydicom.dcmread(os.path.join(folder, name), force=True)
    if ds.get('SOPClassUID') != '1.2.840.10008.5.1.4.1.1.2': continue
    series.setdefault(ds.SeriesInstanceUID, []).append(ds)
out = {}
for uid, slices in series.items():
  o = np.array(slices[0].ImageOrientationPatient, float); n = np.cross(o[:3], o[3:])
  slices.sort(key=lambda s: np.dot(n, np.array(s.ImagePositionPatient, float)))
  hu = np.stack([s.pixel_array.astype(np.int32) * int(s.RescaleSlope) + int(s.RescaleIntercept) for s in slices]).astype('<i2')
  out[uid] = {'sha256': hashlib.sha256(hu.tobytes()).hexdigest(),
    'positions': [[float(v) for v in s.ImagePositionPatient] for s in slices], 'uids': [s.SOPInstanceUID for s in slices]}
print(json.dumps(out))`;

const sha256 = ({ voxels }: ScannedSeries['volume']): string =>
  createHash('sha256')
    .update(new Uint8Array(voxels.buffer, voxels.byteOffset, voxels.byteLength))
    .digest('hex');

function expectAsJudged(result: ScanResult, folder: string): void {
  const judged = runPython<Record<string, Judged>>(JUDGE, folder);
  expect(Object.keys(judged).length).toBeGreaterThan(0);
  for (const [uid, expected] of Object.entries(judged)) {
    const found = result.series.filter((one) => one.seriesInstanceUid === uid);
    expect(found).toHaveLength(1);
    const series = found[0] as ScannedSeries;
    expect(series.slices.map(({ sopInstanceUid }) => sopInstanceUid)).toEqual(expected.uids);
    expected.positions.forEach((position, k) => {
      expect(planeOrigin(series.geometry, k)).toEqual(position);
    });
    expect(series.volume.voxels).toBeInstanceOf(Int16Array);
    expect(sha256(series.volume)).toBe(expected.sha256);
  }
}

describeWithShared('series as scanners and planning systems write them', () => {
  const unpacked = tempFolder();
  beforeAll(() => {
    execFileSync('/usr/bin/python3', [sharedPath('unpack'), unpacked], { stdio: 'ignore' });
  });

  it('118 shuffled files of a planning CT', async () => {
    const folder = join(unpacked, 'openkbp-pt_225');
    const result = await scanPaths([folder]);
    expectAsJudged(result, folder);
    const [series] = result.series;
    expect(series).toMatchObject({ gantryTiltDeg: 0, irregularSpacing: false, missingSlices: 0, warnings: [] });
    expect(series?.geometry).toMatchObject({ size: [512, 512, 118], spacingMm: [1.172, 1.172, 3] });
    expect(result).toMatchObject({ refused: [], ignored: 0 });
  });

  it('a head CT with scouts and exam summaries in one tree', async () => {
    const folder = join(unpacked, 'philips-head');
    const result = await scanPaths([folder]);
    expectAsJudged(result, folder);
    expect(result.series.map(({ geometry }) => geometry.size.join(' x ')).sort()).toEqual([
      '512 x 256 x 1',
      '512 x 512 x 140',
    ]);
    expect(result.refused.map(({ code, files }) => [code, files])).toEqual([
      ['DICOM_NO_GEOMETRY', 3],
      ['DICOM_DUPLICATE_POSITIONS', 3],
    ]);
    expect(result.ignored).toBe(3);
  });

  it('a tilted gantry', async () => {
    const folder = join(unpacked, 'philips-head-tilted');
    const result = await scanPaths([folder]);
    expectAsJudged(result, folder);
    const [series] = result.series;
    expect(series?.gantryTiltDeg).toBeCloseTo(-18.5, 3);
    expect(Number(series?.header['GantryDetectorTilt'])).toBeCloseTo(-18.5, 3);
    // 2.5 mm of table travel, seen along the normal of the leaning planes.
    expect(series?.geometry.spacingMm[2]).toBeCloseTo(2.5 * Math.cos((18.5 * Math.PI) / 180), 4);
    expect(result).toMatchObject({ refused: [], ignored: 1 });
  });
});

describeWithShared('radiotherapy objects', () => {
  it('a structure set lies beside its CT, plans and dose are kept, a cut one is refused', async () => {
    const { series, structureSets, objects, refused, ignored } = await scanPaths([sharedPath('dicom/rt')]);
    expect(series).toHaveLength(1);
    const own = structureSets.find(({ path }) => path.endsWith('dicompyler_rtss.dcm'));
    expect(own?.referencedSeriesUids).toEqual([series[0]?.seriesInstanceUid]);
    expect(own?.frameOfReferenceUids).toEqual([series[0]?.geometry.frameOfReferenceUid]);
    expect(refused).toMatchObject([
      { kind: 'corrupt-data', path: sharedPath('dicom/rt/pydicom_rtplan_truncated.dcm') },
    ]);
    expect(objects.map(({ kind }) => kind)).toEqual(['RTPLAN', 'RTDOSE', 'RTPLAN']);
    expect(ignored).toBe(0);
  });
});
