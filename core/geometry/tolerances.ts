// Named tolerances, each with its unit and reason.

/** Largest difference of a direction cosine from unit length or a right angle. Scanners write DS with 6 or more
 * digits, so their rounding stays below 1e-5; 1e-3 (0.06 degrees) still moves a voxel at 250 mm by only 0.25 mm. */
export const DIRECTION_COSINE_TOLERANCE = 1e-3;

/** Two grids are the same when every voxel centre coincides within this share of a voxel, in any axis. */
export const SAME_GRID_TOLERANCE_VOXELS = 0.01;

/** A step that differs from the median by more than this share makes a series irregular. */
export const REGULAR_STEP_TOLERANCE = 0.01;

/** In-plane drift of one slice step, mm, under which a stack counts as straight: rounding of 16-byte DS positions. */
export const STRAIGHT_STACK_TOLERANCE_MM = 0.01;

/** In-plane distance of any plane from plane 0, mm, under which a stack counts as straight. Rounded positions do not add
 * up from step to step, a slight tilt of many thin slices does: one degree over 300 steps of 0.5 mm comes to 2.6 mm.
 * Direction cosines of three digits only may put a plane 0.2 mm off over 300 mm. */
export const STRAIGHT_STACK_TOTAL_MM = 0.25;

/** Distance of a plane from the place that one affine for the whole stack gives it, mm, up to which the affine holds. A
 * tenth of a millimetre is under what shows in any use of a mask, and more than rounding of positions comes to. */
export const SINGLE_AFFINE_TOLERANCE_MM = 0.1;
