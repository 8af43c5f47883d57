// Two workers behind one recipe: the preview follows the hand without a queue, the exact model comes when it rests.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { regularGeometry } from '../../../core/geometry/index.ts';
import type { PrintRecipe } from '../../../core/print/index.ts';
import { createPrintClient, type PrintWorker } from '../../../renderer/data/print-client.ts';
import type { Measures, ModelAnswer, PrintAnswer, PrintRequest } from '../../../renderer/workers/print-messages.ts';

const GEOMETRY = regularGeometry({ size: [4, 4, 4], spacingMm: [1, 1, 1], originLps: [0, 0, 0] });
const MODEL: ModelAnswer = { steps: [], parts: [], maxDeviationMm: null, failure: null };
/** What is in it is not looked at here. */
const WITH_PART: ModelAnswer = { ...MODEL, parts: [{}] as unknown as ModelAnswer['parts'] };
const recipe = (structure: string): PrintRecipe => ({
  version: 1,
  steps: [{ name: 'surface', structures: [structure] }],
});

class FakeWorker {
  readonly sent: PrintRequest[] = [];
  isEnded = false;
  onmessage: PrintWorker['onmessage'] = null;
  onerror: PrintWorker['onerror'] = null;
  postMessage(request: PrintRequest): void {
    this.sent.push(request);
  }
  terminate(): void {
    this.isEnded = true;
  }
  runs() {
    return this.sent.flatMap((request) => (request.type === 'run' ? [request] : []));
  }
  /** Answers what was asked last, once. */
  measured(): void {
    const asked = this.sent.pop();
    if (asked?.type !== 'measure') return;
    const measures = { what: asked.what } as Measures;
    const data: PrintAnswer = { type: 'measured', id: asked.id, measures };
    this.onmessage?.call(this as unknown as Worker, { data } as MessageEvent);
  }
  answer(type: 'model' | 'cancelled', id = this.runs().at(-1)?.id ?? -1, model = MODEL): void {
    const data: PrintAnswer = type === 'model' ? { type, id, model } : { type, id };
    this.onmessage?.call(this as unknown as Worker, { data } as MessageEvent);
  }
}

describe('the workers of a model', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  const start = () => {
    const workers: FakeWorker[] = [];
    const shown: string[] = [];
    const said: string[] = [];
    const measured: string[] = [];
    const client = createPrintClient(
      () => {
        const worker = new FakeWorker();
        workers.push(worker);
        return worker as unknown as PrintWorker;
      },
      GEOMETRY,
      {
        onModel: (_, { steps: [step] }, quality) =>
          shown.push(`${quality} ${(step?.name === 'surface' ? step.structures : [])?.join() ?? ''}`),
        onProgress: () => {},
        onSection: () => {},
        onMeasures: ({ what }, isLast) => measured.push(isLast ? `${what}, the last` : what),
        onFailed: (message) => said.push(message),
      },
    );
    return { client, workers, shown, said, measured };
  };

  it('shows a preview at once and the exact model after a rest', () => {
    const { client, workers, shown } = start();
    client.run(recipe('A'));
    workers[0]?.answer('model');
    expect(workers).toHaveLength(1);
    vi.advanceTimersByTime(700);
    workers[1]?.answer('model');
    expect(workers.map((worker) => worker.runs()[0]?.quality)).toEqual(['preview', 'exact']);
    expect(shown).toEqual(['preview A', 'exact A']);
  });

  it('skips what was asked for between two previews', () => {
    const { client, workers, shown } = start();
    for (const name of ['A', 'B', 'C', 'D']) client.run(recipe(name));
    workers[0]?.answer('model');
    workers[0]?.answer('model');
    expect(shown).toEqual(['preview A', 'preview D']);
  });

  it('calls off an exact model that a change made stale, and ends a worker that does not hear it', () => {
    const { client, workers, shown } = start();
    client.run(recipe('A'));
    workers[0]?.answer('model');
    vi.advanceTimersByTime(700);
    client.run(recipe('B'));
    expect(workers[1]?.sent.at(-1)?.type).toBe('cancel');
    workers[0]?.answer('model');
    vi.advanceTimersByTime(3000);
    expect(workers[1]?.isEnded).toBe(true);
    workers[2]?.answer('model');
    expect(shown).toEqual(['preview A', 'preview B', 'exact B']);
  });

  it('tells a measure that waits for a worker that it had to end, and answers the next one', async () => {
    const { client, workers } = start();
    client.run(recipe('A'));
    workers[0]?.answer('model');
    const waiting = client.gauge({ what: 'along', fromLps: [0, 0, 0], toLps: [1, 0, 0] });
    const told = expect(waiting).rejects.toThrow(/Not measured: the model was stopped/);
    client.run(recipe('B'));
    client.cancel();
    vi.advanceTimersByTime(3000);
    await told;
    expect(workers[0]?.isEnded).toBe(true);
    await expect(client.gauge({ what: 'along', fromLps: [0, 0, 0], toLps: [1, 0, 0] })).rejects.toThrow(
      /Make it again/,
    );
  });

  it('does so where a worker breaks down, and ends its checks', async () => {
    const { client, workers, said } = start();
    client.run(recipe('A'));
    workers[0]?.answer('model');
    vi.advanceTimersByTime(700);
    workers[1]?.answer('model', undefined, WITH_PART);
    const waiting = client.gauge({ what: 'along', fromLps: [0, 0, 0], toLps: [1, 0, 0] });
    const told = expect(waiting).rejects.toThrow(/the computation stopped/);
    workers[1]?.onerror?.call(workers[1] as unknown as Worker, new Event('error') as ErrorEvent);
    await told;
    expect(said).toEqual([expect.stringMatching(/^The checks ended before they were done/)]);
    expect(workers[1]?.isEnded).toBe(true);
  });

  it('says with the last measure that it is the last, also where only the walls are measured again', () => {
    const { client, workers, measured } = start();
    client.run(recipe('A'));
    workers[0]?.answer('model');
    vi.advanceTimersByTime(700);
    workers[1]?.answer('model', undefined, WITH_PART);
    const answerAll = () => {
      for (let asked = 0; asked < 9; asked++) workers[1]?.measured();
    };
    answerAll();
    client.measureAgainst(2);
    answerAll();
    expect(measured).toEqual(['deviation', 'closed', 'walls', 'standing, the last', 'walls, the last']);
  });

  it('measures nothing against a least wall while the preview alone is there', () => {
    const { client, workers } = start();
    client.run(recipe('A'));
    workers[0]?.answer('model', undefined, WITH_PART);
    client.cancel();
    expect(client.measureAgainst(2)).toBe(false);
    client.run(recipe('A'));
    workers[0]?.answer('model', undefined, WITH_PART);
    vi.advanceTimersByTime(700);
    workers[1]?.answer('model', undefined, WITH_PART);
    expect(client.measureAgainst(3)).toBe(true);
  });

  it('asks for a section once, when the preview is made, not in front of it', () => {
    const { client, workers } = start();
    client.run(recipe('A'));
    client.askSection({ originLps: [0, 0, 0], normalLps: [1, 0, 0] });
    const asked = () => workers[0]?.sent.filter(({ type }) => type === 'section').length;
    expect(asked()).toBe(0);
    workers[0]?.answer('model');
    client.askSection({ originLps: [0, 0, 0], normalLps: [1, 0, 0] });
    expect(asked()).toBe(1);
    client.askSection({ originLps: [1, 0, 0], normalLps: [1, 0, 0] });
    expect(asked()).toBe(2);
  });

  it('sends a structure again only when it has changed', () => {
    const { client, workers } = start();
    const source = (stamp: string) => ({ name: 'A', colour: '#ffffff', stamp, slices: new Map() });
    for (const stamp of ['1', '1', '2']) {
      client.setSources([source(stamp)]);
      client.run(recipe('A'));
      workers[0]?.answer('model');
    }
    expect(workers[0]?.sent.filter(({ type }) => type === 'source')).toHaveLength(2);
  });
});
