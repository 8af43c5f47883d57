// The port at which a library was served last. A page of a browser finds its host again only there, with the strokes
// that it drew while the host was gone.

import { AppError } from '../../core/error/index.ts';
import type { Library } from '../store/index.ts';

const SECTION = 'served';

export interface ServedPort {
  /** null: this library was never served. */
  readonly last: number | null;
  keep(port: number): void;
}

function portIn(json: string | null): number | null {
  if (json === null) return null;
  try {
    const { port } = JSON.parse(json) as { readonly port?: unknown };
    return Number.isInteger(port) && (port as number) > 0 && (port as number) < 65_536 ? (port as number) : null;
  } catch {
    return null;
  }
}

export const servedPortOf = ({ work }: Pick<Library, 'work'>): ServedPort => ({
  last: portIn(work.getSetting(SECTION)),
  keep: (port) => work.putSetting(SECTION, JSON.stringify({ port })),
});

/**
 * Listens at the port of the last time where nobody names another, and keeps the one that it got.
 * @param asked null: nobody named one; 0: any that is free
 * @param kept null: a window that only reads is beside the one at the kept port, and keeps none
 * @param onTaken the port of the last time is another program's now
 */
export async function listenAgain<T extends { readonly port: number }>(
  asked: number | null,
  kept: ServedPort | null,
  listen: (port: number) => Promise<T>,
  onTaken: (port: number) => void,
): Promise<T> {
  const last = kept?.last ?? null;
  const again = async (): Promise<T> => {
    if (asked !== null || last === null) return listen(asked ?? 0);
    try {
      return await listen(last);
    } catch (error) {
      if (!(error instanceof AppError) || !['PORT_IN_USE', 'PORT_DENIED'].includes(error.code)) throw error;
      onTaken(last);
      return listen(0);
    }
  };
  const host = await again();
  kept?.keep(host.port);
  return host;
}
