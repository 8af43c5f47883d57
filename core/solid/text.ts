// Text cut into a curved surface or raised from it, as deep everywhere: what lies under the letters and less than the depth
// below the surface is what the part has more than the same part moved inwards by the depth.

import type { CrossSection, Manifold } from 'manifold-3d';
import { AppError } from '../error/index.ts';
import { cross, norm, normalise, type Vec3 } from '../geometry/index.ts';
import type { TriangleMesh } from '../mesh/index.ts';
import type { NamedMesh } from './boolean.ts';
import { frameAbout, fromFrame, intoFrame } from './cylinder.ts';
import type { SolidBench, SolidKernel } from './kernel.ts';
import { type EngravingFont, type Letter, layOutLine } from './lettering.ts';
import { gridInside, type Loops, type Point2 } from './polygon-room.ts';

export interface TextLine {
  readonly text: string;
  /** Middle of the line, on the surface. */
  readonly atLps: Vec3;
  /** Outwards. */
  readonly normalLps: Vec3;
  readonly upLps: Vec3;
  /** Of a capital letter. */
  readonly heightMm: number;
  /** Along the normal. */
  readonly depthMm: number;
  readonly style: 'engraved' | 'raised';
}

/** Rows of points looked at across the height of a letter. */
const ROWS = 14;
/** Where the surface leans away from the text more than this, letters are distorted beyond reading. */
const STEEPEST = Math.cos((65 * Math.PI) / 180);
/** Share of a letter that may be steeper: surfaces of voxels have such triangles everywhere. */
const STEEP_SHARE = 0.1;
/** Wall that must stay below engraved letters, mm. */
const FLOOR_MM = 0.5;
/** Letters reach this far above and below what the points looked at have shown, mm and share of their range. */
const MARGIN_MM = 0.2;
const MARGIN_SHARE = 0.25;

const off = (name: string, why: string): AppError =>
  new AppError('safety', 'SOLID_TEXT_OFF', `The text does not lie on "${name}": ${why}`);

/** How far in front of (above 0) or behind the middle of the text the surface of a part is, mm; null where the part is
 * not there. */
export function textDistanceMm(kernel: SolidKernel, part: NamedMesh, line: TextLine): number | null {
  return kernel.work(line.atLps, (bench) => {
    const flat = flatPart(bench, part, line);
    return heightAt(flat, [0, 0], 2 * line.heightMm)?.heightMm ?? null;
  });
}

/**
 * @throws AppError `safety` SOLID_TEXT_OFF where a letter would hang over the part or lie on a steep side, SOLID_TEXT_THIN
 * where it would break through; what {@link layOutLine} throws
 */
export function writeOnSolid(
  kernel: SolidKernel,
  part: NamedMesh,
  line: TextLine,
  font: EngravingFont,
): TriangleMesh | null {
  const letters = layOutLine(font, line.text, line.heightMm);
  return kernel.work(line.atLps, (bench) => {
    const { keep, local, engine } = bench;
    const flat = flatPart(bench, part, line);
    if (heightAt(flat, [0, 0], 2 * line.heightMm) === null) {
      throw off(part.name, 'there is no surface at its middle. Choose a point on the surface.');
    }
    const prisms = letters.map((letter) => prismOf(bench, flat, letter, letters, part.name, line));
    const all = keep(engine.Manifold.union(prisms));
    const isEngraved = line.style === 'engraved';
    const moved = keep(flat.translate(0, 0, isEngraved ? -line.depthMm : line.depthMm));
    const written = isEngraved
      ? keep(flat.subtract(keep(all.subtract(moved))))
      : keep(flat.add(keep(all.intersect(moved))));
    return bench.mesh(keep(written.transform(fromFrame(frameOf(line), local(line.atLps)))));
  });
}

function frameOf({ normalLps, upLps }: TextLine): ReturnType<typeof frameAbout> {
  const across = cross(normalise(upLps), normalise(normalLps));
  if (norm(across) > 1e-3) return frameAbout(normalLps, upLps);
  throw new AppError('invalid-input', 'TEXT_UP', 'The upward direction of the text must not run along its normal.');
}

/** The part with the text's middle at 0, its line along x, and z towards the reader. */
const flatPart = (bench: SolidBench, part: NamedMesh, line: TextLine): Manifold =>
  bench.keep(bench.solid(part.mesh, part.name).transform(intoFrame(frameOf(line), bench.local(line.atLps))));

interface SurfacePoint {
  readonly heightMm: number;
  readonly thicknessMm: number;
  readonly isSteep: boolean;
}

/** The surface that looks to the reader and is nearest to the text's plane. */
function heightAt(flat: Manifold, [x, y]: Point2, reachMm: number): SurfacePoint | null {
  const { min, max } = flat.boundingBox();
  const [top, bottom] = [max[2] + 1, min[2] - 1];
  const hits = [...flat.rayCast([x, y, top], [x, y, bottom])].sort((a, b) => a.distance - b.distance);
  let nearest: SurfacePoint | null = null;
  hits.forEach((hit, at) => {
    const heightMm = hit.position[2];
    if (hit.normal[2] <= 0 || Math.abs(heightMm) > Math.min(reachMm, Math.abs(nearest?.heightMm ?? reachMm))) return;
    const exit = hits.slice(at + 1).find((other) => other.normal[2] < 0);
    const thicknessMm = exit === undefined ? 0 : heightMm - exit.position[2];
    nearest = { heightMm, thicknessMm, isSteep: hit.normal[2] < STEEPEST };
  });
  return nearest;
}

/** A letter as a block that goes through the surface under it, and through no other. */
function prismOf(
  { engine, keep }: SolidBench,
  flat: Manifold,
  { character, loops }: Letter,
  letters: readonly Letter[],
  name: string,
  line: TextLine,
): Manifold {
  const shape = keep(engine.CrossSection.ofPolygons(asPolygons(loops), 'NonZero'));
  const outline = shape.toPolygons();
  const halfWidth = Math.max(...letters.flatMap((letter) => letter.loops.flat().map(([x]) => Math.abs(x))));
  const points = [...outline.flat(), ...gridInside(outline, line.heightMm / ROWS)];
  const surface = points.map((point) => heightAt(flat, point, halfWidth + line.heightMm));
  const found = surface.filter((point) => point !== null);
  if (found.length < surface.length) {
    throw off(name, `"${character}" hangs over its edge. Write it smaller, shorten it, or move it.`);
  }
  if (found.filter(({ isSteep }) => isSteep).length > STEEP_SHARE * found.length) {
    throw off(name, `under "${character}" the surface leans away. Write it smaller, shorten it, or move it.`);
  }
  if (line.style === 'engraved') refuseThin(found, character, name, line);
  return blockThrough(keep, shape, found, line);
}

function refuseThin(found: readonly SurfacePoint[], character: string, name: string, { depthMm }: TextLine): void {
  const thinnest = Math.min(...found.map(({ thicknessMm }) => thicknessMm));
  if (thinnest >= depthMm + FLOOR_MM) return;
  throw new AppError(
    'safety',
    'SOLID_TEXT_THIN',
    `Under "${character}" the wall of "${name}" is ${thinnest.toFixed(1)} mm thick: letters ${depthMm} mm deep would leave ` +
      `less than ${FLOOR_MM} mm. Engrave less deep, raise the letters, or move them.`,
  );
}

function blockThrough(
  keep: SolidBench['keep'],
  shape: CrossSection,
  found: readonly SurfacePoint[],
  { style, depthMm }: TextLine,
): Manifold {
  const heights = found.map(({ heightMm }) => heightMm);
  const [low, high] = [Math.min(...heights), Math.max(...heights)];
  const margin = MARGIN_MM + MARGIN_SHARE * (high - low);
  const from = low - margin - (style === 'engraved' ? depthMm : 0);
  const to = high + margin + (style === 'engraved' ? 0 : depthMm);
  return keep(keep(shape.extrude(to - from)).translate(0, 0, from));
}

const asPolygons = (loops: Loops): [number, number][][] =>
  loops.map((loop) => loop.map(([x, y]): [number, number] => [x, y]));
