// `limner export` as a department would use it: a set of a planning system comes in, is written for a destination, and is
// read by others.

import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { decodeRtstruct } from '../../core/dicom/index.ts';
import { regularGeometry } from '../../core/geometry/index.ts';
import { writeCtSeries } from '../support/ct-writer.ts';
import { dciodvfyErrors } from '../support/dciodvfy.ts';
import { runLimner } from '../support/run-limner.ts';
import { runPython } from '../support/run-python.ts';
import { tempFolder } from '../support/temp-folder.ts';

const root = tempFolder();
const library = join(root, 'library');
const given = join(root, 'set.dcm');
let caseId = '';

const READ = `
import json, sys, pydicom
ds = pydicom.dcmread(sys.argv[1])
code = lambda o: [(c.CodeValue, c.CodeMeaning) for c in getattr(o, 'RTROIIdentificationCodeSequence', [])]
print(json.dumps({
  'uid': ds.SOPInstanceUID,
  'predecessors': [p.ReferencedSOPInstanceUID for p in getattr(ds, 'PredecessorStructureSetSequence', [])],
  'approval': getattr(ds, 'ApprovalStatus', ''), 'label': ds.StructureSetLabel,
  'names': {int(r.ROINumber): r.ROIName for r in ds.StructureSetROISequence},
  'codes': {int(o.ReferencedROINumber): code(o) for o in ds.RTROIObservationsSequence},
  'types': {int(o.ReferencedROINumber): o.RTROIInterpretedType for o in ds.RTROIObservationsSequence},
  'contours': {int(r.ReferencedROINumber): [
      [c.ContourGeometricType, [float(v) for v in c.ContourData]] for c in getattr(r, 'ContourSequence', [])]
    for r in ds.ROIContourSequence},
}))
`;

interface Seen {
  readonly uid: string;
  readonly predecessors: readonly string[];
  readonly approval: string;
  readonly label: string;
  readonly names: Readonly<Record<string, string>>;
  readonly codes: Readonly<Record<string, readonly (readonly string[])[]>>;
  readonly types: Readonly<Record<string, string>>;
  readonly contours: Readonly<Record<string, readonly (readonly [string, readonly number[]])[]>>;
}

const read = (path: string): Seen => runPython<Seen>(READ, path);

interface Answer {
  readonly cases: readonly { readonly caseId: string }[];
  readonly files: readonly string[];
  readonly structures: readonly { readonly name: string; readonly leavesAs: string }[];
  readonly warnings: readonly { readonly code: string }[];
  readonly error: { readonly code: string };
}

const limner = async (...args: string[]) => {
  const { exitCode, json } = await runLimner([...args, '--library', library]);
  return { code: exitCode, output: json<Answer>() };
};

beforeAll(async () => {
  const ct = join(root, 'ct');
  mkdirSync(ct);
  const geometry = regularGeometry({ size: [40, 36, 6], spacingMm: [1.5, 1.5, 3], originLps: [-30, -27, 10] });
  writeCtSeries(ct, geometry);
  const slices = readdirSync(ct).map((name) => join(ct, name));
  runPython(readFileSync(join(import.meta.dirname, '../support/export-set.py'), 'utf8'), ...slices, given);
  const { output } = await limner('import', ct, given);
  caseId = output.cases[0]?.caseId ?? '';
});

it('writes back every contour of a set that nobody edited: points, open lines, rings, contours beside the slices', async () => {
  const out = join(root, 'generic');
  const { code, output } = await limner('export', caseId, '--out', out);
  expect([code, output.files]).toEqual([0, ['report.html', 'rtstruct.dcm']]);
  const [before, after] = [read(given), read(join(out, 'rtstruct.dcm'))];
  expect(after.contours).toEqual(before.contours);
  // The one change: names within a set differ.
  expect(after.names).toEqual({ ...before.names, 15: 'Guide wire_2' });
  expect(after.types).toEqual(before.types);
  expect(after).toMatchObject({ predecessors: [before.uid], approval: 'UNAPPROVED', label: before.label });
  expect(after.uid).not.toBe(before.uid);
  expect(after.codes['7']).toEqual([['59798', 'Parotid Left']]);
  expect(after.codes['3']).toEqual([]);
  expect(dciodvfyErrors(join(out, 'rtstruct.dcm'))).toEqual([]);
});

it('follows the profile of a destination: names, colours, what leaves; keeps the points of what it need not change', async () => {
  const profile = join(root, 'clinic.json');
  const own = {
    version: 1,
    id: 'clinic',
    title: 'Clinic',
    holes: 'keyhole',
    importedHoles: 'convert',
    names: { maxLength: 12, characters: 'tg263', map: { Parotid_L: 'PAR_LI' } },
    colours: { Parotid_L: '#102030' },
    structures: { leaveOut: ['z*'] },
  };
  writeFileSync(profile, JSON.stringify(own));
  const out = join(root, 'clinic');
  const { output } = await limner('export', caseId, '--out', out, '--profile', profile, '--format', 'rtstruct');
  const path = join(out, 'rtstruct.dcm');
  const after = read(path);
  expect(after.names).toEqual({
    7: 'PAR_LI',
    3: 'Ring_of_Mich',
    4: 'Isocenter_1',
    9: 'Guide_wire',
    15: 'Guide_wire_2',
  });
  expect(output.structures[0]).toEqual({ name: 'Parotid_L', leavesAs: 'PAR_LI' });
  expect(after.codes['7']).toEqual([['59798', 'Parotid Left']]);
  const before = read(given);
  expect([after.contours['7'], after.contours['4']]).toEqual([before.contours['7'], before.contours['4']]);
  // A loop in a loop became one keyhole a slice, with every point of both.
  const points = (seen: Seen) => new Set((seen.contours['3'] ?? []).flatMap(([, xyz]) => triples(xyz)));
  expect([...points(before)].filter((point) => !points(after).has(point))).toEqual([]);
  expect(after.contours['3']?.length).toBe((before.contours['3']?.length ?? 0) / 2);
  expect(decodeRtstruct(readFileSync(path)).rois[0]?.colourRgb).toEqual([16, 32, 48]);
  expect(output.warnings.map(({ code }) => code)).toEqual(
    expect.arrayContaining(['EXPORT_NAME_CHANGED', 'EXPORT_LEFT_OUT']),
  );
});

it.each([
  ['a structure that is not there', ['--structures', 'Spleen'], 3, 'EXPORT_STRUCTURE_UNKNOWN'],
  ['a set that is not there', ['--set', 's-9'], 3, 'EXPORT_NO_STRUCTURES'],
])('writes nothing for %s', async (_, more, code, error) => {
  const out = join(root, 'never');
  const answer = await limner('export', caseId, '--out', out, ...more);
  expect([answer.code, answer.output.error.code]).toEqual([code, error]);
  expect(readdirSync(root)).not.toContain('never');
});

function triples(xyz: readonly number[]): string[] {
  return Array.from({ length: xyz.length / 3 }, (_, at) => xyz.slice(3 * at, 3 * at + 3).join(' '));
}
