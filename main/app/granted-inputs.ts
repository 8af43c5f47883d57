// The command line's methods as a window may call them: what the contract calls a granted path arrives as the id of a
// grant and goes on as the path.

import type { LimnerImplementation } from '../../core/contract/index.ts';

/** Fields of the contract's inputs that are `GrantedPath`. */
export const PATH_FIELDS: ReadonlySet<string> = new Set([
  'backup',
  'clinicalMasks',
  'destination',
  'folders',
  'image',
  'keyFile',
  'labels',
  'linkFile',
  'mask',
  'output',
  'outputFile',
  'outputFolder',
  'path',
  'paths',
  'recipeFile',
  'reference',
  'rtstruct',
  'rtstructs',
  'test',
  'within',
]);

function resolveIn(value: unknown, isPath: boolean, resolve: (grantId: string) => string): unknown {
  if (typeof value === 'string') return isPath ? resolve(value) : value;
  if (Array.isArray(value)) return value.map((item) => resolveIn(item, isPath, resolve));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, resolveIn(item, PATH_FIELDS.has(key), resolve)]),
  );
}

/** Every method throws `denied` PATH_NOT_GRANTED for a path that no person chose. */
export function withGrantedPaths(
  implementation: LimnerImplementation,
  resolve: (grantId: string) => string,
): LimnerImplementation {
  const services = Object.entries(implementation).map(([service, methods]) => [
    service,
    Object.fromEntries(
      Object.entries(methods).map(([name, method]) => [
        name,
        (input: unknown, context: unknown) =>
          (method as (input: unknown, context: unknown) => unknown)(resolveIn(input, false, resolve), context),
      ]),
    ),
  ]);
  return Object.fromEntries(services) as LimnerImplementation;
}
