// Stacks and structures for the tests of editing: upright, tilted with uneven steps, and oblique ones, and the slow way
// to say which voxels lie where.

import {
  blankSlice,
  type EditDocument,
  EMPTY_DOCUMENT,
  type SliceBits,
  type StructureRecord,
  type StructureSlices,
  trimSlice,
  writeRun,
} from '../../core/edit/index.ts';
import { type ImageGeometry, regularGeometry, type Vec3 } from '../../core/geometry/index.ts';

import { seededRandom } from './seeded-random.ts';

export const uprightStack = (
  size: readonly [number, number, number] = [40, 32, 12],
  spacingMm: readonly [number, number, number] = [1, 1.25, 3],
): ImageGeometry => regularGeometry({ size, spacingMm, originLps: [-20, -30, 100] });

/** Planes tilted by 18.5 degrees, in steps that differ. */
export function tiltedStack(size: readonly [number, number, number] = [40, 36, 10]): ImageGeometry {
  const angle = (18.5 * Math.PI) / 180;
  const j: Vec3 = [0, Math.cos(angle), -Math.sin(angle)];
  const normal: Vec3 = [0, Math.sin(angle), Math.cos(angle)];
  const planeOriginsLps: number[] = [];
  let z = -50;
  for (let k = 0; k < size[2]; k++) {
    planeOriginsLps.push(-30.5, 12, z);
    z += k === 4 ? 7 : 2.5;
  }
  return {
    size,
    spacingMm: [0.9, 1.1, 2.5 * Math.cos(angle)],
    direction: [1, 0, 0, ...j, ...normal],
    planeOriginsLps,
    frameOfReferenceUid: '1.2.3',
  };
}

/** A straight stack that is turned about two axes. */
export function obliqueStack(): ImageGeometry {
  const [c, s] = [Math.cos(0.4), Math.sin(0.4)];
  const [d, t] = [Math.cos(0.25), Math.sin(0.25)];
  return regularGeometry({
    size: [30, 34, 9],
    spacingMm: [1.3, 0.8, 2],
    originLps: [5, -3, 8],
    direction: [c, s, 0, -s * d, c * d, t, s * t, -c * t, d],
  });
}

export function bitsWhere(columns: number, rows: number, isIn: (i: number, j: number) => boolean): SliceBits | null {
  const bits = blankSlice({ i0: 0, i1: columns, j0: 0, j1: rows });
  for (let j = 0; j < rows; j++) for (let i = 0; i < columns; i++) if (isIn(i, j)) writeRun(bits, j, i, i + 1, true);
  return trimSlice(bits);
}

export function slicesWhere(
  g: ImageGeometry,
  isIn: (i: number, j: number, k: number) => boolean,
): Map<number, SliceBits> {
  const slices = new Map<number, SliceBits>();
  for (let k = 0; k < g.size[2]; k++) {
    const bits = bitsWhere(g.size[0], g.size[1], (i, j) => isIn(i, j, k));
    if (bits !== null) slices.set(k, bits);
  }
  return slices;
}

/** 'i,j,k' of every voxel, sorted. */
export function voxelsOf(slices: StructureSlices, size: readonly [number, number, number]): string[] {
  const found: string[] = [];
  for (const [k, s] of slices) {
    for (let row = 0; row < s.rows; row++) {
      for (let i = 0; i < 32 * s.wordsPerRow; i++) {
        const word = s.words[row * s.wordsPerRow + (i >> 5)] as number;
        if (((word >>> (i & 31)) & 1) === 1) found.push(`${s.i0 + i},${s.j0 + row},${k}`);
      }
    }
  }
  if (found.some((text) => text.split(',').some((n, axis) => Number(n) < 0 || Number(n) >= (size[axis] as number)))) {
    throw new Error('a voxel outside of the image');
  }
  return found.sort();
}

export const structureRecord = (id: string, changes: Partial<StructureRecord> = {}): StructureRecord => ({
  id,
  groupId: 'g1',
  order: 0,
  name: id,
  color: '#41D2CE',
  interpretedType: 'ORGAN',
  fmaCode: null,
  origin: 'manual',
  isLocked: false,
  review: { isReviewed: false, at: null, reason: null, slices: [] },
  editedSlices: [],
  derivedFrom: null,
  contentRev: 0,
  ...changes,
});

export function documentOf(
  structures: readonly { readonly record: StructureRecord; readonly slices: StructureSlices }[],
): EditDocument {
  return {
    ...EMPTY_DOCUMENT,
    groups: new Map([
      [
        'g1',
        {
          id: 'g1',
          kind: 'manual',
          label: 'Drawn',
          version: 1,
          parentGroupId: null,
          isLocked: false,
          structureSetId: null,
          model: null,
          createdAt: '2026-01-01T00:00:00Z',
        },
      ],
    ]),
    structures: new Map(structures.map(({ record }) => [record.id, record])),
    slices: new Map(
      structures
        .filter(({ slices }) => slices.size > 0)
        .map(({ record, slices }) => [
          record.id,
          new Map([...slices].map(([k, bits]) => [k, { bits, importedLoops: null }])),
        ]),
    ),
  };
}

/** Balls and boxes that overlap, with some salt. */
export function anyStructure(g: ImageGeometry, seed: number): Map<number, SliceBits> {
  const random = seededRandom(seed);
  const balls = Array.from({ length: 1 + Math.floor(random() * 3) }, () => ({
    c: g.size.map((n) => random() * n),
    r: 1 + random() * 5,
  }));
  const salt = random() * 0.02;
  return slicesWhere(
    g,
    (i, j, k) =>
      balls.some(
        ({ c, r }) => Math.hypot(i - (c[0] as number), j - (c[1] as number), 1.5 * (k - (c[2] as number))) < r,
      ) || random() < salt,
  );
}
