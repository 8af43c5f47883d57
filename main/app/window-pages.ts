// What the window may fetch, whichever host serves it: its own files, `host.json`, voxels and pictures, each with the
// headers that keep the page to itself. A host turns its kind of request into a path and the answer into its kind of
// response.

import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import type { HostInfo } from '../../core/contract/index.ts';
import { AppError, type ErrorKind } from '../../core/error/index.ts';
import type { WindowApp } from './create-window-app.ts';

export interface PageAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Parts come while they are made, each to be used before the next one is asked for; where that fails the connection
   * must end short of the length that was said. */
  readonly body: Uint8Array | AsyncIterable<Uint8Array>;
}

export interface WindowPages {
  /** `pathname` as it stands in the address: with its leading slash, still encoded, without query. Never throws. */
  get(pathname: string): Promise<PageAnswer>;
}

export interface WindowPagesOptions {
  readonly app: Pick<WindowApp, 'openBlob' | 'openPlane' | 'openPicture' | 'openDose'>;
  /** Folder of the built window. */
  readonly rendererFolder: string;
  readonly hostInfo: HostInfo;
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.woff2': 'font/woff2',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.wasm': 'application/wasm',
};

const CLOSED_FEATURES = [
  'accelerometer',
  'autoplay',
  'camera',
  'clipboard-read',
  'display-capture',
  'encrypted-media',
  'geolocation',
  'gyroscope',
  'hid',
  'idle-detection',
  'local-fonts',
  'magnetometer',
  'microphone',
  'midi',
  'payment',
  'publickey-credentials-get',
  'screen-wake-lock',
  'serial',
  'usb',
  'xr-spatial-tracking',
];

/**
 * Content security policy of the window (CSP level 3). Scripts come from the host alone; WebAssembly may be compiled;
 * vtk.js starts workers from blobs. Styles come from the host, or from an element that carries the nonce of this very
 * page: Radix adds such elements. Attributes set by scripts (React's `style`) are not concerned by the policy.
 */
export function contentSecurityPolicy(styleNonce: string | null): string {
  return [
    "default-src 'none'",
    "script-src 'self' 'wasm-unsafe-eval'",
    "worker-src 'self' blob:",
    "connect-src 'self' blob: data:",
    `style-src 'self'${styleNonce === null ? '' : ` 'nonce-${styleNonce}'`}`,
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/** Headers of every answer. Cross-origin isolation keeps other pages out of this process, and lets the window measure
 * its own memory. */
export function securityHeaders(styleNonce: string | null = null): Record<string, string> {
  return {
    'Content-Security-Policy': contentSecurityPolicy(styleNonce),
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Embedder-Policy': 'require-corp',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Permissions-Policy': CLOSED_FEATURES.map((feature) => `${feature}=()`).join(', '),
    'Referrer-Policy': 'no-referrer',
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'DENY',
  };
}

const STATUS: Readonly<Record<ErrorKind, number>> = {
  'invalid-input': 400,
  denied: 403,
  'not-found': 404,
  conflict: 409,
  unsupported: 422,
  'corrupt-data': 422,
  safety: 422,
  resource: 503,
  cancelled: 503,
  internal: 500,
};

const encoder = new TextEncoder();

/** An answer with the security headers and its length. Patient data must not be left in a browser's cache: nothing is
 * stored unless `cache` says so. */
export function pageAnswer(
  status: number,
  type: string,
  content: string | Uint8Array,
  { cache = 'no-store', styleNonce = null }: { readonly cache?: string; readonly styleNonce?: string | null } = {},
): PageAnswer {
  const body = typeof content === 'string' ? encoder.encode(content) : content;
  return {
    status,
    headers: {
      ...securityHeaders(styleNonce),
      'Content-Type': type,
      'Content-Length': String(body.byteLength),
      'Cache-Control': cache,
    },
    body,
  };
}

/** Voxels on their way, with the length that they will have. */
function blobAnswer({ byteLength, parts }: Awaited<ReturnType<WindowApp['openBlob']>>): PageAnswer {
  const empty = pageAnswer(200, 'application/octet-stream', '');
  return { ...empty, headers: { ...empty.headers, 'Content-Length': String(byteLength) }, body: parts };
}

/** The answer for an error: its kind decides the status; the text is the one that is safe to show. */
export function errorAnswer(error: unknown): PageAnswer {
  const { kind, code, message } =
    error instanceof AppError
      ? error
      : { kind: 'internal' as const, code: 'INTERNAL', message: 'A fault of Limner itself.' };
  return pageAnswer(STATUS[kind], TYPES['.json'] as string, JSON.stringify({ error: { kind, code, message } }));
}

const notFound = () => new AppError('not-found', 'PAGE_NOT_FOUND', 'There is nothing at this address.');

/** Path segments that the build makes: no dot at the start, so neither `..` nor hidden files, and no separators of any
 * system. */
const STATIC_PATH = /^[A-Za-z0-9][A-Za-z0-9._-]*(\/[A-Za-z0-9][A-Za-z0-9._-]*)*$/;
const BLOB = /^blob\/([A-Za-z0-9_-]{1,80})$/;
const PLANE = /^blob\/([A-Za-z0-9_-]{1,80})\/(\d{1,6})$/;
const DOSE = /^dose\/([A-Za-z0-9_-]{1,80})\/([A-Za-z0-9_-]{1,80})$/;
const PICTURE = /^picture\/([A-Za-z0-9_-]{1,80})\/(thumb|axial|coronal|sagittal)\.png$/;

export function createWindowPages({ app, rendererFolder, hostInfo }: WindowPagesOptions): WindowPages {
  const readStatic = async (path: string): Promise<PageAnswer> => {
    const type = TYPES[extname(path)];
    if (!STATIC_PATH.test(path) || type === undefined) throw notFound();
    const content = await readFile(join(rendererFolder, path)).catch(() => {
      throw notFound();
    });
    return pageAnswer(200, type, content, { cache: 'no-cache' });
  };

  const readIndex = async (): Promise<PageAnswer> => {
    const html = await readFile(join(rendererFolder, 'index.html'), 'utf8').catch((cause: unknown) => {
      throw new AppError('not-found', 'WINDOW_NOT_BUILT', "The window is not built. Run 'npm run build'.", { cause });
    });
    // Scripts of the page read it from here and hand it to the style elements that they make.
    const styleNonce = randomBytes(16).toString('base64url');
    // Without an icon browsers ask for one at an address of their own.
    const added = `<meta name="style-nonce" content="${styleNonce}" />\n    <link rel="icon" href="data:," />`;
    const withNonce = html.replace('<head>', `<head>\n    ${added}`);
    return pageAnswer(200, TYPES['.html'] as string, withNonce, { styleNonce });
  };

  const find = async (path: string): Promise<PageAnswer> => {
    if (path === '' || path === 'index.html') return readIndex();
    if (path === 'host.json') return pageAnswer(200, TYPES['.json'] as string, JSON.stringify(hostInfo));
    const blobId = BLOB.exec(path)?.[1];
    if (blobId !== undefined) return blobAnswer(await app.openBlob(blobId));
    const [, volumeId, k] = PLANE.exec(path) ?? [];
    if (volumeId !== undefined) {
      return pageAnswer(200, 'application/octet-stream', await app.openPlane(volumeId, Number(k)));
    }
    const [, caseId, doseId] = DOSE.exec(path) ?? [];
    if (caseId !== undefined && doseId !== undefined) {
      return pageAnswer(200, 'application/octet-stream', await app.openDose(caseId, doseId));
    }
    const [, seriesId, picture] = PICTURE.exec(path) ?? [];
    if (seriesId !== undefined && picture !== undefined) {
      return pageAnswer(200, 'image/png', await app.openPicture(seriesId, picture));
    }
    return readStatic(path);
  };

  return { get: (pathname) => find(pathname.replace(/^\//, '')).catch(errorAnswer) };
}
