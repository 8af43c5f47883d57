// One bundle a process (command line, inference child, compute worker, demo): hundreds of separate modules would be
// paid for by every call. Native and WebAssembly packages stay outside, they find their binaries by their own path.
import { rmSync } from 'node:fs';
import { build } from 'esbuild';

// Another folder lets somebody try a build while the tests use dist/.
const outdir = process.env.LIMNER_DIST ?? 'dist';

rmSync(outdir, { recursive: true, force: true });
await build({
  entryPoints: {
    cli: 'main/hosts/cli/cli.ts',
    demo: 'main/hosts/cli/demo.ts',
    'inference-child': 'main/workers/inference-child.ts',
    'compute-worker': 'main/workers/compute-worker.ts',
  },
  outdir,
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node22',
  sourcemap: true,
  legalComments: 'linked',
  chunkNames: 'chunks/[name]-[hash]',
  external: ['better-sqlite3', 'onnxruntime-node', '@cornerstonejs/codec-openjpeg'],
  // Some CommonJS packages call require() for Node's own modules when they run.
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
  },
  logLevel: 'warning',
});
