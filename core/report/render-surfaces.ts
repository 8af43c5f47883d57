// Pictures of surfaces: opaque structures, shaded and darkened in hollows, inside a ghost of the body.

import { dot, type Vec3 } from '../geometry/index.ts';
import type { Camera } from './camera.ts';
import type { Picture } from './picture.ts';
import { emptySamples, rasterise, type SurfaceMesh, type SurfaceSamples } from './raster.ts';

export interface RenderMesh extends SurfaceMesh {
  /** `vertexNormals` of the mesh, made once for all views. */
  readonly normals: Float32Array;
  /** #rrggbb, sRGB. */
  readonly colour: string;
  /** 1: opaque; under 1: a ghost, drawn over what lies inside, brightest along its rim. */
  readonly opacity: number;
  /** Dark bands across this LPS direction mark a surface that no person has reviewed; null for none. */
  readonly bandNormalLps: Vec3 | null;
}

/** mm from one band to the next, and the dark part of it. */
const BAND_PERIOD_MM = 6;
const BAND_WIDTH_MM = 1.9;
const BAND_EDGE_MM = 0.5;
const BAND_DARKENING = 0.62;

/** Samples a pixel along each side (`composed` takes four); their mean is taken in linear light. */
const SUPERSAMPLING = 2;

/** Light from above, left of the viewer (picture axes right, up, towards). */
const LIGHT: Vec3 = [-0.42, 0.53, 0.737];
const HALFWAY: Vec3 = [-0.225, 0.284, 0.932];
const AMBIENT_UP = 0.3;
const AMBIENT_DOWN = 0.12;
const DIFFUSE = 0.78;
const SPECULAR = 0.16;
const RIM = 0.16;
const DEPTH_DARKENING = 0.38;

/** A ghost at full opacity: how much it hides face-on, how bright it is face-on and along its rim. */
const GHOST_VEIL = 0.04;
const GHOST_GLOW = 0.035;
const GHOST_RIM = 0.4;

const linearFromSrgb = (v: number): number => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
const SRGB_STEPS = 4096;
const SRGB_TABLE = Uint8Array.from({ length: SRGB_STEPS + 1 }, (_, at) => {
  const v = at / SRGB_STEPS;
  return Math.round(255 * (v <= 0.0031308 ? 12.92 * v : 1.055 * v ** (1 / 2.4) - 0.055));
});
const srgbFromLinear = (v: number): number =>
  SRGB_TABLE[v <= 0 ? 0 : v >= 1 ? SRGB_STEPS : Math.round(v * SRGB_STEPS)] as number;

const linearColour = (hex: string): Vec3 =>
  [1, 3, 5].map((at) => linearFromSrgb(Number.parseInt(hex.slice(at, at + 2), 16) / 255)) as unknown as Vec3;

/** Ground: a little lighter behind the middle, as the print stage has it. */
const GROUND_MIDDLE: Vec3 = linearColour('#14171a');
const GROUND_EDGE: Vec3 = linearColour('#070809');

/**
 * Renders `meshes` into an RGB picture. Deterministic; needs closed meshes with outward triangles (others show holes).
 * Hollows darken by screen-space occlusion of the depth buffer, depth by a fall to 62 % at the back.
 */
export function renderSurfaces(
  meshes: readonly RenderMesh[],
  camera: Camera,
  widthPx: number,
  heightPx: number,
): Picture {
  const width = widthPx * SUPERSAMPLING;
  const height = heightPx * SUPERSAMPLING;
  const fine: Camera = { ...camera, mmPerPixel: camera.mmPerPixel / SUPERSAMPLING };
  const solid = emptySamples(width, height);
  const ghost = emptySamples(widthPx, heightPx);
  meshes.forEach((mesh, m) => {
    if (mesh.opacity < 1) rasterise(mesh, mesh.normals, m + 1, camera, ghost);
    else rasterise(mesh, mesh.normals, m + 1, fine, solid);
  });
  const occlusion = occlusionOf(solid, fine.mmPerPixel);
  const light = new Float32Array(3 * width * height);
  paintSolid(light, solid, occlusion, meshes, fine);
  return composed(light, solid, ghost, meshes);
}

/** Linear light of the ground at a pixel, written to `out`. */
function groundAt(x: number, y: number, width: number, height: number, out: Float32Array): void {
  const dx = (x - 0.5 * width) / (0.75 * width);
  const dy = (y - 0.45 * height) / (0.75 * height);
  const t = Math.min(1, Math.sqrt(dx * dx + dy * dy));
  for (let c = 0; c < 3; c++) out[c] = (GROUND_MIDDLE[c] as number) * (1 - t) + (GROUND_EDGE[c] as number) * t;
}

/** Reach of the occlusion, mm, and the spiral of samples taken inside it. */
const OCCLUSION_RADIUS_MM = 9;
const OCCLUSION_SAMPLES = 14;
const OCCLUSION_STRENGTH = 0.75;

/** 1 where nothing near stands before the surface, less in hollows; one value a pixel of the finished picture. */
function occlusionOf(samples: SurfaceSamples, mmPerSample: number): Float32Array {
  const { width, height, depth, mesh } = samples;
  const offsets = Array.from({ length: OCCLUSION_SAMPLES }, (_, at) => {
    const radius = (OCCLUSION_RADIUS_MM / mmPerSample) * Math.sqrt((at + 0.7) / OCCLUSION_SAMPLES);
    const angle = at * 2.399963;
    return [Math.round(radius * Math.cos(angle)), Math.round(radius * Math.sin(angle))] as const;
  });
  const columns = width / SUPERSAMPLING;
  const rows = height / SUPERSAMPLING;
  const open = new Float32Array(columns * rows).fill(1);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const x = column * SUPERSAMPLING;
      const y = row * SUPERSAMPLING;
      const at = y * width + x;
      if (mesh[at] === 0) continue;
      const here = depth[at] as number;
      let hidden = 0;
      for (const [dx, dy] of offsets) {
        const sx = x + dx;
        const sy = y + dy;
        if (sx < 0 || sy < 0 || sx >= width || sy >= height) continue;
        const before = (depth[sy * width + sx] as number) - here;
        if (before <= 0.4) continue;
        // What stands far in front is another object, not the wall of this hollow.
        const near = before / OCCLUSION_RADIUS_MM;
        hidden += near < 1 ? near ** 0.5 : 1 / (near * near);
      }
      open[row * columns + column] = 1 - OCCLUSION_STRENGTH * Math.min(1, (1.3 * hidden) / OCCLUSION_SAMPLES);
    }
  }
  return open;
}

/** 0 between bands, 1 inside one. */
function bandAt(distanceMm: number): number {
  const phase = distanceMm - BAND_PERIOD_MM * Math.floor(distanceMm / BAND_PERIOD_MM);
  const fromMiddle = Math.abs(phase - BAND_PERIOD_MM / 2);
  return Math.max(0, Math.min(1, (BAND_WIDTH_MM / 2 - fromMiddle) / BAND_EDGE_MM + 0.5));
}

function depthRange(samples: SurfaceSamples): [number, number] {
  let near = -Infinity;
  let far = Infinity;
  const { mesh, depth } = samples;
  for (let at = 0; at < mesh.length; at++) {
    if (mesh[at] === 0) continue;
    const z = depth[at] as number;
    if (z > near) near = z;
    if (z < far) far = z;
  }
  return [far, Math.max(near, far + 1)];
}

const power32 = (v: number): number => {
  const v8 = v * v * v * v * v * v * v * v;
  return v8 * v8 * v8 * v8;
};

function paintSolid(
  light: Float32Array,
  samples: SurfaceSamples,
  occlusion: Float32Array,
  meshes: readonly RenderMesh[],
  camera: Camera,
): void {
  const { width, height } = samples;
  const colours = meshes.map((mesh) => linearColour(mesh.colour));
  const [far, near] = depthRange(samples);
  // Distance along the band normal is linear in the picture: a part for each picture axis, and one for the centre.
  const bands = meshes.map(({ bandNormalLps: n }) =>
    n === null
      ? null
      : ([
          dot(n, camera.rightLps) * camera.mmPerPixel,
          dot(n, camera.upLps) * camera.mmPerPixel,
          dot(n, camera.towardsLps),
          dot(n, camera.centreLps),
        ] as const),
  );
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = y * width + x;
      const number = samples.mesh[at] as number;
      if (number === 0) continue;
      const nr = samples.normalRight[at] as number;
      const nu = samples.normalUp[at] as number;
      const nt = Math.sqrt(Math.max(0, 1 - nr * nr - nu * nu));
      const z = samples.depth[at] as number;
      const open = occlusion[
        Math.floor(y / SUPERSAMPLING) * (width / SUPERSAMPLING) + Math.floor(x / SUPERSAMPLING)
      ] as number;
      const lambert = Math.max(0, nr * LIGHT[0] + nu * LIGHT[1] + nt * LIGHT[2]);
      const ambient = AMBIENT_DOWN + (AMBIENT_UP - AMBIENT_DOWN) * (0.5 + 0.5 * nu);
      const glance = Math.max(0, nr * HALFWAY[0] + nu * HALFWAY[1] + nt * HALFWAY[2]);
      const shine = SPECULAR * power32(glance) * open;
      const rim = RIM * (1 - nt) * (1 - nt) * (1 - nt) * (0.4 + 0.6 * open);
      const fade = 1 - DEPTH_DARKENING * (1 - (z - far) / (near - far));
      let albedo = 1;
      const band = bands[number - 1];
      if (band) {
        const mm = band[3] + band[0] * (x + 0.5 - width / 2) - band[1] * (y + 0.5 - height / 2) + band[2] * z;
        albedo = 1 - BAND_DARKENING * bandAt(mm);
      }
      const diffuse = (ambient + DIFFUSE * lambert * (0.45 + 0.55 * open)) * open * albedo * fade;
      const colour = colours[number - 1] as Vec3;
      for (let c = 0; c < 3; c++) {
        light[3 * at + c] = (colour[c] as number) * (diffuse + rim * fade) + shine * albedo * fade;
      }
    }
  }
}

/** Mean light of the four samples of each pixel over the ground, and the ghosts over both, as sRGB. Ghosts have one
 * sample a pixel: they are too dim for their steps to show. */
function composed(
  light: Float32Array,
  solid: SurfaceSamples,
  ghost: SurfaceSamples,
  meshes: readonly RenderMesh[],
): Picture {
  const { width, height } = ghost;
  const data = new Uint8Array(3 * width * height);
  const ground = new Float32Array(3);
  const tints = meshes.map((mesh) => linearColour(mesh.colour));
  const wide = solid.width;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = y * width + x;
      const a = y * SUPERSAMPLING * wide + x * SUPERSAMPLING;
      const b = a + wide;
      const bare =
        (solid.mesh[a] === 0 ? 0.25 : 0) +
        (solid.mesh[a + 1] === 0 ? 0.25 : 0) +
        (solid.mesh[b] === 0 ? 0.25 : 0) +
        (solid.mesh[b + 1] === 0 ? 0.25 : 0);
      groundAt(x, y, width, height, ground);
      let kept = 1;
      let glow = 0;
      const number = ghost.mesh[at] as number;
      if (number !== 0 && (ghost.depth[at] as number) >= (solid.depth[a] as number)) {
        const nr = ghost.normalRight[at] as number;
        const nu = ghost.normalUp[at] as number;
        const nt = Math.sqrt(Math.max(0, 1 - nr * nr - nu * nu));
        const lambert = Math.max(0, nr * LIGHT[0] + nu * LIGHT[1] + nt * LIGHT[2]);
        const edge = 1 - nt;
        const rim = edge * edge * Math.sqrt(edge);
        const { opacity } = meshes[number - 1] as RenderMesh;
        kept = 1 - opacity * (GHOST_VEIL + (1 - GHOST_VEIL) * rim);
        glow = opacity * (GHOST_GLOW * lambert * lambert + GHOST_RIM * rim * (0.3 + 0.7 * lambert));
      }
      for (let c = 0; c < 3; c++) {
        let value = bare * (ground[c] as number);
        if (bare < 1) {
          value +=
            0.25 *
            ((light[3 * a + c] as number) +
              (light[3 * a + 3 + c] as number) +
              (light[3 * b + c] as number) +
              (light[3 * b + 3 + c] as number));
        }
        value = value * kept + (glow === 0 ? 0 : glow * ((tints[number - 1] as Vec3)[c] as number));
        data[3 * at + c] = srgbFromLinear(value);
      }
    }
  }
  return { width, height, channels: 3, data };
}
