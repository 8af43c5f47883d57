/** In which coordinates the numbers of a mesh file are, as the file itself says. */
export const LPS_FRAME = 'mm, LPS patient coordinates';
/** Turned and moved onto the bed of a printer: the numbers say no more where anything lies in the patient. */
export const BED_FRAME = 'mm, printer bed, not patient coordinates';
export type MeshFrame = typeof LPS_FRAME | typeof BED_FRAME;
