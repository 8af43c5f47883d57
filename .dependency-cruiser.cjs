// One rule for each row of the dependency table in docs/architecture.md.
const sub = (name) => `^core/${name}/`;
const onlyMayUse = (name, allowed) => ({
  name: `core-${name}`,
  severity: 'error',
  comment: `core/${name} may import only ${allowed.join(', ') || 'itself'} inside core`,
  from: { path: sub(name) },
  to: { path: '^core/', pathNot: [name, ...allowed].map(sub) },
});

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'core-is-pure',
      severity: 'error',
      comment: 'core runs in any JavaScript engine: no Node modules, nothing of main',
      from: { path: '^core/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'core-imports-nothing-above',
      severity: 'error',
      from: { path: '^core/' },
      to: { path: '^(main|renderer|preload|tests|bench|scripts)/' },
    },
    {
      name: 'core-never-native',
      severity: 'error',
      from: { path: '^core/' },
      to: { path: 'node_modules/(better-sqlite3|onnxruntime-node|electron|react|@kitware)' },
    },
    onlyMayUse('error', []),
    onlyMayUse('units', ['error']),
    onlyMayUse('geometry', ['units', 'error']),
    onlyMayUse('volume', ['units', 'error', 'geometry']),
    ...['contour', 'mesh', 'metrics', 'inference', 'report'].map((name) =>
      onlyMayUse(name, ['units', 'error', 'geometry', 'volume']),
    ),
    onlyMayUse('dicom', ['units', 'error', 'geometry', 'volume', 'contour', 'terminology']),
    onlyMayUse('terminology', ['error']),
    onlyMayUse('edit', ['units', 'error', 'geometry', 'volume', 'contour', 'metrics']),
    onlyMayUse('checks', ['units', 'error', 'geometry', 'volume', 'contour', 'metrics', 'terminology', 'edit']),
    {
      name: 'core-by-index',
      severity: 'error',
      comment: 'a folder of core is used through its index.ts',
      from: { path: '^core/([^/]+)/' },
      to: { path: '^core/[^/]+/', pathNot: ['^core/$1/', '^core/[^/]+/index\\.ts$'] },
    },
    {
      name: 'main-uses-core-by-index',
      severity: 'error',
      from: { path: '^main/' },
      to: { path: '^core/[^/]+/', pathNot: ['^core/[^/]+/index\\.ts$', '^core/contract/'] },
    },
    {
      name: 'sqlite-only-in-store',
      severity: 'error',
      from: { pathNot: '^(main/store|tests|bench)/' },
      to: { path: 'node_modules/better-sqlite3' },
    },
    {
      name: 'onnxruntime-only-in-inference-worker',
      severity: 'error',
      from: { pathNot: '^(main/inference|main/workers|tests|bench)/' },
      to: { path: 'node_modules/onnxruntime-node' },
    },
    {
      name: 'store-and-inference-apart',
      severity: 'error',
      from: { path: '^main/(store|inference)/' },
      to: { path: '^main/(store|inference)/', pathNot: '^main/$1/' },
    },
    {
      name: 'services-know-no-host',
      severity: 'error',
      from: { path: '^main/(services|store|dicom|volume-files|inference|jobs|platform)/' },
      to: { path: '^main/(hosts|app)/' },
    },
    {
      name: 'hosts-use-app-and-contract',
      severity: 'error',
      from: { path: '^main/hosts/([^/]+)/' },
      to: { path: '^main/', pathNot: ['^main/hosts/$1/', '^main/(app|platform)/'] },
    },
    {
      name: 'renderer-sees-core-only',
      severity: 'error',
      comment: 'the window has no Node, no Electron and nothing of the main process',
      from: { path: '^renderer/' },
      to: {
        path: ['^(main|preload|tests|bench|scripts)/', 'node_modules/(electron|better-sqlite3|onnxruntime-node|ws)/'],
      },
    },
    {
      name: 'renderer-uses-core-by-index',
      severity: 'error',
      from: { path: '^renderer/' },
      to: { path: '^core/[^/]+/', pathNot: ['^core/[^/]+/index\\.ts$'] },
    },
    {
      name: 'renderer-never-node',
      severity: 'error',
      from: { path: '^renderer/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'vtk-only-in-viewport',
      severity: 'error',
      from: { path: '^renderer/', pathNot: '^renderer/(viewport|workers)/' },
      to: { path: 'node_modules/@kitware' },
    },
    {
      name: 'zustand-only-in-state',
      severity: 'error',
      from: { path: '^renderer/', pathNot: '^renderer/state/' },
      to: { path: 'node_modules/zustand' },
    },
    {
      name: 'ui-knows-no-state',
      severity: 'error',
      from: { path: '^renderer/ui/' },
      to: { path: '^renderer/(state|client|features|commands|viewport|tools|data|app)/' },
    },
    {
      name: 'tools-know-core-only',
      severity: 'error',
      from: { path: '^renderer/tools/' },
      to: { path: '^renderer/', pathNot: '^renderer/tools/' },
    },
    {
      name: 'tools-without-react',
      severity: 'error',
      from: { path: '^renderer/(tools|data|viewport)/' },
      to: { path: 'node_modules/(react|react-dom|radix-ui|lucide-react)/' },
    },
    {
      name: 'viewport-draws-what-it-is-given',
      severity: 'error',
      from: { path: '^renderer/viewport/' },
      to: { path: '^renderer/(features|app|client|commands|ui)/' },
    },
    {
      name: 'preload-is-a-bridge',
      severity: 'error',
      from: { path: '^preload/' },
      to: { path: '^(main|renderer|tests|bench|scripts)/' },
    },
    {
      name: 'electron-only-in-its-host',
      severity: 'error',
      from: { pathNot: '^(main/hosts/electron|preload|tests|scripts)/' },
      to: { path: 'node_modules/electron/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)dist/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.cjs', '.json'],
      conditionNames: ['import', 'require', 'node', 'default'],
      exportsFields: ['exports'],
    },
  },
};
