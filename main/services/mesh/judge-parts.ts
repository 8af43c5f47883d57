// The guarantee of a printable file: closed, 2-manifold, outward, without self-intersection, judged on the numbers that
// were read back out of its bytes.

import { AppError } from '../../../core/error/index.ts';
import {
  checkClosedManifold,
  computeEnclosedVolumeMm3,
  type NamedMesh,
  type TriangleMesh,
} from '../../../core/mesh/index.ts';

export interface PartVerdict {
  /** Closed surfaces of the part, walls of cavities among them. */
  readonly shells: number;
}

const refuse = (name: string, why: string): AppError =>
  new AppError(
    'internal',
    'MESH_NOT_CLOSED',
    `${name} was not written: ${why}. Undo the last step or change its sizes; nothing was lost.`,
  );

/** Throws `internal` MESH_NOT_CLOSED with what is wrong where; `invalid-input` MESH_EMPTY for a part without triangles. */
export function judgePart({ name }: Pick<NamedMesh, 'name'>, read: TriangleMesh): PartVerdict {
  const report = checkClosedManifold(read);
  if (!report.isClosedManifold) throw refuse(name, `it would not be closed`);
  if (computeEnclosedVolumeMm3(read) <= 0) throw refuse(name, 'it would be inside out');
  return { shells: report.shells };
}
