import { describe, expect, it } from 'vitest';
import { createCutViews, type ImageGeometry, regularGeometry, type ViewName } from '../../../core/geometry/index.ts';
import type { VoxelArray } from '../../../core/volume/index.ts';
import { createCutPlane, cutImage } from '../../../renderer/viewport/cut-plane.ts';
import { createCutsAhead } from '../../../renderer/viewport/cuts-ahead.ts';

const size = [30, 6, 5] as const;
const straight = regularGeometry({ size, spacingMm: [1, 1, 2], originLps: [0, 0, 0] });
/** Planes drift along i by 0.7 voxels each: sagittal cuts lie between columns. */
const drifting: ImageGeometry = { ...straight, planeOriginsLps: [0, 1, 2, 3, 4].flatMap((k) => [0.7 * k, 0, 2 * k]) };
const voxels = Int16Array.from({ length: 30 * 6 * 5 }, (_, n) => 7 * n - 3000);

/** Idle moments that the test grants one by one. */
function idleMoments() {
  let waiting: ((hasTime: () => boolean) => void) | null = null;
  return {
    request: (work: (hasTime: () => boolean) => void) => {
      waiting = work;
      return () => {
        waiting = null;
      };
    },
    isAsked: () => waiting !== null,
    /** A moment long enough for `steps` steps. */
    grant: (steps = Number.POSITIVE_INFINITY) => {
      const work = waiting;
      waiting = null;
      let left = steps;
      work?.(() => left-- > 0);
    },
  };
}

function open(geometry: ImageGeometry, values: VoxelArray = voxels, name: ViewName = 'sagittal', readPlanes = 5) {
  const idle = idleMoments();
  const views = createCutViews(geometry);
  const image = { geometry, views, voxels: values, readPlanes };
  const ahead = createCutsAhead(image, views[name], idle.request);
  const direct = (cut: number) => {
    const plane = createCutPlane(values, size);
    cutImage(plane, values, size, views[name], cut, readPlanes);
    return [...plane.values.subarray(0, plane.width * plane.height)];
  };
  const ready = () =>
    Array.from({ length: views[name].cutCount }, (_, cut) => cut).filter((cut) => ahead?.find(cut) != null);
  return { idle, ahead, direct, ready, cutCount: views[name].cutCount };
}

describe.each([
  ['a straight stack', straight, voxels],
  ['a drifting stack', drifting, voxels],
  ['a drifting stack of floats', drifting, Float32Array.from(voxels, (v) => v / 3)],
])('cuts gathered ahead from %s', (_, geometry, values) => {
  it('are those that are cut one by one', () => {
    const { idle, ahead, direct, cutCount } = open(geometry, values);
    for (let cut = 0; cut < cutCount; cut++) {
      ahead?.gatherAround(cut);
      idle.grant();
      const plane = ahead?.find(cut);
      expect([plane?.width, plane?.height]).toEqual([6, 5]);
      expect([...(plane?.values ?? [])]).toEqual(direct(cut));
    }
  });
});

describe('gathering', () => {
  it('makes the eight about the cut and the eight that it is nearer to', () => {
    const { idle, ahead, ready } = open(straight);
    ahead?.gatherAround(13);
    expect(ready()).toEqual([]);
    idle.grant();
    expect(ready()).toEqual([8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23]);
    expect(idle.isAsked()).toBe(false);
    ahead?.gatherAround(11);
    idle.grant();
    expect(ready()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]);
  });

  it('stops with the idle moment, goes on in the next, and finds no cut before it is whole', () => {
    const { idle, ahead, ready, direct } = open(straight);
    ahead?.gatherAround(2);
    idle.grant(3);
    expect([ready(), idle.isAsked()]).toEqual([[], true]);
    idle.grant(2);
    expect(ready()).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    idle.grant();
    expect([...(ahead?.find(7)?.values ?? [])]).toEqual(direct(7));
    expect(idle.isAsked()).toBe(false);
  });

  it('finds each cut ready on the way through the volume and back, a step a moment', () => {
    const { idle, ahead, direct, cutCount } = open(straight);
    ahead?.gatherAround(0);
    idle.grant();
    const there = Array.from({ length: cutCount }, (_, n) => n);
    for (const cut of [...there, ...there.toReversed()]) {
      expect([...(ahead?.find(cut)?.values ?? [])]).toEqual(direct(cut));
      ahead?.gatherAround(cut);
      // A quarter of a group a step.
      idle.grant(2);
    }
  });

  it('keeps the cut in hand while its neighbours are made', () => {
    const { idle, ahead, direct } = open(straight);
    ahead?.gatherAround(10);
    idle.grant();
    const inHand = ahead?.find(10);
    ahead?.gatherAround(14);
    idle.grant();
    ahead?.gatherAround(10);
    idle.grant();
    expect([...(inHand?.values ?? [])]).toEqual(direct(10));
  });

  it('makes a cut that is asked for before it is ready, and its group with it', () => {
    const { idle, ahead, ready, direct } = open(straight);
    ahead?.gatherAround(2);
    idle.grant(3);
    expect([...(ahead?.take(5).values ?? [])]).toEqual(direct(5));
    expect([...(ahead?.take(21).values ?? [])]).toEqual(direct(21));
    expect(ready()).toEqual([16, 17, 18, 19, 20, 21, 22, 23]);
  });

  it('goes where a scroll goes, before it has come half through its group', () => {
    const { idle, ahead, ready } = open(straight);
    for (const cut of [8, 9]) ahead?.gatherAround(cut);
    idle.grant();
    expect(ready().at(-1)).toBe(23);
    for (const cut of [15, 14]) ahead?.gatherAround(cut);
    idle.grant();
    expect(ready()[0]).toBe(0);
  });

  it('ends with the view', () => {
    const { idle, ahead } = open(straight);
    ahead?.gatherAround(4);
    ahead?.dispose();
    expect(idle.isAsked()).toBe(false);
  });

  it('is left out where cuts lie in rows, and while planes are arriving', () => {
    expect(open(straight, voxels, 'axial').ahead).toBeNull();
    expect(open(straight, voxels, 'coronal').ahead).toBeNull();
    expect(open(straight, voxels, 'sagittal', 4).ahead).toBeNull();
  });

  it('takes at most 8 MiB: fewer cuts of a large volume, none of a huge one', () => {
    const bytes = (planes: number, isInt16: boolean) => {
      const large = [512, 512, planes] as const;
      const geometry = regularGeometry({ size: large, spacingMm: [1, 1, 1], originLps: [0, 0, 0] });
      const views = createCutViews(geometry);
      // Only what lies on the ways of the cuts is read: of these, nothing.
      const values = isInt16 ? new Int16Array(0) : new Float32Array(0);
      const idle = idleMoments();
      const ahead = createCutsAhead(
        { geometry, views, voxels: values, readPlanes: planes },
        views.sagittal,
        idle.request,
      );
      ahead?.gatherAround(256);
      idle.grant();
      const buffers = new Set(
        Array.from({ length: 512 }, (_, cut) => ahead?.find(cut)?.values.buffer).filter(
          (buffer) => buffer !== undefined,
        ),
      );
      return [...buffers].reduce((sum, { byteLength }) => sum + byteLength, 0);
    };
    expect(bytes(400, true)).toBe(2 * 8 * 512 * 400 * 2);
    expect(bytes(400, false)).toBe(2 * 4 * 512 * 400 * 4);
    expect(bytes(4200, true)).toBe(0);
  });
});
