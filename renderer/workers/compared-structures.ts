// Structures that are measured against a model, or against each other, without being steps of it.

import { maskFromSlices, type SliceBits } from '../../core/edit/index.ts';
import { AppError } from '../../core/error/index.ts';
import type { ImageGeometry } from '../../core/geometry/index.ts';
import { printableSurface, type TriangleMesh } from '../../core/mesh/index.ts';

interface Compared {
  readonly stamp: string;
  readonly slices: ReadonlyMap<number, SliceBits>;
}

export class ComparedStructures {
  private geometry: ImageGeometry | null = null;
  private readonly structures = new Map<string, Compared>();
  /** Made when it is first asked for; gone with the voxels that it was made of. */
  private readonly surfaces = new Map<string, TriangleMesh>();

  setGeometry(geometry: ImageGeometry): void {
    this.geometry = geometry;
    this.structures.clear();
    this.surfaces.clear();
  }

  set(structureId: string, { stamp, slices }: Compared): void {
    this.structures.set(structureId, { stamp, slices });
    this.surfaces.delete(structureId);
  }

  /** As the first step of a model makes it. Throws `not-found` PRINT_STRUCTURE, `invalid-input` MESH_EMPTY. */
  surfaceOf(structureId: string): TriangleMesh {
    const known = this.surfaces.get(structureId);
    if (known !== undefined) return known;
    const structure = this.structures.get(structureId);
    if (structure === undefined || this.geometry === null) {
      throw new AppError('not-found', 'PRINT_STRUCTURE', 'One of the two structures is not there any more.');
    }
    const mask = maskFromSlices(structure.slices, this.geometry.size);
    const { mesh } = printableSurface(mask, this.geometry, { probability: null });
    this.surfaces.set(structureId, mesh);
    return mesh;
  }
}
