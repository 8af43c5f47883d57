import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type SliceContent, slicesFromMask } from '../../../core/edit/index.ts';
import { regularGeometry } from '../../../core/geometry/index.ts';
import { maskFromDense } from '../../../core/volume/index.ts';
import {
  createSurfaceClient,
  type SurfaceMemory,
  type SurfaceWorker,
} from '../../../renderer/viewport/surface-client.ts';
import type { WorkerRequest } from '../../../renderer/workers/surface-messages.ts';

const geometry = regularGeometry({ size: [200, 200, 60], spacingMm: [1, 1, 2], originLps: [0, 0, 0] });

type Slices = ReadonlyMap<number, SliceContent>;

/** A block of `width` voxels on every plane; all of them make a large structure. */
function block(width: number): Slices {
  const dense = new Uint8Array(200 * 200 * 60);
  for (let row = 0; row < 200 * 60; row++) dense.fill(1, row * 200, row * 200 + width);
  const bits = slicesFromMask(maskFromDense(dense, geometry.size));
  return new Map([...bits].map(([k, slice]) => [k, { bits: slice, importedLoops: null }]));
}

const small = block(10);
const large = block(200);

/** The same voxels as another state: what an edit makes. */
const edited = (slices: Slices): Slices => {
  const [k, { bits }] = [...slices][0] as [number, SliceContent];
  return new Map(slices).set(k, { bits: { ...bits }, importedLoops: null });
};

/** Workers that note what they are asked and answer when told to. */
function startClient(isLight: boolean, memory: SurfaceMemory = new WeakMap()) {
  const lanes: { worker: SurfaceWorker; requests: WorkerRequest[] }[] = [];
  const shown: string[] = [];
  const startWorker = (): SurfaceWorker => {
    const requests: WorkerRequest[] = [];
    const worker: SurfaceWorker = {
      postMessage: (request) => requests.push(request),
      onmessage: null,
      onerror: null,
      terminate: () => undefined,
    };
    lanes.push({ worker, requests });
    return worker;
  };
  const client = createSurfaceClient(
    { startWorker, isLight, memory },
    { onSurface: (id, surface) => shown.push(surface ? id : `no ${id}`), onVolume: vi.fn(), onFailed: vi.fn() },
  );
  client.setGeometry(geometry);
  const asked = (lane = 0) => (lanes[lane]?.requests ?? []).filter((request) => request.type === 'surface');
  const names = (lane = 0) => asked(lane).map(({ structureId, detail }) => `${structureId} ${detail}`);
  const answer = (lane = 0) => {
    const { id } = asked(lane).at(-1) ?? { id: -1 };
    const surface = { positions: new Float32Array(), cells: new Uint32Array(), normals: new Float32Array() };
    lanes[lane]?.worker.onmessage?.({ data: { type: 'surface', id, surface } } as MessageEvent);
    vi.advanceTimersByTime(1);
  };
  const show = (set: Record<string, Slices>) =>
    client.setStructures(Object.entries(set).map(([structureId, slices]) => ({ structureId, slices })));
  const planesSent = (lane = 0) =>
    (lanes[lane]?.requests ?? []).flatMap((request) => (request.type === 'planes' ? [request.planes.length] : []));
  return { client, show, names, answer, shown, planesSent, lanes };
}

describe('surfaces for the 3D view', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('makes an edited structure before all that wait since the case was opened', () => {
    const { show, names, answer } = startClient(false);
    const set = { a: small, b: small, c: small, d: small };
    show(set);
    expect(names()).toEqual(['a coarse']);
    show({ ...set, d: edited(small) });
    answer();
    answer();
    answer();
    expect(names()).toEqual(['a coarse', 'd coarse', 'b coarse', 'c coarse']);
  });

  it('asks at once for an edit, with the planes it touched, and once for all strokes meanwhile', () => {
    const { show, names, answer, planesSent } = startClient(false);
    show({ a: small });
    answer();
    const [first, second] = [edited(small), edited(edited(small))];
    show({ a: first });
    expect(planesSent()).toEqual([60, 1]);
    show({ a: second });
    show({ a: edited(second) });
    expect(names()).toHaveLength(2);
    answer();
    answer();
    expect(names()).toHaveLength(3);
  });

  it('makes the full surface of a large structure once, not with each edit of another', () => {
    const { show, names, answer, shown } = startClient(false);
    show({ body: large, a: small });
    answer();
    answer();
    vi.advanceTimersByTime(1000);
    expect(names(1)).toEqual(['body full']);
    answer(1);
    expect(shown).toEqual(['body', 'a', 'body']);
    show({ body: large, a: edited(small) });
    answer();
    vi.advanceTimersByTime(5000);
    expect(names(1)).toEqual(['body full']);
    show({ body: edited(large), a: small });
    vi.advanceTimersByTime(5000);
    expect(names(1)).toHaveLength(2);
  });

  it('shows no full surface of a state that an edit has passed', () => {
    const { show, answer, shown } = startClient(false);
    show({ body: large });
    answer();
    vi.advanceTimersByTime(1000);
    show({ body: edited(large) });
    answer(1);
    answer();
    expect(shown).toEqual(['body', 'body']);
  });

  it('shows at once what an earlier view has made, not what was edited since, and no step back from a full surface', () => {
    const memory: SurfaceMemory = new WeakMap();
    const before = startClient(false, memory);
    before.show({ a: small, body: large });
    before.answer();
    before.answer();
    vi.advanceTimersByTime(1000);
    before.answer(1);
    expect(before.shown).toEqual(['a', 'body', 'body']);

    const { show, shown, names, answer } = startClient(false, memory);
    show({ a: edited(small), body: large });
    expect(shown).toEqual(['body']);
    answer();
    answer();
    expect(shown).toEqual(['body', 'a']);
    // The worker has the planes of both for the next edit, and no full surface is made again.
    expect(names()).toEqual(['a coarse', 'body coarse']);
    vi.advanceTimersByTime(1000);
    expect(names(1)).toEqual([]);
  });

  it('asks for light surfaces and no full ones where the processor draws', () => {
    const { show, names, answer, lanes } = startClient(true);
    show({ body: large });
    answer();
    vi.advanceTimersByTime(5000);
    expect(names()).toEqual(['body light']);
    expect(lanes).toHaveLength(1);
  });

  it('forgets what is not shown any more, also while it waits', () => {
    const { show, names, answer, shown, client } = startClient(false);
    show({ a: small, b: small });
    show({ a: small });
    answer();
    expect(names()).toEqual(['a coarse']);
    expect(shown).toEqual(['no b', 'a']);
    expect(client.isSettled).toBe(true);
  });
});
