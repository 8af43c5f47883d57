// Asks the worker that segments by values. While it computes, only the newest question waits; one that takes long is
// ended with its worker where another question comes, as nobody waits for its answer any more.

import type { Segmentation, SegmentResult, StructureSlices } from '../../core/edit/index.ts';
import type { SegmentAnswer, SegmentRequest } from '../workers/segment-messages.ts';

export interface SegmentQuestion {
  readonly segmentation: Segmentation;
  readonly own: StructureSlices | null;
  readonly within: StructureSlices | null;
}

export interface SegmentClientEvents {
  onProgress(share: number): void;
  /** `ms`: computed for so long; `isNewest`: no other question waits. */
  onResult(result: SegmentResult, question: SegmentQuestion, ms: number, isNewest: boolean): void;
  onFailed(message: string): void;
}

export interface SegmentClient {
  ask(question: SegmentQuestion): void;
  /** Ends what is under way; the worker and its image stay unless it was computing. */
  cancel(): void;
  close(): void;
}

type ImageRequest = Extract<SegmentRequest, { type: 'image' }>;

/** A computation that takes longer is ended for the next question instead of being waited for, ms. */
const PATIENCE_MS = 1500;

export function createSegmentClient(
  workerUrl: string,
  image: () => Omit<ImageRequest, 'type'>,
  events: SegmentClientEvents,
): SegmentClient {
  let worker: Worker | null = null;
  let nextId = 1;
  let asked: { readonly id: number; readonly question: SegmentQuestion } | null = null;
  let waiting: SegmentQuestion | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  /** Until the image is read, a new worker would only begin to read it again. */
  let hasImage = false;

  const stop = () => {
    clearTimeout(timer);
    timer = undefined;
    worker?.terminate();
    worker = null;
    hasImage = false;
    asked = null;
  };
  const start = (): Worker => {
    const made = new Worker(workerUrl, { type: 'module' });
    made.postMessage({ type: 'image', ...image() } satisfies SegmentRequest);
    made.onmessage = ({ data }: MessageEvent<SegmentAnswer>) => answered(data);
    made.onerror = (event) => {
      stop();
      events.onFailed(event.message || 'The computation stopped.');
    };
    return made;
  };
  const post = (question: SegmentQuestion) => {
    worker ??= start();
    asked = { id: nextId++, question };
    worker.postMessage({ type: 'segment', id: asked.id, ...question } satisfies SegmentRequest);
  };
  const askWaiting = () => {
    clearTimeout(timer);
    timer = undefined;
    if (waiting === null) return;
    const question = waiting;
    waiting = null;
    post(question);
  };
  const answered = (answer: SegmentAnswer) => {
    if (answer.type === 'ready') {
      hasImage = true;
      return;
    }
    if (asked === null || answer.id !== asked.id) return;
    if (answer.type === 'progress') {
      events.onProgress(answer.share);
      return;
    }
    const { question } = asked;
    asked = null;
    const isNewest = waiting === null;
    if (answer.type === 'done') events.onResult(answer.result, question, answer.ms, isNewest);
    else if (isNewest) events.onFailed(answer.message);
    askWaiting();
  };

  return {
    ask: (question) => {
      if (asked === null) {
        post(question);
        return;
      }
      waiting = question;
      if (hasImage)
        timer ??= setTimeout(() => {
          stop();
          askWaiting();
        }, PATIENCE_MS);
    },
    cancel: () => {
      waiting = null;
      if (asked !== null) stop();
    },
    close: () => {
      waiting = null;
      stop();
    },
  };
}
