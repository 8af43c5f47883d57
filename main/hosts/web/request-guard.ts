// Which requests the loopback server hears at all. Any page in the same browser can send requests to 127.0.0.1, and a
// name under an attacker's control can be made to point there (DNS rebinding): the Host header must be ours to the
// letter, and whatever says where it comes from must say: from our own page.

import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';

/** Why a request is refused, or null. `authority`: `127.0.0.1:PORT`. */
export function refusal(
  { method, headers, rawHeaders }: Pick<IncomingMessage, 'method' | 'headers' | 'rawHeaders'>,
  authority: string,
  { needsOrigin }: { readonly needsOrigin: boolean },
): string | null {
  if (headers.host !== authority || countOf(rawHeaders, 'host') !== 1) return 'The address is not that of this server.';
  const isRead = method === 'GET' || method === 'HEAD';
  const origin = headers.origin;
  if (origin === undefined ? needsOrigin || !isRead : origin !== `http://${authority}`)
    return 'Asked from another page.';
  if (isFromElsewhere(headers)) return 'Asked from another page.';
  return null;
}

/** Browsers say on their own where a request comes from; 'none' is a person with the address bar or a link elsewhere on
 * the computer. */
function isFromElsewhere(headers: IncomingHttpHeaders): boolean {
  const site = headers['sec-fetch-site'];
  return site !== undefined && site !== 'same-origin' && site !== 'none';
}

const countOf = (rawHeaders: readonly string[], name: string): number =>
  rawHeaders.filter((entry, at) => at % 2 === 0 && entry.toLowerCase() === name).length;
