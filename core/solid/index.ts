export { type BooleanOperation, combineSolids, type NamedMesh } from './boolean.ts';
export { type CutSolid, cutSolid, type PinJoint, type Plane } from './cut.ts';
export { createSolidLoader, type SolidKernel } from './kernel.ts';
