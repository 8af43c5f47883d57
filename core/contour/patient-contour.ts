// Contours as a structure set holds them, and what can become of one on the planes of an image.

/** The image that a contour says it was drawn on: (3006,0016) item. */
export interface ContourImage {
  readonly sopInstanceUid: string;
  /** (0008,1160), from 1; null: the whole file. */
  readonly frameNumber: number | null;
}

/** DICOM (3006,0042); text as found, because old files hold values of their own. */
export interface PatientContour {
  readonly geometricType: string;
  /** LPS mm: x, y, z of point 0, then of point 1, … */
  readonly xyz: Float64Array;
  /** Absent or empty where the file names none. */
  readonly images?: readonly ContourImage[];
}

/**
 * What became of a contour:
 * - `drawn`: closed, on a plane of the image; in the voxels
 * - `by-image`: closed, beside a plane, and drawn on it because it names the image of that plane; in the voxels
 * - `repeated`: the same points once more; counted once
 * - `resampled`: closed, on a stack of parallel planes that are not those of the image; in the voxels as slabs
 * - `off-plane`: parallel to the planes of the image, on none of them
 * - `tilted`: closed, on an oblique or perpendicular plane, or bent
 * - `point`, `open`: what encloses nothing, by its type
 * - `short`: called closed, with fewer than three points
 *
 * All but the first four have no voxels and are kept as contours.
 */
export const CONTOUR_FATES = [
  'drawn',
  'by-image',
  'repeated',
  'resampled',
  'off-plane',
  'tilted',
  'point',
  'open',
  'short',
] as const;
export type ContourFate = (typeof CONTOUR_FATES)[number];

/** Whether a contour of this fate is in the voxels of its structure. */
export const isInVoxels = (fate: ContourFate): boolean =>
  fate === 'drawn' || fate === 'by-image' || fate === 'repeated' || fate === 'resampled';

export type ContourWarningCode =
  | 'CONTOUR_OFF_PLANE'
  | 'CONTOUR_NOT_PLANAR'
  | 'CONTOUR_NOT_CLOSED'
  | 'CONTOUR_TOO_SHORT'
  | 'CONTOUR_DUPLICATE'
  | 'CONTOUR_OUTSIDE_IMAGE'
  | 'CONTOUR_BY_IMAGE'
  | 'CONTOUR_RESAMPLED'
  | 'CONTOUR_OTHER_IMAGE';

/** What `mapContoursToPlanes` says. */
export type MappedWarningCode = Exclude<ContourWarningCode, 'CONTOUR_RESAMPLED'>;

/** What has no voxels or was cut or moved, once per reason with the number of contours. */
export interface ContourWarning {
  readonly code: ContourWarningCode;
  readonly message: string;
  readonly contours: number;
}

/** Of one contour, of several; CONTOUR_RESAMPLED says more, see `layContours`. */
const MESSAGES: Readonly<Record<MappedWarningCode, readonly [string, string]>> = {
  CONTOUR_OFF_PLANE: [
    'lies on no plane of this image and gives no voxels',
    'lie on no plane of this image and give no voxels',
  ],
  CONTOUR_NOT_PLANAR: [
    'does not lie in a plane of this image (tilted or bent) and gives no voxels',
    'do not lie in a plane of this image (tilted or bent) and give no voxels',
  ],
  CONTOUR_NOT_CLOSED: [
    'is a point or an open line, which encloses nothing, and gives no voxels',
    'are points or open lines, which enclose nothing, and give no voxels',
  ],
  CONTOUR_TOO_SHORT: [
    'has fewer than three points and gives no voxels',
    'have fewer than three points and give no voxels',
  ],
  CONTOUR_DUPLICATE: [
    'repeats another contour exactly and was counted once',
    'repeat another contour exactly and were counted once',
  ],
  CONTOUR_OUTSIDE_IMAGE: ['reaches beyond the image and was cut there', 'reach beyond the image and were cut there'],
  CONTOUR_BY_IMAGE: [
    'lies beside a plane of this image and was drawn on the slice that it names',
    'lie beside the planes of this image and were drawn on the slices that they name',
  ],
  CONTOUR_OTHER_IMAGE: [
    'names another slice than the one on which its points lie; the points count',
    'name other slices than those on which their points lie; the points count',
  ],
};

/** One line on `contours` contours of a structure. */
export const contourWarning = (code: MappedWarningCode, contours: number): ContourWarning => ({
  code,
  contours,
  message: `${contours} ${contours === 1 ? 'contour' : 'contours'} ${MESSAGES[code][contours === 1 ? 0 : 1]}.`,
});
