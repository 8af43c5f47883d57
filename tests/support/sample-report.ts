// A report on the bundled sample case, made from its clinical contours and a plain threshold for the body.

import { planePointLps, voxelVolumeMm3 } from '../../core/geometry/index.ts';
import type { ReportModel, ReportStructure, SurfaceMesh } from '../../core/report/index.ts';
import { countVoxels, type ImageVolume, type Mask, maskFromDense } from '../../core/volume/index.ts';
import { readSampleCt, readSampleMask, SAMPLE_STRUCTURES } from './sample-case.ts';

const COLOURS: Readonly<Record<(typeof SAMPLE_STRUCTURES)[number], string>> = {
  Bone_Mandible: '#fcf391',
  Brainstem: '#41d2ce',
  Esophagus: '#ffc896',
  Larynx: '#73b1dc',
  Parotid_L: '#ba80fb',
  Parotid_R: '#f5928c',
  SpinalCord: '#c6e548',
};

/** What air cannot reach from the border of an axial slice. */
function bodyMask({ geometry, voxels }: ImageVolume): Mask {
  const [ni, nj, nk] = geometry.size;
  const body = new Uint8Array(ni * nj * nk).fill(1);
  for (let k = 0; k < nk; k++) {
    const open: number[] = [];
    const visit = (i: number, j: number) => {
      const at = (k * nj + j) * ni + i;
      if (i < 0 || j < 0 || i >= ni || j >= nj || body[at] === 0 || (voxels[at] as number) > -300) return;
      body[at] = 0;
      open.push(i, j);
    };
    for (let i = 0; i < ni; i++) for (const j of [0, nj - 1]) visit(i, j);
    for (let j = 0; j < nj; j++) for (const i of [0, ni - 1]) visit(i, j);
    while (open.length > 0) {
      const j = open.pop() as number;
      const i = open.pop() as number;
      visit(i - 1, j);
      visit(i + 1, j);
      visit(i, j - 1);
      visit(i, j + 1);
    }
  }
  return maskFromDense(body, geometry.size);
}

function centroid(mask: Mask, geometry: ImageVolume['geometry']): [number, number, number] {
  const sum = [0, 0, 0];
  const { box, voxels } = mask;
  let at = 0;
  for (let k = box.k0; k < box.k1; k++) {
    for (let j = box.j0; j < box.j1; j++) {
      for (let i = box.i0; i < box.i1; i++) {
        if (voxels[at++] === 0) continue;
        planePointLps(geometry, i, j, k).forEach((v, axis) => {
          sum[axis] = (sum[axis] as number) + v;
        });
      }
    }
  }
  return sum.map((v) => v / countVoxels(mask)) as [number, number, number];
}

export type Mesher = (mask: Mask, geometry: ImageVolume['geometry']) => SurfaceMesh;

/** The model of a report on the sample case; `mesh` makes the surfaces, null for a report without them. */
export function sampleReport(mesh: Mesher | null): ReportModel {
  const image = readSampleCt();
  const structure = (name: string, colour: string, mask: Mask, role: ReportStructure['role']): ReportStructure => ({
    name,
    colour,
    role,
    mask,
    mesh: mesh === null ? null : mesh(mask, image.geometry),
    volumeMl: (countVoxels(mask) * voxelVolumeMm3(image.geometry)) / 1000,
    surfaceAreaCm2: 20 + name.length,
    centroidLps: centroid(mask, image.geometry),
    dice: role === 'body' ? null : 0.7 + name.length / 100,
    generation: role === 'body' ? 'Threshold' : 'Network',
  });
  return {
    title: 'Auto-contour report',
    case: {
      patientName: 'OpenKBP^KBP222',
      patientId: 'KBP222',
      birthDate: '',
      sex: 'O',
      studyDate: '20210101',
      studyDescription: 'Head and neck',
    },
    series: {
      description: 'HN planning CT',
      modality: 'CT',
      seriesInstanceUid: '1.2.826.0.1.3680043.8.498.60028584972587269740484942474998786070',
    },
    image,
    structures: [
      ...SAMPLE_STRUCTURES.map((name) => structure(name, COLOURS[name], readSampleMask(name), 'organ')),
      structure('External', '#c9ced6', bodyMask(image), 'body'),
    ],
    model: {
      id: 'han-oar-baseline',
      name: 'Head and neck OAR',
      version: '1.0.0',
      sha256: '9f2aa9bcb1455edf40cbd4e505443dad27f17d020bf10b29d43d54b192b003ed',
    },
    device: {
      requested: 'auto',
      used: 'cpu',
      reason: 'No graphics provider is installed: webgpu found no adapter, cuda is missing.',
    },
    timingsMs: { import: 410, preprocess: 640, inference: 21_870, postprocess: 920, export: 1480, total: 25_900 },
    warnings: [
      {
        code: 'MODEL_COARSE_VOXELS',
        message: 'In-plane voxels are 4.69 mm wide, coarser than 3 mm: thin structures may be lost.',
      },
    ],
    createdAt: '2026-11-20T09:41:07+01:00',
    application: { name: 'Limner', version: '0.1.0' },
    validationNote:
      'Validation case: models were chosen on it, so these figures are optimistic. Dice against the clinical contours of OpenKBP.',
    provenance: [{ label: 'Input SHA-256', value: 'b10b29d43d54' }],
  };
}
