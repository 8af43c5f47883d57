// Planes of a document -> an RTSTRUCT, with the contours of the files from which they come.

import { loopOnPlane } from '../../../core/contour/index.ts';
import { type DecodedRoi, type DecodedRtstruct, decodeRtstruct, type Predecessor } from '../../../core/dicom/index.ts';
import type { ImageGeometry } from '../../../core/geometry/index.ts';
import type { PackedPlanes } from '../../store/plane-codec.ts';
import {
  type StructureToWrite,
  type WriteRtstructRequest,
  type WrittenRtstruct,
  writeRtstructFile,
} from '../rtstruct/index.ts';
import { loopsOfPlanes, maskOfPlanes } from './plane-masks.ts';

/** The region of an imported set from which a structure comes. */
export interface FileRegion {
  readonly structureSetId: string;
  /** (3006,0022); null where nobody kept it: then the name has to do. */
  readonly number: number | null;
  /** As the set was taken over, before anybody renamed a copy. */
  readonly name: string;
  /** Which of the regions of this name, from 0: the names of a file need not differ. */
  readonly nth: number;
}

export interface StructureTask extends Omit<StructureToWrite, 'mask' | 'importedLoops' | 'from'> {
  readonly planes: PackedPlanes;
  readonly region: FileRegion | null;
}

export interface RtstructTask {
  readonly request: Omit<WriteRtstructRequest, 'structures' | 'predecessors'>;
  /** Files of the imported sets, as they came. */
  readonly originals: readonly { readonly structureSetId: string; readonly bytes: Uint8Array }[];
  readonly structures: readonly StructureTask[];
  /** What follows the label of the one set from which all come, ' v2' for a second version; null: it has one of its own. */
  readonly labelEnding: string | null;
}

/** As a document calls a region: see `toStructureRecord`. */
const isNamed = (roi: DecodedRoi, at: number, name: string): boolean =>
  (roi.name.trim().slice(0, 64) || `ROI ${at + 1}`) === name;

/** null where it is not there: then the voxels count. They are compared in any case. */
function regionOf(set: DecodedRtstruct | undefined, region: FileRegion | null): DecodedRoi | null {
  if (set === undefined || region === null) return null;
  if (region.number !== null) return set.rois.find(({ number }) => number === region.number) ?? null;
  return set.rois.filter((roi, at) => isNamed(roi, at, region.name))[region.nth] ?? null;
}

/** Label (16 characters) and name of the set that this one follows. */
function labelOf({ label, name }: DecodedRtstruct, ending: string): { label: string; name: string } | object {
  const stem = label.trim();
  return stem === '' ? {} : { label: `${stem.slice(0, 16 - ending.length).trim()}${ending}`, name: name.slice(0, 64) };
}

const importedLoopsOf = (planes: PackedPlanes, geometry: ImageGeometry) =>
  [...loopsOfPlanes(planes)].flatMap(([k, loops]) =>
    loops.map((xyz) => ({ ...loopOnPlane(geometry, k, xyz), pointsLps: xyz })),
  );

/**
 * Writes the set. A structure that encloses what its file does is written with all contours of the file; planes that still
 * hold the points with which they came, with those.
 */
export function rtstructFile({ request, originals, structures, labelEnding }: RtstructTask): WrittenRtstruct {
  const { geometry } = request;
  const sets = new Map(originals.map(({ structureSetId, bytes }) => [structureSetId, decodeRtstruct(bytes)]));
  const predecessors: Predecessor[] = [...sets.values()]
    .filter(({ sopInstanceUid }) => sopInstanceUid !== '')
    .map(({ sopInstanceUid }) => ({ sopInstanceUid }));
  const [only] = labelEnding === null ? [] : sets.values();
  return writeRtstructFile({
    ...request,
    ...(only === undefined ? {} : labelOf(only, labelEnding ?? '')),
    predecessors,
    structures: structures.map(({ planes, region, ...structure }) => {
      const from = regionOf(region === null ? undefined : sets.get(region.structureSetId), region);
      return {
        ...structure,
        mask: maskOfPlanes(planes, geometry.size),
        importedLoops: importedLoopsOf(planes, geometry),
        ...(from === null ? {} : { from }),
      };
    }),
  });
}
