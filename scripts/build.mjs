// One bundle a process (command line, inference child, compute worker, demo, hosts of the window) and one for the window
// itself: hundreds of separate modules would be paid for by every start. Native and WebAssembly packages stay outside,
// they find their binaries by their own path.
import { copyFileSync, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { build } from 'esbuild';

// Another folder lets somebody try a build while the tests use dist/.
const outdir = process.env.LIMNER_DIST ?? 'dist';

const shared = {
  outdir,
  bundle: true,
  target: 'node22',
  sourcemap: true,
  legalComments: 'linked',
  logLevel: 'warning',
};

const entriesIn = (folder, pattern) =>
  existsSync(folder)
    ? Object.fromEntries(
        readdirSync(folder)
          .filter((file) => pattern.test(file))
          .map((file) => [basename(file).replace(/\.tsx?$/, ''), join(folder, file)]),
      )
    : {};

const presentOnly = (entries) => Object.fromEntries(Object.entries(entries).filter(([, file]) => existsSync(file)));

rmSync(outdir, { recursive: true, force: true });
await build({
  ...shared,
  entryPoints: presentOnly({
    cli: 'main/hosts/cli/cli.ts',
    demo: 'main/hosts/cli/demo.ts',
    serve: 'main/hosts/web/serve.ts',
    electron: 'main/hosts/electron/main.ts',
    ...entriesIn('main/workers', /-(child|worker)\.ts$/),
  }),
  splitting: true,
  format: 'esm',
  platform: 'node',
  chunkNames: 'chunks/[name]-[hash]',
  external: ['better-sqlite3', 'onnxruntime-node', '@cornerstonejs/codec-openjpeg', 'electron'],
  // Some CommonJS packages call require() for Node's own modules when they run.
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
  },
});

if (existsSync('preload/preload.ts')) {
  // A sandboxed preload script is CommonJS and may require nothing but electron.
  await build({
    ...shared,
    entryPoints: { preload: 'preload/preload.ts' },
    format: 'cjs',
    platform: 'node',
    outExtension: { '.js': '.cjs' },
    external: ['electron'],
  });
}

const renderer = join(outdir, 'renderer');
mkdirSync(renderer, { recursive: true });
await build({
  ...shared,
  outdir: renderer,
  entryPoints: { app: 'renderer/app/main.tsx', ...entriesIn('renderer/workers', /-worker\.ts$/) },
  format: 'esm',
  platform: 'browser',
  target: 'chrome130',
  jsx: 'automatic',
  minify: process.env.LIMNER_DEBUG !== '1',
  loader: { '.woff2': 'file', '.svg': 'text' },
  assetNames: '[name]',
  // manifold-3d asks for it in Node alone.
  external: ['node:module'],
  define: { 'process.env.NODE_ENV': '"production"', global: 'globalThis' },
});
copyFileSync('renderer/app/index.html', join(renderer, 'index.html'));
// The engine of solids comes as WebAssembly: one file for the command and its threads, one that the window may fetch.
for (const folder of [outdir, renderer]) {
  copyFileSync('node_modules/manifold-3d/manifold.wasm', join(folder, 'manifold.wasm'));
}
