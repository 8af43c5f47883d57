// Meshes of other programs that are kept with the case, as steps get them: asked for once.

import type { WindowClient } from '../../core/contract/index.ts';
import type { TriangleMesh } from '../../core/mesh/index.ts';
import type { PrintRecipe } from '../../core/print/index.ts';

const bytesOf = (base64: string): ArrayBuffer => Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0)).buffer;

/** Files that a recipe names, each once. */
export const filesOf = (recipe: PrintRecipe): readonly string[] => [
  ...new Set(recipe.steps.flatMap((step) => (step.name === 'combine' && 'file' in step.with ? [step.with.file] : []))),
];

/** Hands over each mesh that a recipe names and that was not handed over before. */
export class PrintMeshes {
  private readonly client: Pick<WindowClient, 'print'>;
  private readonly documentId: string;
  private readonly known = new Set<string>();

  constructor(client: Pick<WindowClient, 'print'>, documentId: string) {
    this.client = client;
    this.documentId = documentId;
  }

  isComplete(recipe: PrintRecipe): boolean {
    return filesOf(recipe).every((name) => this.known.has(name));
  }

  /** Rejects with what the library says of a mesh that is not there. */
  async fetch(recipe: PrintRecipe, take: (name: string, mesh: TriangleMesh) => void): Promise<void> {
    for (const name of filesOf(recipe)) {
      if (this.known.has(name)) continue;
      const { positions, indices } = await this.client.print.mesh({ documentId: this.documentId, name });
      this.known.add(name);
      take(name, { positions: new Float32Array(bytesOf(positions)), indices: new Uint32Array(bytesOf(indices)) });
    }
  }
}
