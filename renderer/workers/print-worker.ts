// Makes printable models off the window's thread: one worker for previews, one for the exact model.

import { AppError } from '../../core/error/index.ts';
import { createSolidLoader } from '../../core/solid/index.ts';
import { ComparedStructures } from './compared-structures.ts';
import { planeSection } from './plane-section.ts';
import { gauge } from './print-gauge.ts';
import type { DisplayMesh, PrintAnswer, PrintRequest } from './print-messages.ts';
import { PrintBench } from './print-run.ts';

/** The part of a worker's global that is used; its whole type would come with that of the window. */
interface WorkerScope {
  onmessage: ((event: MessageEvent<PrintRequest>) => void) | null;
  postMessage(message: PrintAnswer, transfer: Transferable[]): void;
}
const scope = globalThis as unknown as WorkerScope;

/** Lies beside the bundle of this worker. */
async function readWasm(): Promise<Uint8Array> {
  const answer = await fetch('manifold.wasm');
  if (!answer.ok) throw new Error(`manifold.wasm: ${answer.status.toString()}`);
  return new Uint8Array(await answer.arrayBuffer());
}

/** The hand changes one step again and again: what the parts before it are as solids is kept. */
const REMEMBERED_SOLIDS = 4;
const loadSolids = createSolidLoader(readWasm, REMEMBERED_SOLIDS);
const bench = new PrintBench(loadSolids);
const compared = new ComparedStructures();
const running = new Map<number, AbortController>();
let stopper: Int32Array | null = null;

const isStopped = (id: number): boolean => stopper !== null && Atomics.load(stopper, 0) >= id;

const fail = (id: number, error: unknown): void =>
  error instanceof AppError && error.kind === 'cancelled'
    ? scope.postMessage({ type: 'cancelled', id }, [])
    : scope.postMessage({ type: 'failed', id, message: error instanceof Error ? error.message : String(error) }, []);

const arraysOf = ({ positions, cells, normals, sources }: DisplayMesh) =>
  [positions, cells, normals, sources].map(({ buffer }) => buffer);

type RunRequest = Extract<PrintRequest, { type: 'run' }>;

/** Between two words of how far a step is, ms: each costs the window a rendering. */
const SAID_EVERY_MS = 100;

/** Says at once that a step has begun, and not each of its many turns. */
function progressOf({ id, recipe }: RunRequest): (stepNumber: number, fraction: number) => void {
  let saidStep = 0;
  let saidMs = 0;
  return (stepNumber, fraction) => {
    const nowMs = performance.now();
    if (stepNumber === saidStep && nowMs - saidMs < SAID_EVERY_MS) return;
    saidStep = stepNumber;
    saidMs = nowMs;
    scope.postMessage({ type: 'progress', id, stepNumber, steps: recipe.steps.length, fraction }, []);
  };
}

async function run(request: RunRequest): Promise<void> {
  const { id, recipe, quality } = request;
  const abort = new AbortController();
  running.set(id, abort);
  try {
    const model = await bench.run({
      recipe,
      quality,
      signal: {
        get aborted() {
          return abort.signal.aborted || isStopped(id);
        },
      },
      pause: () => new Promise((resolve) => setTimeout(resolve)),
      onProgress: progressOf(request),
    });
    scope.postMessage(
      { type: 'model', id, model },
      model.parts.flatMap(({ display }) => arraysOf(display)),
    );
  } finally {
    running.delete(id);
  }
}

function answer(request: PrintRequest): void {
  switch (request.type) {
    case 'stopper':
      stopper = new Int32Array(request.memory);
      return;
    case 'geometry':
      bench.setGeometry(request.geometry);
      compared.setGeometry(request.geometry);
      // The first step that needs the solid engine shall not wait for it; what is wrong with it is said there.
      loadSolids().catch(() => undefined);
      return;
    case 'source':
      bench.setSource(request.name, request);
      return;
    case 'mesh':
      bench.setMesh(request.name, request.mesh);
      return;
    case 'compared':
      compared.set(request.structureId, request);
      return;
    case 'run':
      run(request).catch((error: unknown) => fail(request.id, error));
      return;
    case 'cancel':
      running.get(request.id)?.abort();
      return;
    case 'measure': {
      const measures = bench.measure(request.what, request.minWallMm);
      scope.postMessage({ type: 'measured', id: request.id, measures }, []);
      return;
    }
    case 'gauge': {
      const found = gauge(
        { parts: bench.lastParts(), surfaceOf: (structureId) => compared.surfaceOf(structureId) },
        request.question,
      );
      scope.postMessage({ type: 'gauged', id: request.id, found }, []);
      return;
    }
    case 'section': {
      const section = planeSection(bench.lastParts(), request.plane);
      const outlines = [...section.model, ...section.hollow, ...section.mask];
      scope.postMessage(
        { type: 'section', id: request.id, section },
        outlines.map(({ buffer }) => buffer),
      );
    }
  }
}

scope.onmessage = ({ data }) => {
  try {
    answer(data);
  } catch (error) {
    fail('id' in data ? data.id : -1, error);
  }
};
