import type { Vec3 } from '../geometry/index.ts';
import {
  checkClosedManifold,
  computeEnclosedVolumeMm3,
  findSelfIntersections,
  joinMeshes,
  splitShells,
  type TriangleMesh,
} from '../mesh/index.ts';
import { type BedBody, bedLoads } from './bed-loads.ts';
import { fitsBed } from './fits-bed.ts';
import { hiddenCavities } from './hidden-cavities.ts';
import { findThinSites } from './thin-sites.ts';

export type PrintCheckCode = 'WALL' | 'DEVIATION' | 'CLOSED' | 'CROSSING' | 'SHELLS' | 'CAVITIES' | 'BED';

/** What was looked for in a part, and found or not. */
export interface PrintCheck {
  readonly code: PrintCheckCode;
  readonly severity: 'open' | 'passed';
  /** One line. */
  readonly message: string;
  /** A second line: where and how much; null where there is nothing to add. */
  readonly detail: string | null;
  /** To fly to; null where the check has no place. */
  readonly atLps: Vec3 | null;
  readonly part: string;
}

export interface CheckedPart {
  readonly name: string;
  readonly mesh: TriangleMesh;
  /** Largest distance from the mask; left out where the part is no anatomy or nobody measured it. */
  readonly deviationMm?: number;
  /** What stands upwards while it prints, where it is another direction than for all. */
  readonly upLps?: Vec3;
  /** Parts of one body keep their places to each other on the bed; left out: it is one by itself. */
  readonly body?: string;
}

export interface PrintLimits {
  readonly minWallMm: number;
  /** Width, depth and height of the printer. */
  readonly bedMm: Vec3;
  /** What stands upwards while it prints. */
  readonly upLps?: Vec3;
  /** How far the surface may be from the mask: half of the largest spacing of its voxels. */
  readonly maxDeviationMm?: number;
}

type Finding = Omit<PrintCheck, 'part'>;

const passed = (code: PrintCheckCode, message: string): Finding => ({
  code,
  severity: 'passed',
  message,
  detail: null,
  atLps: null,
});
const open = (code: PrintCheckCode, message: string, detail: string | null, atLps: Vec3 | null): Finding => ({
  code,
  severity: 'open',
  message,
  detail,
  atLps,
});
const places = (count: number): string => (count === 1 ? 'one place' : `${count} places`);
const number = (value: number): string => String(Number(value.toFixed(2)));

/**
 * Looks over parts before they are printed. Every check is reported for every part, the open ones first. A part that is
 * not closed is judged no further: nothing else can be said of it.
 */
export function checkParts(parts: readonly CheckedPart[], limits: PrintLimits): readonly PrintCheck[] {
  const singly = parts.map((part) => ({ part, findings: checkPart(part, limits) }));
  const all: PrintCheck[] = singly.flatMap(({ part, findings }) =>
    findings.map((finding) => ({ ...finding, part: part.name })),
  );
  const isSaid = all.some(({ code, severity }) => severity === 'open' && (code === 'BED' || code === 'CLOSED'));
  if (parts.length > 1 && !isSaid) all.push(...checkBedTogether(parts, limits));
  return [...all.filter(({ severity }) => severity === 'open'), ...all.filter(({ severity }) => severity === 'passed')];
}

function checkPart(part: CheckedPart, limits: PrintLimits): readonly Finding[] {
  const closed = checkClosed(part.mesh);
  if (closed.severity === 'open') return [closed];
  return [
    checkWall(part.mesh, limits.minWallMm),
    ...checkDeviation(part, limits),
    closed,
    checkCrossing(part.mesh),
    checkShells(part.mesh),
    checkCavities(part.mesh),
    checkBed(part.mesh, part.upLps === undefined ? limits : { ...limits, upLps: part.upLps }),
  ];
}

function checkClosed(mesh: TriangleMesh): Finding {
  const report = checkClosedManifold(mesh);
  const isOutward = computeEnclosedVolumeMm3(mesh) > 0;
  if (report.isClosedManifold && isOutward) return passed('CLOSED', 'Closed, 2-manifold, outward normals');
  if (report.isClosedManifold) return open('CLOSED', 'The surface is inside out', 'Repair it, or make it again.', null);
  const edges = report.openEdges + report.nonManifoldEdges + report.misorientedEdges;
  const detail =
    edges > 0
      ? `${edges} edges are open or have more than two triangles.`
      : 'It touches itself, or has triangles without area.';
  return open('CLOSED', 'The surface is not closed', detail, null);
}

function checkWall(mesh: TriangleMesh, minWallMm: number): Finding {
  const sites = findThinSites(mesh, minWallMm);
  const [thinnest] = sites;
  if (thinnest === undefined) return passed('WALL', `No wall under ${number(minWallMm)} mm`);
  const message = `Wall under ${number(minWallMm)} mm in ${places(sites.length)}`;
  const detail = `Thinnest ${thinnest.thicknessMm.toFixed(1)} mm (ends of walls left out), in a place of ${Math.round(thinnest.areaMm2)} mm2.`;
  return open('WALL', message, detail, thinnest.atLps);
}

function checkDeviation({ deviationMm }: CheckedPart, { maxDeviationMm }: PrintLimits): readonly Finding[] {
  if (deviationMm === undefined || maxDeviationMm === undefined) return [];
  const message = `Up to ${deviationMm.toFixed(1)} mm from the mask`;
  if (deviationMm <= maxDeviationMm) return [passed('DEVIATION', message)];
  return [open('DEVIATION', message, `Half a voxel is ${number(maxDeviationMm)} mm.`, null)];
}

function checkCrossing(mesh: TriangleMesh): Finding {
  const { pairs, placesLps } = findSelfIntersections(mesh);
  if (pairs === 0) return passed('CROSSING', 'No self-intersection');
  const atLps: Vec3 = [placesLps[0] as number, placesLps[1] as number, placesLps[2] as number];
  return open('CROSSING', 'The surface crosses itself', `${pairs} pairs of triangles.`, atLps);
}

/** Bodies that are loose, apart from the largest. */
function checkShells(mesh: TriangleMesh): Finding {
  const bodies = splitShells(mesh)
    .map((shell) => ({ shell, volumeMm3: computeEnclosedVolumeMm3(shell) }))
    .filter(({ volumeMm3 }) => volumeMm3 > 0)
    .sort((a, b) => b.volumeMm3 - a.volumeMm3);
  const [, ...loose] = bodies;
  const [largest] = loose;
  if (largest === undefined) return passed('SHELLS', 'No stray shells');
  const [x, y, z] = largest.shell.positions;
  const detail = `The largest of them holds ${number(largest.volumeMm3 / 1000)} ml.`;
  const message = `${loose.length === 1 ? 'One loose piece' : `${loose.length} loose pieces`} beside the part`;
  return open('SHELLS', message, detail, [x as number, y as number, z as number]);
}

function checkCavities(mesh: TriangleMesh): Finding {
  const cavities = hiddenCavities(mesh);
  const [largest] = cavities;
  if (largest === undefined) return passed('CAVITIES', 'No hidden cavities');
  const message = `${cavities.length === 1 ? 'A hidden cavity' : `${cavities.length} hidden cavities`} without a drain`;
  return open('CAVITIES', message, `The largest holds ${number(largest.volumeMl)} ml.`, largest.atLps);
}

function checkBed(mesh: TriangleMesh, { bedMm, upLps }: PrintLimits): Finding {
  const fit = fitsBed(mesh, bedMm, upLps);
  if (fit.fits && fit.turnDeg === 0) return passed('BED', 'Fits the printer');
  if (fit.fits) return passed('BED', `Fits the printer when turned by ${Math.round(fit.turnDeg)}°`);
  const size = fit.sizeMm.map((side) => Math.ceil(side)).join(' × ');
  const message = `Too large for the printer by ${fit.overMm.toFixed(1)} mm`;
  const advice = fit.otherUpLps === null ? 'Cut it.' : 'It fits with another side up.';
  return open('BED', message, `${size} mm. ${advice}`, null);
}

const together = (names: readonly string[]): string =>
  names.length < 2 ? (names[0] ?? '') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;

/** Of parts that fit one by one: bodies of several, and all of them at once. */
function checkBedTogether(parts: readonly CheckedPart[], { bedMm, ...limits }: PrintLimits): PrintCheck[] {
  const byBody = new Map<string, CheckedPart[]>();
  for (const part of parts) {
    const key = part.body === undefined ? `part ${part.name}` : `body ${part.body}`;
    byBody.set(key, [...(byBody.get(key) ?? []), part]);
  }
  const found: PrintCheck[] = [];
  const bodies: BedBody[] = [];
  for (const own of byBody.values()) {
    const names = own.map(({ name }) => name);
    const fit = fitsBed(joinMeshes(own.map(({ mesh }) => mesh)), bedMm, own[0]?.upLps ?? limits.upLps);
    bodies.push({ names, sizeMm: fit.sizeMm });
    if (fit.fits) continue;
    const size = fit.sizeMm.map((side) => Math.ceil(side)).join(' × ');
    const message = `Too large for the printer together by ${fit.overMm.toFixed(1)} mm`;
    found.push({
      ...open('BED', message, `${size} mm as one body. Lay them down one by one.`, null),
      part: together(names),
    });
  }
  if (found.length > 0) return found;
  const loads = bedLoads(bodies, bedMm);
  const all = together(parts.map(({ name }) => name));
  if (loads.length < 2) return [{ ...passed('BED', 'Fit the printer together'), part: all }];
  const prints = loads.map((load) => together(load.flatMap(({ names }) => names))).join('; ');
  return [
    {
      ...open('BED', `Do not fit the printer together: ${loads.length} prints`, `Side by side: ${prints}.`, null),
      part: all,
    },
  ];
}
