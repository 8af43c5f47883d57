// The loopback host, attacked: every rule by somebody who breaks it. Requests are written by hand where a client of good
// manners would mend them first.

import fs from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { startWebHost, type WebHost } from '../../main/hosts/web/web-host.ts';
import { type BareWindowApp, BLOB, bareWindowApp, LARGE } from '../support/bare-window-app.ts';
import { tempFolder } from '../support/temp-folder.ts';

const root = tempFolder();
const rendererFolder = join(root, 'renderer');
let app: BareWindowApp;
let host: WebHost;
let authority: string;
let cookie: string;

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Sends these very bytes. */
function raw(request: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const socket = connect(host.port, '127.0.0.1', () => socket.write(request, 'latin1'));
    let text = '';
    socket.setEncoding('latin1').on('data', (part: string) => {
      text += part;
    });
    socket.on('error', reject);
    socket.on('close', () => {
      const [head = '', ...rest] = text.split('\r\n\r\n');
      const [first = '', ...lines] = head.split('\r\n');
      const headers = lines.map((line) => [line.split(':', 1)[0]?.toLowerCase(), line.replace(/^[^:]*: ?/, '')]);
      resolve({
        status: Number(first.split(' ')[1]),
        headers: Object.fromEntries(headers),
        body: rest.join('\r\n\r\n'),
      });
    });
  });
}

interface RequestParts {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string | null>>;
  readonly body?: string;
}

/** A request as our own page makes it, apart from what `parts` says; null leaves a header out. */
function ask(path: string, { method = 'GET', headers = {}, body = '' }: RequestParts = {}): Promise<Answer> {
  const isChange = method === 'POST' || method === 'DELETE';
  const all: Record<string, string | null> = {
    Host: authority,
    Cookie: cookie,
    Connection: 'close',
    ...(isChange ? { Origin: `http://${authority}`, 'Content-Length': String(Buffer.byteLength(body)) } : {}),
    ...headers,
  };
  const lines = Object.entries(all).flatMap(([name, value]) => (value === null ? [] : [`${name}: ${value}`]));
  return raw(`${method} ${path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n${body}`);
}

const keyOf = (address: string): string => new URL(address).searchParams.get('key') ?? '';

beforeAll(async () => {
  fs.mkdirSync(join(rendererFolder, 'fonts'), { recursive: true });
  fs.writeFileSync(join(rendererFolder, 'index.html'), '<!doctype html><html><head><title>x</title></head></html>');
  fs.writeFileSync(join(rendererFolder, 'app.js'), 'export {};');
  fs.writeFileSync(join(rendererFolder, 'fonts/inter.woff2'), 'font');
  fs.writeFileSync(join(rendererFolder, '.hidden.js'), 'hidden');
  fs.writeFileSync(join(root, 'secret.js'), 'secret');
  app = bareWindowApp(join(root, 'library'));
  host = await startWebHost({
    app,
    rendererFolder,
    port: 0,
    uploadLimits: { fileBytes: 1000, grantBytes: 1500, grantFiles: 3 },
    maxFrameLength: 10_000,
    hostInfo: {
      kind: 'web',
      version: '1',
      exportsGrant: 'g',
      exportsLabel: 'e',
      canPickFolders: false,
      sampleGrant: null,
      isReadOnly: false,
      endedUncleanlyAt: null,
    },
  });
  authority = `127.0.0.1:${host.port}`;
  const { headers } = await ask(`/?key=${keyOf(host.newAddress())}`, { headers: { Cookie: null } });
  cookie = headers['set-cookie']?.split(';')[0] ?? '';
});
afterAll(() => host.close());

describe('the one-time address', () => {
  it('is exchanged once for a cookie that scripts and other sites do not get', async () => {
    const path = `/?key=${keyOf(host.newAddress())}`;
    const first = await ask(path, { headers: { Cookie: null } });
    expect(first.status).toBe(303);
    expect(first.headers['location']).toBe('/');
    expect(first.headers['set-cookie']).toMatch(/^limner-\d+=[\w-]{43}; HttpOnly; SameSite=Strict; Path=\/$/);
    const second = await ask(path, { headers: { Cookie: null } });
    expect(second.status).toBe(403);
    expect(second.headers['set-cookie']).toBeUndefined();
  });

  it('is void once there is a newer one', async () => {
    const old = keyOf(host.newAddress());
    host.newAddress();
    expect((await ask(`/?key=${old}`)).status).toBe(403);
  });

  it.each(['', 'x', 'a'.repeat(43), '%00', `${'a'.repeat(43)}&key=b`])('does not take the key "%s"', async (key) => {
    host.newAddress();
    const { status, headers } = await ask(`/?key=${key}`, { headers: { Cookie: null } });
    expect(status).toBe(403);
    expect(headers['set-cookie']).toBeUndefined();
  });

  it('cannot be exchanged from another page or by another name of this computer', async () => {
    const key = keyOf(host.newAddress());
    for (const headers of [
      { Host: `localhost:${host.port}` },
      { Origin: 'http://evil.example' },
      { 'Sec-Fetch-Site': 'cross-site' },
    ]) {
      expect((await ask(`/?key=${key}`, { headers })).status).toBe(403);
    }
    expect((await ask(`/?key=${key}`)).status).toBe(303);
  });
});

describe('without a session', () => {
  const paths = [
    '/',
    '/app.js',
    '/host.json',
    '/blob/v-blob1',
    '/blob/v-blob1/0',
    '/picture/s-1/thumb.png',
    '/nothing',
  ];
  it.each(paths)('nothing is at %s', async (path) => {
    const wrong = [
      null,
      '',
      'limner=1',
      cookie.slice(0, -1),
      `${cookie}x`,
      `x${cookie}`,
      `limner-1=${cookie.split('=')[1]}`,
    ];
    for (const Cookie of wrong) expect((await ask(path, { headers: { Cookie } })).status).toBe(403);
  });
  it('no folder is made and no file taken', async () => {
    const before = app.grants.size;
    expect((await ask('/grant', { method: 'POST', headers: { Cookie: null } })).status).toBe(403);
    expect((await ask('/upload/grant-1?path=a', { method: 'POST', headers: { Cookie: null } })).status).toBe(403);
    expect(app.grants.size).toBe(before);
  });
});

describe('Host and Origin', () => {
  it.each(['localhost', '127.0.0.1', 'evil.example', '127.0.0.1:1', '[::1]', '127.0.0.1.evil.example', ''])(
    'a request to "%s" is refused though it has the cookie (DNS rebinding)',
    async (name) => {
      expect((await ask('/host.json', { headers: { Host: name } })).status).toBeGreaterThanOrEqual(400);
      expect((await ask('/host.json', { headers: { Host: `${name}:${host.port}x` } })).status).toBeGreaterThanOrEqual(
        400,
      );
    },
  );
  it('two Host headers are one too many', async () => {
    const request = `GET /host.json HTTP/1.1\r\nHost: ${authority}\r\nHost: evil.example\r\nCookie: ${cookie}\r\nConnection: close\r\n\r\n`;
    expect((await raw(request)).status).toBeGreaterThanOrEqual(400);
  });
  it.each(['http://evil.example', 'null', 'https://127.0.0.1', 'http://127.0.0.1', 'http://localhost', ''])(
    'a request from "%s" is refused',
    async (Origin) => {
      expect((await ask('/host.json', { headers: { Origin } })).status).toBe(403);
      expect((await ask('/grant', { method: 'POST', headers: { Origin } })).status).toBe(403);
    },
  );
  it('a change must say where it comes from', async () => {
    expect((await ask('/grant', { method: 'POST', headers: { Origin: null } })).status).toBe(403);
    expect((await ask('/grant/grant-1', { method: 'DELETE', headers: { Origin: null } })).status).toBe(403);
  });
  it('what a browser knows to come from another site is refused', async () => {
    for (const site of ['cross-site', 'same-site']) {
      expect((await ask('/blob/v-blob1', { headers: { 'Sec-Fetch-Site': site } })).status).toBe(403);
    }
    expect((await ask('/blob/v-blob1', { headers: { 'Sec-Fetch-Site': 'same-origin' } })).status).toBe(200);
  });
  it('other methods do nothing', async () => {
    for (const method of ['PUT', 'PATCH', 'OPTIONS', 'TRACE']) {
      const { status } = await ask('/app.js', { method, headers: { Origin: `http://${authority}` } });
      expect(status).toBe(405);
    }
  });
});

describe('what it serves', () => {
  it('has the policy, no cache for patient data, the length and the type', async () => {
    const blob = await ask('/blob/v-blob1');
    expect(blob.status).toBe(200);
    expect(Buffer.from(blob.body, 'latin1').equals(BLOB)).toBe(true);
    expect(blob.headers).toMatchObject({
      'content-length': String(BLOB.byteLength),
      'content-type': 'application/octet-stream',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
    });
    expect(blob.headers['content-security-policy']).toContain("default-src 'none'");
    expect(blob.headers['content-security-policy']).not.toContain('unsafe-inline');
    expect((await ask('/picture/s-1/thumb.png')).headers['content-type']).toBe('image/png');
    expect((await ask('/fonts/inter.woff2')).headers['content-type']).toBe('font/woff2');
    expect((await ask('/')).headers['content-type']).toBe('text/html; charset=utf-8');
  });
  it('gives one plane before the others', async () => {
    const plane = await ask('/blob/v-blob1/3');
    expect(plane).toMatchObject({ status: 200, headers: { 'cache-control': 'no-store', 'content-length': '10000' } });
    expect(Buffer.from(plane.body, 'latin1').equals(BLOB.subarray(30_000, 40_000))).toBe(true);
    for (const path of [
      '/blob/v-blob1/7',
      '/blob/v-blob1/-1',
      '/blob/v-blob1/1.5',
      '/blob/v-other/0',
      '/blob/v-blob1/',
    ]) {
      expect((await ask(path)).status).toBe(404);
    }
  });
  it('ends short of the length that it said where voxels turn out to be damaged, and goes on', async () => {
    const { status, headers, body } = await ask('/blob/v-damaged');
    expect(status).toBe(200);
    expect(headers['content-length']).toBe(String(BLOB.byteLength));
    expect(body.length).toBeLessThan(BLOB.byteLength);
    expect((await ask('/blob/v-damaged', { method: 'HEAD' })).body).toBe('');
    expect((await ask('/blob/v-blob1')).body).toHaveLength(BLOB.byteLength);
  });
  it('has sent a part before it asks for the next one, which is read into the same bytes', async () => {
    const voxels = Buffer.from((await ask('/blob/v-large')).body, 'latin1');
    expect(voxels).toHaveLength(LARGE.parts * LARGE.partBytes);
    const parts = Array.from({ length: LARGE.parts }, (_, n) =>
      voxels.subarray(n * LARGE.partBytes, (n + 1) * LARGE.partBytes),
    );
    expect(parts.findIndex((part, n) => !part.equals(Buffer.alloc(LARGE.partBytes, n)))).toBe(-1);
  });
  it('never names another origin in a CORS header', async () => {
    const { headers } = await ask('/blob/v-blob1');
    expect(Object.keys(headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
  });
  it.each([
    '/../secret.js',
    '/fonts/../../secret.js',
    '/%2e%2e/secret.js',
    '/..%2fsecret.js',
    '/%252e%252e/secret.js',
    '/..\\secret.js',
    '/%5c..%5csecret.js',
    '/fonts//../../secret.js',
    '/./app.js',
    '//app.js',
    '/.hidden.js',
    '/%2ehidden.js',
    '/app.js%00.png',
    '/app.js/',
    '/fonts',
    '/fonts/',
    '/etc/passwd',
    '//etc/passwd',
    '/file:///etc/passwd',
    '/app.ts',
    '/picture/s-1/../../secret.js',
    '/picture/s-1/thumb.png/../x.png',
    '/picture/..%2f..%2fsecret/thumb.png',
    '/picture/s-1/secret.png',
    '/blob/../secret.js',
    '/blob/%2e%2e%2fsecret',
    '/blob/',
    '/blob/v-other',
    '/constructor',
    '/__proto__',
  ])('nothing is at %s', async (path) => {
    const { status, body } = await ask(path);
    expect(status).toBe(404);
    expect(body).not.toContain('secret');
    expect(body).not.toContain(root);
  });
  it('a request line with an address of another server is not one of ours', async () => {
    for (const target of [`http://evil.example/host.json`, `http://${authority}/../secret.js`, '*']) {
      const answer = await ask(target);
      expect(answer.status).toBeGreaterThanOrEqual(400);
    }
  });
});

describe('frames', () => {
  interface Attempt {
    readonly path?: string;
    /** null leaves one out. */
    readonly headers?: Readonly<Record<string, string | null>>;
  }
  const open = (attempt?: Attempt): WebSocket => {
    const given = { Cookie: cookie, Origin: `http://${authority}`, Host: authority, ...attempt?.headers };
    const headers = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== null));
    return new WebSocket(`ws://${authority}${attempt?.path ?? '/frames'}`, {
      headers: headers as Record<string, string>,
    });
  };
  const outcome = (socket: WebSocket): Promise<string> =>
    new Promise((resolve) => {
      socket.on('open', () => resolve('open'));
      socket.on('unexpected-response', (_request, { statusCode }) => resolve(String(statusCode)));
      socket.on('error', () => resolve('error'));
    });

  it('pass for our own page with its session', async () => {
    const socket = open();
    expect(await outcome(socket)).toBe('open');
    const answer = new Promise((resolve) => socket.once('message', (data) => resolve(String(data))));
    const frame = '{"v":1,"type":"req","id":1,"method":"cases.page","input":{}}';
    socket.send(frame);
    expect(await answer).toBe(frame);
    socket.close();
  });
  it.each<[string, () => Attempt]>([
    ['without a cookie', () => ({ headers: { Cookie: null } })],
    ['with another cookie', () => ({ headers: { Cookie: `${cookie}x` } })],
    ['from another page', () => ({ headers: { Origin: 'http://evil.example' } })],
    ['from another port', () => ({ headers: { Origin: 'http://127.0.0.1:1' } })],
    ['from a file', () => ({ headers: { Origin: 'null' } })],
    ['from nowhere', () => ({ headers: { Origin: null } })],
    ['by another name', () => ({ headers: { Host: `localhost:${host.port}` } })],
    ['at another path', () => ({ path: '/frames/x' })],
    ['at the root', () => ({ path: '/' })],
  ])('are refused %s', async (_name, attempt) => {
    const before = app.connections();
    expect(await outcome(open(attempt()))).toBe('403');
    expect(app.connections()).toBeLessThanOrEqual(before);
  });
  it.each([
    ['no JSON', 'hello'],
    ['an array', '[]'],
    ['null', 'null'],
    ['another version', '{"v":2,"type":"req","id":1,"method":"a.b","input":{}}'],
    ['another type', '{"v":1,"type":"ok","id":1,"output":{}}'],
    ['no id', '{"v":1,"type":"cancel"}'],
    ['a broken id', '{"v":1,"type":"cancel","id":1.5}'],
    ['a text as id', '{"v":1,"type":"cancel","id":"1"}'],
    ['no method', '{"v":1,"type":"req","id":1,"input":{}}'],
    ['a method that is a path', '{"v":1,"type":"req","id":1,"method":"../a","input":{}}'],
    ['a method of the language', '{"v":1,"type":"req","id":1,"method":"__proto__.x","input":{}}'],
    ['no input', '{"v":1,"type":"req","id":1,"method":"a.b"}'],
  ])('that are %s are dropped and counted', async (_name, frame) => {
    const socket = open();
    await outcome(socket);
    const before = { dropped: host.droppedFrames(), frames: app.frames.length };
    const good = '{"v":1,"type":"cancel","id":7}';
    const answer = new Promise((resolve) => socket.once('message', (data) => resolve(String(data))));
    socket.send(frame);
    socket.send(good);
    expect(await answer).toBe(good);
    expect(host.droppedFrames()).toBe(before.dropped + 1);
    expect(app.frames.length).toBe(before.frames + 1);
    socket.close();
  });
  it('of more than the limit, and binary ones, end the connection', async () => {
    const closeCode = async (payload: string | Uint8Array): Promise<number> => {
      const socket = open();
      await outcome(socket);
      const closed = new Promise<number>((resolve) => socket.on('close', resolve));
      socket.send(payload);
      return closed;
    };
    expect(await closeCode('x'.repeat(10_001))).toBe(1009);
    expect(await closeCode(new Uint8Array(10))).toBe(1003);
  });
  it('of connections beyond a few dozen are not served', async () => {
    const sockets = Array.from({ length: 40 }, () => open());
    expect(new Set(await Promise.all(sockets.map(outcome)))).toEqual(new Set(['open']));
    expect(app.connections()).toBeLessThanOrEqual(32);
    for (const socket of sockets) socket.terminate();
  });
});

describe('uploads', () => {
  const grant = async (): Promise<{ id: string; folder: string }> => {
    const { grantId } = JSON.parse((await ask('/grant', { method: 'POST' })).body) as { grantId: string };
    return { id: grantId, folder: app.grants.get(grantId) as string };
  };
  const put = (id: string, path: string, body = 'bytes') =>
    ask(`/upload/${id}?path=${encodeURIComponent(path)}`, { method: 'POST', body });

  it('go into a folder that only this user may read', async () => {
    const { id, folder } = await grant();
    expect((await put(id, 'ct/slice 1.dcm')).status).toBe(200);
    expect(fs.readFileSync(join(folder, 'ct/slice 1.dcm'), 'utf8')).toBe('bytes');
    if (process.platform !== 'win32') {
      expect(fs.statSync(folder).mode & 0o777).toBe(0o700);
      expect(fs.statSync(join(folder, 'ct')).mode & 0o777).toBe(0o700);
      expect(fs.statSync(join(folder, 'ct/slice 1.dcm')).mode & 0o777).toBe(0o600);
    }
  });
  it.each([
    '',
    '.',
    '..',
    '../x',
    'a/../../x',
    '/etc/x',
    '//x',
    'a//b',
    'a/',
    './a',
    'a\\b',
    '..\\x',
    'a\0b',
    'a\nb',
    'x'.repeat(256),
    `${'d/'.repeat(70)}x`,
  ])('of the name %j are refused', async (path) => {
    const { id, folder } = await grant();
    const { status } = await put(id, path);
    expect(status).toBe(400);
    expect(fs.readdirSync(folder)).toEqual([]);
  });
  it('do not follow an encoding that is encoded once more', async () => {
    const { id, folder } = await grant();
    expect((await put(id, '%2e%2e%2fx')).status).toBe(200);
    expect(fs.readdirSync(folder)).toEqual(['%2e%2e%2fx']);
  });
  it('need a grant that was given for uploads', async () => {
    expect((await put('grant-none', 'a')).status).toBe(404);
    expect((await put('..', 'a')).status).toBe(404);
    app.grants.set('grant-exports', join(root, 'exports'));
    expect((await put('grant-exports', 'a')).status).toBe(404);
  });
  it('do not replace a file', async () => {
    const { id, folder } = await grant();
    await put(id, 'a', 'first');
    expect((await put(id, 'a', 'second')).status).toBe(409);
    expect(fs.readFileSync(join(folder, 'a'), 'utf8')).toBe('first');
  });
  it('end at the limits of a file, of a grant, and of the number of files', async () => {
    const { id } = await grant();
    expect((await put(id, 'large', 'x'.repeat(1001))).status).toBe(503);
    expect((await put(id, 'a', 'x'.repeat(900))).status).toBe(200);
    expect((await put(id, 'b', 'x'.repeat(900))).status).toBe(503);
    expect((await put(id, 'b', 'x')).status).toBe(200);
    expect((await put(id, 'c', 'x')).status).toBe(200);
    expect((await put(id, 'd', 'x')).status).toBe(503);
  });
  it('must say how long they are', async () => {
    const { id } = await grant();
    const headers = { 'Content-Length': null, 'Transfer-Encoding': 'chunked' };
    const answer = await ask(`/upload/${id}?path=a`, { method: 'POST', headers, body: '5\r\nbytes\r\n0\r\n\r\n' });
    expect(answer.status).toBe(411);
  });
  it('that break off leave nothing', async () => {
    const { id, folder } = await grant();
    const socket = connect(host.port, '127.0.0.1');
    socket.write(
      `POST /upload/${id}?path=cut HTTP/1.1\r\nHost: ${authority}\r\nOrigin: http://${authority}\r\nCookie: ${cookie}\r\nContent-Length: 900\r\n\r\nhalf`,
    );
    await expect.poll(() => fs.readdirSync(folder)).toEqual(['cut']);
    socket.destroy();
    await expect.poll(() => fs.readdirSync(folder)).toEqual([]);
    expect((await put(id, 'cut', 'x'.repeat(900))).status).toBe(200);
  });
  it('are removed when they are given back', async () => {
    const { id, folder } = await grant();
    await put(id, 'a');
    expect((await ask(`/grant/${id}`, { method: 'DELETE' })).status).toBe(200);
    expect(fs.existsSync(folder)).toBe(false);
    expect((await put(id, 'b')).status).toBe(404);
  });
});
