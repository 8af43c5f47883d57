import { describe, expect, it } from 'vitest';
import { createCutViews, regularGeometry, type Vec3 } from '../../../core/geometry/index.ts';
import { axisText, positionText, scaleLengthMm, valueText } from '../../../renderer/viewport/format.ts';
import { createFrameScheduler } from '../../../renderer/viewport/frame-scheduler.ts';
import {
  fitCamera,
  panCamera,
  screenFromUv,
  uvFromScreen,
  zoomCamera,
} from '../../../renderer/viewport/plane-camera.ts';
import { ribbonScale } from '../../../renderer/viewport/ribbon-scale.ts';
import {
  cameraAxes,
  fitScene,
  projectPoint,
  rayThrough,
  rotateScene,
  type SceneCamera,
  SIDES,
  sceneLetters,
  zoomSceneAt,
} from '../../../renderer/viewport/scene-camera.ts';
import { lineOnScreen } from '../../../renderer/viewport/scene-lines.ts';
import { pickSurface, pickVolume } from '../../../renderer/viewport/scene-pick.ts';
import { presetOpacities, presetStops } from '../../../renderer/viewport/volume-presets.ts';
import { createWheelSteps } from '../../../renderer/viewport/wheel-steps.ts';

const views = createCutViews(regularGeometry({ size: [100, 50, 20], spacingMm: [1, 1, 2], originLps: [0, 0, 0] }));
const size = { width: 408, height: 308 };

describe('the camera of a plane', () => {
  it('fits the whole plane and keeps its middle in the middle', () => {
    const camera = fitCamera(views.axial.extent, size);
    expect(camera).toEqual({ centreU: 49.5, centreV: 24.5, pixelsPerMm: 4 });
    expect(screenFromUv(camera, size, { u: -0.5, v: 24.5 })).toEqual({ x: 4, y: 154 });
  });

  it('zooms about the pointer', () => {
    const camera = fitCamera(views.axial.extent, size);
    const at = { x: 100, y: 50 };
    const under = uvFromScreen(camera, size, at);
    const closer = zoomCamera(camera, size, at, 3);
    expect(closer.pixelsPerMm).toBe(12);
    const now = uvFromScreen(closer, size, at);
    expect(now.u).toBeCloseTo(under.u, 12);
    expect(now.v).toBeCloseTo(under.v, 12);
  });

  it('moves with the hand', () => {
    const camera = panCamera(fitCamera(views.axial.extent, size), 8, -4);
    expect(screenFromUv(camera, size, { u: 49.5, v: 24.5 })).toEqual({ x: 212, y: 150 });
  });
});

describe('the wheel', () => {
  it('makes one step of a notch, whatever the system calls it', () => {
    for (const [delta, mode] of [
      [120, 0],
      [100, 0],
      [53, 0],
      [3, 1],
      [1, 2],
    ] as const) {
      expect(createWheelSteps()(delta, mode)).toBe(1);
      expect(createWheelSteps()(-delta, mode)).toBe(-1);
    }
    expect(createWheelSteps()(360, 0)).toBe(3);
  });

  it('adds up what a touchpad reports, and starts anew when it turns', () => {
    const steps = createWheelSteps();
    expect([15, 15, 15, 15].map((delta) => steps(delta, 0))).toEqual([0, 0, 1, 0]);
    expect([-15, -15, -15].map((delta) => steps(delta, 0))).toEqual([0, 0, -1]);
  });
});

describe('the slice ribbon', () => {
  it('has superior on top, whichever way the planes run', () => {
    const scale = ribbonScale(views.axial, 472);
    expect(scale.yOf(19)).toBe(46);
    expect(scale.yOf(0)).toBe(426);
    const down = createCutViews(
      regularGeometry({
        size: [9, 9, 20],
        spacingMm: [1, 1, 2],
        originLps: [0, 0, 0],
        direction: [1, 0, 0, 0, 1, 0, 0, 0, -1],
      }),
    );
    expect(ribbonScale(down.axial, 472).yOf(0)).toBe(46);
  });

  it('finds the cut at a height and stays within the stack', () => {
    const scale = ribbonScale(views.axial, 472);
    for (let cut = 0; cut < 20; cut++) expect(scale.cutAt(scale.yOf(cut))).toBe(cut);
    expect(scale.cutAt(-50)).toBe(19);
    expect(scale.cutAt(900)).toBe(0);
  });
});

describe('numbers on a view', () => {
  it('have letters for directions, a true minus and a unit', () => {
    expect(positionText([72.7, -16.44, 64.46])).toBe('L 72.7\u2002A 16.4\u2002S 64.5 mm');
    expect(axisText(0, -0.04)).toBe('L 0.0');
    expect(valueText(-10)).toBe('\u221210');
    expect(valueText(0.256)).toBe('0.26');
  });

  it('give the scale bar a round length', () => {
    expect([180, 99, 49, 20, 3.1, 0.7].map(scaleLengthMm)).toEqual([100, 50, 20, 20, 2, 0.5]);
  });
});

describe('frames', () => {
  it('draw every view once, and count the time of events and drawing without the wait between', () => {
    let clock = 0;
    const asked: (() => void)[] = [];
    const frames = createFrameScheduler(
      (run) => asked.push(run),
      () => clock,
    );
    const drawn: string[] = [];
    const a = () => {
      drawn.push('a');
      clock += 2;
    };
    const b = () => {
      drawn.push('b');
      clock += 3;
      frames.countUpload(100);
    };
    clock = 10;
    frames.handle('wheel', 8, () => {
      clock += 1;
      frames.request(a);
      frames.request(b);
      frames.request(a);
    });
    clock = 20;
    expect(asked.length).toBe(1);
    asked[0]?.();
    expect(drawn).toEqual(['a', 'b']);
    expect(frames.records).toEqual([{ cause: 'wheel', ownMs: 6, latencyMs: 17, uploadedBytes: 100, draws: 2 }]);
  });
});

describe('the camera of the scene', () => {
  const camera: SceneCamera = { focalLps: [10, 20, 30], azimuthDeg: 0, elevationDeg: 0, distanceMm: 500 };
  const square = { width: 400, height: 400 };

  it('looks from the front with the patient right on the left', () => {
    expect(cameraAxes(camera).positionLps).toEqual([10, -480, 30]);
    expect(sceneLetters(camera)).toEqual({ left: 'R', right: 'L', top: 'S', bottom: 'I' });
  });

  it.each([
    ['P', 'L', 'R'],
    ['L', 'A', 'P'],
    ['R', 'P', 'A'],
  ] as const)('from %s shows %s on the left and %s on the right', (side, left, right) => {
    const [azimuthDeg, elevationDeg] = SIDES[side];
    expect(sceneLetters({ ...camera, azimuthDeg, elevationDeg })).toMatchObject({ left, right, top: 'S', bottom: 'I' });
  });

  it('names both directions of an oblique look', () => {
    expect(sceneLetters({ ...camera, azimuthDeg: 35 })).toMatchObject({ left: 'RA', right: 'LP' });
  });

  it('turns with the hand: a drag to the right brings the right side of the patient to the front', () => {
    const turned = rotateScene(camera, 60, 0);
    expect(turned.azimuthDeg).toBe(-30);
    expect(cameraAxes(turned).positionLps[0]).toBeLessThan(10);
    expect(rotateScene(camera, 0, 900).elevationDeg).toBe(89);
  });

  it('sees what it projects: the ray through a projected point meets it', () => {
    const turned = { ...camera, azimuthDeg: 40, elevationDeg: 25 };
    const point: Vec3 = [40, -10, 60];
    const at = projectPoint(turned, square, point);
    const { originLps, direction } = rayThrough(turned, square, at as { x: number; y: number });
    const along = direction.reduce(
      (sum, d, axis) => sum + d * ((point[axis] as number) - (originLps[axis] as number)),
      0,
    );
    for (const axis of [0, 1, 2] as const)
      expect(originLps[axis] + along * direction[axis]).toBeCloseTo(point[axis], 9);
  });

  it('fits a sphere into the narrower side', () => {
    const fitted = fitScene(camera, [0, 0, 0], 100, { width: 200, height: 400 });
    const edge = projectPoint(fitted, { width: 200, height: 400 }, [100, 0, 0]);
    expect(edge?.x).toBeGreaterThan(190);
    expect(edge?.x).toBeLessThanOrEqual(200);
  });
});

it('the camera of the scene comes closer to the place under the pointer, which stays where it is', () => {
  const camera: SceneCamera = { focalLps: [10, 20, 30], azimuthDeg: 35, elevationDeg: 8, distanceMm: 800 };
  const at = { x: 330, y: 60 };
  const { originLps, direction } = rayThrough(camera, size, at);
  // Where the ray meets the plane through the focal point across the line of sight.
  const { forward } = cameraAxes(camera);
  const depth = 800 / (direction[0] * forward[0] + direction[1] * forward[1] + direction[2] * forward[2]);
  const place = originLps.map((o, axis) => o + depth * (direction[axis] as number)) as unknown as Vec3;
  const zoomed = zoomSceneAt(camera, size, at, 2);
  expect(zoomed.distanceMm).toBe(400);
  const seen = projectPoint(zoomed, size, place);
  expect(seen?.x).toBeCloseTo(at.x, 6);
  expect(seen?.y).toBeCloseTo(at.y, 6);
});

describe('picks', () => {
  const ray = { originLps: [0.2, -100, 0.2] as Vec3, direction: [0, 1, 0] as Vec3 };

  it('meet the nearest triangle, from either side', () => {
    const surface = {
      positions: Float32Array.from([-1, 5, -1, 3, 5, -1, -1, 5, 3, -1, -7, -1, -1, -7, 3, 3, -7, -1]),
      cells: Uint32Array.from([3, 0, 1, 2, 3, 3, 4, 5]),
      normals: new Float32Array(18),
    };
    expect(pickSurface(surface, ray)).toBeCloseTo(93, 6);
    expect(pickSurface(surface, { ...ray, originLps: [9, -100, 9] })).toBe(Number.POSITIVE_INFINITY);
  });

  it('stop where a volume gets dense, not in what is clear', () => {
    const values = new Uint8Array(20 * 20 * 20);
    for (let n = 0; n < values.length; n++) values[n] = Math.floor(n / 20) % 20 >= 12 ? 220 : 20;
    const volume = {
      values,
      size: [20, 20, 20] as const,
      spacingMm: [2, 2, 2] as const,
      originLps: [-20, -20, -20] as Vec3,
      direction: [1, 0, 0, 0, 1, 0, 0, 0, 1],
      low: -600,
      high: 1695,
    };
    const opacities = presetOpacities(presetStops('ct-bone', volume));
    const distance = pickVolume(volume, opacities, 2, ray);
    // Row 12 begins at -20 + 2 * 11.5 = 3 mm.
    expect(-100 + distance).toBeGreaterThan(2);
    expect(-100 + distance).toBeLessThan(7);
  });
});

it('points and lines of a structure lie in the 3D view where they lie in the patient', () => {
  const geometry = regularGeometry({ size: [10, 10, 10], spacingMm: [1, 2, 3], originLps: [-5, 0, 7] });
  const camera: SceneCamera = { focalLps: [-3, 6, 16], azimuthDeg: 20, elevationDeg: 10, distanceMm: 300 };
  const shown = (kind: 'point' | 'open' | 'closed', ...ijk: readonly number[]) =>
    lineOnScreen({ kind, ijk }, geometry, camera, size);
  expect(shown('point', 2, 3, 3)[0]?.x).toBeCloseTo(size.width / 2);
  expect(shown('point', 2, 3, 3)[0]?.y).toBeCloseTo(size.height / 2);
  expect(shown('open', 0, 0, 0, 5, 0, 0, 5, 5, 0)).toHaveLength(3);
  const ring = shown('closed', 0, 0, 0, 5, 0, 0, 5, 5, 0);
  expect(ring).toHaveLength(4);
  expect(ring[3]).toEqual(ring[0]);
});
