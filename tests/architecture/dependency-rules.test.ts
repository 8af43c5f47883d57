// A rule that cannot fail holds nothing: a small tree that breaks every one of them on purpose.
import { spawnSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { testFolder } from '../support/temp-folder.ts';

const ROOT = join(import.meta.dirname, '../..');
const CONFIG = join(ROOT, '.dependency-cruiser.cjs');

interface Rule {
  readonly name: string;
}
const rules = (createRequire(import.meta.url)(CONFIG) as { readonly forbidden: readonly Rule[] }).forbidden.map(
  ({ name }) => name,
);

/** File -> what it imports. */
type Tree = Readonly<Record<string, readonly string[]>>;

/** Each file breaks the rule beside it (and maybe others). */
const BROKEN: Readonly<Record<string, readonly [file: string, imports: string]>> = {
  'no-cycles': ['core/contour/a.ts', './b.ts'],
  'core-is-pure': ['core/units/clock.ts', 'node:fs'],
  'core-imports-nothing-above': ['core/units/above.ts', '../../main/app/index.ts'],
  'core-never-native': ['core/units/native.ts', 'better-sqlite3'],
  'core-error': ['core/error/up.ts', '../units/index.ts'],
  'core-units': ['core/units/up.ts', '../geometry/index.ts'],
  'core-geometry': ['core/geometry/up.ts', '../volume/index.ts'],
  'core-volume': ['core/volume/up.ts', '../contour/index.ts'],
  'core-contour': ['core/contour/side.ts', '../mesh/index.ts'],
  'core-mesh': ['core/mesh/side.ts', '../contour/index.ts'],
  'core-metrics': ['core/metrics/side.ts', '../mesh/index.ts'],
  'core-inference': ['core/inference/side.ts', '../mesh/index.ts'],
  'core-report': ['core/report/side.ts', '../mesh/index.ts'],
  'core-dose': ['core/dose/side.ts', '../contour/index.ts'],
  'core-destination': ['core/destination/side.ts', '../dicom/index.ts'],
  'core-dicom': ['core/dicom/side.ts', '../edit/index.ts'],
  'core-terminology': ['core/terminology/side.ts', '../units/index.ts'],
  'core-model-import': ['core/model-import/side.ts', '../volume/index.ts'],
  'core-edit': ['core/edit/side.ts', '../checks/index.ts'],
  'core-checks': ['core/checks/side.ts', '../dicom/index.ts'],
  'core-uncertainty': ['core/uncertainty/side.ts', '../dicom/index.ts'],
  'core-solid': ['core/solid/side.ts', '../volume/index.ts'],
  'core-offset': ['core/offset/side.ts', '../contour/index.ts'],
  'core-printability': ['core/printability/side.ts', '../contour/index.ts'],
  'core-print': ['core/print/side.ts', '../edit/index.ts'],
  'core-pseudonymise': ['core/pseudonymise/side.ts', '../edit/index.ts'],
  'core-by-index': ['core/volume/inner.ts', '../geometry/inner.ts'],
  'main-uses-core-by-index': ['main/app/inner.ts', '../../core/geometry/inner.ts'],
  'sqlite-only-in-store': ['main/services/sql.ts', 'better-sqlite3'],
  'onnxruntime-only-in-inference-worker': ['main/services/onnx.ts', 'onnxruntime-node'],
  'store-and-inference-apart': ['main/store/model.ts', '../inference/index.ts'],
  'services-know-no-host': ['main/services/host.ts', '../hosts/web/index.ts'],
  'hosts-use-app-and-contract': ['main/hosts/web/inner.ts', '../../services/index.ts'],
  'renderer-sees-core-only': ['renderer/features/main.ts', '../../main/app/index.ts'],
  'renderer-uses-core-by-index': ['renderer/features/inner.ts', '../../core/geometry/inner.ts'],
  'renderer-never-node': ['renderer/features/node.ts', 'node:fs'],
  'vtk-only-in-viewport': ['renderer/features/vtk.ts', '@kitware/vtk.js/vtk.js'],
  'zustand-only-in-state': ['renderer/features/store.ts', 'zustand'],
  'ui-knows-no-state': ['renderer/ui/state.ts', '../state/index.ts'],
  'state-is-plain': ['renderer/state/voxels.ts', '../data/index.ts'],
  'data-knows-no-state': ['renderer/data/shown.ts', '../state/index.ts'],
  'client-knows-the-contract-only': ['renderer/client/shown.ts', '../state/index.ts'],
  'commands-know-no-feature': ['renderer/commands/panel.ts', '../features/index.ts'],
  'features-know-no-shell': ['renderer/features/shell.ts', '../app/index.ts'],
  'workers-compute-only': ['renderer/workers/shown.ts', '../state/index.ts'],
  'tools-know-core-only': ['renderer/tools/data.ts', '../data/index.ts'],
  'tools-without-react': ['renderer/data/react.ts', 'react'],
  'viewport-draws-what-it-is-given': ['renderer/viewport/button.ts', '../ui/index.ts'],
  'preload-is-a-bridge': ['preload/service.ts', '../main/app/index.ts'],
  'electron-only-in-its-host': ['main/app/electron.ts', 'electron'],
};

/** What the broken files import, and files that are as they should be. */
const SOUND: Tree = {
  ...Object.fromEntries(
    ['error', 'units', 'geometry', 'volume', 'contour', 'mesh', 'metrics', 'dicom', 'edit', 'checks'].map((name) => [
      `core/${name}/index.ts`,
      [],
    ]),
  ),
  'core/geometry/inner.ts': ['../units/index.ts'],
  'core/contour/b.ts': ['../geometry/index.ts'],
  'main/app/index.ts': ['../services/index.ts', '../../core/geometry/index.ts'],
  'main/inference/index.ts': ['onnxruntime-node'],
  'main/store/index.ts': ['better-sqlite3'],
  'main/services/index.ts': ['../store/index.ts'],
  'main/hosts/web/index.ts': ['../../app/index.ts'],
  'main/hosts/electron/index.ts': ['electron'],
  'preload/index.ts': ['electron'],
  'renderer/app/index.ts': ['../features/index.ts', '../commands/index.ts'],
  'renderer/features/index.ts': ['../commands/index.ts', '../ui/index.ts', '../viewport/index.ts', 'react'],
  'renderer/commands/index.ts': ['../state/index.ts', '../data/index.ts', '../client/index.ts'],
  'renderer/client/index.ts': [],
  'renderer/data/index.ts': ['../../core/edit/index.ts'],
  'renderer/state/index.ts': ['zustand'],
  'renderer/viewport/index.ts': ['@kitware/vtk.js/vtk.js', '../tools/index.ts'],
  'renderer/tools/index.ts': ['../../core/edit/index.ts'],
  'renderer/ui/index.ts': ['react'],
  'renderer/workers/index.ts': ['../../core/edit/index.ts'],
};

/** Names of the rules that a tree breaks. */
function brokenBy(tree: Tree): string[] {
  const root = testFolder();
  for (const [file, imports] of Object.entries(tree)) {
    mkdirSync(join(root, dirname(file)), { recursive: true });
    writeFileSync(join(root, file), `${imports.map((from) => `import '${from}';\n`).join('')}export const one = 1;\n`);
  }
  writeFileSync(join(root, 'tsconfig.json'), '{ "compilerOptions": { "allowImportingTsExtensions": true } }');
  symlinkSync(join(ROOT, 'node_modules'), join(root, 'node_modules'), 'dir');
  const cruiser = join(ROOT, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs');
  const folders = ['core', 'main', 'renderer', 'preload'];
  const run = spawnSync(process.execPath, [cruiser, '--config', CONFIG, '--output-type', 'json', ...folders], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 64 << 20,
  });
  const { summary } = JSON.parse(run.stdout) as {
    summary: { violations: readonly { readonly rule: Rule; readonly from: string }[] };
  };
  return [...new Set(summary.violations.map(({ rule }) => rule.name))].sort();
}

describe('the dependency rules', () => {
  it('let a tree pass that keeps them', () => {
    expect(brokenBy(SOUND)).toEqual([]);
  });

  it('each catch what breaks it', () => {
    expect(Object.keys(BROKEN).sort()).toEqual([...rules].sort());
    const tree: Record<string, readonly string[]> = { ...SOUND, 'core/contour/b.ts': ['./a.ts'] };
    for (const [file, imports] of Object.values(BROKEN)) tree[file] = [imports];
    expect(brokenBy(tree)).toEqual([...rules].sort());
  });
});
