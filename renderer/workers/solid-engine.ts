import { createSolidLoader } from '../../core/solid/index.ts';

/** The solid engine of this worker, for `StepWorld.solids`. The file lies beside the worker's script; the window's policy
 * lets nothing else be fetched. */
export const loadSolids = createSolidLoader(async () => {
  const answer = await fetch('manifold.wasm');
  if (!answer.ok) throw new Error(`manifold.wasm: ${answer.status}`);
  return new Uint8Array(await answer.arrayBuffer());
});
