/// <reference lib="dom" />
// Measures a page from outside of the app: listeners of its own at both ends of every event, every animation frame, and
// every byte of pixels that goes to WebGL. Installed before the page's first script; the app does not know of it.

/** Of one frame in which something was asked for. Times in ms. */
export interface PageFrame {
  /** Type of the first event since the frame before, or ''. */
  readonly cause: string;
  /** In handlers of events, with the microtasks behind them (React's rendering), and in the callbacks of the frame up to
   * the last draw call. */
  readonly ownMs: number;
  /** From the first event reaching the page to the end of the frame's callbacks: includes waiting for the frame. */
  readonly waitedMs: number;
  /** Pixels given to WebGL textures since the frame before, bytes. */
  readonly textureBytes: number;
  /** Largest single upload, bytes. */
  readonly largestUpload: number;
  /** Uploads of three dimensions. */
  readonly volumeUploads: number;
}

export interface PageClock {
  readonly frames: PageFrame[];
  /** Settles when this is seen next: asking again and again would be work of the page. */
  next(name: string): Promise<void>;
  /** Milliseconds since the navigation, by name. */
  readonly seen: Record<string, number>;
}

declare global {
  // The name under which the page keeps it.
  var benchClock: PageClock | undefined;
}

interface Triangles {
  readonly positions: Float32Array;
}

/** What a worker sends that made a surface, a printable model, or a structure from values. */
interface WorkerMessage {
  readonly type?: unknown;
  readonly surface?: Triangles | null;
  readonly model?: { readonly parts: readonly { readonly display: Triangles }[] };
}

/** Runs in the page. Self-contained: it is handed over as text. */
export function installPageClock(): void {
  const frames: PageFrame[] = [];
  const seen: Record<string, number> = {};
  const waiting: Record<string, () => void> = {};
  globalThis.benchClock = {
    frames,
    seen,
    next: (name) =>
      new Promise((resolve) => {
        waiting[name] = resolve;
      }),
  };
  let cause = '';
  let firstMs = 0;
  let handlersMs = 0;
  let textureBytes = 0;
  let largestUpload = 0;
  let volumeUploads = 0;
  /** Voxels of an acquired plane went to its view. */
  let isPlaneDrawn = false;

  const begun = new WeakMap<Event, number>();
  const onEnd = (event: Event) => {
    handlersMs += performance.now() - (begun.get(event) ?? performance.now());
  };
  for (const type of ['pointerdown', 'pointermove', 'pointerup', 'wheel', 'keydown', 'click', 'input']) {
    addEventListener(
      type,
      (event) => {
        const now = performance.now();
        begun.set(event, now);
        seen[type] = now;
        if (cause === '') [cause, firstMs] = [type, now];
        // Last of all listeners on the way up; microtasks of those before have run, the stack is empty between two.
        removeEventListener(type, onEnd);
        addEventListener(type, onEnd, { passive: true });
      },
      { capture: true, passive: true },
    );
  }

  const ask = globalThis.requestAnimationFrame.bind(globalThis);
  let asked: FrameRequestCallback[] = [];
  const cancelled = new Set<FrameRequestCallback>();
  const byId = new Map<number, FrameRequestCallback>();
  let nextId = 1;
  globalThis.requestAnimationFrame = (callback) => {
    if (asked.length === 0) ask(run);
    asked.push(callback);
    byId.set(nextId, callback);
    return nextId++;
  };
  globalThis.cancelAnimationFrame = (id) => {
    const callback = byId.get(id);
    if (callback) cancelled.add(callback);
  };
  const run = (time: number) => {
    const startMs = performance.now();
    const callbacks = asked;
    asked = [];
    byId.clear();
    for (const callback of callbacks) if (!cancelled.has(callback)) callback(time);
    cancelled.clear();
    const endMs = performance.now();
    if (isPlaneDrawn) seen['firstPlane'] ??= endMs;
    frames.push({
      cause,
      ownMs: handlersMs + endMs - startMs,
      waitedMs: endMs - (cause === '' ? startMs : firstMs),
      textureBytes,
      largestUpload,
      volumeUploads,
    });
    cause = '';
    handlersMs = textureBytes = largestUpload = volumeUploads = 0;
  };

  const BYTES: Readonly<Record<number, number>> = {
    5120: 1,
    5121: 1,
    5122: 2,
    5123: 2,
    5124: 4,
    5125: 4,
    5126: 4,
    5131: 2,
  };
  const CHANNELS: Readonly<Record<number, number>> = { 6408: 4, 6407: 3, 33319: 2, 36249: 4 };
  const prototype = WebGL2RenderingContext.prototype as unknown as Record<string, (...args: unknown[]) => unknown>;
  const count = (name: string, sizeOf: (args: readonly unknown[]) => number, isVolume: boolean) => {
    const own = prototype[name];
    if (own === undefined) return;
    prototype[name] = function (this: unknown, ...args: unknown[]) {
      const bytes = sizeOf(args);
      if (!isVolume && !isPlaneDrawn) isPlaneDrawn = holdsVoxels(args.at(-1)) && isAxial(this);
      textureBytes += bytes;
      largestUpload = Math.max(largestUpload, bytes);
      if (isVolume) volumeUploads++;
      return own.apply(this, args);
    };
  };
  /** The middle of a plane that has not arrived is the least value of its type. */
  const holdsVoxels = (pixels: unknown) =>
    (pixels instanceof Int16Array || pixels instanceof Float32Array) && (pixels[pixels.length >> 1] ?? 0) > -32_768;
  const isAxial = (context: unknown) => {
    const { canvas } = context as WebGL2RenderingContext;
    return canvas instanceof HTMLCanvasElement && canvas.closest('[data-view="axial"]') !== null;
  };
  const product = (sizes: readonly unknown[], format: unknown, type: unknown) =>
    sizes.reduce<number>((all, size) => all * Number(size), 1) *
    (CHANNELS[Number(format)] ?? 1) *
    (BYTES[Number(type)] ?? 4);
  count('texImage2D', (a) => (a.length < 9 || a[8] === null ? 0 : product([a[3], a[4]], a[6], a[7])), false);
  count('texSubImage2D', (a) => (a.length < 9 ? 0 : product([a[4], a[5]], a[6], a[7])), false);
  count('texImage3D', (a) => (a[9] === null ? 0 : product([a[3], a[4], a[5]], a[7], a[8])), true);
  count('texSubImage3D', (a) => product([a[5], a[6], a[7]], a[8], a[9]), true);

  // Opening a case: the words of the window go when all planes have come; the frame after that shows them.
  let isReading = false;
  new MutationObserver(() => {
    const now = performance.now();
    const words = document.querySelector('.reading')?.textContent ?? '';
    if (words !== '' && !isReading) {
      isReading = true;
      seen['reading'] = now;
    }
    if (isReading && words === '' && document.querySelector('.pv') !== null) {
      isReading = false;
      ask(() => {
        seen['allPlanes'] = performance.now();
      });
    }
  }).observe(document, { subtree: true, childList: true, characterData: true, attributes: true });

  // A surface that comes back from a worker, the picture that it is drawn in, and the moment in which that is finished.
  /** Bytes of the surface that has arrived and has not been drawn. */
  let arrivedBytes = 0;
  let uploadedTo: unknown = null;
  const isScene = (context: unknown) => {
    const { canvas } = context as WebGL2RenderingContext;
    return canvas instanceof HTMLCanvasElement && canvas.closest('[data-view="3d"], .pp-mount') !== null;
  };
  const finish = (gl: WebGL2RenderingContext) => {
    const fence = gl.fenceSync(gl.SYNC_GPU_COMMANDS_COMPLETE, 0);
    gl.flush();
    seen['surfaceIssued'] = performance.now();
    const poll = () => {
      if (fence !== null && gl.getSyncParameter(fence, gl.SYNC_STATUS) !== gl.SIGNALED) {
        setTimeout(poll, 4);
        return;
      }
      seen['surface'] = performance.now();
      waiting['surface']?.();
    };
    setTimeout(poll, 0);
  };
  for (const name of ['bufferData', 'drawElements', 'drawArrays']) {
    const own = prototype[name];
    prototype[name] = function (this: unknown, ...args: unknown[]) {
      const data = args[1];
      if (name !== 'bufferData') {
        // The whole picture first: what else is in it is drawn in the same task.
        if (uploadedTo === this) queueMicrotask(() => finish(this as WebGL2RenderingContext));
        if (uploadedTo === this) uploadedTo = null;
      } else if (arrivedBytes > 0 && ArrayBuffer.isView(data) && data.byteLength >= arrivedBytes && isScene(this)) {
        arrivedBytes = 0;
        uploadedTo = this;
      }
      return own?.apply(this, args);
    };
  }
  /** What came from a worker is drawn in the frame after it at the latest. */
  const pictureFollows = () =>
    ask(() =>
      ask(() => {
        seen['segment'] = performance.now();
        waiting['segment']?.();
      }),
    );
  const OwnWorker = globalThis.Worker;
  globalThis.Worker = class extends OwnWorker {
    constructor(url: string | URL, options?: WorkerOptions) {
      super(url, options);
      this.addEventListener('message', ({ data }: MessageEvent<WorkerMessage>) => {
        if (data.type === 'done') pictureFollows();
        const sizes =
          data.type === 'surface' && data.surface
            ? [data.surface.positions.byteLength]
            : data.type === 'model' && data.model
              ? data.model.parts.map(({ display }) => display.positions.byteLength)
              : [];
        if (sizes.length === 0) return;
        seen['surfaceMade'] = performance.now();
        arrivedBytes = Math.max(...sizes);
      });
    }
  };

  // A question for cases, and the frame that shows its answer.
  const { send } = WebSocket.prototype;
  WebSocket.prototype.send = function (this: WebSocket, data) {
    if (typeof data === 'string' && data.includes('"cases.page"')) {
      const { id } = JSON.parse(data) as { id: number };
      const hear = (event: MessageEvent) => {
        // The frame begins with its id: what is measured must not pay for a second reading of the rows.
        if (!String(event.data).slice(0, 60).includes(`"id":${id},`)) return;
        this.removeEventListener('message', hear);
        ask(() => {
          seen['rows'] = performance.now();
          waiting['rows']?.();
        });
      };
      this.addEventListener('message', hear);
    }
    send.call(this, data);
  };
}
