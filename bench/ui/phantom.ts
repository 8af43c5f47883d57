// The case that the window is measured with: a CT of 512 x 512 x 400 voxels with 20 structures, one of them the whole
// body, made through the store and the window's own services. Nothing in it is of a person.

import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createClient, createInMemoryTransports, windowContract } from '../../core/contract/index.ts';
import {
  blankSlice,
  type EditOpWire,
  encodeRuns,
  type GroupRecord,
  type SliceChangeWire,
  type StructureRecord,
  trimSlice,
  writeRun,
} from '../../core/edit/index.ts';
import { regularGeometry, type Size3 } from '../../core/geometry/index.ts';
import { createWindowApp } from '../../main/app/create-window-app.ts';
import { patientIdentityHash } from '../../main/dicom/index.ts';
import { openLibrary } from '../../main/store/index.ts';

export const CT_SIZE: Size3 = [512, 512, 400];
const SPACING_MM = [0.9765625, 0.9765625, 1.25] as const;
const UID_ROOT = '2.25.2718281828459045235360287471352662';
/** What a dose of the same patient names. */
export const PHANTOM_UIDS = { frame: `${UID_ROOT}.9`, study: UID_ROOT, patient: 'BENCH-1', issuer: 'BENCH' } as const;
const CT_IMAGE = '1.2.840.10008.5.1.4.1.1.2';
const MADE_AT = '2026-01-05T09:00:00.000Z';
/** Grows when what is made here changes, so that a kept library of an older kind is made anew. */
const VERSION = 3;

export interface Ellipsoid {
  readonly name: string;
  readonly color: string;
  readonly hu: number;
  /** Voxels. */
  readonly centre: Size3;
  readonly radii: Size3;
}

/** The body first; the others lie in it, some over each other. */
export const ORGANS: readonly Ellipsoid[] = [
  { name: 'Body', color: '#C9CED6', hu: -20, centre: [256, 262, 200], radii: [205, 150, 420] },
  { name: 'Lung_L', color: '#73B1DC', hu: -780, centre: [350, 250, 110], radii: [78, 100, 105] },
  { name: 'Lung_R', color: '#129FC6', hu: -790, centre: [164, 250, 110], radii: [80, 102, 108] },
  { name: 'Heart', color: '#E2381C', hu: 45, centre: [282, 214, 92], radii: [58, 52, 56] },
  { name: 'Liver', color: '#AF6B5E', hu: 62, centre: [176, 236, 18], radii: [95, 88, 40] },
  { name: 'SpinalCord', color: '#C6E548', hu: 32, centre: [256, 352, 200], radii: [8, 7, 260] },
  { name: 'Esophagus', color: '#FFC896', hu: 34, centre: [262, 318, 190], radii: [11, 9, 190] },
  { name: 'Trachea', color: '#89E5F3', hu: -950, centre: [256, 290, 220], radii: [12, 12, 90] },
  { name: 'A_Aorta', color: '#CF399E', hu: 150, centre: [284, 322, 100], radii: [15, 14, 120] },
  { name: 'Bone_Mandible', color: '#FCF391', hu: 900, centre: [256, 190, 318], radii: [62, 44, 18] },
  { name: 'Parotid_L', color: '#BA80FB', hu: -8, centre: [322, 256, 332], radii: [18, 27, 20] },
  { name: 'Parotid_R', color: '#F5928C', hu: -12, centre: [190, 256, 332], radii: [18, 26, 21] },
  { name: 'Brain', color: '#D76FAF', hu: 36, centre: [256, 250, 388], radii: [92, 112, 34] },
  { name: 'Brainstem', color: '#41D2CE', hu: 31, centre: [256, 276, 356], radii: [16, 15, 24] },
  { name: 'Larynx', color: '#B1F9D1', hu: 48, centre: [256, 222, 268], radii: [21, 19, 18] },
  { name: 'Thyroid', color: '#CEB01F', hu: 110, centre: [256, 232, 246], radii: [34, 14, 13] },
  { name: 'Glnd_Submand_L', color: '#76A95C', hu: 20, centre: [296, 214, 306], radii: [14, 12, 10] },
  { name: 'Glnd_Submand_R', color: '#AEC0FE', hu: 22, centre: [216, 214, 306], radii: [14, 12, 10] },
  { name: 'PTV_7000', color: '#EE6E13', hu: 44, centre: [286, 236, 290], radii: [52, 46, 40] },
  { name: 'PTV_5600', color: '#586EFB', hu: 40, centre: [262, 240, 280], radii: [92, 64, 64] },
];

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Half the extent along i on row (j, k), voxels; -1 where the row misses it. */
function halfRun({ centre, radii }: Ellipsoid, j: number, k: number): number {
  const y = (j - centre[1]) / radii[1];
  const z = (k - centre[2]) / radii[2];
  const rest = 1 - y * y - z * z;
  return rest < 0 ? -1 : Math.sqrt(rest) * radii[0];
}

/** Air, the organs in order, and noise of a fixed seed. */
export function phantomVoxels(): Int16Array<ArrayBuffer> {
  const [columns, rows, planes] = CT_SIZE;
  const voxels = new Int16Array(columns * rows * planes);
  let seed = 1;
  for (let k = 0; k < planes; k++) {
    for (let j = 0; j < rows; j++) {
      const row = (k * rows + j) * columns;
      voxels.fill(-1000, row, row + columns);
      for (const organ of ORGANS) {
        const half = halfRun(organ, j, k);
        if (half < 0) continue;
        const from = Math.max(0, Math.ceil(organ.centre[0] - half));
        const to = Math.min(columns - 1, Math.floor(organ.centre[0] + half));
        voxels.fill(organ.hu, row + from, row + to + 1);
      }
      for (let i = 0; i < columns; i++) {
        seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
        voxels[row + i] = (voxels[row + i] as number) + (seed >>> 27) - 16;
      }
    }
  }
  return voxels;
}

function planesOf(organ: Ellipsoid): SliceChangeWire[] {
  const [columns, rows, planes] = CT_SIZE;
  const changes: SliceChangeWire[] = [];
  for (let k = 0; k < planes; k++) {
    const bits = blankSlice({ i0: 0, i1: columns, j0: 0, j1: rows });
    for (let j = 0; j < rows; j++) {
      const half = halfRun(organ, j, k);
      if (half < 0) continue;
      const from = Math.max(0, Math.ceil(organ.centre[0] - half));
      const to = Math.min(columns - 1, Math.floor(organ.centre[0] + half));
      writeRun(bits, j, from, to + 1, true);
    }
    const trimmed = trimSlice(bits);
    if (trimmed !== null) {
      changes.push({ k, before: null, after: { runs: encodeRuns(trimmed, columns), loops: null } });
    }
  }
  return changes;
}

const GROUP: GroupRecord = {
  id: 'bench-group',
  kind: 'manual',
  label: 'Drawn',
  version: 1,
  parentGroupId: null,
  isLocked: false,
  structureSetId: null,
  model: null,
  createdAt: MADE_AT,
};

const recordOf = ({ name, color }: Ellipsoid, order: number): StructureRecord => ({
  id: `bench-${order}`,
  groupId: GROUP.id,
  order,
  name,
  color,
  interpretedType: name === 'Body' ? 'EXTERNAL' : name.startsWith('PTV') ? 'PTV' : 'ORGAN',
  fmaCode: null,
  origin: 'manual',
  isLocked: false,
  // Half of them reviewed: both kinds of line are drawn.
  review: { isReviewed: order % 2 === 0, at: order % 2 === 0 ? MADE_AT : null, reason: null, slices: [] },
  editedSlices: [],
  derivedFrom: null,
  contentRev: 1,
});

async function importCt(folder: string): Promise<void> {
  const geometry = regularGeometry({
    size: CT_SIZE,
    spacingMm: SPACING_MM,
    originLps: [-249.51171875, -250.5, -250],
    frameOfReferenceUid: PHANTOM_UIDS.frame,
  });
  const { patient: id, issuer } = PHANTOM_UIDS;
  const patient = { id, issuer, name: 'PHANTOM^LARGE', birthDate: '19700101', sex: 'O' };
  const library = openLibrary(folder, { mode: 'write', appVersion: 'bench', isDurable: false });
  try {
    await library.importSeries({
      series: [
        {
          patient,
          // As an import works it out: a dose of the same patient finds the case.
          identityHash: patientIdentityHash(patient, PHANTOM_UIDS.study),
          studyInstanceUid: PHANTOM_UIDS.study,
          seriesInstanceUid: `${UID_ROOT}.1`,
          modality: 'CT',
          description: 'Phantom 512 x 512 x 400',
          source: 'dicom',
          geometry,
          gantryTiltDeg: 0,
          irregularSpacing: false,
          missingSlices: 0,
          warnings: [],
          window: { centre: 40, width: 400 },
          header: { StudyDescription: 'Bench' },
          slices: Array.from({ length: CT_SIZE[2] }, (_, k) => ({
            sopInstanceUid: `${UID_ROOT}.1.${k}`,
            sopClassUid: CT_IMAGE,
            instanceNumber: k + 1,
            fileSha256: sha256(`${UID_ROOT}.1.${k}`),
          })),
          volume: { geometry, voxels: phantomVoxels() },
        },
      ],
      structureSets: [],
    });
  } finally {
    library.close();
  }
}

async function drawStructures(folder: string): Promise<void> {
  const app = createWindowApp({ libraryFolder: folder, mode: 'write' });
  try {
    const transports = createInMemoryTransports();
    app.attach(transports.server);
    const client = createClient(windowContract, transports.client);
    const filter = { search: '', state: null, needsAttention: false, modality: null } as const;
    const { rows } = await client.cases.page({ ...filter, sort: 'changed', isDescending: true, offset: 0, limit: 1 });
    const { documentId, rev } = await client.documents.open({ seriesId: rows[0]?.seriesId ?? '' });
    let baseRev = rev;
    for (const [order, organ] of ORGANS.entries()) {
      const record = recordOf(organ, order);
      const changes = planesOf(organ);
      const ops: EditOpWire[] = [
        ...(order === 0 ? [{ type: 'group', id: GROUP.id, before: null, after: GROUP } as const] : []),
        {
          type: 'structure',
          id: record.id,
          before: null,
          after: {
            ...record,
            review: { ...record.review, slices: record.review.isReviewed ? changes.map(({ k }) => k) : [] },
          },
        },
        { type: 'slices', structureId: record.id, changes },
      ];
      const edit = {
        id: `bench-edit-${order}`,
        label: `New ${organ.name}`,
        at: MADE_AT,
        structureId: record.id,
        k: null,
        ops,
      };
      ({ rev: baseRev } = await client.documents.append({ documentId, baseRev, edit: edit as never }));
    }
  } finally {
    await app.close();
  }
}

/** A library with the phantom, made once and kept in `cacheFolder`. */
export async function phantomLibrary(cacheFolder: string, log: (line: string) => void): Promise<string> {
  const folder = join(cacheFolder, `ui-phantom-${VERSION}`);
  if (existsSync(folder)) return folder;
  const part = `${folder}.part`;
  rmSync(part, { recursive: true, force: true });
  mkdirSync(cacheFolder, { recursive: true });
  log('Making a CT of 512 x 512 x 400 with 20 structures; it is kept for the next time.');
  await importCt(part);
  await drawStructures(part);
  renameSync(part, folder);
  return folder;
}
