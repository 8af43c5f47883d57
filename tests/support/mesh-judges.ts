// Programs that judge a surface and know nothing of ours.

import { spawnSync } from 'node:child_process';
import Module from 'manifold-3d';
import type { TriangleMesh } from '../../core/mesh/index.ts';

export interface AdmeshReport {
  readonly facets: number;
  readonly parts: number;
  readonly volumeMm3: number;
  /** Everything that admesh had to put right. */
  readonly repairs: number;
}

/** What admesh finds in an STL file. */
export function askAdmesh(path: string): AdmeshReport {
  const { status, stdout, error } = spawnSync('admesh', [path], { encoding: 'latin1' });
  if (error !== undefined || status !== 0) {
    throw new Error('admesh did not run; install it with: apt-get install admesh', { cause: error });
  }
  const numbers = (label: string): number[] => {
    const line = new RegExp(`${label} *: *(.*)`).exec(stdout)?.[1];
    if (line === undefined) throw new Error(`admesh says nothing about "${label}":\n${stdout}`);
    return [...line.matchAll(/-?[\d.]+/g)].map((match) => Number(match[0]));
  };
  const repairs = [
    'Degenerate facets',
    'Edges fixed',
    'Facets removed',
    'Facets added',
    'Facets reversed',
    'Backwards edges',
    'Normals fixed',
    'Total disconnected facets',
  ].map((label) => Math.max(...numbers(label)));
  return {
    facets: numbers('Number of facets')[0] as number,
    parts: numbers('Number of parts')[0] as number,
    volumeMm3: Number(/Volume *: *(-?[\d.]+)/.exec(stdout)?.[1]),
    repairs: repairs.reduce((a, b) => a + b, 0),
  };
}

const manifold = await Module();
manifold.setup();

/** Volume of the body, mm3; throws where manifold-3d finds it not manifold. */
export function askManifold({ positions, indices }: TriangleMesh): number {
  const body = new manifold.Manifold(new manifold.Mesh({ numProp: 3, vertProperties: positions, triVerts: indices }));
  try {
    if (body.status() !== 'NoError') throw new Error(`manifold-3d: ${body.status()}`);
    return body.volume();
  } finally {
    body.delete();
  }
}
