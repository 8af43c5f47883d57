// The origin app://limner: the window's own files, voxels and pictures, with a length, a type and the policy.

import { protocol, type Session } from 'electron';
import { APP_ORIGIN, APP_SCHEME } from '../../../core/contract/index.ts';
import { pageAnswer, type WindowPages } from '../../app/window-pages.ts';

/** To be called before the app is ready. Without `supportFetchAPI` and `stream` the window could not fetch voxels. */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: APP_SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true } },
  ]);
}

export function serveAppScheme(session: Session, pages: WindowPages): void {
  session.protocol.handle(APP_SCHEME, async ({ url, method }) => {
    const { status, headers, body } = await answer(url, method, pages);
    const sent = body instanceof Uint8Array ? (body as Uint8Array<ArrayBuffer>) : ReadableStream.from(lasting(body));
    return new Response(method === 'HEAD' ? null : sent, { status, headers });
  });
}

/** The system takes parts when it likes: each needs bytes of its own. */
async function* lasting(parts: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  for await (const part of parts) yield part.slice() as Uint8Array<ArrayBuffer>;
}

async function answer(url: string, method: string, pages: WindowPages) {
  const text = 'text/plain; charset=utf-8';
  if (method !== 'GET' && method !== 'HEAD') return pageAnswer(405, text, 'There is no such method here.\n');
  if (!url.startsWith(`${APP_ORIGIN}/`)) return pageAnswer(404, text, 'There is nothing at this address.\n');
  return pages.get((url.slice(APP_ORIGIN.length).split(/[?#]/)[0] as string) || '/');
}
