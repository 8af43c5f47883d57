import type { TriangleMesh } from './triangle-mesh.ts';

/** A solid of a file that holds several, LPS mm. */
export interface NamedMesh {
  readonly name: string;
  /** `#RRGGBB`; null where none was given. */
  readonly colour: string | null;
  readonly mesh: TriangleMesh;
}
