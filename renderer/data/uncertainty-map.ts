// The uncertainty that the library keeps with what a model made, as a map that can be read at any place.

import type { WindowClient } from '../../core/contract/index.ts';
import { AppError } from '../../core/error/index.ts';
import type { PlacedMap } from '../../core/uncertainty/index.ts';

async function inflate(base64: string): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** null where none was kept. Rejects with `corrupt-data` UNCERTAINTY_DAMAGED, and with what the library says. */
export async function readUncertainty(
  { documents }: Pick<WindowClient, 'documents'>,
  structureSetId: string,
): Promise<PlacedMap | null> {
  const { uncertainty } = await documents.uncertainty({ structureSetId });
  if (uncertainty === null) return null;
  const { values: deflated, size, ...placement } = uncertainty;
  const values = await inflate(deflated).catch(() => new Uint8Array(0));
  if (values.length !== size[0] * size[1] * size[2]) {
    throw new AppError(
      'corrupt-data',
      'UNCERTAINTY_DAMAGED',
      'The uncertainty that was kept with these structures is damaged. Contour the series again.',
    );
  }
  return { ...placement, size, values };
}
