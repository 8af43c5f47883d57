export { type BasePlate, standOnBase } from './base-plate.ts';
export { type BooleanOperation, combineSolids, type NamedMesh } from './boolean.ts';
export { type CutSolid, cutSolid, type PinJoint, type Plane } from './cut.ts';
export { drillSolid, pinSolid, type RoundTool, trimSolid } from './drill.ts';
export { createSolidLoader, type SolidKernel } from './kernel.ts';
export { loadEngravingFont } from './lettering.ts';
export { mirrorPlacement, type Placement, placeMesh, placeSolid, scalePlacement } from './place.ts';
export { joinMeshes, type Piece, piecesOf } from './shells.ts';
export { type TextLine, textDistanceMm, writeOnSolid } from './text.ts';
