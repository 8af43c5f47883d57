// All that the checks know of a case, kept plane by plane: a change of some planes costs these planes and the sums over
// them.

import { createStackFrame, type SliceBits, type StackFrame, type StructureRecord } from '../edit/index.ts';
import type { ImageGeometry } from '../geometry/index.ts';
import type { MapSampler } from '../uncertainty/index.ts';
import { countShared, linkParts, type PlaneFacts, planeFactsOf } from './plane-facts.ts';
import type { PlaneValues } from './plane-values.ts';
import { type StructureFacts, structureFactsOf } from './structure-facts.ts';

/** A structure as its list row and what is known of its review. */
export interface CheckedStructure
  extends Pick<
    StructureRecord,
    'id' | 'groupId' | 'name' | 'interpretedType' | 'origin' | 'review' | 'editedSlices' | 'derivedFrom' | 'contentRev'
  > {
  /** Planes that were shown long enough. */
  readonly seen: readonly number[];
  /** When its voxels changed last, in words ('09:38'); null: not known. */
  readonly changedAt: string | null;
  /** The set that a model made, of which it is a part or a later version; null: none. */
  readonly modelGroupId: string | null;
}

/** How unsure a model was of a set that it made. */
export interface ModelMap {
  readonly model: { readonly id: string; readonly version: string };
  readonly sampler: MapSampler;
}

/** A plane that changed; `bits` null: it is empty now. `values` are those of the image inside, null: not known. */
export interface ChangedPlane {
  readonly k: number;
  readonly bits: SliceBits | null;
  readonly values: PlaneValues | null;
}

/** Something that keeps sets from being used on these images. */
export interface CaseWarning {
  readonly code: string;
  readonly message: string;
}

interface Plane {
  readonly bits: SliceBits;
  readonly facts: PlaneFacts;
  readonly values: PlaneValues | null;
}

/** Where two structures share voxels. */
export interface Shared {
  readonly volumeMl: number;
  /** Plane on which they share most; null: none. */
  readonly k: number | null;
}

export interface CaseModel {
  readonly geometry: ImageGeometry;
  readonly frame: StackFrame;
  structures(): readonly CheckedStructure[];
  /** Takes the list; planes of structures that are gone are dropped. */
  setStructures(structures: readonly CheckedStructure[]): void;
  setPlanes(structureId: string, planes: readonly ChangedPlane[]): void;
  warnings(): readonly CaseWarning[];
  setWarnings(warnings: readonly CaseWarning[]): void;
  /** null for a structure without voxels. */
  factsOf(structureId: string): StructureFacts | null;
  planeOf(structureId: string, k: number): PlaneFacts | null;
  /** The same object until the plane changes. */
  bitsOf(structureId: string, k: number): SliceBits | null;
  mapOf(modelGroupId: string): ModelMap | null;
  setMap(modelGroupId: string, map: ModelMap): void;
  /** Voxels of both. */
  sharedOf(a: string, b: string): Shared;
  /** Voxels of `id` that are not in `body`. */
  outsideOf(id: string, body: string): Shared;
  /** Grows with every change of the voxels of a structure; 0 for one that never had any. */
  revisionOf(structureId: string): number;
}

const apart = (a: PlaneFacts, b: PlaneFacts): boolean =>
  a.rect.i1 <= b.rect.i0 || b.rect.i1 <= a.rect.i0 || a.rect.j1 <= b.rect.j0 || b.rect.j1 <= a.rect.j0;

/** Voxels of `count` of each plane, summed up with the plane where there are most. */
function sumOver(frame: StackFrame, planes: Iterable<readonly [number, number]>): Shared {
  let volumeMm3 = 0;
  let most = 0;
  let k: number | null = null;
  for (const [plane, voxels] of planes) {
    volumeMm3 += voxels * frame.iStepMm * frame.jStepMm * (frame.thicknessMm[plane] as number);
    if (voxels > most) {
      most = voxels;
      k = plane;
    }
  }
  return { volumeMl: volumeMm3 / 1000, k };
}

export function createCaseModel(geometry: ImageGeometry): CaseModel {
  const frame = createStackFrame(geometry);
  let structures: readonly CheckedStructure[] = [];
  let warnings: readonly CaseWarning[] = [];
  const planesOf = new Map<string, Map<number, Plane>>();
  /** By structure, then the lower plane: links of parts and shared voxels with the next plane that there is. */
  const linksOf = new Map<string, Map<number, { next: number; links: readonly number[]; shared: number }>>();
  const sums = new Map<string, StructureFacts | null>();
  const revisions = new Map<string, number>();
  /** By pair of ids, then plane. */
  const sharedPlanes = new Map<string, Map<number, number>>();
  const maps = new Map<string, ModelMap>();

  const drop = (id: string) => {
    for (const store of [planesOf, linksOf, sums]) store.delete(id);
    for (const key of sharedPlanes.keys()) if (key.split('|').includes(id)) sharedPlanes.delete(key);
  };

  const linkOf = (id: string, planes: Map<number, Plane>, k: number, next: number) => {
    const known = linksOf.get(id) ?? new Map<number, { next: number; links: readonly number[]; shared: number }>();
    linksOf.set(id, known);
    const kept = known.get(k);
    if (kept?.next === next) return kept;
    const [a, b] = [planes.get(k) as Plane, planes.get(next) as Plane];
    const shared = next === k + 1 && !apart(a.facts, b.facts) ? countShared(a.bits, b.bits) : 0;
    const link = { next, links: linkParts(a.facts, b.facts), shared };
    known.set(k, link);
    return link;
  };

  const factsOf = (id: string): StructureFacts | null => {
    const kept = sums.get(id);
    if (kept !== undefined) return kept;
    const own = planesOf.get(id) ?? new Map<number, Plane>();
    const planes = [...own.keys()].sort((p, q) => p - q);
    const listed = planes.map((k) => own.get(k) as Plane);
    const joined = planes.slice(1).map((next, at) => linkOf(id, own, planes[at] as number, next));
    const facts = structureFactsOf(
      frame,
      planes,
      listed.map((plane) => plane.facts),
      listed.map((plane) => plane.values),
      joined.map(({ links }) => links),
      joined.map(({ shared }) => shared),
    );
    sums.set(id, facts);
    return facts;
  };

  const sharedByPlane = (a: string, b: string): Map<number, number> => {
    const key = a < b ? `${a}|${b}` : `${b}|${a}`;
    const known = sharedPlanes.get(key) ?? new Map<number, number>();
    sharedPlanes.set(key, known);
    const [p, q] = [planesOf.get(a), planesOf.get(b)];
    for (const [k, plane] of p ?? []) {
      if (known.has(k)) continue;
      const other = q?.get(k);
      known.set(k, other === undefined || apart(plane.facts, other.facts) ? 0 : countShared(plane.bits, other.bits));
    }
    return known;
  };

  return {
    geometry,
    frame,
    structures: () => structures,
    setStructures: (next) => {
      const ids = new Set(next.map(({ id }) => id));
      for (const { id } of structures) if (!ids.has(id)) drop(id);
      structures = next;
    },
    setPlanes: (id, changed) => {
      const own = planesOf.get(id) ?? new Map<number, Plane>();
      planesOf.set(id, own);
      const links = linksOf.get(id);
      const gone = new Set(changed.map(({ k }) => k));
      for (const [k, link] of links ?? []) if (gone.has(k) || gone.has(link.next)) links?.delete(k);
      for (const { k, bits, values } of changed) {
        const facts = bits === null ? null : planeFactsOf(bits);
        if (bits === null || facts === null) own.delete(k);
        else own.set(k, { bits, facts, values });
      }
      for (const [key, known] of sharedPlanes) {
        if (key.split('|').includes(id)) for (const k of gone) known.delete(k);
      }
      sums.delete(id);
      revisions.set(id, (revisions.get(id) ?? 0) + 1);
    },
    warnings: () => warnings,
    setWarnings: (next) => {
      warnings = next;
    },
    factsOf,
    planeOf: (id, k) => planesOf.get(id)?.get(k)?.facts ?? null,
    bitsOf: (id, k) => planesOf.get(id)?.get(k)?.bits ?? null,
    mapOf: (id) => maps.get(id) ?? null,
    setMap: (id, map) => void maps.set(id, map),
    sharedOf: (a, b) => sumOver(frame, sharedByPlane(a, b)),
    outsideOf: (id, body) => {
      const shared = sharedByPlane(id, body);
      const own = [...(planesOf.get(id) ?? [])];
      return sumOver(
        frame,
        own.map(([k, { facts }]) => [k, facts.voxels - (shared.get(k) ?? 0)] as const),
      );
    },
    revisionOf: (id) => revisions.get(id) ?? 0,
  };
}
