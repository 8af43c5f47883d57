import manifest from '../../package.json' with { type: 'json' };

export const APP_NAME = 'Limner';
export const APP_VERSION: string = manifest.version;

/** Versions of the packages whose behaviour shows in results. */
export const PACKAGE_VERSIONS: Readonly<Record<string, string>> = {
  'onnxruntime-node': manifest.dependencies['onnxruntime-node'],
  'better-sqlite3': manifest.dependencies['better-sqlite3'],
};
