// The contours of one structure as they are written: those of its file while nobody changed what they enclose, else traced
// from its voxels plane by plane, with holes as the destination reads them.

import {
  type ContourImage,
  hasNestedLoop,
  joinNestedLoops,
  type PlacedLoop,
  type PlaneOfImage,
  rasteriseLoops,
  traceMask,
  traceMaskWithKeyholes,
} from '../../../core/contour/index.ts';
import {
  type DecodedContour,
  planeFinder,
  type RtstructImage,
  type RtstructLoop,
  type SeriesWarning,
  type VerbatimContour,
} from '../../../core/dicom/index.ts';
import type { ImageGeometry, Size3 } from '../../../core/geometry/index.ts';
import { isEmptyMask, isSameMask } from '../../../core/volume/index.ts';
import { placeFileContours } from './place-file-contours.ts';
import type { HoleRules, StructureToWrite } from './structure-to-write.ts';

interface Image extends HoleRules {
  readonly geometry: ImageGeometry;
  readonly image: RtstructImage;
}

interface Surroundings extends Image {
  readonly planeOf: PlaneOfImage;
}

export interface RoiContours {
  readonly loops: readonly RtstructLoop[];
  /** Written after the loops, compared point by point. */
  readonly verbatim: readonly VerbatimContour[];
  readonly warnings: readonly SeriesWarning[];
  /** It encloses what its file says. */
  readonly isUntouched: boolean;
}

const XOR = 'CLOSEDPLANAR_XOR' as const;

/** What a contour says of images, as far as they are of this series; else the image of the plane on which it lies. */
function imagesOf({ images }: DecodedContour, k: number | null, { image, planeOf }: Surroundings): ContourImage[] {
  const own = images.filter((one) => planeOf(one) !== null);
  const sopInstanceUid = k === null ? undefined : image.sopInstanceUids[k];
  if (own.length > 0 || sopInstanceUid === undefined) return own;
  return [{ sopInstanceUid, frameNumber: image.frameNumbers?.[k as number] ?? null }];
}

const verbatimOf = (contour: DecodedContour, k: number | null, around: Surroundings): VerbatimContour => ({
  geometricType: contour.geometricType,
  xyz: contour.xyz,
  images: imagesOf(contour, k, around),
});

/** The loops of one plane with their holes as keyholes; those of the voxels where joining would change these. */
function keyholesOfPlane(loops: readonly PlacedLoop[], [ni, nj]: Size3): readonly RtstructLoop[] {
  const size: Size3 = [ni, nj, 1];
  const flat = (list: readonly RtstructLoop[]) =>
    rasteriseLoops(
      list.map(({ ij }) => ({ k: 0, ij })),
      size,
    );
  const covered = flat(loops);
  const joined = joinNestedLoops(loops);
  if (joined !== null && isSameMask(flat(joined), covered)) return joined;
  const k = loops[0]?.k ?? 0;
  return traceMaskWithKeyholes(covered).map(({ ij }) => ({ k, ij }));
}

function byPlane<L extends RtstructLoop>(loops: readonly L[]): L[][] {
  const planes = new Map<number, L[]>();
  for (const loop of loops) {
    const onPlane = planes.get(loop.k);
    if (onPlane === undefined) planes.set(loop.k, [loop]);
    else onPlane.push(loop);
  }
  return [...planes.values()];
}

/** One type for all loops of a structure: a CLOSEDPLANAR_XOR beside a CLOSED_PLANAR would be read in two ways. */
function ofOneType(loops: readonly RtstructLoop[], { holes, importedHoles }: HoleRules): RtstructLoop[] {
  const keepsXor = importedHoles === 'keep' && loops.some(({ geometricType }) => geometricType === XOR);
  const needsXor = holes === 'xor' && byPlane(loops).some(hasNestedLoop);
  const geometricType: RtstructLoop['geometricType'] = keepsXor || needsXor ? XOR : 'CLOSED_PLANAR';
  return loops.map((loop): RtstructLoop => ({ ...loop, geometricType })).sort((a, b) => a.k - b.k);
}

/** Loops of a file under the rules of a destination: points stay where they are. */
function converted(loops: readonly PlacedLoop[], around: Surroundings): readonly RtstructLoop[] {
  if (around.holes !== 'keyhole') return loops;
  return byPlane(loops).flatMap((plane): readonly RtstructLoop[] =>
    hasNestedLoop(plane) ? keyholesOfPlane(plane, around.geometry.size) : plane,
  );
}

function untouched(
  contours: readonly DecodedContour[],
  placed: ReturnType<typeof placeFileContours>,
  around: Surroundings,
): RoiContours {
  const needsConversion = () =>
    contours.some((c) => c.geometricType === XOR) || byPlane(placed.loops).some(hasNestedLoop);
  if (around.importedHoles === 'keep' || !needsConversion()) {
    const verbatim = contours.map((contour, at) => verbatimOf(contour, placed.planeOf[at] ?? null, around));
    return { loops: [], verbatim, warnings: [], isUntouched: true };
  }
  const beside = contours.filter((_, at) => placed.isOffSlices(at));
  return {
    loops: ofOneType(converted(placed.loops, around), around),
    verbatim: beside.map((contour) => verbatimOf(contour, null, around)),
    warnings: [],
    isUntouched: true,
  };
}

/** The type that a loop had in its file. */
function typesIn(contours: readonly DecodedContour[]): (xyz: Float64Array) => 'CLOSED_PLANAR' | 'CLOSEDPLANAR_XOR' {
  const keyOf = (xyz: Float64Array) => `${xyz.length} ${xyz[0]} ${xyz[1]} ${xyz[2]}`;
  const xors = new Set(contours.filter((c) => c.geometricType === XOR).map(({ xyz }) => keyOf(xyz)));
  return (xyz) => (xors.has(keyOf(xyz)) ? XOR : 'CLOSED_PLANAR');
}

function changed(
  { name, mask, importedLoops = [] }: StructureToWrite,
  contours: readonly DecodedContour[],
  placed: ReturnType<typeof placeFileContours> | null,
  around: Surroundings,
): RoiContours {
  const planes = new Set(importedLoops.map(({ k }) => k));
  const traced = (around.holes === 'keyhole' ? traceMaskWithKeyholes(mask) : traceMask(mask)).filter(
    ({ k }) => !planes.has(k),
  );
  const typeOf = typesIn(contours);
  const kept = importedLoops.map((loop) => {
    const { pointsLps } = loop;
    return pointsLps === undefined ? loop : { ...loop, geometricType: typeOf(pointsLps) };
  });
  const isPlaced = (loop: RtstructLoop): loop is PlacedLoop => loop.pointsLps !== undefined;
  const own = around.importedHoles === 'keep' ? kept : converted(kept.filter(isPlaced), around);
  // Points and lines belong to the structure whatever its voxels are; a closed contour beside the planes is part of the
  // volume that somebody has changed.
  const lines = contours.filter((_, at) => placed?.isLine(at));
  // Those of a stack of its own are in the voxels that are traced; where nothing is left of these, it is said.
  const isLost = (at: number) => (isEmptyMask(mask) ? placed?.isOffSlices(at) : placed?.isBeside(at));
  const lost = contours.filter((_, at) => isLost(at) && !placed?.isLine(at)).length;
  const message = `${name}: ${lost} closed ${lost === 1 ? 'contour that lies' : 'contours that lie'} on no slice ${lost === 1 ? 'was' : 'were'} left out, because the structure was changed.`;
  return {
    loops: ofOneType([...traced, ...own], around),
    verbatim: lines.map((contour) => verbatimOf(contour, null, around)),
    warnings: lost === 0 ? [] : [{ code: 'STRUCTURE_CONTOURS_LEFT_OUT', message }],
    isUntouched: false,
  };
}

/** What DICOM lets be written: points, and a type for them. What has neither is in no voxel. */
const isWritable = ({ geometricType, xyz }: DecodedContour): boolean =>
  xyz.length > 0 && /^[A-Z0-9_ ]{1,16}$/.test(geometricType);

const leftOut = (name: string, count: number): SeriesWarning[] =>
  count === 0
    ? []
    : [
        {
          code: 'STRUCTURE_CONTOURS_LEFT_OUT',
          message: `${name}: ${count} of its contours ${count === 1 ? 'has' : 'have'} no points or no known type in the file, which cannot be written again; left out.`,
        },
      ];

/** Contours of a structure for the planes of `geometry`. What they enclose is its mask. */
export function contoursOfRoi(structure: StructureToWrite, on: Image): RoiContours {
  const around: Surroundings = { ...on, planeOf: planeFinder(on.image) };
  const { from, mask } = structure;
  if (from === undefined) return changed(structure, [], null, around);
  const contours = from.contours.filter(isWritable);
  const placed = placeFileContours(contours, around.geometry, around.planeOf);
  const made = isSameMask(placed.mask, mask)
    ? untouched(contours, placed, around)
    : changed(structure, contours, placed, around);
  return { ...made, warnings: [...leftOut(structure.name, from.contours.length - contours.length), ...made.warnings] };
}
