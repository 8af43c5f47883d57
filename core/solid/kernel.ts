// The one place that starts manifold-3d. Its WebAssembly is handed in as bytes by whoever knows where the file lies: core
// runs in Node and in workers of the window alike, and nothing may be fetched from anywhere else.

import type { Manifold, ManifoldToplevel } from 'manifold-3d';
import { AppError } from '../error/index.ts';
import type { Vec3 } from '../geometry/index.ts';
import type { TriangleMesh } from '../mesh/index.ts';
import { meshInLps, meshOfSolid } from './to-mesh.ts';

/** Boolean operations on closed triangle meshes. */
export interface SolidKernel {
  /**
   * Runs `work` around a local origin, and frees everything that was made when it is over, whatever happens. Throws the
   * `AppError`s of `work`; `resource` SOLID_MEMORY where the engine has run out of memory.
   */
  work<Result>(nearLps: Vec3, work: (bench: SolidBench) => Result): Result;
}

/** Where solids are worked on: coordinates are LPS mm less `originLps`, so that patients far from the origin of their
 * frame lose no digits. */
export interface SolidBench {
  readonly originLps: Vec3;
  readonly engine: ManifoldToplevel;
  /** Remembers an object to be freed at the end of the work. */
  keep<Freed extends { delete(): void }>(object: Freed): Freed;
  /** LPS to local. */
  local(pointLps: Vec3): Vec3;
  /** A mesh as a solid. `what` stands in the message. Throws `corrupt-data` SOLID_NOT_CLOSED or SOLID_INSIDE_OUT. */
  solid(mesh: TriangleMesh, what: string): Manifold;
  /** The closed mesh of a solid in LPS; null for a solid without content. */
  mesh(solid: Manifold): TriangleMesh | null;
  /** The same as the engine has it, for a look: closed by its numbers, but rounding may have left triangles without area
   * and seams as thin as a foil. */
  draftMesh(solid: Manifold): TriangleMesh | null;
}

type StartEngine = (options: { readonly wasmBinary: Uint8Array }) => Promise<ManifoldToplevel>;

/**
 * Gives out one engine, started at the first call; a new one after it ran out of memory.
 * @param readWasm the bytes of manifold-3d's `manifold.wasm`, of this installation
 * @param remembered how many meshes stay as solids after the work, for whoever changes one step again and again
 */
export function createSolidLoader(readWasm: () => Promise<Uint8Array>, remembered = 0): () => Promise<SolidKernel> {
  let started: Promise<SolidKernel> | null = null;
  return () => {
    started ??= start(readWasm, remembered, () => {
      started = null;
    });
    return started;
  };
}

/** The same kernel; `onTurn` is called before a mesh becomes a solid and before a solid becomes a mesh, which is where
 * the time goes, and ends the work by throwing. */
export const watchedKernel = (kernel: SolidKernel, onTurn: () => void): SolidKernel => ({
  work: (nearLps, work) =>
    kernel.work(nearLps, (bench) =>
      work({
        ...bench,
        solid: (mesh, what) => {
          onTurn();
          return bench.solid(mesh, what);
        },
        mesh: (solid) => {
          onTurn();
          return bench.mesh(solid);
        },
      }),
    ),
});

/** The same kernel for previews: what it makes is not judged as the triangles of a file, which takes as long as the
 * operation itself. */
export const draftKernel = (kernel: SolidKernel): SolidKernel => ({
  work: (nearLps, work) => kernel.work(nearLps, (bench) => work({ ...bench, mesh: bench.draftMesh })),
});

/** The solids of meshes that were asked for last. Meshes are never changed, so one that is the same has the same solid. */
class RememberedSolids {
  private readonly most: number;
  private all: { readonly mesh: TriangleMesh; readonly originLps: Vec3; readonly solid: Manifold }[] = [];

  constructor(most: number) {
    this.most = most;
  }

  find(mesh: TriangleMesh, originLps: Vec3): Manifold | null {
    const at = this.all.findIndex((one) => one.mesh === mesh && one.originLps.every((mm, n) => mm === originLps[n]));
    const [known] = at < 0 ? [] : this.all.splice(at, 1);
    if (known === undefined) return null;
    this.all.push(known);
    return known.solid;
  }

  /** False where nothing is remembered: then it is for the caller to free. */
  take(mesh: TriangleMesh, originLps: Vec3, solid: Manifold): boolean {
    if (this.most === 0) return false;
    this.all.push({ mesh, originLps, solid });
    return true;
  }

  /** Between two works only: within one, all that was given out may be in use. */
  trim(): void {
    while (this.all.length > this.most) this.all.shift()?.solid.delete();
  }
}

async function start(
  readWasm: () => Promise<Uint8Array>,
  remembered: number,
  onBroken: () => void,
): Promise<SolidKernel> {
  try {
    const { default: startEngine } = (await import('manifold-3d')) as unknown as { default: StartEngine };
    const engine = await startEngine({ wasmBinary: await readWasm() });
    engine.setup();
    const solids = new RememberedSolids(remembered);
    return { work: (nearLps, work) => runWork({ engine, solids, onBroken }, nearLps, work) };
  } catch (cause) {
    onBroken();
    if (cause instanceof AppError) throw cause;
    throw new AppError('internal', 'SOLID_ENGINE', 'The solid engine cannot be started. Install Limner again.', {
      cause,
    });
  }
}

interface StartedEngine {
  readonly engine: ManifoldToplevel;
  readonly solids: RememberedSolids;
  readonly onBroken: () => void;
}

function runWork<Result>(
  { engine, solids, onBroken }: StartedEngine,
  nearLps: Vec3,
  work: (bench: SolidBench) => Result,
): Result {
  const kept: { delete(): void }[] = [];
  const keep = <Freed extends { delete(): void }>(object: Freed): Freed => {
    kept.push(object);
    return object;
  };
  // Whole millimetres: taking them off a float32 coordinate of this size loses nothing.
  const originLps = nearLps.map(Math.round) as unknown as Vec3;
  const local = ([x, y, z]: Vec3): Vec3 => [x - originLps[0], y - originLps[1], z - originLps[2]];
  const solidFor = (mesh: TriangleMesh, what: string): Manifold => {
    const known = solids.find(mesh, originLps);
    if (known !== null) return known;
    const made = solidOf(engine, mesh, originLps, what);
    return solids.take(mesh, originLps, made) ? made : keep(made);
  };
  let isBroken = false;
  try {
    return work({
      originLps,
      engine,
      keep,
      local,
      solid: solidFor,
      mesh: (solid) => meshOfSolid(engine, solid, originLps, keep),
      draftMesh: (solid) => (solid.isEmpty() ? null : meshInLps(solid, originLps)),
    });
  } catch (cause) {
    if (!isEngineStop(cause)) throw cause;
    // WebAssembly that stopped in the middle of an operation has left its memory in no known state.
    isBroken = true;
    onBroken();
    throw memoryError(cause);
  } finally {
    if (!isBroken) {
      for (const object of kept.reverse()) object.delete();
      solids.trim();
    }
  }
}

/** What WebAssembly throws when it stops, or the engine when a result cannot be made. */
const isEngineStop = (cause: unknown): boolean =>
  !(cause instanceof Error) || ['RuntimeError', 'ManifoldError'].includes(cause.constructor.name);

function memoryError(cause: unknown): AppError {
  return new AppError(
    'resource',
    'SOLID_MEMORY',
    'The solid engine stopped at this step: the parts are too large for its memory. Simplify them first.',
    { cause },
  );
}

/** Throws where the mesh is open, not 2-manifold, or encloses nothing. Inside-out meshes would be taken as they are. */
function solidOf(engine: ManifoldToplevel, mesh: TriangleMesh, originLps: Vec3, what: string): Manifold {
  const { positions, indices } = mesh;
  if (indices.length === 0) throw new AppError('corrupt-data', 'SOLID_EMPTY', `${what} has no triangles.`);
  const vertProperties = new Float32Array(positions.length);
  for (let at = 0; at < positions.length; at++) {
    vertProperties[at] = (positions[at] as number) - (originLps[at % 3] as number);
  }
  const given = new engine.Mesh({ numProp: 3, vertProperties, triVerts: indices });
  const solid = makeSolid(engine, given, what);
  const volumeMm3 = solid.volume();
  if (volumeMm3 > 0) return solid;
  solid.delete();
  throw new AppError(
    'corrupt-data',
    'SOLID_INSIDE_OUT',
    `The surface of ${what} encloses no volume or is inside out. Repair it first.`,
  );
}

function makeSolid(
  engine: ManifoldToplevel,
  given: InstanceType<ManifoldToplevel['Mesh']>,
  what: string,
  mayMerge = true,
): Manifold {
  try {
    return new engine.Manifold(given);
  } catch (cause) {
    const code = (cause as { code?: unknown }).code;
    // Only the engine's own verdicts have a code; a stop of WebAssembly is a matter of the caller.
    if (typeof code !== 'string') throw cause;
    // Triangles that share places and not vertices, as some readers of files leave them.
    if (mayMerge && given.merge()) return makeSolid(engine, given, what, false);
    throw new AppError(
      'corrupt-data',
      'SOLID_NOT_CLOSED',
      `The surface of ${what} is not closed, or more than two triangles meet at an edge. Repair it first.`,
      { cause, data: { engine: code } },
    );
  }
}
